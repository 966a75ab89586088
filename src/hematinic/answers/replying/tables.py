"""Two kinds of figure that the guideline's tables answer: a unit, and the iron in a tablet."""

import re
from collections.abc import Iterator

from hematinic.answers.model import Sentence
from hematinic.answers.reading.figures import UNIT
from hematinic.answers.reading.stated import NUMBER
from hematinic.answers.reading.text import plain, words
from hematinic.answers.reading.understand import Reader
from hematinic.guideline.entry import Cite
from hematinic.guideline.model import Element
from hematinic.guideline.quantities import scaled
from hematinic.record.units import to_canonical

CONVERTING = (
    r"\b(?:convert|conversion|converted|what is that in|whats that in|equals?|equivalent|"
    r"in ng|in pmol|to ng|to pmol|in pg|in g/|to g/|into)\b"
)
WHICH_IRON = r"\b(?:elemental|how much iron (?:is )?in|iron content|iron in)\b"


def from_tables(question: str, reader: Reader) -> list[Sentence]:
    text = plain(question)
    found = list(_converted(text, reader)) if re.search(CONVERTING, text) else []
    if not found and re.search(WHICH_IRON, text):
        found = list(_tablets(text, reader))
    return found


def _converted(text: str, reader: Reader) -> Iterator[Sentence]:
    for names, element, _ in reader.figures.measured:
        value = re.search(rf"({NUMBER})\s*({UNIT})", text)
        if element.kind != "quantity" or not value or not names.search(text):
            continue
        unit = reader.figures.unit(element, value[1], value[2], None)
        by = to_canonical(element, unit) if unit else None
        if by is None:
            continue
        yield _sentence(element, float(value[1]), unit, by)
        return


def _sentence(element: Element, value: float, unit: str, by: float) -> Sentence:
    others = [(element.unit, 1.0), *element.accepts.items()]
    target, factor = next((known, f) for known, f in others if f != by)
    amount = scaled(value, by) / factor
    ratio = by / factor
    label = element.label[:1].upper() + element.label[1:]
    return Sentence(
        text=f"{label}: {value:g} {unit} is {amount:.{0 if amount >= 10 else 2}f} {target} "
        f"(1 {unit} is {ratio:.4g} {target}).",
        statements=("AL-UNIT",),
        item=element.name,
        kind="table",
        cites=element.cites or (Cite(source="design", at="units of an analyte"),),
    )


def _tablets(text: str, reader: Reader) -> Iterator[Sentence]:
    spaced = words(text)
    for phrase in reader.longest_first:
        medicine = reader.guideline.medicines[reader.medicines[phrase][0]]
        if phrase not in spaced or not medicine.products:
            continue
        strength = re.search(rf"\b({NUMBER}) ?mg\b", text)
        fitting = [
            one
            for one in medicine.products
            if not strength or one.tablet.startswith(f"{strength[1]} ")
        ]
        for product in fitting or medicine.products:
            label = medicine.label[:1].upper() + medicine.label[1:]
            yield Sentence(
                text=f"{label} {product.tablet}: {product.elemental:g} mg of elemental iron "
                "in one tablet.",
                statements=("S21", "K25"),
                item=medicine.name,
                kind="table",
                cites=product.cites or (Cite(source="design", at="K25"),),
                basis="memory" if product.cites and product.cites[0].read == "memory" else "read",
            )
        return
