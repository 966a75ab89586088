"""The patient's own times of a day, as a patient file names them under `day:`."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from hematinic.expressions.check import nearest
from hematinic.guideline.apart import day_times, half_hour
from hematinic.guideline.day import Day

OwnDay = tuple[tuple[str, int], ...]


def own_day(data: Any, day: Day | None) -> tuple[OwnDay, list[str]]:
    """In minutes from midnight, and what is wrong with them. From waking to bed they run in the
    order of the guideline's own, past midnight if need be."""
    if data is None or day is None:
        return (), [] if data is None else ["day: this guideline lays out no day; leave it out"]
    if not isinstance(data, Mapping):
        return (), ['day: must be a mapping such as {waking: "06:30", bed: "23:00"}']
    known, found, problems = day_times(day), {}, []
    for name, text in data.items():
        if name not in known:
            hint = nearest(str(name), known)
            problems.append(f"day: '{name}' is no time of it{hint}")
            continue
        try:
            found[name] = half_hour(str(text))
        except ValueError as error:
            problems.append(f"day, {name}: {error}")
    if not problems:
        problems += _order({name: found.get(name, half_hour(known[name])) for name in known})
    return tuple(found.items()), problems


def _order(times: Mapping[str, int]) -> list[str]:
    since = {name: (minute - times["waking"]) % (24 * 60) for name, minute in times.items()}
    return [
        f"day: {later} does not come after {earlier}; name both times"
        for earlier, later in pairwise(times)
        if since[later] <= since[earlier]
    ]
