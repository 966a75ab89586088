"""Which items of a guideline name a measured element in their text.

A text names an element by its label, by what stands in brackets after it, or by the words that the
element is `spoken_of` by: a line on iron deficiency speaks of ferritin.
"""

import re
from collections.abc import Iterator

from hematinic.guideline.model import Alert, Check, Element, Guideline, Recommendation


def speaks(guideline: Guideline) -> dict[str, frozenset[str]]:
    """For each measured element, the ids of the items whose text names it."""
    texts = {name: text.lower() for name, text in _texts(guideline)}
    ordered = {item.id: item.test for item in guideline.recommendations}
    found = {}
    for name, element in guideline.elements.items():
        if element.kind in ("quantity", "result"):
            said = re.compile("|".join(rf"\b{re.escape(word)}" for word in _words(element)))
            found[name] = frozenset(
                item
                for item, text in texts.items()
                if name in ordered.get(item, ()) or said.search(text)
            )
    return found


def _words(element: Element) -> Iterator[str]:
    label = element.label.lower()
    yield label.partition(" (")[0]
    yield from re.findall(r"\(([^)]+)\)", label)
    yield element.name.replace("_", " ")
    yield from (word.lower() for word in element.spoken_of)


def _texts(guideline: Guideline) -> Iterator[tuple[str, str]]:
    items: list[Recommendation | Alert | Check] = [*guideline.recommendations]
    for item in (*items, *guideline.alerts, *guideline.monitoring):
        told = guideline.findings.get(getattr(item, "names", ""))
        cases = " ".join(told.cases.values()) if told else ""
        yield item.id, f"{_text(item)} {cases}"


def _text(item: Recommendation | Alert | Check) -> str:
    match item:
        case Recommendation():
            return f"{item.title}. {item.says.clinician} {' '.join(item.tells)}".replace("_", " ")
        case Alert():
            return f"{item.line} {item.what_to_do}"
        case Check():
            return f"{item.test}. {item.expect} {item.if_not}"
