"""What comes before any answer: help first, then what is turned away, each by its name.

A question is text and nothing more: an instruction inside it is never followed, because nothing
here can follow one.
"""

import re
from collections.abc import Iterable, Sequence

from hematinic.answers import weights
from hematinic.answers.reading.alarm import Alarm
from hematinic.answers.reading.english import common
from hematinic.answers.reading.patterns import Patterns, clauses
from hematinic.answers.reading.premises import TakenForGranted
from hematinic.answers.reading.question import Declined, Question
from hematinic.answers.reading.text import bare, has, plain, words
from hematinic.answers.reading.urgent import GENERAL, Urgent
from hematinic.answers.reading.vocabulary import Vocabulary
from hematinic.guideline.model import Guideline

ANOTHER = r" (?:patient|pt) (?:(?:no|number|id) \d+|\d+s|\d+ (?:results?|records?)) "
"""`Patient 4's ferritin`, and neither `pt 3 weeks on the ward` nor `pt 70, treat?`."""

ELSEWHERE = "?"
"""A language that is none of those known."""

LATIN = 0x24F
"""The last letter of the alphabets that English may have a name from."""


HERSELF = re.compile(
    r"(?<= \d\d)(?: years? old| yrs? old| yo| y o| f| m)?(?: a)? (?:girl|boy)(?= )"
)
"""`I am 19, a girl`: beside an age a word of sex names no child; the age itself decides."""


DOSE_OF = (
    r"(?: (?:dose|dosage|dosing|strength) (?:of|for) (?:the |my )?{other} |"
    r" (?:how much|how many mg(?: of)?|how many milligrams(?: of)?) {other} |"
    r" {other} (?:dose|dosage|dosing)(?: (?:if|for|in|with|when|by) |\s*$))"
)
"""The dose of another medicine, asked for by itself."""

HAVING = r"(?:having|giving birth to|gave birth to|birth of)"
OF_THE_CHILD = r"(?:with|who|has|had|is|needs|takes|and he|and she)"
"""Behind a child, this goes on to tell of it."""


def _beside(children: Iterable[str]) -> re.Pattern[str]:
    """`Since my second child`, `or just having a newborn`: it tells a time in the life of a mother,
    and the child is not asked about."""
    names = sorted({name.removeprefix("my ") for name in children}, key=len, reverse=True)
    child = rf"(?:{'|'.join(map(re.escape, names))})(?! {OF_THE_CHILD} )"
    time = rf"(?:since|after|before|with|following|had|until|{HAVING})(?: \w+){{0,2}}?"
    number = r"(?:first|second|third|fourth|fifth|last|next|1st|2nd|3rd|4th|5th)"
    whose = r"(?:my|our|her|the|a|another|this)(?: new)?"
    return re.compile(rf" (?:{time} {number} {child}|{HAVING} {whose} {child})(?= )")


class Guard:
    def __init__(self, guideline: Guideline, vocabulary: Vocabulary, alarm: Alarm) -> None:
        known = self.synonyms = guideline.synonyms
        self.terms = vocabulary.terms
        self.subject = frozenset(known.subject)
        self.own = frozenset(known.subject) - frozenset(known.shared)
        self.near = frozenset(known.near)
        self.own_tests = known.changes.keys()
        patterns = Patterns({})
        self.records = patterns.any(known.records)
        self.children = bare(known.children)
        self.children_own = patterns.any(known.children_own)
        self.children_exempt = bare(known.children_exempt)
        self.children_beside = _beside(self.children)
        self.kept_from = patterns.any(known.kept_from)
        self.other_topics = {name: bare(phrases) for name, phrases in known.other_topics.items()}
        self.uncovered_topics = {name: bare(phrases) for name, phrases in known.uncovered.items()}
        self.left = [TakenForGranted.compiled(topic, patterns) for topic in known.declined]
        self.urgent = Urgent(guideline, vocabulary.spelling, alarm)
        self.others = tuple(known.other_medicines.split()) + bare(
            plain(name)
            for medicine in guideline.medicines.values()
            if not medicine.gives
            for name in (medicine.label, *medicine.names)
        )

    def first(self, asked: Question, earlier: Sequence[str] = ()) -> Declined | None:
        """An emergency, or what is turned away whatever the guideline says."""
        text = asked.plain
        if not re.search(r"[^\W_]{2}", text) or not re.search(r"[^\W\d_]", text):
            return Declined("not_covered", "not-covered", "what is not a question")
        # The order is by harm again: help, then what would open a record or follow an instruction,
        # then a language that is not read, then age and topic.
        whole = clauses(asked.written)
        urgent = self.urgent.message(whole, asked.stated)
        # `Where do I go?` after a question that told of an emergency.
        if not urgent and earlier and self.urgent.where_to.search(whole):
            urgent = self.urgent.message(clauses(earlier[-1]), asked.stated)
        if urgent:
            return Declined("emergency", urgent)
        if self.urgent.abroad(text, whole):
            return Declined("emergency", GENERAL, courtesy=self.courtesy(text))
        if self.records.search(asked.clauses) or re.search(ANOTHER, asked.words):
            return Declined("refused", "no-records")
        if self.language(text):
            return Declined("not_covered", "another-language", courtesy=self.courtesy(text))
        before = (words(plain(text)) for text in earlier[-1:])
        return self.child(asked, before) or self.other_topic(asked)

    def told(self, asked: Question, earlier: Sequence[str]) -> Declined | None:
        """An emergency by all words together."""
        urgent = self.urgent.told(asked.plain, asked.clauses, earlier)
        return Declined("emergency", urgent) if urgent else None

    # Turned away

    def courtesy(self, text: str) -> str:
        language = self.language(text)
        known = self.synonyms.languages
        return known[language].says if language in known else ""

    def language(self, text: str) -> str:
        """The language, where it is surely not English."""
        letters = re.findall(r"[^\W\d_]", text)
        other = sum(1 for letter in letters if ord(letter) > LATIN)
        # By its letters first; of the languages that share ours by how many of its common words
        # stand there, against the English ones. A drug name or two is no language.
        if letters and other > len(letters) * weights.OTHER_LETTERS:
            return ELSEWHERE
        if not self.synonyms.languages:
            return ""
        written = self.without_phrases(re.findall(r"[^\W\d_]+", text.replace("'", "")))
        common_words = common()
        english = len([word for word in written if word in common_words or word in self.terms.of])
        counts = {
            name: len(
                [word for word in written if word in language.words and word not in common_words]
            )
            for name, language in self.synonyms.languages.items()
        }
        best = max(counts, key=lambda name: counts[name])
        marked = counts[best] >= weights.FOREIGN_WORDS and counts[best] > english - 1
        return best if marked and counts[best] >= len(written) * weights.FOREIGN_SHARE else ""

    def without_phrases(self, written: Sequence[str]) -> list[str]:
        """`Roux en Y` is a term of the guideline in any language, and tells of none."""
        rest, at = list[str](), 0
        while at < len(written):
            size = self.terms.phrase(written, at)
            rest += written[at : at + 1] if size < 2 else []
            at += max(size, 1)
        return rest

    def child(self, asked: Question, before: Iterable[str] = ()) -> Declined | None:
        """Asked for a child: by the age, or by the word where the age is not the child's."""
        person, spaced = asked.person, HERSELF.sub(" ", asked.words)
        spaced = self.children_beside.sub(" ", spaced)
        about = person.age is None or person.own_age
        exempt = has(spaced, self.children_exempt)
        named = bool(self.children_own.search(spaced)) or (
            not exempt and bool(has(spaced, self.children))
        )
        young = person.age is not None and person.age < self.synonyms.from_age
        # An age that is written decides, unless it is the asker's own; only then does the word
        # `child` tell.
        if not young and not (about and named):
            return None
        # `Where do I keep them, as my son is 3?`: what is kept from a child is not for it.
        if self.kept_from.search(asked.clauses):
            return None
        # `And if he is 9?` has its subject from before.
        of_subject = self.of_subject(spaced) or (young and any(map(self.of_subject, before)))
        return Declined("not_covered", "children") if of_subject else None

    def other_topic(self, asked: Question) -> Declined | None:
        spaced = _end(asked.words)
        for name, phrases in self.other_topics.items():
            if has(spaced, phrases) and not self.two_sided(spaced):
                return Declined("off_topic", "out-of-scope", name)
        # A typing error in its subject must not put a question outside.
        if self.of_subject(spaced) or self.of_subject(_end(asked.mended)):
            return None
        # So does a value of one of its own tests: `back to work with a hemoglobin of 85?`
        other = has(spaced, self.others)
        if not other and self.own_tests & asked.stated.values():
            return None
        other = "" if self.near & set(self.terms.tokens(f" {other} ")) else other
        beside = set(self.terms.tokens(spaced.replace(f" {other} ", " "))) if other else set()
        return Declined("off_topic", "out-of-scope", other or "this", near=bool(self.near & beside))

    def two_sided(self, spaced: str) -> bool:
        """It is about this guideline's subject as well, by a term that other subjects have not."""
        return bool(self.own & set(self.terms.tokens(spaced)))

    def of_subject(self, spaced: str) -> bool:
        return bool(self.subject & set(self.terms.tokens(spaced)))

    def left_to_others(self, asked: Question) -> Declined | None:
        """Asked for, and left to another source on purpose."""
        tokens = set(asked.terms)
        other = has(_end(asked.words), self.others)
        if other and self.dose_of(other, asked):
            # Another topic that it names is said in the place of the medicine.
            named = asked.declined and asked.declined.name != "this"
            return asked.declined if named else Declined("off_topic", "out-of-scope", other)
        left = (topic for topic in self.left if topic.holds(tokens, asked.clauses))
        topic = next(left, None)
        if topic is None:
            return None
        if topic.says[0] == "out-of-scope" and topic.name != "this":
            return asked.declined or Declined("off_topic", "out-of-scope", topic.name)
        return Declined("not_covered", topic.says[0], topic.name)

    def dose_of(self, other: str, asked: Question) -> bool:
        """Of a medicine that is not near the subject, and of nothing of this guideline besides."""
        return (
            re.search(DOSE_OF.replace("{other}", re.escape(other)), asked.words) is not None
            and not self.near & set(self.terms.tokens(f" {other} "))
            and not self.of_subject(asked.words)
            and not self.of_subject(asked.mended)
        )

    # Near the subject, but the guideline has no statement on it

    def uncovered(self, asked: Question) -> Declined | None:
        for name, phrases in self.uncovered_topics.items():
            if has(asked.words, phrases):
                return Declined("not_covered", "not-covered", name)
        return None


def _end(spaced: str) -> str:
    """Of a long story, the end: what is asked stands there."""
    listed = spaced.split()
    if len(listed) <= weights.LONG_STORY:
        return spaced
    return f" {' '.join(listed[-weights.STORY_END :])} "
