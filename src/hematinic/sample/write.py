"""Patients to files, one at a time: bundles or NDJSON, the truth, and what was made untidy."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import orjson

from hematinic.guideline.model import Guideline
from hematinic.sample.chance import source
from hematinic.sample.chart import Known
from hematinic.sample.medication import day_of
from hematinic.sample.model import Simulated
from hematinic.sample.resources import Renderer, Resource, as_bundle
from hematinic.sample.truth import Expected, truth
from hematinic.sample.untidy import Note, untidied

PER_FOLDER = 1000
"""Bundles in one folder: file systems dislike a million files in one."""

LINE = orjson.OPT_APPEND_NEWLINE


class Maker:
    """Resources of sampled patients, tidy or not."""

    def __init__(self, guideline: Guideline, seed: int, untidy: float) -> None:
        self.renderer, self.seed, self.untidy = Renderer(guideline), seed, untidy
        self.elements = {
            code: name
            for name, element in guideline.elements.items()
            for code in element.codes.get("loinc", ())
        }

    def made(self, simulated: Simulated) -> tuple[list[Resource], list[Note]]:
        tidy = self.renderer.resources(simulated)
        if not self.untidy:
            return tidy, []
        # Below zero, where no patient has a number: what is made untidy draws nothing that a story
        # draws, so that the patients stay the same.
        chance = source(self.seed, -1 - simulated.person.number)
        return untidied(tidy, self.untidy, chance, self.elements)


def write(
    patients: Iterable[Simulated],
    out: Path,
    format: str,  # noqa: A002
    maker: Maker,
) -> int:
    """How many were written. `format` is bundles or ndjson."""
    out.mkdir(parents=True, exist_ok=True)
    count = 0
    with ExitStack() as files:
        keep = _bundles(out) if format == "bundles" else _ndjson(out, files)
        labels = files.enter_context((out / "truth.ndjson").open("wb"))
        noted = files.enter_context((out / "untidy.ndjson").open("wb"))
        for simulated in patients:
            resources, notes = maker.made(simulated)
            keep(simulated, resources)
            labels.write(orjson.dumps(label(simulated), option=LINE))
            noted.writelines(orjson.dumps(note, option=LINE) for note in notes)
            count += 1
    return count


Keep = Callable[[Simulated, list[Resource]], None]


def _bundles(out: Path) -> Keep:
    def keep(simulated: Simulated, resources: list[Resource]) -> None:
        folder = out / "bundles" / f"{simulated.person.number // PER_FOLDER:04d}"
        folder.mkdir(parents=True, exist_ok=True)
        content = orjson.dumps(as_bundle(resources))
        (folder / f"{simulated.person.id}.json").write_bytes(content)

    return keep


def _ndjson(out: Path, files: ExitStack) -> Keep:
    """A file for each type, as a bulk export has them."""
    open_files: dict[str, BinaryIO] = {}

    def keep(simulated: Simulated, resources: list[Resource]) -> None:
        for resource in resources:
            kind = resource["resourceType"]
            if kind not in open_files:
                open_files[kind] = files.enter_context((out / f"{kind}.ndjson").open("wb"))
            open_files[kind].write(orjson.dumps(resource, option=LINE))

    return keep


def label(simulated: Simulated) -> Resource:
    """The truth of one patient, as a line of `truth.ndjson`."""
    return {
        "patient": simulated.person.id,
        "cause": simulated.cause,
        "group": simulated.group,
        "b12_deficient": simulated.b12_deficient,
        "iron_deficient": simulated.iron_deficient,
        "neurological": simulated.neurological,
        "visits": [_visit(expected) for expected in truth(simulated)],
    }


def _visit(expected: Expected) -> Resource:
    """`shown` is what the record shows by that day, where the specification settles it."""
    shown: dict[str, Known] = {
        "b12_deficient": expected.b12_deficient,
        "iron_deficient": expected.iron_deficient,
        "neurological": expected.neurological,
    }
    return {
        "as_of": day_of(expected.as_of),
        "shown": {name: known for name, known in shown.items() if name not in expected.left_open},
        "regimens": sorted(expected.regimens),
        "regimens_not": sorted(expected.regimens_not),
        "alerts": sorted(expected.alerts),
        "alerts_not": sorted(expected.alerts_not),
        "two_week_check": expected.two_week_check,
    }
