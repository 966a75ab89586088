"""Help first: whether a question tells of an emergency that is going on.

What is denied (`no chest pain`), long past (`fainted last year`) or asked by a learner is none;
each of these is judged in the sentence where the words stand, so that nothing else in a long text
can take an emergency back.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hematinic.answers import weights
from hematinic.answers.reading.alarm import CALM, Alarm
from hematinic.answers.reading.patterns import END, PAUSE, Patterns, Phrases, unaccented
from hematinic.answers.reading.stated import Stated
from hematinic.answers.reading.text import Spelling, corrected
from hematinic.guideline.model import Guideline
from hematinic.guideline.questions import Emergency

GENERAL = "emergency-general"
"""The message that says of no sign what it may be."""


@dataclass(frozen=True, slots=True)
class Watched:
    """An emergency, compiled."""

    says: str
    all: tuple[Phrases, ...]
    refuted: Phrases
    young: bool
    always: bool
    over: Phrases


class Urgent:
    def __init__(self, guideline: Guideline, written: Spelling, alarm: Alarm) -> None:
        """`written`: the words that are no typing errors."""
        self.alarm = alarm
        known, self.from_age = guideline.emergencies, guideline.synonyms.from_age
        patterns = Patterns(known.classes)
        self.watched = [_watched(emergency, patterns) for emergency in known.emergencies]
        self.past, self.present = patterns.any(known.past), patterns.any(known.present)
        self.idle, self.over = patterns.any(known.idle), patterns.any(known.over)
        self.well = patterns.any(known.well)
        self.where_to = patterns.any(known.where_to)
        self.learners = patterns.any(known.learners)
        self.learners_weak = patterns.any(known.learners_weak)
        self.first_person = patterns.any(known.first_person)
        self.denying = patterns.any(known.denying)
        self.denying_after = patterns.any(known.denying_after)
        self.listing = frozenset(known.denying_lists)
        self.between = frozenset(known.between.split()) | {PAUSE}
        abroad = Patterns({})
        self.foreign = abroad.any([phrase for emergency in known.foreign for phrase in emergency])
        looked_for = {*known.between.split(), *patterns.words()}
        self.spelling = Spelling(looked_for, shortest=4, beside=written)
        self.anywhere = tuple(unaccented(phrase) for phrase in known.foreign_anywhere)

    def message(self, spaced: str, stated: Stated) -> str:
        """The name of the message, or nothing. `spaced`: the clauses of the whole text."""
        message = self.first(spaced, stated)
        # Only where nothing was seen as it is written: mending can find an alarm, and never take
        # one back.
        mended = spaced if message else corrected(spaced, self.spelling)
        return message if mended == spaced else self.first(mended, stated)

    def told(self, text: str, spaced: str, earlier: Sequence[str]) -> str:
        """The name of the message by all words of a plain text together, where no phrase of it is
        known; a learner's question tells of nobody."""
        chances = self.alarm.chances(text, earlier)
        if 1 - chances[CALM] < weights.ALARM or self.learners.search(spaced):
            return ""
        # That help is needed may be sure, and not which.
        name = max(chances.keys() - {CALM}, key=lambda name: chances[name])
        return name if chances[name] >= weights.ALARM else GENERAL

    def first(self, spaced: str, stated: Stated) -> str:
        holding = (
            emergency.says for emergency in self.watched if self.holds(emergency, spaced, stated)
        )
        return next(holding, "")

    def abroad(self, text: str, spaced: str) -> bool:
        """In one of the languages that are not answered."""
        if self.foreign.search(spaced):
            return True
        bare = unaccented(text)
        return any(phrase in bare for phrase in self.anywhere)

    def holds(self, emergency: Watched, spaced: str, stated: Stated) -> bool:
        if emergency.young and self.grown(spaced, stated):
            return False
        return all(self.stands(pattern, emergency, spaced) for pattern in emergency.all)

    def grown(self, spaced: str, stated: Stated) -> bool:
        """The age that is written is another's than the asker's, and not below the guideline's."""
        age = stated.person.age
        if age is None or age < self.from_age:
            return False
        return not re.search(rf" (?:im|i am|i m|me) {age:g} ", spaced)

    def stands(self, pattern: Phrases, emergency: Watched, spaced: str) -> bool:
        return any(
            not self.denied(spaced, match.start(), match.end())
            and not self.taken_back(emergency, _sentence(spaced, match.start()), spaced)
            for match in pattern.finditer(spaced)
        )

    def denied(self, spaced: str, start: int, end: int) -> bool:
        """`no chest pain`, `denies syncope, melaena`; any other word between them ends a denial."""
        if self.denying_after.match(spaced, end):
            return True
        # The last denial before the sign, in its own sentence, if nothing stands between that ends
        # it:
        #   no chest pain                      denied
        #   no fever, cough or chest pain      denied: a list goes on to its `or`
        #   no fever or cough, chest pain      not denied: the list ended at `cough`
        #   no appetite since the chest pain   not denied: `since the` stands between
        before = _before(spaced, start)
        denials = self.denying.finditer(before)
        if not denials:
            return False
        last = denials[-1]
        between = before[last.end() :].split()
        listed = last[0].strip() in self.listing
        if PAUSE in between and not (listed or self.goes_on(between, spaced, end)):
            return False
        allowed = self.between | ({"and"} if listed else set())
        return all(word in allowed for word in between)

    def goes_on(self, between: list[str], spaced: str, end: int) -> bool:
        """`no fever, cough or chest pain`; in `no fever or cough, chest pain` the comma ends it."""
        joining = {"or", "nor"}
        if joining & {*between[len(between) - between[::-1].index(PAUSE) :]}:
            return True
        later = _after(spaced, end).split()[: weights.AFTER_A_DENIAL]
        return bool(joining & {*later}) and not self.present.match(spaced, end)

    def taken_back(self, emergency: Watched, sentence: str, spaced: str) -> bool:
        if emergency.refuted.search(sentence):
            return True
        # A learner's question (`what if a patient faints?`) tells of nobody. Weak signs of a
        # learner are judged by their sentence, plain ones by the whole text.
        tells = self.first_person.search(sentence) is not None
        if self.learners_weak.search(sentence) and not tells:
            return True
        if self.learners.search(spaced) and not re.search(" (?:i|im|ive|my|me) ", sentence):
            return True
        # `Fainted last year` is past, `fainted last year and again now` is not.
        if emergency.always:
            return self.long_over(emergency, sentence, spaced)
        # `They started the drip again, slower, and I was fine`: what is over is mostly told in a
        # sentence of its own, and only where the whole text tells of nothing since.
        passage = sentence if self.past.search(sentence) else ""
        if self.over.search(spaced):
            passage = spaced
        return bool(passage) and not self.present.search(self.idle.without(passage))

    def long_over(self, emergency: Watched, sentence: str, spaced: str) -> bool:
        """`He may have swallowed one last month and is fine`"""
        return (
            emergency.over.search(sentence) is not None
            and self.well.search(spaced) is not None
            and not self.present.search(self.idle.without(spaced))
        )


def _watched(emergency: Emergency, patterns: Patterns) -> Watched:
    groups = tuple(patterns.any(group) for group in emergency.all)
    return Watched(
        emergency.says, groups, patterns.any(emergency.refuted), emergency.young, emergency.always,
        patterns.any(emergency.over),
    )  # fmt: skip


def _before(spaced: str, start: int) -> str:
    passage = spaced[max(start - weights.SENTENCE, 0) : start + 1]
    return passage[passage.rfind(f" {END} ") + 1 :]


def _after(spaced: str, start: int) -> str:
    return spaced[start : start + weights.SENTENCE].split(f" {END} ")[0] + " "


def _sentence(spaced: str, at: int) -> str:
    return _before(spaced, at)[:-1] + _after(spaced, at)
