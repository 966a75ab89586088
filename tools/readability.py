"""The reading age of every text that patients get, paragraph by paragraph.

`python -m tools.readability` lists the paragraphs above the limit and then ends with 1.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from hematinic.guideline.model import Guideline
from hematinic.guideline.rules import load

OLDEST = 11.0
"""Years: the highest reading age of a text for patients, by the mean of the two formulas."""

STARTS_SCHOOL = 5
"""A grade of a school in the United States and this many years are an age."""

STANDS_FOR_A_TERM = "term"
"""A word of one syllable and four letters, in whose place an allowed term is counted."""

SENTENCE = re.compile(r"[.!?]+(?=\s|$)")
IRREGULAR = {"area": 3, "idea": 3, "people": 2, "quiet": 2, "science": 2, "being": 2}

WORD = re.compile(r"[A-Za-z0-9]+(?:[’'-][A-Za-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Counts:
    sentences: int
    words: int
    syllables: int
    characters: int
    """Letters and digits."""

    def flesch_kincaid(self) -> float:
        """Kincaid JP, Fishburne RP, Rogers RL, Chissom BS. Derivation of new readability formulas
        for Navy enlisted personnel. Research Branch Report 8-75, 1975."""
        by_sentence, by_word = self.words / self.sentences, self.syllables / self.words
        return 0.39 * by_sentence + 11.8 * by_word - 15.59

    def automated_readability(self) -> float:
        """Smith EA, Senter RJ. Automated Readability Index. AMRL-TR-66-220, 1967. It counts
        letters where the other counts syllables, so their mistakes differ."""
        by_sentence, by_word = self.words / self.sentences, self.characters / self.words
        return 4.71 * by_word + 0.5 * by_sentence - 21.43


@dataclass(frozen=True, slots=True)
class Paragraph:
    where: str
    text: str
    age: float

    @property
    def passes(self) -> bool:
        return self.age <= OLDEST


def reading_age(text: str, allowed: tuple[str, ...] = ()) -> float:
    """Years, by the mean of the two formulas; 0 for a text without a word."""
    found = count(text, allowed)
    if not found.words:
        return 0.0
    grade = (found.flesch_kincaid() + found.automated_readability()) / 2
    return round(grade + STARTS_SCHOOL, 1)


def count(text: str, allowed: tuple[str, ...] = ()) -> Counts:
    """A semicolon ends no sentence: it is the long sentence that makes a text hard."""
    text = _without(text, allowed)
    sentences = [part for part in SENTENCE.split(text) if WORD.search(part)]
    words = WORD.findall(text)
    return Counts(
        sentences=len(sentences),
        words=len(words),
        syllables=sum(map(syllables, words)),
        characters=sum(len(re.sub(r"\W", "", word)) for word in words),
    )


def syllables(word: str) -> int:
    """Groups of vowels, without the silent ends of English: an estimate, right for most words."""
    word = re.sub(r"[’']s?$", "", word.lower())
    if word in IRREGULAR:
        return IRREGULAR[word]
    if "-" in word:
        return sum(map(syllables, word.split("-")))
    if not re.search(r"[a-z]", word):
        return max(1, len(re.findall(r"\d+", word)))
    word = re.sub(r"(?<=[^aeiouy])(?:es|ed|e)$", _ending, word)
    groups = len(re.findall(r"[aeiouy]+", word))
    apart = len(re.findall(r"i[ao](?![nu])|[aeou]ing|eo(?!u)|ua|uou|[^aeiou]iet", word))
    return max(1, groups + apart)


def _ending(found: re.Match[str]) -> str:
    """`dates`, `needed`, `table` and `settled` speak the ending; `makes`, `asked` do not."""
    end, before = found[0], found.string[: found.start()]
    speaks = (
        re.search(r"[^aeiouy][lr]$", before)
        or (end == "ed" and before.endswith(("t", "d")))
        or (end == "es" and before.endswith(("s", "x", "z", "ch", "sh", "c", "g")))
    )
    return "e" if speaks else ""


def _without(text: str, allowed: tuple[str, ...]) -> str:
    if not allowed:
        return text
    longest_first = sorted(allowed, key=len, reverse=True)
    terms = "|".join(re.escape(term) for term in longest_first)
    return re.sub(rf"\b(?:{terms})\b", STANDS_FOR_A_TERM, text, flags=re.IGNORECASE)


def allowed_terms(guideline: Guideline) -> tuple[str, ...]:
    return tuple(term for terms in guideline.plain_words.values() for term in terms)


def paragraphs(guideline: Guideline) -> Iterator[Paragraph]:
    """Everything that is said to a patient, measured."""
    allowed = allowed_terms(guideline)
    for where, text in _texts(guideline):
        if text:
            yield Paragraph(where, text, reading_age(text, allowed))


def _texts(guideline: Guideline) -> Iterator[tuple[str, str]]:
    for item in guideline.recommendations:
        yield f"recommendation {item.id}", item.says.patient
    for alert in guideline.alerts:
        yield f"alert {alert.id}", alert.patient
    for check in guideline.monitoring:
        yield f"check {check.id}", check.patient
        yield f"expected of check {check.id}", check.patient_expect
        yield f"if not, of check {check.id}", check.patient_if_not
    for name, sentence in guideline.leaflet.items():
        yield f"leaflet {name}", sentence.says
        yield f"moment {name}", sentence.moment
    header = guideline.header
    yield "disclaimer", header.disclaimer.patient
    for number, line in enumerate(header.bottom_line, 1):
        yield f"bottom line {number}", line.says.patient
    for name in ("title", "every_day", "some_days", "around", "assumed", "none", "not_combined"):
        if guideline.day:
            yield f"day, {name}", getattr(guideline.day, name).patient
    if guideline.article and guideline.article.model:
        yield "article, model patient", guideline.article.model.patient
    for name, figure in guideline.evidence.items():
        yield f"evidence {name}", figure.patient
    for name, said in guideline.answers.items():
        yield f"answer {name}", said.says.patient
        for number, case in enumerate(said.here, 1):
            yield f"answer {name}, case {number}", _filled(case.says.patient)


def _filled(text: str) -> str:
    """With values as they are read, a number each."""
    return re.sub(r"\{\w+\}", "62", text)


def main() -> int:
    found = list(paragraphs(load().guideline))
    above = sorted((one for one in found if not one.passes), key=lambda one: -one.age)
    for one in above:
        print(f"{one.where}: reading age {one.age:g}, limit {OLDEST:g}: {one.text}")
    print(f"{len(above)} of {len(found)} texts for patients are above reading age {OLDEST:g}.")
    return 1 if above else 0


if __name__ == "__main__":
    sys.exit(main())
