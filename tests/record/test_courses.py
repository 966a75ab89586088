"""Which events belong to a course, where a medicine is stopped and started on one day."""

import pytest

from hematinic.record.courses import current_course
from hematinic.record.events import Event


def tablets(kind: str, day: int, minute: int = -1) -> Event:
    return Event(kind=kind, name="ferrous_sulfate", day=(day, day), minute=minute)


@pytest.mark.parametrize(
    ("events", "running"),
    [
        ([tablets("started", 1), tablets("stopped", 10), tablets("started", 10)], True),
        ([tablets("started", 1), tablets("stopped", 10, 480), tablets("started", 10, 510)], True),
        ([tablets("started", 1), tablets("started", 10, 480), tablets("stopped", 10, 510)], False),
        ([tablets("started", 10), tablets("stopped", 10)], False),
    ],
    ids=["a change of dose", "by the clock", "the other way round", "tried for a day"],
)
def test_stopped_and_started_on_one_day(events, running):
    course = current_course(events, 56, 12)
    assert course
    assert course.running is running


def test_a_change_of_dose_keeps_the_first_day():
    events = [tablets("started", 1), tablets("stopped", 10), tablets("started", 10)]
    course = current_course(events, 56, 12)
    assert course
    assert course.start == 1
