"""The box of the planner: results, symptoms and medicines as one would jot them down.

`hb 92`, `ferritin <5 ug/L`, `numb feet`, `on ferrous sulfate`. A laboratory report is read line by
line; what is no line of one is read as a question is. What is understood is shown, and the rest is
shown again; nothing is guessed: a number without a unit is taken only where one unit alone gives a
value that a patient could have, and that is said.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hematinic.answers.reading.figures import days_ago
from hematinic.answers.reading.stated import Stated, name_of
from hematinic.answers.reading.text import plain
from hematinic.answers.reading.understand import Reader
from hematinic.guideline.model import Guideline
from hematinic.web.planner.form import Values, fill, read_form
from hematinic.web.planner.medicine import medicine
from hematinic.web.planner.paste import DATE, UNKNOWN, Left, Pasted, day_in, read_text, results

AN_AMOUNT = re.compile(
    r"\d ?(?:[kmunp\u00b5\u03bc]?(?:g|mol)|mcg|(?:micro|milli)?grams?|iu|units?)\b(?! ?(?:/|per))",
    re.IGNORECASE,
)
"""What is swallowed, as 5 mg is: no result is in it, and no other unit is put in its place."""

ORDERED_LAST = re.compile(r"(.*\S)[ ,:]+(?:is )?ordered", re.IGNORECASE)
"""`ferrous sulfate 65 mg daily, ordered`: the word that tells an order from what is taken."""

DATE_WORDS = re.compile(r"\b(?:on|of|at|collected|taken|date|dated|sampled)\b:?", re.IGNORECASE)
DENIED = re.compile(r"\b(?:no|not|denies|denied|without|never|nil|neither)\b", re.IGNORECASE)
DENIED_ALL = re.compile(rf"{DENIED.pattern}.*\bn?or\b", re.IGNORECASE)
DOSED = re.compile(r"\d|daily|weekly|monthly|every|twice|\b(?:od|bd|tds)\b", re.IGNORECASE)
ALONE = "not taken: write it on a line of its own"

UNDATED = " (its day is not written and taken as a year ago: put it right)"

YEAR = re.compile(r"\b(?:19|20)\d\d\b")

SIGNS = re.compile(r" ?([+-]) ?ve\b", re.IGNORECASE)
"""`Romberg +ve`: the two would be one word without their signs."""

SUPPOSED = re.compile(
    r"^\?|\?\w|\b(?:query|suspect\w*|possible|possibly|probable|probably|likely|maybe|"
    r"might|could|risk of|screen\w* for|rule out|r/o|exclude)\b",
    re.IGNORECASE,
)
OF_KIN = re.compile(
    r"\b(?:family|fh|fhx|mother|mothers|mum|mums|father|dad|sister|brother|aunt|uncle|parent|"
    r"daughter|son|husband|wife|partner)\b",
    re.IGNORECASE,
)
NOT_YET = re.compile(
    r"\b(?:booked|planned|await\w*|waiting|due|next|will|to have|refer\w*|request\w*|declin\w*|"
    r"refus\w*|cancel\w*)\b",
    re.IGNORECASE,
)
NO_MORE = re.compile(
    r"\b(?:ago|previous|previously|past|resolved|former|formerly|used to|as a child)\b",
    re.IGNORECASE,
)
"""Words by which what is named may not be so, be another's, not be done yet, or be over."""

LISTED = re.compile(r",\s+(?=[A-Za-z])")
"""Between things that are listed; a comma within a number has a figure behind it."""

SINCE = re.compile(
    r"\b(?:since \w+(?: \w+)?|for (?:the (?:last|past) )?(?:\w+ )?(?:day|week|month|year)s?)$",
    re.IGNORECASE,
)

OF_MEDICINES = ("ordered", "started", "given", "stopped", "booked")


@dataclass(slots=True)
class Jotted(Pasted):
    """What was taken of a text, and left."""

    events: list[dict[str, Any]] = field(default_factory=list)
    """Of what no laboratory reports, each with its day as `on`, or as `ago`."""

    def add(self, other: "Jotted") -> None:
        self.events += other.events
        self.values |= other.values
        self.taken += other.taken
        self.left += other.left

    def says_how_it_is(self) -> bool:
        """A result, or a medicine: neither is denied by a `no` in front of something else."""
        states = {verb for event in self.events for verb in event} & {"present", "done"}
        return bool(self.taken) and not states

    def named(self) -> set[str]:
        """The elements and medicines that it speaks of."""
        measured = {name.partition(".")[2] for name in self.values}
        return measured | {name_of(event) for event in self.events}


def added(text: str, values: Values, guideline: Guideline, reader: Reader) -> tuple[Values, Pasted]:
    """The form with what the text says, and what was taken and left."""
    box, jotted = Box(guideline, reader), Jotted()
    for line in (part.strip() for part in re.split(r"[\n;]", text)):
        if last := ORDERED_LAST.fullmatch(line):
            line = f"ordered {last[1]}"
        if line:
            jotted.add(box.line(SIGNS.sub(_sign, line)))
    values = values | jotted.values
    if jotted.events:
        typed = read_form(values, guideline, date.today().isoformat())
        day = values.get("as_of") or date.today().isoformat()
        known = [*typed.data["events"], *(_dated(event, day) for event in jotted.events)]
        carried = {name: values[name] for name in values if not name.startswith(("value.", "is."))}
        values = carried | fill(typed.data | {"events": known}, guideline)
    return values, jotted


def _sign(match: re.Match[str]) -> str:
    return " positive" if match[1] == "+" else " negative"


@dataclass(frozen=True, slots=True)
class Box:
    guideline: Guideline
    reader: Reader

    def line(self, line: str) -> Jotted:
        """Results one by one, and what stands behind them by itself."""
        measured, rest = results(line, self.guideline)
        if AN_AMOUNT.search(line):
            measured, rest = [], line
        jotted = Jotted()
        for result in measured:
            jotted.add(self.thing(result))
        if rest:
            jotted.add(self.with_its_day(rest))
        return jotted

    def with_its_day(self, line: str) -> Jotted:
        """`gastric bypass 12/03/2019`: a day that is written is that of what stands beside it."""
        day = day_in(line)
        rest = DATE_WORDS.sub("", DATE.sub("", line)).strip(" ,:;-") if day else ""
        if not rest:
            return self.several(line)
        jotted = self.several(rest)
        jotted.events = [{**event, "on": day} for event in jotted.events]
        jotted.taken = [f"{thing.removesuffix(UNDATED)} of {day}" for thing in jotted.taken]
        return jotted

    def several(self, line: str) -> Jotted:
        """`numb feet, ataxia, on metformin`: part by part. `no numbness, weakness or ataxia` denies
        all of them and is read as a whole; without that *or* nobody can say whether what stands
        behind a denial is denied too, and it is shown again."""
        whole, parts = self.thing(line), [part.strip() for part in LISTED.split(line)]
        if len(parts) == 1 or medicine(line, self.reader):
            return whole
        of_parts = [self.thing(part) for part in parts]
        if DENIED_ALL.search(line) and whole.taken:
            known = whole.named()
            whole.left = [
                Left(part, ALONE)
                for part, jotted in zip(parts, of_parts, strict=True)
                if not jotted.named() or not jotted.named() <= known
            ]
            return whole
        if not any(jotted.taken for jotted in of_parts):
            return whole
        together, denied = Jotted(), False
        for part, jotted in zip(parts, of_parts, strict=True):
            denies = bool(DENIED.search(part))
            # Behind a denial nobody can tell whether a symptom is denied too, but a result is none
            # of it.
            doubtful = denied and not denies and not jotted.says_how_it_is()
            together.add(Jotted(left=[Left(part, ALONE)]) if doubtful else jotted)
            denied = denied or denies
        return together

    def thing(self, line: str) -> Jotted:
        """A medicine, a result, or what a question would state with these words."""
        if known := medicine(line, self.reader):
            event, sentence = known
            if event:
                return Jotted(taken=[sentence], events=[event])
            return Jotted(left=[Left(line, sentence)])
        read = read_text(line, self.guideline)
        # One unit alone gives a value that a patient could have: it is taken, and that is told.
        if read.left and len(read.left[0].readings) == 1 and not AN_AMOUNT.search(line):
            read = read_text(read.left[0].readings[0].entered, self.guideline)
            read.taken = [f"{thing} (the only unit it can be in)" for thing in read.taken]
        if read.left and not read.taken:
            stated = self.stated(line)
            takes = any(verb in event for event in stated.events for verb in OF_MEDICINES)
            if doubt := self.doubt(line, stated):
                return Jotted(left=[Left(line, doubt)])
            if takes or (stated.events and read.left[0].why == UNKNOWN):
                return Jotted(  # folic acid is measured, and taken
                    taken=[f"{thing}{_not_kept(thing, line, stated)}" for thing in stated.shown],
                    events=[_as_written(event, line) for event in stated.events],
                )
        return Jotted(read.values, read.taken, read.left)

    def doubt(self, line: str, stated: Stated) -> str:
        """Why what it names is not taken: it may not be so, not yet, not any more, or not of this
        patient."""
        verbs = {verb for event in stated.events for verb in event}
        names = " ".join(self.named(event) for event in stated.events)
        doubts = [
            (SUPPOSED, {"present", "done"}, "only what is known is taken"),
            (OF_KIN, {"present", "done"}, "only what is the patient's own is taken"),
            (NOT_YET, {"done"}, "what is still to be done is not taken"),
            (NO_MORE, {"present"}, "what was there once is not taken"),
        ]
        return next(
            (
                why
                for pattern, doubted, why in doubts
                if doubted & verbs
                and (word := pattern.search(line))
                and word[0].lower() not in names
            ),
            "",
        )

    def named(self, event: Mapping[str, Any]) -> str:
        element = self.guideline.elements.get(name_of(event))
        return " ".join((element.label, *element.jotted_as)).lower() if element else ""

    def stated(self, line: str) -> Stated:
        """A note leaves out whose it is: of two ways to read it the one that understands more."""
        # Of two that state as much the first is kept, to which no word was added.
        ways = [self.reader.read(plain(text)) for text in (line, f"has {line}")]
        return max(ways, key=lambda stated: len(stated.events))


def _as_written(event: Mapping[str, Any], line: str) -> dict[str, Any]:
    """`gastric bypass 2019`: what was done in a year is known by the year. How often a medicine is
    taken is no part of what was understood of it."""
    kept = {key: value for key, value in event.items() if key != "every"}
    if "done" not in event:
        return kept
    if year := YEAR.search(line):
        return {**kept, "on": year[0]}
    ago = days_ago(line)
    return {**kept, "ago": event["ago"] if ago is None else ago}


def _not_kept(thing: str, line: str, stated: Stated) -> str:
    """Why something that was read is not kept, in brackets, so that it can be entered by hand."""
    if stated.person.age is not None and thing == stated.person.shown():
        return " (not kept: enter the year of birth and the sex)"
    if thing.startswith("on ") or thing.endswith("to be ordered"):
        return " (dose and how often are not kept: enter them in the list)" * bool(
            DOSED.search(line)
        )
    if any("done" in event for event in stated.events) and not thing.startswith("no "):
        dated = YEAR.search(line) or day_in(line) or days_ago(line) is not None
        return "" if dated else UNDATED
    since = SINCE.search(line)
    return f" ({since[0]} is not kept)" if since else ""


def _dated(event: Mapping[str, Any], day: str) -> dict[str, Any]:
    """`ago`, in days, becomes a day."""
    ago = event.get("ago")
    on = date.fromisoformat(day) - timedelta(days=int(ago)) if ago is not None else day
    return {"on": str(on)} | {key: value for key, value in event.items() if key != "ago"}
