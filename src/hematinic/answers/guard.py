"""What comes before any answer: help first, then what is turned away, each by its name.

A question is text and nothing more: an instruction inside it is never followed, because nothing
here can follow one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from hematinic.answers.lexicon import Emergency, Lexicon
from hematinic.answers.model import Behavior
from hematinic.answers.text import Terms, has, plain, words
from hematinic.answers.understand import Stated

CORE = {
    "iron", "iron_deficiency", "oral_iron", "intravenous_iron", "vitamin_b12",
    "vitamin_b12_deficiency", "hydroxocobalamin", "cyanocobalamin", "methylcobalamin", "ferritin",
    "transferrin_saturation", "intrinsic_factor_antibody", "parietal_cell_antibody",
    "autoimmune_gastritis", "homocysteine", "methylmalonic_acid", "subacute_combined_degeneration",
    "anemia", "folic_acid", "elemental", "both_deficiencies",
}  # fmt: skip
"""Terms that make a question one of this guideline's."""

NEAR = {
    "paresthesia", "neurological", "gait", "memory", "injection", "loading", "maintenance",
    "dark_stool", "nitrous_oxide", "celiac_disease", "about_content", "alternate_day", "hemoglobin",
    "metformin", "vitamin_c", "endoscopy", "recovery", "tea_coffee",
}  # fmt: skip
"""Terms by which a short question, asked after the article, is about it as well."""

SHORT = 16
"""Words of a question that is short."""

ANOTHER = r" (?:patient|pt) (?:no |number |id )?\d+s? "
"""`Patient 4's ferritin`."""

ALWAYS = {"emergency-crisis", "emergency-child-iron", "emergency-overdose"}

LONG_STORY = 90
"""Words beyond which a question is a story; then its last sentences say what is asked."""

DENIED = r"\b(?:no|not|without|denies|never|nil|any)(?: \w+){0,2} $"


@dataclass(frozen=True, slots=True)
class Declined:
    behavior: Behavior
    says: str
    name: str = "this"
    courtesy: str = ""


class Guard:
    def __init__(self, lexicon: Lexicon, terms: Terms, own_medicines: Iterable[str]) -> None:
        self.synonyms, self.terms = lexicon.synonyms, terms
        self.others = self.synonyms.other_medicines.split()
        self.own = [words(plain(name)).strip() for name in own_medicines]

    def first(self, question: str, mended: str, stated: Stated) -> Declined | None:
        """An emergency, or what is turned away whatever the guideline says."""
        text = plain(question)
        spaced = words(text)
        if not re.search(r"[^\W_]{2}", text) or not re.search(r"[^\W\d_]", text):
            return Declined("not_covered", "not-covered", "what is not a question")
        urgent = self.emergency(spaced, stated) or self.emergency(words(mended), stated)
        if urgent:
            return Declined("emergency", urgent)
        if has(spaced, map(_bare, self.synonyms.foreign_emergencies)):
            return Declined("emergency", "emergency-general", courtesy=self.courtesy(text))
        if has(spaced, map(_bare, self.synonyms.records)) or re.search(ANOTHER, spaced):
            return Declined("refused", "no-records")
        language = self.language(text)
        if language:
            says = self.synonyms.languages[language].says if language != "?" else ""
            return Declined("not_covered", "another-language", courtesy=says)
        return self.child(spaced, stated) or self.other_topic(spaced, words(mended))

    # Help first

    def emergency(self, spaced: str, stated: Stated) -> str:
        if has(spaced, map(_bare, self.synonyms.learners)):
            return ""
        found = (one.says for one in self.synonyms.emergencies if self.holds(one, spaced, stated))
        return next(found, "")

    def holds(self, one: Emergency, spaced: str, stated: Stated) -> bool:
        if has(spaced, map(_bare, one.refuted)):
            return False
        past = one.says not in ALWAYS and has(spaced, map(_bare, self.synonyms.past))
        if past:
            return False
        if one.young and stated.age is not None and stated.age >= 16:
            return False
        return all(self.present(spaced, group) for group in one.all)

    def present(self, spaced: str, group: Iterable[str]) -> bool:
        """A phrase of it stands there and is not denied: `no chest pain`."""
        for phrase in map(_bare, group):
            for match in re.finditer(f" {re.escape(phrase)} ", spaced):
                if not re.search(DENIED, spaced[: match.start() + 1]):
                    return True
        return False

    # Turned away

    def courtesy(self, text: str) -> str:
        language = self.language(text)
        return self.synonyms.languages[language].says if language and language != "?" else ""

    def language(self, text: str) -> str:
        """The language, where it is surely not English; `?` where it is none of those known."""
        letters = re.findall(r"[^\W\d_]", text)
        other = sum(1 for letter in letters if ord(letter) > 0x24F)
        if letters and other > len(letters) * 0.4:
            return "?"
        found = re.findall(r"[^\W\d_]+", text.replace("'", ""))
        english = len([word for word in found if word in _ENGLISH or word in self.terms.of])
        counts = {
            name: len([word for word in found if word in language.words and word not in _ENGLISH])
            for name, language in self.synonyms.languages.items()
        }
        best = max(counts, key=lambda name: counts[name])
        marked = counts[best] >= 2 and counts[best] > english - 1
        return best if marked and counts[best] >= len(found) * 0.2 else ""

    def child(self, spaced: str, stated: Stated) -> Declined | None:
        if has(spaced, map(_bare, self.synonyms.children_exempt)) and stated.age is None:
            return None
        if stated.age is not None and stated.age >= 16:
            return None
        young = stated.age is not None
        if young or has(spaced, map(_bare, self.synonyms.children)):
            return Declined("not_covered", "children") if self.core(spaced) else None
        return None

    def other_topic(self, spaced: str, mended: str) -> Declined | None:
        asked = self.asked(spaced)
        for name, phrases in self.synonyms.other_topics.items():
            if has(asked, map(_bare, phrases)) and not self.two_sided(asked):
                return Declined("off_topic", "out-of-scope", name)
        if self.core(asked) or self.core(self.asked(mended)):
            return None
        near = NEAR & set(self.terms.tokens(asked)) and len(asked.split()) <= SHORT
        other = "" if near else has(asked, self.others) or has(asked, self.own)
        return Declined("off_topic", "out-of-scope", other or "this")

    def two_sided(self, asked: str) -> bool:
        """It is about this guideline's subject as well, by two of its terms."""
        strong = CORE - {"anemia", "iron", "methylmalonic_acid", "homocysteine", "folic_acid"}
        return len(strong & set(self.terms.tokens(asked))) >= 1

    def core(self, spaced: str) -> bool:
        return bool(CORE & set(self.terms.tokens(spaced)))

    def asked(self, spaced: str) -> str:
        """Of a long story, the end: what is asked stands there."""
        found = spaced.split()
        return spaced if len(found) <= LONG_STORY else f" {' '.join(found[-30:])} "

    def uncovered(self, spaced: str) -> Declined | None:
        """Near the subject, but the guideline has no statement on it."""
        for name, phrases in self.synonyms.uncovered.items():
            if has(spaced, map(_bare, phrases)):
                return Declined("not_covered", "not-covered", name)
        return None


def _bare(phrase: str) -> str:
    return words(phrase.replace("'", "")).strip()


_COMMON = """
the of and to in is it that for was on are with as at be this have from or had by not but what some
we can out other were all there when up use your how said an each she which do their time if will
way about many then them would like so these her him has more go see no could my than first been who
its now did get come made may i a me you he they am should does need take pain patient after before
low high iron b12 where why any
"""
_ENGLISH = frozenset(_COMMON.split())
