"""Conditions: problems, diagnoses and symptoms, present, over, or ruled out."""

from collections.abc import Iterable, Set
from functools import cache
from typing import Any

import msgspec

from hematinic.guideline import shared
from hematinic.record.events import Event
from hematinic.record.fhir.codes import Codebook
from hematinic.record.fhir.memory import Memory
from hematinic.record.fhir.negated import taken_back
from hematinic.record.fhir.parts import Concept, Quantity, shown, texts
from hematinic.record.fhir.reading import Reading, coded
from hematinic.record.fhir.resources import Condition
from hematinic.record.fhir.times import (
    Moment,
    at_age,
    is_age,
    moment,
    moment_of_period,
    written_down,
)

OVER = ("inactive", "resolved", "remission")
UNSURE = ("unconfirmed", "provisional", "differential")
VERIFIED = frozenset(("confirmed", "refuted", "entered-in-error", *UNSURE))
CLINICAL = frozenset(("active", "recurrence", "relapse", *OVER))
KNOWN = frozenset(("", *VERIFIED, *CLINICAL))


@cache
def _severities() -> dict[str, str]:
    """By code and by word."""
    severities = shared.qualifiers().severities
    return {
        text: name
        for name, severity in severities.items()
        for text in (*severity.codes, *severity.words)
    }


def conditions(condition: Condition, where: str, reading: Reading) -> Iterable[Event]:
    known = reading.codebook.memory[_states][condition.code]
    what = shown(condition.code, "a condition")
    if not known:
        _unread(condition, where, what, reading)
        return ()
    verified = _verified[condition.verification_status]
    clinical = _clinical[condition.clinical_status]
    # A status of another profile may mean anything, also that it was ruled out. It is neither
    # present nor absent, and a person is asked.
    if other := verified if verified not in KNOWN else clinical if clinical not in KNOWN else "":
        why = f"its status is {other[:40]}: not counted; confirm it or rule it out"
        reading.aside(where, what, why, known[0])
        return ()
    # Ruled out is a finding of its own, and makes the condition absent. Entered in error or unsure
    # is none.
    if verified == "refuted":
        return _refuted(condition, known, where, what, reading)
    if verified == "entered-in-error":
        reading.aside(where, what, "was entered in error", known[0])
        return ()
    if verified in UNSURE:
        why = f"is {verified}: not counted; confirm it or rule it out"
        reading.aside(where, what, why, known[0])
        return ()
    return _stated(condition, clinical, known, where, what, reading)


def _status(concept: Concept | None, known: Set[str]) -> str:
    """The one that FHIR has, whatever other codes stand beside it; else what stands there."""
    if concept is None:
        return ""
    written = (*(coding.code for coding in concept.coding), *texts(concept))
    words = [plain for text in written if (plain := text.strip().lower())]
    return next((status for status in words if status in known), words[0] if words else "not told")


_verified: Memory[Concept | None, str] = Memory(lambda concept: _status(concept, VERIFIED))
_clinical: Memory[Concept | None, str] = Memory(lambda concept: _status(concept, CLINICAL))


def _states(codebook: Codebook, concept: Concept | None) -> list[str]:
    elements = codebook.guideline.elements
    return [name for name in codebook.elements_of(concept)
            if name in elements and elements[name].kind in ("condition", "procedure")]  # fmt: skip


def unread(codebook: Codebook, concept: Concept) -> Concept | None:
    """The concept, where no rule reads a condition of it, whatever its status, nor could."""
    known = _states(codebook, concept) or codebook.state_like("Condition", texts(concept))
    return None if known else concept


def _unread(condition: Condition, where: str, what: str, reading: Reading) -> None:
    words = texts(condition.code) if _may_hold(condition) else ()
    like = reading.codebook.state_like("Condition", words)
    if condition.code and not like and not any(coding.code for coding in condition.code.coding):
        reading.once(where, what, "has no code, and conditions are not read by their text")
    else:
        reading.unread_code("Condition", condition.code, where, like)


def _may_hold(condition: Condition) -> bool:
    """Of what was ruled out, or is over, nothing is asked."""
    verified = _verified[condition.verification_status]
    over = _clinical[condition.clinical_status] in OVER
    return verified not in ("refuted", "entered-in-error") and not over


def _refuted(
    condition: Condition, names: list[str], where: str, what: str, reading: Reading
) -> Iterable[Event]:
    when = _recorded(condition, names, where, what, reading) or _onset(
        condition, where, what, reading
    )
    when = reading.placed(when, where, what, names[0])
    return _events("absent", names, when, condition, where, reading) if when else ()


def _recorded(
    condition: Condition, names: list[str], where: str, what: str, reading: Reading
) -> Moment | None:
    written = condition.recorded
    return moment(written) or reading.day(where, what, written, element=names[0])


def _stated(
    condition: Condition, status: str, names: list[str], where: str, what: str, reading: Reading
) -> Iterable[Event]:
    if why := taken_back[condition.code, reading.guideline.elements[names[0]].label]:
        reading.aside(where, what, why, names[0])
        return ()
    recorded = _recorded(condition, names, where, what, reading)
    began = _onset(condition, where, what, reading) or recorded
    # An onset is written, and cannot be read: the day of recording must not stand for it, since the
    # disease began before that. It began at some time up to then.
    if began is recorded and (unclear := _unclear_onset(condition)):
        reading.aside(where, what, f"its onset '{unclear}' cannot be read", names[0])
        began = reading.sometime(recorded.day[1] if recorded else None)
    if condition.onset_string and began is recorded:
        onset = f"its onset '{condition.onset_string}'"
        reading.aside(where, onset, "is no date: the day it was recorded counts")
    ended, unclear = _end(condition, reading)
    if unclear:
        why = f"its end '{unclear}' cannot be read"
        # Something ended it, nobody knows when, and no status tells whether it is over.
        if not status:
            reading.aside(where, what, f"{why}: whether it is over is not known", names[0])
            return ()
        reading.aside(where, what, why, names[0])
        ended = (
            Moment((began.day[0] if began else reading.today, reading.today))
            if status in OVER
            else None
        )
    over = status in OVER or (not status and bool(ended or condition.abatement_boolean))
    # The two contradict each other. Present is the side on which nothing is missed.
    if ended and not over:
        why = f"is {status}, and yet has an end ({ended.written}): taken as present; ask"
        reading.aside(where, what, why, names[0])
    if began is None:
        if over and ended is None:
            reading.aside(where, what, "is over, but no day is recorded", names[0])
            return ()
        began = reading.sometime(ended.day[1] if ended else None)
    began = reading.placed(began, where, what, names[0])
    if began is None:
        return ()
    events = _events("present", names, began, condition, where, reading)
    if over:
        ended = reading.placed(ended or recorded or began, where, f"{what}, its end")
        if ended:
            events += _over(status, names, ended, condition, where, reading)
    return events


def _over(
    status: str, names: list[str], ended: Moment, condition: Condition, where: str, reading: Reading
) -> Iterable[Event]:
    """No longer there; but a disease whose activity matters is still there in remission."""
    stays = reading.codebook.with_activity if status == "remission" else frozenset()
    gone = [name for name in names if name not in stays]
    quiet = [name for name in names if name in stays]
    still = _events("present", quiet, ended, condition, where, reading, later=1)
    return [
        *_events("absent", gone, ended, condition, where, reading, later=1),
        *(msgspec.structs.replace(event, activity="quiescent") for event in still),
    ]


def _onset(condition: Condition, where: str, what: str, reading: Reading) -> Moment | None:
    return (
        moment(condition.onset_date_time)
        or reading.day(where, what, condition.onset_date_time)
        or _start(condition)
        or at_age(reading.patient.birth, condition.onset_age or condition.onset_quantity)
    )


def _unclear_onset(condition: Condition) -> str:
    """What of its beginning is written and cannot be read."""
    period, age = condition.onset_period, condition.onset_age or condition.onset_quantity
    return _unclear(condition.onset_date_time, period.start if period else "", age)


def _unclear(day: str, end: str, age: Quantity | None) -> str:
    for text in (day, end):
        if text and moment(text) is None:
            return text
    return _unclear_age(age)


def _unclear_age(age: Quantity | None) -> str:
    if age is None or is_age(age):
        return ""
    number = "" if age.value is None else f"{age.value:g} "
    return f"{number}{age.unit or age.code}".strip() or "an age"


def _start(condition: Condition) -> Moment | None:
    period = condition.onset_period
    return (moment(period.start) or moment(period.end)) if period else None


def _end(condition: Condition, reading: Reading) -> tuple[Moment | None, str]:
    """When it ended; else what of that is written and cannot be read."""
    day, period = condition.abatement_date_time, condition.abatement_period
    age = condition.abatement_age or condition.abatement_quantity
    if not day and period is None and age is None:
        return None, ""
    ended = moment(day) or moment_of_period(period) or at_age(reading.patient.birth, age)
    return ended, "" if ended else _unclear(day, period.end if period else "", age)


def _events(
    kind: Any, names: list[str], when: Moment, condition: Condition, where: str, reading: Reading,
    later: int = 0,
) -> list[Event]:  # fmt: skip
    """`later` puts the end of a condition after its beginning where both are on one day."""
    recorded = written_down(condition.recorded)
    if later:
        # On one day with no time, the end would be tied with the beginning, and the condition
        # unknown.
        recorded = max(recorded, 0) + later
    severity = _severity(condition.severity) if condition.severity else ""
    if condition.severity and not severity:
        degree = shown(condition.severity, "?").strip() or "?"
        reading.once(
            where, f"{shown(condition.code, 'a condition')}, severity {degree}", "is not known"
        )
    elements, lasting = reading.guideline.elements, reading.codebook.with_activity
    events = []
    for name in names:
        if elements[name].kind != "procedure":
            event = Event(
                kind=kind, name=name, day=when.day, minute=when.minute, instant=when.instant,
                recorded=recorded, severity=severity, where=where,
                activity=_activity(condition) if name in lasting else "",
            )  # fmt: skip
            events.append(event)
        # A procedure that is coded as a condition (`history of gastric bypass`): it was done, and
        # is never `absent`.
        elif kind == "present":
            event = Event(
                kind="done", name=name, day=when.day, minute=when.minute, instant=when.instant,
                where=where,
            )  # fmt: skip
            events.append(event)
    return events


def _severity(concept: Concept) -> str:
    known = _severities()
    return known.get(coded(concept), "") or known.get(shown(concept).lower(), "")


def _activity(condition: Condition) -> str:
    """`active` alone says that the problem is listed, not that the disease is in a flare."""
    return "active" if coded(condition.clinical_status) in ("recurrence", "relapse") else ""
