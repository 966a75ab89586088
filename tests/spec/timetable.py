"""What the chapters on one day's timetable share: the hours of each medicine, a table that can be asked
when iron and each medicine stand, and whether it keeps every entry of the guideline.

The hours here are the specification's own, written down again.
"""

from itertools import pairwise
from typing import Any

from hematinic.plan.model import Timetable
from spec import patients
from spec.patients import File, both, given, plan, started

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

DAY = {"waking": "07:00", "breakfast": "08:00", "lunch": "13:00", "dinner": "18:30", "bed": "22:30"}


# A patient, and the table


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


def meals(found: Timetable) -> list[float]:
    return [minute / 60 for name, minute in found.times if name not in ("waking", "bed")]


# What the entries ask for, and whether it is kept. The planner is asked of its module, where another
# one is put while the chapters are run with a changed guideline.


def apart(medicine: str, other: str) -> list[Any]:
    guideline = patients.planner().rules.guideline
    names = {medicine, *guideline.medicines[medicine].groups}
    return [
        one
        for one in guideline.interactions.values()
        if other in one.apart_from and names & set(one.these)
    ]


def kept(these: str, other: str) -> list[Any]:
    return [one for one in [*apart(these, other), *apart_by_group(these, other)] if not one.avoid]


def apart_by_group(these: str, other: str) -> list[Any]:
    medicines = patients.planner().rules.guideline.medicines
    groups = [*medicines[other].groups, "medicines"] if other in medicines else []
    return [one for group in groups for one in apart(these, group)]


def of_meals(medicine: str) -> list[Any]:
    guideline = patients.planner().rules.guideline
    names = {
        medicine,
        *(guideline.medicines[medicine].groups if medicine in guideline.medicines else ()),
    }
    return [
        one
        for one in guideline.interactions.values()
        if one.these == ("meals",) and names & set(one.apart_from)
    ]


def clear(one: float, other: float, before: float, after: float) -> bool:
    """So many hours before the other, or after it, around the clock."""
    return (other - one) % 24 >= before and (one - other) % 24 >= after


def holds(found: Timetable) -> bool:
    """Every pair of the table apart by at least its hours, by the entries alone."""
    time = iron(found)
    of_iron = [
        o for o in patients.planner().rules.guideline.interactions.values() if o.these == ("meals",)
    ]
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
