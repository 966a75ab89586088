"""Which items of a guideline name a measured element in their text.

A text names an element by its label, by what stands in brackets after it, or by the words that the
element is `spoken_of` by: a line on iron deficiency speaks of ferritin.
"""

import re
from collections.abc import Callable, Iterator

from hematinic.guideline.model import Alert, Check, Element, Guideline, Item, Recommendation


def speaks(guideline: Guideline) -> dict[str, dict[str, tuple[str, ...]]]:
    """For each measured element, the ids of the items whose text names it, each with those of the
    cases it may end with that do."""
    texts = {item.id: _text(item).lower() for item in guideline.items}
    cases = {item.id: _cases(item, guideline) for item in guideline.items}
    ordered = {item.id: item.test for item in guideline.recommendations}
    spoken = {}
    for name, element in guideline.elements.items():
        if element.kind in ("quantity", "result"):
            speaks = _speaks_of(tuple(_words(element)))
            spoken[name] = {
                item: named
                for item, text in texts.items()
                if (named := tuple(case for case, words in cases[item].items() if speaks(words)))
                or name in ordered.get(item, ())
                or speaks(text)
            }
    return spoken


def _speaks_of(words: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether one of the words begins somewhere in a text."""
    begun = re.compile("|".join(rf"\b{re.escape(word)}" for word in words))

    def speaks(text: str) -> bool:
        # Most texts hold none of them, which takes a tenth of the time to see.
        return any(word in text for word in words) and begun.search(text) is not None

    return speaks


def _words(element: Element) -> Iterator[str]:
    label = element.label.lower()
    # `body weight (kg)` is spoken of by either.
    yield label.partition(" (")[0]
    yield from re.findall(r"\(([^)]+)\)", label)
    yield element.name.replace("_", " ")
    yield from (word.lower() for word in element.spoken_of)


def _cases(item: Item, guideline: Guideline) -> dict[str, str]:
    named = guideline.findings.get(getattr(item, "names", ""))
    return {case: words.lower() for case, words in named.cases.items()} if named else {}


def _text(item: Item) -> str:
    match item:
        case Recommendation():
            return f"{item.title}. {item.says.clinician} {' '.join(item.tells)}".replace("_", " ")
        case Alert():
            return f"{item.line} {item.what_to_do}"
        case Check():
            return f"{item.test}. {item.expect} {item.if_not}"
