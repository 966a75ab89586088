"""Formulas worked by hand, computed again by the guideline's own."""

from collections.abc import Iterator

from hematinic.expressions.logic import Value
from hematinic.guideline.worked import Worked
from hematinic.proof.report import Checked
from hematinic.proof.run import Run
from hematinic.proof.world import World

CLOSE = 1e-6


def computed_again(world: World) -> Iterator[Checked]:
    for name, worked in world.rules.guideline.worked.items():
        yield _computed(world, name, worked)


def _computed(world: World, name: str, worked: Worked) -> Checked:
    claim = f"{name}: {worked.by_hand} = {worked.gives:g}"
    value = Run(world.planner, _facts(world, worked)).named(worked.computes)
    text = f"{value[0]:g}" if isinstance(value, tuple) else "unknown"
    holds = isinstance(value, tuple) and all(abs(end - worked.gives) < CLOSE for end in value)
    return claim, holds, f"the guideline computes {text}"


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
