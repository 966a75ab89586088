"""Chapter 19. One day's timetable of interactions (specification S22, S24, C17, 4.5)

The hours here are the specification's own, written down again; the times that a plan prints are
held to them, and to a second search that knows nothing of the first.
"""

from itertools import pairwise, permutations
from typing import Any

import msgspec
import pytest
import z3
from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as st

from hematinic.plan.half_hours import clear_of
from hematinic.plan.model import Timetable
from hematinic.plan.timetable import Timetabler
from hematinic.record.events import RecordError
from hematinic.record.patient_file import read_patient_file
from spec.patients import TODAY, File, both, given, low_b12, oral_iron, plan, planner, started

HOURS = {
    "levothyroxine": (4, 4),
    "tetracycline": (3, 3),
    "oxytetracycline": (3, 3),
    "lymecycline": (3, 3),
    "ciprofloxacin": (2, 6),
    "levofloxacin": (2, 6),
    "moxifloxacin": (4, 8),
    "dolutegravir": (2, 6),
    "bictegravir": (2, 6),
    "dolutegravir_rilpivirine": (4, 6),
    "alendronic_acid": (2, 2),
    "penicillamine": (2, 2),
    "levodopa": (2, 2),
    "methyldopa": (2, 2),
    "mycophenolate": (2, 2),
    "entacapone": (2, 2),
    "eltrombopag": (4, 4),
    "zinc_supplement": (2, 2),
    "calcium_carbonate": (2, 2),
    "magnesium_antacid": (2, 2),
    "sodium_bicarbonate": (2, 2),
}
"""Of each: the least hours before oral iron, and after it."""

AT_LEAST = {
    "levothyroxine": (4, 4),
    "tetracycline": (2, 2),
    "ciprofloxacin": (2, 4),
    "dolutegravir": (2, 6),
    "bictegravir": (2, 2),
    "calcium_carbonate": (2, 2),
} | dict.fromkeys(
    ("alendronic_acid", "penicillamine", "levodopa", "methyldopa", "mycophenolate", "eltrombopag",
     "entacapone", "zinc_supplement"),
    (2, 2),
)  # fmt: skip
"""The shortest that 4.5 allows."""

AVOIDED = ("doxycycline", "minocycline", "trientine", "dimercaprol")


def treated(*events: dict[str, Any], day: dict[str, str] | None = None, **changes: Any) -> File:
    """A patient whose plan offers oral iron today."""
    file = both(given("hydroxocobalamin", ago=1), *events, **changes)
    return file | ({"day": day} if day else {})


def takes(name: str, every: str = "1 d") -> dict[str, Any]:
    return started(name, every=every, ago=400)


def table(*events: dict[str, Any], day: dict[str, str] | None = None) -> Timetable:
    found = plan(treated(*events, day=day)).plan.timetable
    assert found is not None
    return found


def hours(found: Timetable, name: str) -> list[float]:
    return [row.minute / 60 for row in found.rows if row.name == name]


def iron(found: Timetable) -> float:
    [time] = [row.minute / 60 for row in found.rows if row.kind == "line"]
    return time


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


@pytest.mark.parametrize("medicine", HOURS)
def test_alerts_fire_as_before(medicine):
    """AL-INTERACT: the timetable takes no warning away."""
    seen = plan(treated(oral_iron(ago=3), takes(medicine)))
    assert seen.alert("AL-INTERACT") == "warning"
    assert seen.plan.timetable is not None
    assert seen.plan.timetable.rows


def test_every_alert_to_keep_apart_has_its_hours_and_the_other_way_round():
    """4.5: no medicine is warned of without hours, none has hours without a warning."""
    for name in planner().rules.guideline.medicines:
        seen = plan(treated(oral_iron(ago=3), takes(name)))
        told = {"interaction-calcium", "interaction-levothyroxine", "interaction-binding",
                "interaction-avoid"} & {fired.alert.id for fired in seen.plan.alerts}  # fmt: skip
        assert bool(told) == (seen.plan.timetable is not None), name


# How far apart


@pytest.mark.parametrize("medicine", HOURS)
def test_the_hours_of_each_medicine_from_both_sides(medicine):
    """4.5: at its hours before the iron or after it a medicine may stand, half an hour nearer not."""
    before, after = HOURS[medicine]
    assert may_stand(medicine, -before)
    assert not may_stand(medicine, -before + 0.5)
    assert may_stand(medicine, after)
    assert not may_stand(medicine, after - 0.5)


def may_stand(medicine: str, since_iron: float) -> bool:
    iron, there = 20, 20 + int(since_iron * 2)
    return all(
        clear_of(int(one.hours_before * 2), int(one.hours_after * 2))[iron] >> there & 1
        for one in apart(medicine, "oral_iron")
    )


def apart(medicine: str, other: str) -> list[Any]:
    guideline = planner().rules.guideline
    names = {medicine, *guideline.medicines[medicine].groups}
    return [
        one
        for one in guideline.interactions.values()
        if other in one.apart_from and names & set(one.these)
    ]


@pytest.mark.parametrize("medicine", AT_LEAST)
def test_no_figure_is_shorter_than_the_specification(medicine):
    """4.5, S24: at the safer end of each range."""
    before = max(one.hours_before for one in apart(medicine, "oral_iron"))
    after = max(one.hours_after for one in apart(medicine, "oral_iron"))
    assert (before, after) >= AT_LEAST[medicine]
    assert after >= AT_LEAST[medicine][1]


def test_the_alert_and_the_timetable_have_one_figure():
    """4.5: a figure stands once: what the alert says follows the entry."""
    guideline = planner().rules.guideline
    for name, alert in (
        ("calcium", "interaction-calcium"),
        ("levothyroxine", "interaction-levothyroxine"),
    ):
        [said] = [item.what_to_do for item in guideline.alerts if item.id == alert]
        assert said == f"At least {guideline.interactions[name].hours_before:g} hours apart."


DAY = {"waking": "07:00", "breakfast": "08:00", "lunch": "13:00", "dinner": "18:30", "bed": "22:30"}


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        # Breakfast and lunch leave no room for iron; two hours are left after dinner, or less.
        ({"breakfast": "07:30", "lunch": "10:00", "dinner": "12:30", "bed": "14:30"}, True),
        ({"breakfast": "07:30", "lunch": "10:00", "dinner": "12:30", "bed": "14:00"}, False),
        # An hour is left before breakfast, or half an hour.
        ({"breakfast": "08:00", "lunch": "10:30", "dinner": "13:00", "bed": "14:30"}, True),
        ({"breakfast": "07:30", "lunch": "10:00", "dinner": "12:30", "bed": "13:30"}, False),
        # An hour is left before lunch too, three hours after breakfast.
        ({"breakfast": "07:30", "lunch": "10:30", "dinner": "12:30", "bed": "13:30"}, True),
    ],
)
def test_iron_is_an_hour_before_food_or_two_after_it(day, fits):
    """S22: on an empty stomach, from both sides of both hours."""
    found = table(takes("mycophenolate"), day={"waking": "07:00"} | day)
    assert bool(found.rows) == fits
    assert not fits or all(clear(iron(found), meal, 1, 2) for meal in meals(found))


@pytest.mark.parametrize(("waking", "fits"), [("06:30", True), ("07:00", False)])
def test_four_hours_from_moxifloxacin(waking, fits):
    """4.5: iron can only stand at 10:30; moxifloxacin four hours before it, or not at all."""
    day = {
        "waking": waking,
        "breakfast": "07:30",
        "lunch": "08:00",
        "dinner": "08:30",
        "bed": "10:30",
    }
    found = table(takes("moxifloxacin"), day=day)
    assert bool(found.rows) == fits
    assert not fits or (iron(found), hours(found, "moxifloxacin")) == (10.5, [6.5])


@pytest.mark.parametrize(("bed", "fits"), [("11:00", True), ("10:30", False)])
def test_four_hours_from_levothyroxine(bed, fits):
    """4.5: a short day: levothyroxine on waking, iron four hours later or not at all."""
    day = {"waking": "07:00", "breakfast": "08:00", "lunch": "08:30", "dinner": "09:00", "bed": bed}
    found = table(takes("levothyroxine"), day=day)
    assert bool(found.rows) == fits
    if fits:
        assert iron(found) - hours(found, "levothyroxine")[0] == 4


def test_milk_tea_and_coffee_two_hours_before_and_after():
    """S24, 4.5: the hours without them stand beside the iron."""
    [row] = [row for row in table(takes("levothyroxine")).rows if row.kind == "line"]
    assert row.around == (row.minute - 120, row.minute + 120)


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


# With each other


def test_levothyroxine_and_calcium_four_hours():
    """4.5: a pair without iron, from a page that was read."""
    found = table(takes("levothyroxine"), takes("calcium_carbonate", "12 h"))
    [morning] = hours(found, "levothyroxine")
    assert all(clear(h, morning, 4, 4) for h in hours(found, "calcium_carbonate"))


def test_ciprofloxacin_is_never_beside_calcium():
    """4.5: two hours before or six after it."""
    found = table(takes("ciprofloxacin", "12 h"), takes("calcium_carbonate", "12 h"))
    assert found.rows
    for one in hours(found, "ciprofloxacin"):
        assert all(clear(one, other, 2, 6) for other in hours(found, "calcium_carbonate"))


def test_alendronic_acid_before_the_first_food():
    """4.5: an hour before breakfast, and nothing within half an hour."""
    found = table(takes("alendronic_acid", "1 wk"), takes("levothyroxine"))
    [time] = hours(found, "alendronic_acid")
    assert time <= 7
    assert abs(time - hours(found, "levothyroxine")[0]) >= 0.5


# Any list of medicines, any frequencies


def clear(one: float, other: float, before: float, after: float) -> bool:
    """So many hours before the other, or after it, around the clock."""
    return (other - one) % 24 >= before and (one - other) % 24 >= after


def meals(found: Timetable) -> list[float]:
    return [minute / 60 for name, minute in found.times if name not in ("waking", "bed")]


def half_hours(found: Timetable) -> list[float]:
    times = dict(found.times)
    length = (times["bed"] - times["waking"]) % 1440
    return [(times["waking"] + step) % 1440 / 60 for step in range(0, length + 1, 30)]


def kept(these: str, other: str) -> list[Any]:
    return [one for one in [*apart(these, other), *apart_by_group(these, other)] if not one.avoid]


def apart_by_group(these: str, other: str) -> list[Any]:
    medicines = planner().rules.guideline.medicines
    groups = [*medicines[other].groups, "medicines"] if other in medicines else []
    return [one for group in groups for one in apart(these, group)]


def of_meals(medicine: str) -> list[Any]:
    guideline = planner().rules.guideline
    names = {
        medicine,
        *(guideline.medicines[medicine].groups if medicine in guideline.medicines else ()),
    }
    return [
        one
        for one in guideline.interactions.values()
        if one.these == ("meals",) and names & set(one.apart_from)
    ]


def holds(found: Timetable) -> bool:
    """Every pair of the table apart by at least its hours, by the entries alone."""
    time = iron(found)
    of_iron = [o for o in planner().rules.guideline.interactions.values() if o.these == ("meals",)]
    fed = [o for o in of_iron if "oral_iron" in o.apart_from]
    right = all(clear(m, time, o.hours_before, o.hours_after) for m in meals(found) for o in fed)
    for name in found.medicines:
        for one in hours(found, name):
            right &= all(
                clear(one, time, o.hours_before, o.hours_after) for o in kept(name, "oral_iron")
            )
            right &= all(
                clear(m, one, o.hours_before, o.hours_after)
                for m in meals(found)
                for o in of_meals(name)
            )
            for other in set(found.medicines) - {name}:
                right &= all(
                    clear(one, at, o.hours_before, o.hours_after)
                    for at in hours(found, other)
                    for o in kept(name, other)
                )
        doses = hours(found, name)
        gap = 24 / len(doses) / 2
        right &= len(doses) < 2 or all((b - a) % 24 >= gap for a, b in pairwise([*doses, doses[0]]))
    return right


def exists(found: Timetable, times: dict[str, int]) -> bool:
    """By a solver: each dose at one of the half hours, each pair of doses apart."""
    free = half_hours(found)
    counts = {"oral_iron": 1} | times
    doses = [(name, i) for name, count in counts.items() for i in range(count)]
    at = {dose: [z3.Bool(f"{dose} at {hour}") for hour in free] for dose in doses}
    solver = z3.Solver()
    for dose in doses:
        fed = of_meals(dose[0])
        fits = [
            place
            for place, hour in zip(at[dose], free, strict=True)
            if all(clear(m, hour, o.hours_before, o.hours_after) for m in meals(found) for o in fed)
        ]
        solver.add(z3.Or(fits))
    for one, other in permutations(doses, 2):
        spaces = spacing(one[0], other[0], counts)
        for place, hour in zip(at[one], free, strict=True):
            for elsewhere, then in zip(at[other], free, strict=True):
                if not all(clear(hour, then, before, after) for before, after in spaces):
                    solver.add(z3.Or(z3.Not(place), z3.Not(elsewhere)))
    return solver.check() == z3.sat


def spacing(one: str, other: str, counts: dict[str, int]) -> list[tuple[float, float]]:
    """The hours before and after a dose of one in which there is none of the other."""
    if one == other:
        return [(12 / counts[one], 12 / counts[one])]
    if one == "oral_iron":
        return []
    return [(o.hours_before, o.hours_after) for o in kept(one, other)]


LISTS = st.dictionaries(
    st.sampled_from(sorted({*HOURS})),
    st.sampled_from(("1 wk", "2 d", "1 d", "12 h", "8 h")),
    min_size=1,
    max_size=3,
)
DAYS = st.sampled_from(
    (
        None,
        DAY | {"bed": "20:00"},
        {
            "waking": "06:00",
            "breakfast": "06:30",
            "lunch": "11:00",
            "dinner": "16:00",
            "bed": "18:00",
        },
        {
            "waking": "08:00",
            "breakfast": "08:30",
            "lunch": "11:00",
            "dinner": "13:30",
            "bed": "16:00",
        },
        {
            "waking": "17:00",
            "breakfast": "18:00",
            "lunch": "23:00",
            "dinner": "04:30",
            "bed": "08:30",
        },
    )
)
A_DAY = {"1 wk": 1, "2 d": 1, "1 d": 1, "12 h": 2, "8 h": 3}


@generated(LISTS, DAYS)
@settings(max_examples=120, deadline=None)
def test_every_pair_is_apart_or_no_timetable_exists(medicines, day):
    """4.5: either all hours are kept, or an exhaustive search finds none either."""
    found = table(*(takes(name, every) for name, every in medicines.items()), day=day)
    if found.rows:
        assert holds(found)
        for name, every in medicines.items():
            assert len(hours(found, name)) == A_DAY[every]
    else:
        assert not exists(found, {name: A_DAY[every] for name, every in medicines.items()})


def test_the_search_by_force_finds_what_there_is():
    """The second search is no straw man: it finds a day where the first one does."""
    found = table(takes("levothyroxine"), takes("calcium_carbonate", "12 h"))
    assert exists(found, {"levothyroxine": 1, "calcium_carbonate": 2})


def test_a_figure_that_is_changed_changes_the_day():
    """4.5: the timetable follows the entry, not a number in the program."""
    file = treated(takes("levothyroxine"))
    seen = plan(file).plan
    guideline = planner().rules.guideline
    longer = msgspec.structs.replace(guideline.interactions["levothyroxine"], hours_before=7)
    changed = msgspec.structs.replace(
        guideline, interactions=guideline.interactions | {"levothyroxine": longer}
    )
    record = read_patient_file(file, guideline, TODAY.toordinal())
    found = Timetabler(changed).timetable(seen.recommendations, record, seen.as_of)
    assert found is not None
    assert seen.timetable is not None
    assert iron(seen.timetable) - hours(seen.timetable, "levothyroxine")[0] < 7
    assert iron(found) - hours(found, "levothyroxine")[0] >= 7
