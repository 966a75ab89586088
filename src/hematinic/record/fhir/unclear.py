"""What is written of a time, an end or a dosage and cannot be read: quoted, and never passed over.

An end that cannot be read must not let an order go on for good, nor a misspelled day of the week
change how often a medicine is taken.
"""

from collections.abc import Iterable, Iterator, Sequence

from hematinic.record.fhir.dosage import unclear_amount
from hematinic.record.fhir.intervals import unclear_repeat
from hematinic.record.fhir.parts import DispenseRequest, Dosage, Period, Quantity
from hematinic.record.fhir.times import duration, moment

LONGEST = 60
"""Characters of what is quoted."""


def unclear_end(
    dosages: Sequence[Dosage], request: DispenseRequest | None, period: Period | None, *ended: str
) -> str:
    """What of an end cannot be read; empty where all can."""
    unclear = [*_days(ended), *_days([period.end] if period else ())]
    for dosage in dosages:
        unclear += _of_dosage(dosage)
    if request is not None:
        unclear += _of_supply(request)
    return unclear[0][:LONGEST] if unclear else ""


def _of_dosage(dosage: Dosage) -> Iterator[str]:
    timing = dosage.timing
    if timing is None:
        return
    yield from _days(timing.event)
    if (repeat := timing.repeat) is None:
        return
    if (bounds := repeat.bounds_period) is not None:
        yield from _days((bounds.start, bounds.end))
    high = repeat.bounds_range.high if repeat.bounds_range else None
    yield from _lengths(repeat.bounds_duration, repeat.bounds_quantity, high)
    yield from (f"count {n:g}" for n in (repeat.count, repeat.count_max) if n is not None and n < 1)


def _of_supply(request: DispenseRequest) -> Iterator[str]:
    if (valid := request.validity_period) is not None:
        yield from _days((valid.end,))
    first = request.initial_fill.duration if request.initial_fill else None
    yield from _lengths(request.expected_supply_duration, request.dispense_interval, first)
    repeats = request.number_of_repeats_allowed
    if repeats is not None and repeats < 0:
        yield f"{repeats:g} repeats"


def _days(texts: Iterable[str]) -> Iterator[str]:
    return (text for text in texts if text and moment(text) is None)


def _lengths(*lengths: Quantity | None) -> Iterator[str]:
    return (unclear for length in lengths if (unclear := unclear_length(length)))


def unclear_length(length: Quantity | None) -> str:
    if length is None or duration(length) is not None:
        return ""
    if length.value is None and not (length.unit or length.code):
        return ""
    number = "" if length.value is None else f"{length.value:g} "
    return f"{number}{length.unit or length.code}".strip() or "a length of time"


# Dosages


def unclear_dosage(dosage: Dosage | None) -> str:
    """What of how often and how much cannot be read; empty where all can."""
    if dosage is None:
        return ""
    repeat = dosage.timing.repeat if dosage.timing else None
    unclear = [*(unclear_repeat(repeat) if repeat else ()), *unclear_amount(dosage)]
    return unclear[0][:LONGEST] if unclear else ""
