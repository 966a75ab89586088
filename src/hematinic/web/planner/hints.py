"""What a form shows of how a result is written, by the first thing that can be measured."""

from hematinic.guideline.model import Element, Guideline
from hematinic.render.words.phrases import capital


def hints(guideline: Guideline) -> dict[str, str]:
    """`result`: a line of a report; `line`: an event of a patient file."""
    measured = (element for element in guideline.elements.values() if element.kind == "quantity")
    element = next(measured, None)
    if element is None:
        return {"result": "", "line": "{on: 2026-11-01, present: …}"}
    shown, name = f"{_usual(element):.3g}", element.name
    label = element.label.partition(" (")[0]
    return {
        "result": f"{capital(label)} {shown} {element.unit}",
        "line": f"{{on: 2026-11-01, observed: {name}, value: {shown}, unit: {element.unit}}}",
    }


def _usual(element: Element) -> float:
    if isinstance(element.usual, int | float):
        return float(element.usual)
    low, high = element.plausible or element.possible or (0.0, 2.0)
    return (low + high) / 2
