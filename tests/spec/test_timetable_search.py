"""Any list of medicines, any frequencies: every pair is kept apart, or no
timetable of that day exists (specification 4.5)

The times that a plan prints are held to a second search that knows nothing of the first.
"""

from itertools import permutations

import z3
from hypothesis import given as generated
from hypothesis import strategies as st

from explore import tried
from hematinic.plan.model import Timetable
from spec.timetable import DAY, HOURS, clear, holds, hours, kept, meals, of_meals, table, takes


def half_hours(found: Timetable) -> list[float]:
    times = dict(found.times)
    length = (times["bed"] - times["waking"]) % 1440
    return [(times["waking"] + step) % 1440 / 60 for step in range(0, length + 1, 30)]


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
@tried(120)
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
