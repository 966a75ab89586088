"""A laboratory's own decision limits, in place of the guideline's, in both directions.

    vitamin_b12:
      deficient_below: 150 ng/L
      unlikely_above: 300 ng/L
      laboratory: Example Hospital, assay A
      source: validation report 2026-03

A limit that decides is validated for an assay by its laboratory; it is named, with where it stands.
What may be set, and within which bounds, is the guideline's. A printed reference interval is no
such limit: it comes with each result and can only add to what is low.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from hematinic.guideline import yaml
from hematinic.guideline.limited import SITE_FILE, read_limited
from hematinic.guideline.model import Guideline, Limit
from hematinic.guideline.quantities import scaled
from hematinic.record.events import LocalLimit, Mistake, Record, RecordError
from hematinic.record.patient_event import meant
from hematinic.record.units import spelled, to_canonical

WHOSE = ("laboratory", "source")


def read_local_limits(file: Path, guideline: Guideline) -> tuple[LocalLimit, ...]:
    """Raises RecordError with every mistake."""
    if not file.is_file():
        raise RecordError([f"{file}: there is no such file of local limits"])
    try:
        data = yaml.read(read_limited(file, SITE_FILE).decode()).data
    except (yaml.YamlError, UnicodeDecodeError) as error:
        raise RecordError([f"{file.name}: not YAML in UTF-8: {error}"]) from None
    return local_limits(data, guideline, file.name)


def local_limits(data: Any, guideline: Guideline, where: str) -> tuple[LocalLimit, ...]:
    """As a mapping of a file gives them. Raises RecordError with every mistake."""
    reader = _Reader(guideline, where)
    limits = tuple(reader.read(data))
    problems = reader.problems or list(_crossed(limits, guideline, where))
    if problems:
        raise RecordError(problems)
    return limits


def with_limits(record: Record, limits: tuple[LocalLimit, ...]) -> Record:
    """A record's own limits stand before those of the site."""
    own = {limit.name for limit in record.local_limits}
    added = tuple(limit for limit in limits if limit.name not in own)
    return msgspec.structs.replace(record, local_limits=record.local_limits + added)


class _Reader:
    def __init__(self, guideline: Guideline, where: str) -> None:
        self.guideline, self.where = guideline, where
        self.problems: list[Mistake] = []
        self.known: dict[str, dict[str, Limit]] = {}
        for limit in guideline.limits.values():
            self.known.setdefault(limit.of, {})[limit.local] = limit

    def read(self, data: Any) -> Iterator[LocalLimit]:
        if not isinstance(data, dict):
            of, limits = next(iter(self.known.items()), ("…", {"…": None}))
            example = f"{{{of}: {{{next(iter(limits))}: …}}}}"
            self.wrong("", f"must map an assay to its limits: {example}")
            return
        for assay, entry in data.items():
            if assay not in self.known:
                self.wrong("", f"no limit of '{assay}' can be set", meant(assay, self.known))
            elif not isinstance(entry, dict):
                self.wrong(assay, "must be a mapping of its limits, laboratory and source")
            else:
                yield from self.assay(assay, entry)

    def assay(self, assay: str, entry: dict[str, Any]) -> Iterator[LocalLimit]:
        for key in WHOSE:
            if not str(entry.get(key) or "").strip():
                self.wrong(assay, f"names no {key}", "a limit without one is not used", key)
        for key, text in entry.items():
            if key in self.known[assay]:
                value = self.value(assay, key, text, self.known[assay][key])
                yield LocalLimit(
                    name=self.known[assay][key].name,
                    value=value,
                    written=str(text),
                    laboratory=str(entry.get("laboratory", "")),
                    source=str(entry.get("source", "")),
                )
            elif key not in WHOSE:
                known = meant(key, [*self.known[assay], *WHOSE])
                self.wrong(assay, f"'{key}' is no limit of it", known, str(key))

    def value(self, assay: str, key: str, text: Any, limit: Limit) -> float:
        element = self.guideline.elements[limit.of]
        match = re.fullmatch(r"(\d+(?:\.\d+)?) ?(\S+)", str(text).strip())
        by = to_canonical(element, spelled(match[2])) if match else None
        if match is None or by is None:
            units = ", ".join([element.unit, *element.accepts])
            says = f"{key} is a number and its unit, one of {units}; not '{text}'"
            self.wrong(assay, says, key=key)
            # Told as a mistake; the guideline's own stands in, so that further mistakes of the file
            # are found in one go.
            return limit.number
        value = scaled(float(match[1]), by)
        low, high = limit.between
        if not low <= value <= high:
            within = f"{low:g} to {high:g} {element.unit}"
            remedy = "correct the number or its unit"
            self.wrong(assay, f"{key} {text} is outside {within}", remedy, key)
        return value

    def wrong(self, assay: str, says: str, remedy: str = "", key: str = "") -> None:
        self.problems.append(_mistake(self.where, assay, says, remedy, key))


def _mistake(where: str, assay: str, says: str, remedy: str, key: str) -> Mistake:
    place = f"{where}, {assay}" if assay else where
    field = ".".join(part for part in ("local_limits", assay, key) if part)
    return Mistake(says=says, remedy=remedy, where=place, field=field)


def _crossed(limits: tuple[LocalLimit, ...], guideline: Guideline, where: str) -> Iterator[Mistake]:
    """A lower limit above the upper one of the same assay."""
    values = {name: limit.number for name, limit in guideline.limits.items()}
    values |= {limit.name: limit.value for limit in limits}
    for name, limit in guideline.limits.items():
        if limit.at_most and values[name] > values[limit.at_most]:
            upper = guideline.limits[limit.at_most]
            numbers = f"({values[name]:g} and {values[limit.at_most]:g})"
            says = f"{limit.local} lies above {upper.local} {numbers}"
            yield _mistake(where, limit.of, says, "set both", limit.local)
