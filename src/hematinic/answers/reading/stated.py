"""What a question has stated of a patient, to be shown back and put into a patient file."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from hematinic.answers import weights
from hematinic.answers.reading.person import Person

NUMBER = r"\d+(?:\.\d+)?"

VERBS = ("observed", "present", "absent", "done", "started", "ordered", "given")


@dataclass(slots=True)
class Stated:
    events: list[dict[str, object]] = field(default_factory=list)
    """As a patient file has them; `ago` in days stands for `on`."""
    shown: list[str] = field(default_factory=list)
    """Each in words, for confirmation."""
    doubts: list[str] = field(default_factory=list)
    """What could not be taken, as questions."""
    person: Person = field(default_factory=Person)
    about: list[str] = field(default_factory=list)
    """Terms that the figures themselves bring: two hemoglobins ask for the response."""
    others: list[dict[str, object]] = field(default_factory=list)
    """Further values of an analyte that was stated before; which is the later is asked."""
    confirm: list[tuple[str, str, str]] = field(default_factory=list)
    """(element, value, the other unit it may have been printed in)."""
    without_unit: dict[str, float] = field(default_factory=dict)
    """Numbers without a unit, as they are written, by element."""
    changed: dict[str, float] = field(default_factory=dict)
    """How much a value rose or fell, in the unit of the element, where neither value is told."""
    not_meant: set[str] = field(default_factory=set)
    """Terms that an analyte's name stands for, and its value does not."""

    def __bool__(self) -> bool:
        return bool(self.events or self.doubts) or self.person.age is not None

    def add(self, event: dict[str, object], says: str) -> None:
        name = name_of(event)
        known = {name_of(known_event) for known_event in self.events}
        if name not in known or "second" in event:
            event.pop("second", None)
            self.events.append(event)
            self.shown.append(says)
        # Which of two values is the later cannot be told from their order in the text. The first
        # stands, and it is asked; for danger each is looked at in turn (`with_the_others`).
        elif "observed" in event and event not in [*self.events, *self.others]:
            self.others.append(event)
            value = says.split(" (")[0]
            self.doubts.append(f"{value} is written beside another value. Which is the latest?")

    def settle(self, other: dict[str, object]) -> None:
        """One of the further values has its place in time, and is asked about no more."""
        self.others.remove(other)
        asked = f" {other['value']} {other['unit']} is written beside another value."
        self.doubts = [doubt for doubt in self.doubts if asked not in doubt]
        self.events.append(other)

    def values(self) -> set[str]:
        """What was measured, or denied: a fact of the question and seldom its subject."""
        names = (event.get("observed") or event.get("absent") for event in self.events)
        return {str(name) for name in names if name}

    def with_the_others(self) -> "Iterator[Stated]":
        """What would be stated if another of the values were the one that counts."""
        lowest: dict[tuple[object, object], dict[str, object]] = {}
        # The lowest of each unit: if none of those is a danger, no higher one is.
        for other in sorted(self.others, key=_number):
            lowest.setdefault((other["observed"], other.get("unit")), other)
        for other in list(lowest.values())[: weights.MOST_OTHERS]:
            kept = [event for event in self.events if event.get("observed") != other["observed"]]
            yield replace(self, events=[*kept, other])


def name_of(event: Mapping[str, object]) -> str:
    return next(str(event[verb]) for verb in VERBS if verb in event)


def _number(event: Mapping[str, object]) -> float:
    number = re.search(NUMBER, str(event.get("value", "")))
    return float(number[0]) if number else 0.0
