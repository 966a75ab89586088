"""One day's timetable: who has one, what a day is like, and what is said where there is none
(specification S2, S27, C1, 3.1, 4.5)"""

import pytest

from hematinic.record.events import RecordError
from spec.patients import both, low_b12, oral_iron, plan
from spec.timetable import DAY, holds, hours, table, takes, treated

AVOIDED = ("doxycycline", "minocycline", "trientine", "dimercaprol")


# Whether there is one


def test_iron_and_what_binds_it_have_a_timetable():
    """4.5: one day that works for the patient's whole list."""
    assert table(takes("levothyroxine"), takes("calcium_carbonate", "12 h")).rows


def test_nothing_that_interacts_no_timetable():
    """4.5: metformin has no hours to keep from iron."""
    assert plan(treated(takes("metformin"))).plan.timetable is None


def test_no_iron_no_timetable():
    """4.5: levothyroxine alone."""
    assert plan(low_b12(takes("levothyroxine"))).plan.timetable is None


def test_iron_that_waits_has_no_timetable():
    """S2, 4.5: only what the plan offers is laid out."""
    waiting = plan(both(takes("levothyroxine"), cobalamin_allergy=True))
    assert not waiting.offers("FE-OD")
    assert waiting.plan.timetable is None


def test_what_was_stopped_is_not_laid_out():
    """4.5: calcium was stopped, levothyroxine goes on."""
    stopped = {"on": "2026-11-01", "stopped": "calcium_carbonate"}
    found = table(takes("levothyroxine"), takes("calcium_carbonate"), stopped)
    assert found.medicines == ("levothyroxine",)


def test_a_day_of_start_and_stop_counts_as_taken():
    """4.5: nobody knows which came later; apart is the safer side."""
    both_that_day = [{"on": "2026-11-10", verb: "levothyroxine"} for verb in ("started", "stopped")]
    assert table(*both_that_day).medicines == ("levothyroxine",)


@pytest.mark.parametrize("medicine", AVOIDED)
def test_what_is_not_combined_has_no_timetable(medicine):
    """4.5: avoid together: at no hour of the day."""
    found = table(takes(medicine), takes("levothyroxine"))
    assert found.not_combined == (medicine,)
    assert found.rows == ()


# What a day is like


def test_the_times_of_the_day_are_assumed_and_said_to_be():
    """4.5: the day's frame is our own proposal."""
    found = table(takes("levothyroxine"))
    assert found.assumed
    assert found.day.basis == "design"
    assert "assumed" in plan(treated(takes("levothyroxine"))).text


def test_the_patients_own_times():
    """4.5: waking at 05:30 moves levothyroxine and everything after it."""
    found = table(takes("levothyroxine"), day=DAY | {"waking": "05:30"})
    assert hours(found, "levothyroxine") == [5.5]
    assert not found.assumed


def test_a_night_worker():
    """4.5: a day may cross midnight."""
    day = {
        "waking": "17:00",
        "breakfast": "18:00",
        "lunch": "23:00",
        "dinner": "04:30",
        "bed": "08:30",
    }
    found = table(takes("levothyroxine"), takes("calcium_carbonate"), day=day)
    assert found.rows
    assert hours(found, "levothyroxine") == [17]
    assert holds(found)


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ({"waking": "07:15"}, "no time on the hour or half hour"),
        ({"waking": "noon"}, "no time on the hour or half hour"),
        ({"brunch": "10:00"}, "no time of it"),
        ({"dinner": "12:00"}, "dinner does not come after lunch"),
        ([], "must be a mapping"),
    ],
)
def test_times_that_are_none(day, says):
    """3.1: a patient file is strict."""
    with pytest.raises(RecordError, match=says):
        plan(treated() | {"day": day})


@pytest.mark.parametrize(
    ("every", "times"), [("1 d", 1), ("12 h", 2), ("8 h", 3), ("6 h", 4), ("1 wk", 1), ("10 h", 3)]
)
def test_as_many_doses_as_are_taken_a_day(every, times):
    """4.5: the frequency that is recorded; once on its day where it is less than daily."""
    assert len(hours(table(takes("calcium_carbonate", every)), "calcium_carbonate")) == times


def test_no_frequency_recorded_is_once_and_said_to_be_assumed():
    """4.5: once a day."""
    event = {"on": "2026-01-01", "started": "calcium_carbonate"}
    found = table(event, day=DAY)
    assert len(hours(found, "calcium_carbonate")) == 1
    assert found.assumed


def test_alternate_days_of_iron_need_the_timetable_on_those_days():
    """S27, C1: for the days with iron."""
    file = treated(oral_iron(30, every="2 d"), takes("levothyroxine"), sampled=40)
    found = plan(file).plan.timetable
    assert found is not None
    assert plan(file).recommends("FE-AD")
    assert not found.every_day
    assert table(takes("levothyroxine")).every_day


# Where there is none


def test_what_would_have_to_go():
    """4.5: no timetable; without one of these there would be one, and it is named."""
    found = table(
        takes("levothyroxine", "4 h"), takes("calcium_carbonate", "6 h"), takes("zinc_supplement")
    )
    assert found.rows == ()
    assert found.without == ("levothyroxine",)


def test_none_is_said_with_what_to_do():
    """4.5: ask the pharmacist; iron on alternate days."""
    said = plan(treated(takes("levothyroxine", "4 h"), takes("calcium_carbonate", "6 h"))).text
    assert "no timetable of one day keeps all of these hours" in said
    assert "pharmacist" in said
    assert "alternate days" in said
