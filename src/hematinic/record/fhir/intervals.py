"""How often a medicine is taken, and between which days: timing by code, by numbers, by text."""

import re
from collections.abc import Mapping, Sequence

from hematinic.record.fhir.reading import coded
from hematinic.record.fhir.resources import Dosage, Repeat, texts
from hematinic.record.fhir.times import DAYS, duration

_CODES: Mapping[str, float] = {
    "qd": 1, "od": 1, "daily": 1, "am": 1, "pm": 1, "bed": 1, "hs": 1, "bid": 1 / 2, "bd": 1 / 2,
    "tid": 1 / 3, "tds": 1 / 3, "qid": 1 / 4, "qds": 1 / 4, "qod": 2, "q4h": 1 / 6, "q6h": 1 / 4,
    "q8h": 1 / 3, "q12h": 1 / 2, "wk": 7, "mo": 30.4375,
}  # fmt: skip
"""HL7's and the usual abbreviations, in days between doses."""

_PHRASES: tuple[tuple[str, float], ...] = (
    (r"(every other|alternate|every second) days?|\bqod\b", 2.0),
    (r"(twice|two times|2 times|2x) ?(a|per|/)? ?(day|daily)|\b(bid|bd)\b|\bq12h\b", 1 / 2),
    (r"(three times|3 times|3x) ?(a|per|/)? ?(day|daily)|\b(tid|tds)\b|\bq8h\b", 1 / 3),
    (r"(four times|4 times|4x) ?(a|per|/)? ?(day|daily)|\b(qid|qds)\b|\bq6h\b", 1 / 4),
    (r"(once|one time|1 time) ?(a|per|/)? ?(week)|\bweekly\b|every week\b", 7.0),
    (r"\bmonthly\b|(once) ?(a|per) month|every month\b", 30.4375),
    (r"(once|one time|1 time|1x) ?(a|per|/)? ?(day|daily)|every day\b|each day\b|\b(qd|od)\b", 1.0),
)
_EVERY = re.compile(r"every (\d{1,3}) (hour|day|week|month)s?")
_EACH = {"hour": DAYS["h"], "day": 1.0, "week": 7.0, "month": DAYS["mo"]}


def every(dosage: Dosage | None) -> float | None:
    """Days between doses, where the record says so without doubt."""
    if dosage is None:
        return None
    found = _of_repeat(dosage.timing.repeat) if dosage.timing and dosage.timing.repeat else None
    if found is None and dosage.timing and dosage.timing.code:
        found = _CODES.get(coded(dosage.timing.code)) or _of_texts(texts(dosage.timing.code))
    return found or _of_texts((dosage.text, dosage.patient_instruction))


def _of_repeat(repeat: Repeat) -> float | None:
    each = DAYS.get(repeat.period_unit)
    if each and repeat.period and 0 < repeat.period < 1e4:
        times = repeat.frequency if repeat.frequency and repeat.frequency > 0 else 1
        return _whole(repeat.period * each / times)
    if repeat.day_of_week:
        return 7 / len(repeat.day_of_week)
    a_day = len(repeat.time_of_day) or len(repeat.when)
    return 1 / a_day if a_day else None


def _whole(days: float) -> float:
    return round(days, 12) if days >= 1 else days


def _of_texts(said: Sequence[str]) -> float | None:
    found = {interval for text in said for interval in _intervals(text.lower()[:500])}
    return found.pop() if len(found) == 1 else None


def _intervals(text: str) -> set[float]:
    found = {int(count) * _EACH[unit] for count, unit in _EVERY.findall(text) if int(count)}
    for pattern, interval in _PHRASES:
        text, hits = re.subn(pattern, " ", text)
        if hits:
            found.add(interval)
    if re.search(r"\bdaily\b", text):
        found.add(1.0)
    return found


def bounds_end(dosage: Dosage | None) -> str:
    repeat = dosage.timing.repeat if dosage and dosage.timing else None
    return repeat.bounds_period.end if repeat and repeat.bounds_period else ""


def bounds_start(dosage: Dosage | None) -> str:
    repeat = dosage.timing.repeat if dosage and dosage.timing else None
    return repeat.bounds_period.start if repeat and repeat.bounds_period else ""


def bounds_days(dosage: Dosage | None) -> float | None:
    repeat = dosage.timing.repeat if dosage and dosage.timing else None
    return duration(repeat.bounds_duration) if repeat else None


def first_dosage(found: Sequence[Dosage]) -> Dosage | None:
    """The one in force first. Several side by side add up in ways that are not guessed."""
    if len(found) < 2:
        return found[0] if found else None
    order = [dosage.sequence for dosage in found]
    if None in order or len(set(order)) < len(order):
        routes = {coded(dosage.route) for dosage in found}
        return Dosage(route=found[0].route) if len(routes) == 1 else None
    return min(found, key=lambda dosage: dosage.sequence or 0)
