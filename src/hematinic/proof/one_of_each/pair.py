"""A pair of patients: who gets a rule, and who just does not. One file a rule, `ID.yaml`."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from hematinic.guideline import yaml
from hematinic.guideline.lint.tested import tests_of
from hematinic.proof.vignettes import File, written

Event = dict[str, Any]


class Pair(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    rule: str
    gets_it: File
    """A patient file."""
    just_not: File | None = None
    """Another, which differs in one event, or in one thing of the person; a rule that is for
    everybody has none."""

    @property
    def difference(self) -> tuple[list[Event], list[Event]]:
        """What only the first has, and what only the other has: events, and parts of the person or
        of the file as `{key: value}`."""
        first, second = ([*_parts(file)] for file in (self.gets_it, self.just_not or {}))
        return [part for part in first if part not in second], [
            part for part in second if part not in first
        ]


def _parts(file: File) -> Iterator[Event]:
    for key, value in file.items():
        if key == "events":
            yield from value
        elif key in ("patient", "local_limits"):
            yield from ({part: entry} for part, entry in value.items())
        else:
            yield {key: value}


def read(file: Path) -> Pair:
    """Raises YamlError where it is no YAML, and msgspec.ValidationError where it is no pair."""
    # Some write a day without quotes: here it is a text all the same.
    return msgspec.convert(yaml.read(file.read_text(encoding="utf-8")).data, Pair)


def pairs_folder(guideline: Path | None) -> Path | None:
    """`one_of_each` among the tests of a guideline, where there is one."""
    tests = tests_of(guideline)
    return next(iter(sorted(tests.rglob("one_of_each"))), None) if tests else None


def kept(folder: Path) -> dict[str, Pair]:
    """All pairs of a folder, by the ids of their rules."""
    pairs = (read(file) for file in sorted(folder.glob("*.yaml")))
    return {pair.rule: pair for pair in pairs}


def write(folder: Path, pair: Pair) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{pair.rule}.yaml"
    file.write_text(text(pair), encoding="utf-8")
    return file


def text(pair: Pair) -> str:
    patients = {"gets_it": pair.gets_it, "just_not": pair.just_not}
    return written(
        {"rule": pair.rule} | {name: _plain(file) for name, file in patients.items() if file}
    )


def _plain(data: Any) -> Any:
    """Whole numbers as such, and days without quotes."""
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    if isinstance(data, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", data):
        return date.fromisoformat(data)
    return int(data) if isinstance(data, float) and data.is_integer() else data
