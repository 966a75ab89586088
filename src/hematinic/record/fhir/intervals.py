"""How often a medicine is taken, and at what hours: timing by code, by numbers, by text."""

import re
from collections.abc import Iterator, Mapping

from hematinic.guideline import shared
from hematinic.record.fhir.parts import Dosage, Repeat, texts
from hematinic.record.fhir.reading import coded
from hematinic.record.fhir.spoken import interval
from hematinic.record.fhir.times import DAYS

_CODES: Mapping[str, float] = {
    "qd": 1, "od": 1, "daily": 1, "am": 1, "pm": 1, "bed": 1, "hs": 1, "bid": 1 / 2, "bd": 1 / 2,
    "tid": 1 / 3, "tds": 1 / 3, "qid": 1 / 4, "qds": 1 / 4, "qod": 2, "q4h": 1 / 6, "q6h": 1 / 4,
    "q8h": 1 / 3, "q12h": 1 / 2, "wk": 7, "mo": 30.4375,
}  # fmt: skip
"""HL7's and the usual abbreviations, in days between doses."""

_AS_NEEDED = re.compile(
    r"\b((?:as|when|if) (?:needed|required)|p\.?r\.?n\.?|bei bedarf|si besoin|si necesario"
    r"|al bisogno)(?!\w)"
)

TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d(?:\.\d{1,9})?)?")


def every(dosage: Dosage | None) -> float | None:
    """Days between doses, where the record says so without doubt; of what is taken as needed
    nobody can say."""
    if dosage is None or as_needed(dosage):
        return None
    repeat = dosage.timing.repeat if dosage.timing else None
    if repeat is not None and any(unclear_repeat(repeat)):
        return None
    days = _of_repeat(repeat) if repeat is not None else None
    if days is None and dosage.timing and dosage.timing.code:
        days = _CODES.get(coded(dosage.timing.code)) or interval(texts(dosage.timing.code))
    days = days or interval((dosage.text, dosage.patient_instruction))
    low, high = shared.possible().every_days
    return days if days is not None and low <= days <= high else None


def as_needed(dosage: Dosage | None) -> bool:
    if dosage is None:
        return False
    if dosage.as_needed_boolean or dosage.as_needed or dosage.as_needed_for:
        return True
    if dosage.as_needed_codeable_concept is not None:
        return True
    sentences = (dosage.text, dosage.patient_instruction, *_timing_texts(dosage))
    return any(_AS_NEEDED.search(text.lower()[:500]) for text in sentences)


def _timing_texts(dosage: Dosage) -> tuple[str, ...]:
    return texts(dosage.timing.code) if dosage.timing and dosage.timing.code else ()


def hours(dosage: Dosage | None) -> tuple[int, ...]:
    """The minutes of the day at which it is taken, where they are fixed."""
    repeat = dosage.timing.repeat if dosage and dosage.timing else None
    if repeat is None or any(unclear_repeat(repeat)):
        return ()
    matches = [TIME.fullmatch(text) for text in repeat.time_of_day]
    return tuple(sorted({int(m[1]) * 60 + int(m[2]) for m in matches if m}))


WEEK = frozenset(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))

EVENTS = frozenset(
    {
        "MORN", "MORN.EARLY", "MORN.LATE", "NOON", "AFT", "AFT.EARLY", "AFT.LATE", "EVE",
        "EVE.EARLY", "EVE.LATE", "NIGHT", "PHS", "IMD", "HS", "WAKE", "C", "CM", "CD", "CV", "AC",
        "ACM", "ACD", "ACV", "PC", "PCM", "PCD", "PCV",
    }
)  # fmt: skip
"""Of a day, by which FHIR times a dose."""


NOTHING = "an empty text"


def unclear_repeat(repeat: Repeat) -> Iterator[str]:
    """What of a timing cannot be read: one misspelled day of the week changes the number of doses,
    so then nothing of it counts."""
    if repeat.unit and repeat.unit not in DAYS:
        yield repeat.unit
    for number in (repeat.frequency, repeat.period):
        if number is not None and not 0 < number < 1e4:
            yield f"{number:g}"
    yield from (day or NOTHING for day in repeat.day_of_week if day.lower() not in WEEK)
    yield from (when or NOTHING for when in repeat.when if when.upper() not in EVENTS)
    yield from (time or NOTHING for time in repeat.time_of_day if not TIME.fullmatch(time))


def _of_repeat(repeat: Repeat) -> float | None:
    """Named days are the days on which it is taken; named hours and meals are each a dose."""
    named = max(len(set(repeat.time_of_day)), len(set(repeat.when)))
    days = len({day.lower() for day in repeat.day_of_week})
    each = DAYS.get(repeat.unit)
    if not (each and repeat.period and 0 < repeat.period < 1e4):
        a_day = named or 1
        if days:
            return 7 / (days * a_day)
        return 1 / named if named else None
    times = repeat.frequency if repeat.frequency and repeat.frequency > 0 else 1
    length = repeat.period * each
    if days:
        return _on_days(days, times, length, named)
    return _whole(length / max(times, named if length == 1 else 0))


def _on_days(days: int, times: float, length: float, named: int) -> float:
    """`once a day on Monday and Friday` is twice a week; `once a week on Monday, Wednesday and
    Friday` is three times, or the days would not be named."""
    if length <= 1:
        return 7 / (days * max(times / length, named))
    weeks = max(length / 7, 1)
    return _whole(7 * weeks / max(times, days * max(named, 1)))


def _whole(days: float) -> float:
    return round(days, 12) if days >= 1 else days
