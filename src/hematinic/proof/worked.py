"""Formulas worked by hand (worked.yaml), and computed again by the guideline's own."""

from collections.abc import Iterator
from importlib.resources.abc import Traversable

import msgspec

from hematinic.expressions.logic import Value
from hematinic.guideline import yaml
from hematinic.guideline.entry import Cite, Entry
from hematinic.proof.report import Checked
from hematinic.proof.run import Run
from hematinic.proof.world import World

CLOSE = 1e-6


class Worked(Entry, frozen=True, kw_only=True):
    computes: str
    """A finding with a number or a dose (mg)."""
    of: dict[str, float | bool | str]
    """Facts, numbers in their own unit; what is not named is unrecorded."""
    by_hand: str
    gives: float
    cites: tuple[Cite, ...]


def computed_again(world: World, folder: Traversable | None) -> Iterator[Checked]:
    file = folder.joinpath("worked.yaml") if folder is not None else None
    if file is None or not file.is_file():
        return
    try:
        found = msgspec.convert(yaml.read(file.read_text()).data, dict[str, Worked])
    except (yaml.YamlError, msgspec.ValidationError) as error:
        yield "worked.yaml can be read", False, str(error)
        return
    for name, worked in found.items():
        yield _computed(world, name, worked)


def _computed(world: World, name: str, worked: Worked) -> Checked:
    claim = f"{name}: {worked.by_hand} = {worked.gives:g}"
    sources = world.rules.guideline.sources
    unknown = [each for each in (worked.computes, *worked.of) if each not in world.rules.slots]
    unknown += [cite.source for cite in worked.cites if cite.source not in sources]
    if unknown:
        return claim, False, f"there is no {unknown[0]}"
    value = Run(world.planner, _facts(world, worked)).named(worked.computes)
    said = f"{value[0]:g}" if isinstance(value, tuple) else "unknown"
    holds = isinstance(value, tuple) and all(abs(end - worked.gives) < CLOSE for end in value)
    return claim, holds, f"the guideline computes {said}"


def _facts(world: World, worked: Worked) -> list[Value]:
    """Those of a plain patient, but for what is named."""
    values = world.plain()
    for name, value in worked.of.items():
        slot = world.rules.slots[name]
        if isinstance(value, bool | str):
            values[slot] = value
        else:
            values[slot] = (float(value), float(value))
    return values
