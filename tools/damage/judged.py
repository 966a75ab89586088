"""What may come of a damaged record, judged by rules of its own.

A record is read or refused in words. What it says of the patient may be less than before, and then
it is told; it may be other than before only where the damage left something that means it: a
number, a day, a unit, a code that FHIR or the guideline has in that place, or an element left out.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from hematinic.guideline.model import Guideline
from hematinic.record.events import Event, Record, RecordError
from hematinic.record.fhir import read_bundle
from tools.damage.changes import Change, changes_of
from tools.damage.mutations import Damage
from tools.damage.understood import understood

TODAY = date(2026, 11, 22).toordinal()


def judge(seed: Damage, content: bytes, before: Record, guideline: Guideline) -> str:
    """What is wrong with how it was read; empty where nothing is."""
    try:
        after = read_bundle(content, guideline, TODAY)
    except RecordError as error:
        told = [str(problem) for problem in error.problems]
        return "" if told and all(0 < len(t) < 1000 for t in told) else "refused without words"
    except Exception as error:
        return f"crash: {type(error).__name__}: {error}"
    changes = changes_of(seed, content)
    # What the record says of its patient, who is one, is judged by itself.
    if changes is not None and any(_touches_all(change) for change in changes):
        return ""
    now, were = set(map(_core, after.events)), set(map(_core, before.events))
    left = [event for event in before.events if _core(event) not in now]
    means = Meaning(seed, changes, guideline)
    for event in after.events:
        if _core(event) in were or means.understood(event):
            continue
        if not any(_less(event, one) for one in left):
            was = [_say(one) for one in left[:2]]
            return f"changed: {_say(event)}; was {was}; by {_told(changes)}"
    days = {_core(_without_clock(event)) for event in after.events}
    silent = [
        event
        for event in left
        if not means.understood(event) and _core(_without_clock(event)) not in days
    ]
    if silent and set(after.set_aside) <= set(before.set_aside):
        return f"lost in silence: {_say(silent[0])}; by {_told(changes)}"
    return ""


class Meaning:
    """Whether what was done to a record can be understood, resource by resource."""

    def __init__(
        self, seed: Damage, changes: Sequence[Change] | None, guideline: Guideline
    ) -> None:
        self.resources = [entry["resource"] for entry in seed.whole["entry"]]
        self.known = changes is not None
        self.touched: dict[int, bool] = {}
        for change in changes or ():
            number = change.path[1]
            sure = understood(change, guideline)
            self.touched[number] = self.touched.get(number, False) or sure

    def understood(self, event: Event) -> bool:
        """Of what was done to its resource, or to the medication that it names: where several
        things were, one that can be understood may be what it comes of."""
        own = [
            number
            for number in self.touched
            if self.resources[number]["resourceType"] == "Medication"
            or event.where == "{resourceType}/{id}".format(**self.resources[number])
        ]
        return self.known and all(self.touched[number] for number in own or self.touched)


def _told(changes: Sequence[Change] | None) -> str:
    if changes is None:
        return "bytes"
    return "; ".join(
        f"{'.'.join(map(str, c.path))}: {c.was!r} to {c.now!r}"[:300] for c in changes[:3]
    )


def _say(event: Event) -> str:
    known = {
        f: getattr(event, f)
        for f in event.__struct_fields__
        if f not in ("tablet", "product", "contents")
    }
    return str({k: v for k, v in known.items() if v not in (None, "", -1, (), False)})


def _core(event: Event) -> tuple[Any, ...]:
    return (
        event.kind,
        event.name,
        event.day,
        event.minute,
        event.instant,
        event.value,
        event.dose,
        event.product_dose,
        event.every,
        event.as_needed,
        event.hours,
        event.route,
        event.until,
        event.severity,
        event.activity,
        event.reference,
    )


def _without_clock(event: Event) -> Event:
    """Of a clock that cannot be read the day is left."""
    return msgspec.structs.replace(event, minute=-1, instant=-1)


def _less(event: Event, before: Event) -> bool:
    """Whether it says less than before, and nothing else."""
    same = ("kind", "name", "value", "activity")
    if any(getattr(event, field) != getattr(before, field) for field in same):
        return False
    if event.as_needed != before.as_needed and event.every is not None:
        return False
    if event.kind == "ordered" and event.day == (TODAY, TODAY):
        return True  # of a day that nobody can read, it is still to be checked
    if event.until not in (before.until, event.day[1]):  # no end that is known: the day it began
        return False
    wider = event.day[0] <= before.day[0] and before.day[1] <= event.day[1]
    known = ("dose", "product_dose", "every", "reference", "severity", "hours")
    return wider and all(getattr(event, f) in (None, "", (), getattr(before, f)) for f in known)


def _touches_all(change: Change) -> bool:
    """Who the patient is, and what the record is, bear on all of it; each other stands alone."""
    path = change.path
    return len(path) < 4 or path[1] == 0
