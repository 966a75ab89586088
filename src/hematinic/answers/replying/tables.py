"""Two kinds of figure that the guideline's tables answer: a unit, and what a tablet holds."""

import re
from collections.abc import Iterator

from hematinic.answers.model import Sentence
from hematinic.answers.reading.figures import UNIT, Figures
from hematinic.answers.reading.question import Question
from hematinic.answers.reading.stated import NUMBER
from hematinic.answers.reading.understand import Reader
from hematinic.guideline.entry import Basis, Cite
from hematinic.guideline.model import Element, Guideline, Medicine, Product
from hematinic.guideline.quantities import scaled
from hematinic.guideline.questions import Table
from hematinic.record.units import to_canonical
from hematinic.render.words.phrases import capital


class Tables:
    def __init__(self, guideline: Guideline, reader: Reader) -> None:
        self.guideline, self.reader = guideline, reader
        self.conversions, self.tablets = guideline.synonyms.conversions, guideline.synonyms.tablets

    def answers(self, asked: Question, to: str) -> list[Sentence]:
        sentences: list[Sentence] = []
        if self.conversions and _asks(asked.plain, self.conversions):
            sentences = list(self.converted(asked.plain, self.conversions.says, to))
        if not sentences and self.tablets and _asks(asked.plain, self.tablets):
            sentences = list(self.held(asked, self.tablets.says, to))
        return sentences

    def converted(self, text: str, says: str, to: str) -> Iterator[Sentence]:
        figures: Figures = self.reader.figures
        for names, element, _ in figures.measured:
            value = re.search(rf"({NUMBER})\s*({UNIT})", text)
            if element.kind != "quantity" or not value or not names.search(text):
                continue
            unit = figures.unit(element, value[1], value[2], None)
            factor = to_canonical(element, unit) if unit else None
            filled = _converted(element, float(value[1]), unit, factor) if factor else None
            if filled:
                yield self.filled(says, to, element.name, filled, element.cites)
                return

    def held(self, asked: Question, says: str, to: str) -> Iterator[Sentence]:
        for phrase in self.reader.medicines.longest_first:
            medicine = self.guideline.medicines[self.reader.medicines.named[phrase][0]]
            if phrase not in asked.words or not medicine.products:
                continue
            for product in _of_strength(medicine, asked.plain):
                memory = bool(product.cites) and product.cites[0].read == "memory"
                filled = {
                    "label": capital(medicine.label),
                    "tablet": product.tablet,
                    "elemental": f"{product.elemental:g}",
                }
                yield self.filled(says, to, medicine.name, filled, product.cites,
                                  "memory" if memory else "read")  # fmt: skip
            return

    def filled(
        self, says: str, to: str, item: str, values: dict[str, str], cites: tuple[Cite, ...],
        basis: Basis = "read",
    ) -> Sentence:  # fmt: skip
        entry = self.guideline.answers[says]
        patient = to == "patient" and entry.says.patient
        return Sentence(
            text=(patient or entry.says.clinician).format(**values),
            statements=entry.implements,
            item=item,
            kind="table",
            cites=cites or entry.cites,
            basis=basis,
        )


def _asks(text: str, table: Table) -> bool:
    return bool(re.search(rf"\b(?:{'|'.join(map(re.escape, table.asked))})\b", text))


def _converted(element: Element, value: float, unit: str, factor: float) -> dict[str, str] | None:
    """None where every unit of it is the same by another name."""
    known = [(element.unit, 1.0), *element.accepts.items()]
    other, other_factor = next(
        ((known_unit, its_factor) for known_unit, its_factor in known if its_factor != factor),
        ("", 0.0),
    )
    if not other_factor:
        return None
    amount = scaled(value, factor) / other_factor
    return {
        "label": capital(element.label),
        "value": f"{value:g}",
        "unit": unit,
        "amount": f"{amount:.{0 if amount >= 10 else 2}f}",
        "other": other,
        "ratio": f"{factor / other_factor:.4g}",
    }


def _of_strength(medicine: Medicine, text: str) -> list[Product]:
    """The products of the strength that is written, or all."""
    strength = re.search(rf"\b({NUMBER}) ?mg\b", text) or re.search(r"\b(\d{3})\b", text)
    products = [
        product
        for product in medicine.products
        if not strength or product.tablet.startswith(f"{strength[1]} ")
    ]
    return products or list(medicine.products)
