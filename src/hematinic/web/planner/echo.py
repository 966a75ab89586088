"""The same value in the other system of units, beside the field that it was typed into."""

from collections.abc import Mapping

from hematinic.guideline.model import Guideline
from hematinic.guideline.printed import printed
from hematinic.guideline.quantities import scaled
from hematinic.record.notation import measured
from hematinic.record.units import to_canonical


def echoes(values: Mapping[str, str], guideline: Guideline) -> dict[str, str]:
    echoes = {}
    for key, text in values.items():
        kind, _, name = key.partition(".")
        element = guideline.elements.get(name)
        if kind == "value" and element is not None and text.strip():
            unit = values.get(f"unit.{name}") or element.unit
            other = next(iter(element.accepts), "") if unit == element.unit else element.unit
            by, to = to_canonical(element, unit), to_canonical(element, other) if other else None
            sign = text.strip()[0] if text.strip()[0] in "<>" else ""
            if measured(text) and by and to and by != to:
                amount = scaled(float(text.strip("<>=≤≥ ")), by) / to
                echoes[name] = f"{sign}{amount:.3g} {printed(other)}"
    return echoes
