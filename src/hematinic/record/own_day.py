"""The patient's own times of a day, as a patient file names them under `day:`."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from hematinic.guideline.apart import day_times, half_hour
from hematinic.guideline.day import Day
from hematinic.record.events import Mistake
from hematinic.record.patient_event import meant

OwnDay = tuple[tuple[str, int], ...]


def own_day(data: Any, day: Day | None) -> tuple[OwnDay, list[Mistake]]:
    """In minutes from midnight, and what is wrong with them. From waking to bed they run in the
    order of the guideline's own, past midnight if need be."""
    if data is None:
        return (), []
    if day is None:
        return (), [_wrong("this guideline lays out no day", "leave it out")]
    if not isinstance(data, Mapping):
        return (), [_wrong('must be a mapping such as {waking: "06:30", bed: "23:00"}')]
    known, times, mistakes = day_times(day), {}, []
    for name, text in data.items():
        if name not in known:
            mistakes.append(_wrong(f"'{name}' is no time of it", meant(name, known), str(name)))
            continue
        try:
            times[name] = half_hour(str(text))
        except ValueError as error:
            mistakes.append(_wrong(str(error), name=str(name), where=f"day, {name}"))
    if not mistakes:
        mistakes += _order({name: times.get(name, half_hour(known[name])) for name in known})
    return tuple(times.items()), mistakes


def _order(times: Mapping[str, int]) -> Iterator[Mistake]:
    since = {name: (minute - times["waking"]) % (24 * 60) for name, minute in times.items()}
    for earlier, later in pairwise(times):
        if since[later] <= since[earlier]:
            yield _wrong(f"{later} does not come after {earlier}", "name both times", later)


def _wrong(says: str, remedy: str = "", name: str = "", where: str = "day") -> Mistake:
    field = f"day.{name}" if name else "day"
    return Mistake(says=says, remedy=remedy, where=where, field=field)
