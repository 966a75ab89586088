"""What a question states of a patient: values, conditions, medicines, age and sex.

Nothing is decided here and nothing guessed: what is read is shown back to the asker, and goes
through the same checks as a patient file.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from hematinic.answers import weights
from hematinic.answers.reading.absent import Absent
from hematinic.answers.reading.denied import ABSENT, INTACT, is_denied, not_looked_for, what_follows
from hematinic.answers.reading.figures import Figures
from hematinic.answers.reading.medicines import Medicines, phrases_of, spaced_phrase
from hematinic.answers.reading.person import People, same_somebody
from hematinic.answers.reading.stated import NUMBER, Stated, name_of
from hematinic.answers.reading.text import has, plain, words
from hematinic.answers.reading.turns import supposes
from hematinic.guideline.model import Guideline

PERSON = (
    r"(?<!if )\b(?:i've|ive|i have|i'm|im|i am|my|pt|patient|she|he|her|his|has|had|diagnosed|"
    r"confirmed|known|taking|prescribed|havent|on|low|new|def|deficient|(?:19|20)\d\d)\b"
)
I_AM = r"a|an|on|not|taking|so|very|still|in|at|also|just|due|now|\d+|\w+ed"
"""After `im` these are of the asker; it is no injection."""

CLEARLY = (
    r"(?<!if )(?<!do )(?<!whether )\b(?:i've|ive|(?:i'm|i am|im(?= (?:{i_am})\b))"
    r"(?! (?:wondering|asking|thinking|not sure|unsure|curious|worried|looking|trying))|"
    r"my patient|patient has|pt has|patient on|pt on|i have|my \w+(?: \w+)? (?:is|are|was)|new)\b"
)
ASKING = (
    r"^(?:so |and |but )?(?:what|when|why|how|which|who|where|is|are|can|could|should|does|do|will|"
    r"would|may|must|any)\b"
)
WEEKS = re.compile(r"\b(\d{1,2}) ?(?:weeks?|wks?|/40)\b")
ALONE = re.compile(r" ?(?:[,.;]|and\b|gone\b|$)")
AGO = re.compile(
    r" ?(?:of|on|off|ago|after|post\w*|later|into|since|old|from|before|apart|in|course)\b"
)
LASTED = re.compile(
    r"\b(?:for|after|over|past|last|within|every|in|next|another|since|post|of|than|about|took|takes|"
    r"repeat|recheck|retest|and|to|or)(?: the)?(?: (?:last|past|next|about|only))? $"
)
AT = re.compile(r"(?:^|[,;.:] ?|\b(?:at|@|now|is|she's|wife|partner|im|i'm|am|mw:?) )$")
"""Around a number of weeks they say whether something lasted so long, or is at that week."""

BARE = re.compile(
    rf"\b(?:if|about)(?: (?:it|that|this|mine|hers|his|the level|the result|the number))?"
    rf"(?: (?:is|was|were|had been|comes back|came back))?(?: at)? ({NUMBER})\s*\??$"
)

AGO_OR_SO = re.compile(
    r"\b(?:after|for|in|within|over|last|past|every)(?: the)? \d+ ?(?:weeks?|wks?)|"
    r"\d+ ?(?:weeks?|wks?) (?:of|on|off|ago|after|later|into|since|post|from)\b"
)
"""Weeks of a treatment, and not of a pregnancy."""


class Reader:
    """Reads questions; made once for a guideline."""

    def __init__(self, guideline: Guideline) -> None:
        self.guideline, self.synonyms = guideline, guideline.synonyms
        self.figures = Figures(guideline)
        self.conditions = dict(phrases_of(self.synonyms.conditions))
        self.procedures = dict(phrases_of(self.synonyms.procedures))
        self.medicines = Medicines(guideline)
        mine_follows = "|".join([I_AM, *map(re.escape, self.synonyms.i_am)])
        self.clearly = re.compile(CLEARLY.replace("{i_am}", mine_follows))
        known = self.synonyms
        signs = {name for group in known.absent_together for name in group.elements}
        illnesses, of_signs = (
            [phrase for name in names for phrase in known.conditions[name]]
            for names in (known.conditions.keys() - signs, known.conditions.keys() & signs)
        )
        together = [phrase for group in known.absent_together for phrase in group.phrases]
        self.absent = Absent([*illnesses, *together], of_signs, known.organs)
        self.people = People(self.synonyms.female, self.synonyms.children_exempt)
        self.together = [
            (sorted(map(spaced_phrase, group.phrases), key=len, reverse=True), group.elements)
            for group in self.synonyms.absent_together
        ]
        self.stated = [
            (table, sorted(table, key=len, reverse=True), verb)
            for table, verb in ((self.procedures, "done"), (self.conditions, "present"))
        ]

    def remembered(self, stated: Stated, question: str, earlier: Sequence[str]) -> Stated:
        """With the facts of earlier questions, the latest first, while they are of one person."""
        supposed = supposes(question) and bool(earlier)
        if supposed:
            stated = self.read(question, True)
            self.bare_value(question, stated, self.read(earlier[-1]))
        stated_so_far = replace(
            stated,
            events=[*stated.events],
            shown=[*stated.shown],
            person=replace(stated.person),
        )
        for text in reversed(earlier):
            before = self.read(text)
            # `Same if she was 55?` is of the one who is 38, and no longer 38.
            same = supposed or stated_so_far.person.may_be(before.person)
            # At the first question that may be of somebody else: what lies before it may be of
            # either, and a fact of another patient is worse than none.
            if not (same and same_somebody(question, text)):
                break
            if supposed:
                self.weeks_supposed(question, before, stated_so_far)
            self.recall(before, stated_so_far)
        return stated_so_far

    def recall(self, before: Stated, stated: Stated) -> None:
        # What is stated now stands; the older value of the same thing is dropped and not kept
        # beside it.
        known = {name_of(event) for event in stated.events}
        elements = self.guideline.elements
        repeated = {elements[name].label for name in known & set(elements)}
        stated.events += [event for event in before.events if name_of(event) not in known]
        known_age = stated.person.age is not None
        stated.shown += [
            f"from before: {says}"
            for says in before.shown
            if not says.startswith(tuple(repeated))
            and not (known_age and says == before.person.shown())
        ]
        stated.person.age = stated.person.age if known_age else before.person.age
        if stated.person.sex == "unknown":
            stated.person.sex = before.person.sex

    def read(self, question: str, supposed: bool = False) -> Stated:
        """`supposed`: what is told is told of somebody, though by an `if`."""
        stated, text = Stated(), self.absent.and_outside(plain(question))
        stated.person = self.people.read(text)
        # Figures first: what they take is blanked out, so that the `iron` of `iron 8` is not read
        # again as a medicine.
        rest = self.figures.values(text, stated)
        # A value or an age is somebody's, and then every sentence tells of that person. Else `is
        # numbness a sign of B12 deficiency?` states nothing: each sentence must say by itself that
        # it tells.
        counts = supposed or bool(stated.events) or stated.person.age is not None
        for sentence in _sentences(rest):
            of_somebody = counts or self.tells(sentence)
            self.states(sentence, stated, of_somebody)
        self.weeks(text, stated)
        stated.shown[:0] = [stated.person.shown()] if stated.person.shown() else []
        return stated

    def weeks(self, text: str, stated: Stated) -> None:
        """`30 weeks pregnant`, `pregnant 30 weeks`, `30/40`, `Hb 108 at 30 weeks`"""
        counted = self.synonyms.weeks
        if counted is None:
            return
        there = any(event.get("present") == counted.condition for event in stated.events)
        number = self.of_weeks(text, stated, there)
        if number is None and not there:
            return
        if counted.sex != "unknown":
            stated.person.sex = counted.sex
        elements = self.guideline.elements
        if not there:
            label = elements[counted.condition].label
            stated.add({"present": counted.condition, "ago": 0.0}, label)
        if number is not None:
            self.counted(number, stated)

    def bare_value(self, text: str, stated: Stated, before: Stated) -> None:
        """`What if it was 12?`, where one value alone was told before."""
        measured = [event for event in before.events if "observed" in event]
        number = BARE.search(text)
        if len(measured) != 1 or stated.events or stated.person.age is not None or not number:
            return
        name, unit = str(measured[0]["observed"]), str(measured[0].get("unit", ""))
        element, entry = self.guideline.elements[name], self.synonyms.measured.get(name)
        if entry:
            self.figures.take(element, number[1], unit, 0, stated, entry)

    def weeks_supposed(self, text: str, before: Stated, stated: Stated) -> None:
        """`And at 18 weeks?`, where the one before was of a pregnancy of eight."""
        counted = self.synonyms.weeks
        if counted is None or any(
            event.get("observed") == counted.measures for event in stated.events
        ):
            return
        there = any(event.get("present") == counted.condition for event in before.events)
        number = self.of_weeks(text, stated, True) if there and not AGO_OR_SO.search(text) else None
        if number is not None:
            self.counted(number, stated)

    def counted(self, number: str, stated: Stated) -> None:
        """So many weeks of the condition that is counted in them."""
        assert self.synonyms.weeks is not None
        measured = self.guideline.elements[self.synonyms.weeks.measures]
        event: dict[str, object] = {
            "observed": measured.name, "value": number, "unit": measured.unit, "ago": 0.0,
        }  # fmt: skip
        stated.add(event, f"{measured.label} {number} weeks")

    def of_weeks(self, text: str, stated: Stated, there: bool) -> str | None:
        """`30/40` is said of a pregnancy alone; `30 weeks` may be anything, and counts only beside
        one, or where it is too long for a treatment."""
        counted = self.synonyms.weeks
        assert counted is not None
        beside = bool(has(words(text), counted.beside))
        long = counted.alone_from if self.may_be_of_weeks(stated) else None
        for match in WEEKS.finditer(text):
            number = int(match[1])
            if number > counted.at_most:
                continue
            before, behind = text[: match.start()], text[match.end() :]
            if there or "/40" in match[0] or (beside and ALONE.match(behind)):
                return match[1]
            if AGO.match(behind) or LASTED.search(before):
                continue
            if beside or (long is not None and number >= long and AT.search(before)):
                return match[1]
        return None

    @staticmethod
    def may_be_of_weeks(stated: Stated) -> bool:
        """A value is told, and neither a man nor a treatment that may last so long."""
        measured = any("observed" in event for event in stated.events)
        begun = any("started" in event for event in stated.events)
        return measured and not begun and stated.person.sex != "male"

    # Conditions and medicines

    def states(self, sentence: str, stated: Stated, of_somebody: bool) -> None:
        spaced = words(sentence)
        for group in self.synonyms.absent_together:
            if any(
                f" {phrase} " in spaced and not is_denied(spaced, f" {phrase} ")
                for phrase in group.alone
            ):
                self.all_absent(group.elements, stated)
        for phrases, elements in self.together:
            for phrase in phrases:
                if phrase not in spaced:
                    continue
                denied = is_denied(spaced, phrase)
                if denied and not_looked_for(spaced, phrase):
                    spaced = spaced.replace(phrase, " ")
                elif denied or INTACT.match(what_follows(spaced, phrase)):
                    self.all_absent(elements, stated)
                    spaced = spaced.replace(phrase, " ")
        spaced = self.elements(spaced, stated, of_somebody)
        self.medicines.read(spaced, sentence, stated, of_somebody, self.tells(sentence))

    def tells(self, sentence: str) -> bool:
        """Whether it tells of somebody rather than asks in general."""
        pattern = self.clearly if _asks(sentence) else PERSON
        return bool(re.search(pattern, sentence))

    def all_absent(self, names: tuple[str, ...], stated: Stated) -> None:
        before = len(stated.shown)
        for name in names:
            stated.add({"absent": name, "ago": 0.0}, self.guideline.elements[name].label)
        if stated.shown[before:]:
            stated.shown[before:] = [f"none of: {', '.join(stated.shown[before:])}"]

    def elements(self, spaced: str, stated: Stated, of_somebody: bool) -> str:
        """What is left of the words, so that no part of a phrase is read again."""
        for table, phrases, verb in self.stated:
            for phrase in phrases:
                if phrase not in spaced:
                    continue
                for name in table[phrase]:
                    label = self.guideline.elements[name].label
                    if is_denied(spaced, phrase) or ABSENT.match(what_follows(spaced, phrase)):
                        if verb == "present":
                            stated.add({"absent": name, "ago": 0.0}, f"no {label}")
                    elif of_somebody:
                        ago = weights.DONE_AGO if verb == "done" else 0.0
                        stated.add({verb: name, "ago": ago}, label)
                # A bar and not a space, so that the words around it do not become a new phrase, and
                # a denial with a list (`no numbness, weakness or ataxia`) still shows where its
                # read members stood.
                spaced = spaced.replace(phrase, " | ")
        return spaced


def _asks(sentence: str) -> bool:
    text = sentence.strip()
    return text.endswith("?") or bool(re.search(ASKING, text))


def _sentences(text: str) -> Iterator[str]:
    for match in re.finditer(r"[^.?!;\n]+(?:\.\d[^.?!;\n]*)*[.?!;]*", text):
        if match[0].strip():
            yield match[0].strip()
