"""What comes before any answer: help first, then what is turned away, each by its name.

A question is text and nothing more: an instruction inside it is never followed, because nothing
here can follow one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from hematinic.answers.model import Behavior
from hematinic.answers.reading.patterns import Patterns, clauses
from hematinic.answers.reading.stated import Stated
from hematinic.answers.reading.text import Terms, bare, has, plain, words
from hematinic.answers.reading.urgent import ADULT, Urgent
from hematinic.guideline.model import Guideline

CORE = {
    "iron", "iron_deficiency", "oral_iron", "intravenous_iron", "vitamin_b12",
    "vitamin_b12_deficiency", "hydroxocobalamin", "cyanocobalamin", "methylcobalamin", "ferritin",
    "transferrin_saturation", "intrinsic_factor_antibody", "parietal_cell_antibody",
    "autoimmune_gastritis", "homocysteine", "methylmalonic_acid", "subacute_combined_degeneration",
    "anemia", "folic_acid", "elemental", "both_deficiencies", "slow_release", "iron_status",
}  # fmt: skip
"""Terms that make a question one of this guideline's."""

NEAR = {
    "paresthesia", "neurological", "gait", "memory", "injection", "loading", "maintenance",
    "dark_stool", "nitrous_oxide", "celiac_disease", "about_content", "hemoglobin",
    "metformin", "vitamin_c", "endoscopy", "recovery", "tea_coffee", "monitoring", "annual",
    "transfusion", "alternate_day", "oral", "reticulocytes", "fatigue", "cause", "periods", "alone",
}  # fmt: skip
"""Terms by which a short question, asked after the article, is about it as well."""

SHORT = 16
"""Words of a question that is short."""

ANOTHER = r" (?:patient|pt) (?:no |number |id )?\d+s? "
"""`Patient 4's ferritin`."""

LONG_STORY = 90
"""Words beyond which a question is a story; then its last sentences say what is asked."""


@dataclass(frozen=True, slots=True)
class Declined:
    behavior: Behavior
    says: str
    name: str = "this"
    courtesy: str = ""


class Guard:
    def __init__(
        self,
        guideline: Guideline,
        terms: Terms,
        own_medicines: Iterable[str],
        written: Iterable[str],
    ) -> None:
        self.synonyms, self.terms = guideline.synonyms, terms
        known = self.synonyms
        self.others = tuple(known.other_medicines.split())
        self.records = Patterns({}).any(known.records)
        self.children, self.children_own = (
            bare(known.children),
            Patterns({}).any(known.children_own),
        )
        self.children_exempt = bare(known.children_exempt)
        self.other_topics = {name: bare(all_) for name, all_ in known.other_topics.items()}
        self.uncovered_topics = {name: bare(all_) for name, all_ in known.uncovered.items()}
        self.urgent = Urgent(guideline.emergencies, written)
        self.own = bare(map(plain, own_medicines))

    def first(self, question: str, mended: str, stated: Stated) -> Declined | None:
        """An emergency, or what is turned away whatever the guideline says."""
        text = plain(question)
        spaced = words(text)
        if not re.search(r"[^\W_]{2}", text) or not re.search(r"[^\W\d_]", text):
            return Declined("not_covered", "not-covered", "what is not a question")
        urgent = self.urgent.found(question, stated)
        if urgent:
            return Declined("emergency", urgent)
        if self.urgent.abroad(question):
            return Declined("emergency", "emergency-general", courtesy=self.courtesy(text))
        if self.records.search(clauses(text)) or re.search(ANOTHER, spaced):
            return Declined("refused", "no-records")
        language = self.language(text)
        if language:
            says = self.synonyms.languages[language].says if language != "?" else ""
            return Declined("not_covered", "another-language", courtesy=says)
        return self.child(spaced, stated) or self.other_topic(spaced, words(mended))

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
        """Asked for a child: by the age, or by the word where the age is not the child's."""
        about = stated.age is None or stated.own_age
        exempt = has(spaced, self.children_exempt)
        named = bool(self.children_own.search(spaced)) or (
            not exempt and bool(has(spaced, self.children))
        )
        young = stated.age is not None and stated.age < ADULT
        if young or (about and named):
            return Declined("not_covered", "children") if self.core(spaced) else None
        return None

    def other_topic(self, spaced: str, mended: str) -> Declined | None:
        asked = self.asked(spaced)
        for name, phrases in self.other_topics.items():
            if has(asked, phrases) and not self.two_sided(asked):
                return Declined("off_topic", "out-of-scope", name)
        if self.core(asked) or self.core(self.asked(mended)):
            return None
        near = len(asked.split()) <= SHORT and NEAR & set(self.terms.tokens(asked))
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
        for name, phrases in self.uncovered_topics.items():
            if has(spaced, phrases):
                return Declined("not_covered", "not-covered", name)
        return None


_COMMON = """
the of and to in is it that for was on are with as at be this have from or had by not but what some
we can out other were all there when up use your how said an each she which do their time if will
way about many then them would like so these her him has more go see no could my than first been who
its now did get come made may i a me you he they am should does need take pain patient after before
low high iron b12 where why any
"""
_ENGLISH = frozenset(_COMMON.split())
