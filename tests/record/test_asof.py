"""A record as it was seen on a day: the past of it, whatever was to come."""

import pytest

from hematinic.record.asof import seen_from
from hematinic.record.events import Event, Patient, Record

DAY = 739_900


def event(low: int, high: int, kind: str = "observed", name: str = "hemoglobin") -> Event:
    """From so many days after the day of the plan to so many."""
    return Event(kind=kind, name=name, day=(DAY + low, DAY + high), where=f"{low} to {high}")  # type: ignore[arg-type]


def record(*events: Event) -> Record:
    return Record(patient=Patient(), events=events)


def days(seen: Record) -> list[tuple[float, float]]:
    return [(one.day[0] - DAY, one.day[1] - DAY) for one in seen.events]


@pytest.mark.parametrize("others", [(), (event(5, 5, name="ferritin"),)])
@pytest.mark.parametrize(
    ("low", "high", "seen"),
    [(-3, -1, (-3, -1)), (-3, 0, (-3, 0)), (-3, 1, (-3, 0)), (0, 0, (0, 0)), (0, 9, (0, 0))],
)
def test_what_may_have_happened_by_then_did(
    others: tuple[Event, ...], low: int, high: int, seen: tuple[int, int]
) -> None:
    """Of one whose days straddle the plan's, whether or not another lies later."""
    assert days(seen_from(record(event(low, high), *others), DAY)) == [seen]


def test_what_happened_later_is_set_aside_and_named() -> None:
    found = seen_from(record(event(0, 0), event(1, 1), event(1, 40, "given", "iron")), DAY)
    assert days(found) == [(0, 0)]
    assert [(one.what, one.where, one.why) for one in found.set_aside] == [
        ("observed hemoglobin", "1 to 1", "after the plan's day"),
        ("given iron", "1 to 40", "after the plan's day"),
    ]


def test_what_is_booked_lies_ahead() -> None:
    assert days(seen_from(record(event(3, 3, "booked"), event(-1, 4, "booked")), DAY)) == [
        (3, 3),
        (-1, 4),
    ]


def test_a_record_of_the_past_is_the_same_record() -> None:
    past = record(event(-3, -1), event(0, 0))
    assert seen_from(past, DAY) is past
