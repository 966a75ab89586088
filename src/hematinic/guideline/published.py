"""`published(vitamin_b12_deficient_below)`: the guideline's own number of a limit, whatever a site
has set, as a figure in its place. So the number stands in limits.yaml and nowhere else."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from hematinic.expressions import syntax
from hematinic.expressions.syntax import Node
from hematinic.guideline.model import Element, Limit


def with_figures(node: Node, limits: Mapping[str, Limit], elements: Mapping[str, Element]) -> Node:
    """The tree with a quantity for each `published(…)` that names a limit."""
    if isinstance(node, syntax.Call):
        limit = limits.get(node.argument) if node.function == "published" else None
        if limit is None or limit.of not in elements:
            return node
        unit = elements[limit.of].unit
        return syntax.Quantity(
            limit.number, unit, f"{limit.number:g} {unit}", at=node.at, to=node.to
        )

    def with_them(value: Any) -> Any:
        if isinstance(value, Node):
            return with_figures(value, limits, elements)
        return tuple(map(with_them, value)) if isinstance(value, tuple) else value

    changes = {
        field.name: after
        for field in fields(node)
        if (after := with_them(before := getattr(node, field.name))) != before
    }
    return replace(node, **changes) if changes else node
