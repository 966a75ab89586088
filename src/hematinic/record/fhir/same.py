"""The same thing told twice: versions of a resource, and results that came by two ways."""

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from hematinic.record.events import Event, clock, tied
from hematinic.record.fhir import resources as fhir
from hematinic.record.fhir.observation import RANKS
from hematinic.record.fhir.parts import Concept, Meta
from hematinic.record.fhir.people import Decoded
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.rows import event_of, place_of
from hematinic.record.rows import MINUTE, ROW_ORDER, WIDTH, Row, row_of

# Versions of one resource


def one_of_each(decoded: Sequence[Decoded]) -> list[Decoded]:
    """Each resource in its last version. Two of one id with different codes are two resources."""
    if len({entry.where for entry in decoded}) == len(decoded):
        return list(decoded)
    by_id: dict[str, list[Decoded]] = {}
    for entry in decoded:
        by_id.setdefault(entry.where if entry.resource.id else str(id(entry)), []).append(entry)
    resources: list[Decoded] = []
    for versions in by_id.values():
        resources += versions if len(versions) == 1 else _last(versions)
    return resources


def _last(versions: list[Decoded]) -> list[Decoded]:
    about: dict[str, list[Decoded]] = {}
    for entry in versions:
        about.setdefault(_about(entry.resource), []).append(entry)
    withdrawn = about.pop("", None)  # a version without content, as one entered in error may be
    if withdrawn and len(about) == 1:
        about[next(iter(about))] += withdrawn
    elif withdrawn:
        about[""] = withdrawn
    return [entry for group in about.values() for entry in _latest(group)]


def _about(resource: fhir.Resource) -> str:
    """What it speaks of: its first code or text."""
    concept = getattr(resource, "code", None) or getattr(
        resource, "medication_codeable_concept", None
    )
    if not isinstance(concept, Concept):
        return "" if concept is None else str(concept)
    codes = [f"{c.system}|{c.code}" for c in concept.coding if c.code]
    return codes[0] if codes else concept.text


def _latest(versions: list[Decoded]) -> list[Decoded]:
    """The last by its stamps; versions that cannot be told apart in time are all kept."""
    last = max(_stamp(entry.resource) for entry in versions)
    kept: list[Decoded] = []
    for entry in versions:
        if _stamp(entry.resource) == last and all(k.resource != entry.resource for k in kept):
            kept.append(entry)
    return kept


def _stamp(resource: fhir.Resource) -> tuple[int, str, str, int]:
    meta = resource.meta or Meta()
    version = int(meta.version_id) if re.fullmatch(r"\d{1,18}", meta.version_id) else 0
    rank = 1
    if isinstance(resource, fhir.Observation):
        rank = RANKS.get(resource.status, 3)
        return version, meta.last_updated, resource.issued, rank
    withdrawn = getattr(resource, "status", "") == "entered-in-error"
    return version, meta.last_updated, "", 3 if withdrawn else rank


# Results


def standing(events: list[Event], reading: Reading) -> list[Event]:
    """Each result once, in an order that does not depend on the source's."""
    ordered = sorted(_unreplaced(events, reading), key=order)
    # The usual record has nothing twice, and pays no more than this for it.
    if len({(event.kind, event.name, event.day) for event in ordered}) == len(ordered):
        return ordered
    of_days = [(event.kind, event.name, event.day) for event in ordered]
    latest = dict(zip(of_days, range(len(ordered)), strict=True))
    places = [place for place, of_day in enumerate(of_days) if latest[of_day] != place]
    places += {latest[of_days[place]] for place in places}
    # Of equal ones the last stands: it was written down later.
    last = {identity(ordered[place]): place for place in sorted(places)}
    differ = _measured_again(key[:3] for key in last)
    if len(last) < len(places):
        gone = set(places).difference(last.values())
        ordered = [event for place, event in enumerate(ordered) if place not in gone]
    if differ:
        _name_conflicts([event for event in ordered if event.name in differ], reading)
    return ordered


def _measured_again(of_days: Iterable[tuple[Any, ...]]) -> set[str]:
    """What has several results of one day: of kinds, names and days."""
    once = set[tuple[Any, ...]]()
    names = set[str]()
    for of_day in of_days:
        if of_day[0] == "observed":
            if of_day in once:
                names.add(of_day[1])
            once.add(of_day)
    return names


def _name_conflicts(ordered: Sequence[Event], reading: Reading) -> None:
    """Of what was measured last, results of one time that differ: none of them is taken."""
    latest: dict[str, list[Event]] = {}
    for event in reversed(ordered):
        if event.kind == "observed":
            last = latest.setdefault(event.name, [])
            if not last or tied(event, last[0]):
                last.append(event)
    for name, last in latest.items():
        if len({str(event.value) for event in last}) > 1:
            label = reading.guideline.elements[name].label
            values = " and ".join(dict.fromkeys(event.written for event in last))
            why = (
                f"differ, and are of one time ({last[-1].where}): none is taken; ask which is right"
            )
            reading.aside(last[0].where, f"{label} {values}", why, name)


def standing_rows(events: list[Event], rows: list[Row], reading: Reading) -> list[Row]:
    """As `standing`, of these events and of those that the rows are. Raises OddDayError."""
    codebook = reading.codebook
    orders, number = codebook.orders, len(rows)
    if reading.ranks:
        every = standing([*events, *(event_of(row, codebook) for row in rows)], reading)
        return [row_of(event, number, orders) for number, event in enumerate(every)]
    ordered = [*rows, *(row_of(event, number + i, orders) for i, event in enumerate(events))]
    ordered.sort()
    of_days = [(row[0], row[3]) for row in ordered]
    latest = dict(zip(of_days, range(len(ordered)), strict=True))
    if len(latest) == len(ordered):
        return ordered
    places = {place for place, of_day in enumerate(of_days) if latest[of_day] != place}
    places |= {latest[of_days[place]] for place in places}
    # Only of those that may be the same must be known where they stand, and all that they say.
    listed = sorted(places)
    several = sorted([ordered[place] for place in listed], key=_row_order)
    for place, row in zip(listed, several, strict=True):
        ordered[place] = row
    last = {_row_identity(row): place for place, row in zip(listed, several, strict=True)}
    differ = _measured_again(key[:3] for key in last)
    if len(last) < len(several):
        gone = places.difference(last.values())
        ordered = [row for place, row in enumerate(ordered) if place not in gone]
    if differ:
        last_rows = [*_of_last_time(ordered, {orders["observed", name] for name in differ})]
        _name_conflicts([event_of(row, codebook) for row in reversed(last_rows)], reading)
    return ordered


def _of_last_time(ordered: Sequence[Row], orders: AbstractSet[int]) -> Iterator[Row]:
    """From the end, of what has one of these orders what may be of one time with its last."""
    first: dict[int, float] = {}
    for row in [row for row in reversed(ordered) if row[ROW_ORDER] in orders]:
        last, since = divmod(row[0], WIDTH)
        if last >= first.setdefault(row[ROW_ORDER], since):
            yield row


def _row_order(row: Row) -> tuple[Any, ...]:
    """As `order` of the event."""
    return (*row[:4], place_of(row))


def _row_identity(row: Row) -> tuple[object, ...]:
    """As `identity` of the event."""
    both, at, _, _, _, low, high, when, template, _ = row
    event, kind = template.event, template.event.kind
    of = (kind, event.name, both, at)
    if kind == "observed":
        return (*of, (low, high) if isinstance(event.value, tuple) else event.value)
    if kind in ("present", "absent"):
        return (*of, event.severity, event.activity)
    if kind == "given" and when[MINUTE] < 0:
        return (*of, event.dose, event.route, place_of(row))
    if kind in ("started", "ordered", "booked"):
        return (*of, event.dose, event.route, event.every, event.until, event.product_dose)
    return (*of, event.dose, event.route)


def _unreplaced(events: list[Event], reading: Reading) -> list[Event]:
    """Without early and final results that a settled one of the same time has replaced."""
    if not reading.ranks:
        return events
    best: dict[tuple[object, ...], Event] = {}
    for event in events:
        key = (event.kind, event.name, event.day, clock(event))
        if key not in best or _rank(event, reading) > _rank(best[key], reading):
            best[key] = event
    kept = []
    for event in events:
        stands = best[(event.kind, event.name, event.day, clock(event))]
        # Written down after the settled one: a correction of it, whatever its status says.
        later = 0 <= stands.recorded < event.recorded
        if later or _rank(event, reading) == _rank(stands, reading):
            kept.append(event)
        else:
            why = f"was replaced by {stands.where}"
            reading.aside(event.where, f"{event.name} {event.written}", why)
    return kept


def _rank(event: Event, reading: Reading) -> int:
    return reading.ranks.get(event.where, 1) if event.kind == "observed" else 1


def identity(event: Event) -> tuple[object, ...]:
    """Doses of one day without a time may be two doses; results and findings are one."""
    kind = event.kind
    of = (kind, event.name, event.day, _at(event))
    if kind == "observed":
        return (*of, event.value)
    if kind in ("present", "absent"):
        return (*of, event.severity, event.activity)
    if kind == "given" and event.minute < 0:
        return (*of, event.dose, event.route, event.where)
    if kind in ("started", "ordered", "booked"):
        return (*of, event.dose, event.route, event.every, event.until, event.product_dose)
    return (*of, event.dose, event.route)


def order(event: Event) -> tuple[float, float, int, int, bool, str, str, str]:
    """By which events are sorted: on one day a stop comes before the start of what follows it."""
    first, last = event.day
    kind, at = event.kind, event.instant
    if at < 0 <= event.minute:
        at = clock(event)
    return last, first, at, event.recorded, kind != "stopped", kind, event.name, event.where


def _at(event: Event) -> int:
    return event.instant if event.instant >= 0 or event.minute < 0 else clock(event)
