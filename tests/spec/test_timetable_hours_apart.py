"""How many hours apart a timetable keeps iron, food and medicines (specification
S22, S24, C17, 4.5)

The hours are the specification's own, written down again; the times that a plan prints are held to
them.
"""

import msgspec
import pytest

from hematinic.plan.half_hours import clear_of
from hematinic.plan.timetable import Timetabler
from hematinic.record.patient_file import read_patient_file
from spec.patients import TODAY, oral_iron, plan, planner
from spec.timetable import HOURS, apart, clear, hours, iron, meals, table, takes, treated

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


# The hours of each medicine


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


@pytest.mark.parametrize("medicine", AT_LEAST)
def test_no_figure_is_shorter_than_the_specification(medicine):
    """4.5, S24: at the safer end of each range."""
    before = max(one.hours_before for one in apart(medicine, "oral_iron"))
    after = max(one.hours_after for one in apart(medicine, "oral_iron"))
    assert (before, after) >= AT_LEAST[medicine]
    assert after >= AT_LEAST[medicine][1]


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


# As the alerts say


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


def test_the_alert_and_the_timetable_have_one_figure():
    """4.5: a figure stands once: what the alert says follows the entry."""
    guideline = planner().rules.guideline
    for name, alert in (
        ("calcium", "interaction-calcium"),
        ("levothyroxine", "interaction-levothyroxine"),
    ):
        [said] = [item.what_to_do for item in guideline.alerts if item.id == alert]
        assert said == f"At least {guideline.interactions[name].hours_before:g} hours apart."


# In a day's times


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
