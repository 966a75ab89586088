"""What is expected of a result while a treatment runs (timeline.yaml)."""

from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable

import msgspec

from hematinic.guideline import yaml
from hematinic.guideline.entry import Cite, Entry
from hematinic.guideline.load import GuidelineError, Problem, builtin
from hematinic.guideline.model import Guideline


class Bound(Entry, kw_only=True, frozen=True):
    day: int
    rise: float | None = None
    value: float | None = None


class Expected(Entry, kw_only=True, frozen=True):
    course: str
    implements: tuple[str, ...]
    label: str
    at_least: tuple[Bound, ...]
    cites: tuple[Cite, ...]


def read_timeline(
    guideline: Guideline, folder: Traversable | None = None
) -> Mapping[str, Expected]:
    """By element. Raises GuidelineError."""
    file = (folder or builtin()).joinpath("timeline.yaml")
    try:
        found = msgspec.convert(yaml.read(file.read_text()).data, dict[str, Expected])
    except yaml.YamlError as error:
        raise GuidelineError([Problem("timeline.yaml", error.line, error.problem)]) from None
    except msgspec.ValidationError as error:
        raise GuidelineError([Problem("timeline.yaml", 1, str(error))]) from None
    problems = [Problem("timeline.yaml", 1, says) for says in _unknown(found, guideline)]
    if problems:
        raise GuidelineError(problems)
    return found


def _unknown(found: Mapping[str, Expected], guideline: Guideline) -> Iterator[str]:
    for name, entry in found.items():
        if name not in guideline.elements:
            yield f"there is no element called '{name}'"
        if entry.course not in guideline.courses:
            yield f"there is no course called '{entry.course}'"
        for cite in entry.cites:
            if cite.source not in guideline.sources:
                yield f"there is no source called '{cite.source}'"
