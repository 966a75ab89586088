"""`hematinic sample`: labelled synthetic records."""

from collections.abc import Iterator
from pathlib import Path

from hematinic.guideline.model import Guideline
from hematinic.guideline.rules import load
from hematinic.record.events import RecordError
from hematinic.sample.story import patients as sampled
from hematinic.sample.write import Maker, write

FIRST = 20
"""Patients who show whether a guideline knows what the sample has."""

FORMATS = ("bundles", "ndjson")


def run(
    patients: int,
    out: Path,
    seed: int = 1,
    format: str = "bundles",  # noqa: A002
    untidy: float = 0.0,
    folder: Path | None = None,
) -> int:
    """Writes so many patients into `out` and says how many. Raises RecordError for a bad option."""
    problems = []
    if patients < 0:
        problems.append(f"--patients: {patients} is less than none; write a number from 0")
    if format not in FORMATS:
        problems.append(f"--format: '{format}' is neither bundles nor ndjson")
    if not 0 <= untidy <= 1:
        problems.append(f"--untidy: {untidy} is no share; write a number from 0.0 to 1.0")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        problems.append(f"--out: {out} is there already; name an empty or a new folder")
    if problems:
        raise RecordError(problems)
    guideline = load(folder).guideline
    known_to(guideline, seed)
    maker = Maker(guideline, seed, untidy)
    return write(sampled(patients, seed), out, format, maker)


def known_to(guideline: Guideline, seed: int) -> None:
    """Raises RecordError where the sample's patients are not those of the guideline."""
    problems = sorted(set(_unknown(guideline, seed)))
    if problems:
        raise RecordError([f"--guideline: {problem}" for problem in problems])


def _unknown(guideline: Guideline, seed: int) -> Iterator[str]:
    """The sample is of one subject; a guideline of another has no names for what happens in it."""
    known = {*guideline.elements, *guideline.medicines}
    for simulated in sampled(FIRST, seed):
        for happening in simulated.happenings:
            if happening.name not in known:
                yield f"the sample's patients have '{happening.name}', which it does not know"
