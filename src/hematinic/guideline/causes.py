"""One mistake for one cause: what follows from another is not told, the same is told once."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

from hematinic.expressions.faults import closest
from hematinic.guideline.mistake import Mistake
from hematinic.guideline.places import Places, Written


def causes(mistakes: Iterable[Mistake], places: Places, used: Set[str]) -> list[Mistake]:
    """In the order of the files. `used` are the names that something refers to.

    What is missed in several places is told once. Where a name hardly different is defined and
    nothing refers to it, or where it is a unit that is missed, the definition is most likely wrong.
    """
    by_cause: dict[str, list[Mistake]] = {}
    for mistake in sorted(set(mistakes)):
        # An effect of something that was told: mended with its cause.
        if not mistake.follows:
            by_cause.setdefault(mistake.about or repr(mistake), []).append(mistake)
    # Where `weight` is missed five times and an entry `wieght` is read by none, that is the slip.
    unused = {name: written for (_, name), written in places.items() if name and name not in used}
    return sorted(_joined(group, unused, places) for group in by_cause.values())


def _joined(group: list[Mistake], unused: Mapping[str, Written], places: Places) -> Mistake:
    first, *rest = group
    if not rest:
        return first
    what, _, name = first.about.partition(" ")
    also = tuple(dict.fromkeys(mistake.place for mistake in rest))
    cause = _of_a_unit(first, name, places) if what == "unit" else _of_a_name(first, name, unused)
    return replace(cause, also=(first.place, *also)) if cause else replace(first, also=also)


def _of_a_unit(first: Mistake, missed: str, places: Places) -> Mistake | None:
    unit, _, element = missed.partition(" of ")
    if ("elements", element) not in places:
        return None
    says = f"`{unit}` is no unit of {element}, and several places write it so"
    helps = f"is `{unit}` meant here? A unit besides needs its factor in `accepts`"
    return places[("elements", element)].mistake(first.kind, says, "unit", helps=helps)


def _of_a_name(first: Mistake, name: str, unused: Mapping[str, Written]) -> Mistake | None:
    defined = closest(name, unused, 0.8)
    if not defined:
        return None
    says = f"nothing refers to `{defined}`, and several places refer to `{name}`"
    return unused[defined].mistake(first.kind, says, helps=f"is `{name}` meant here?")
