"""The medication line without a patient: its parts by name, so that each face may set them."""

from dataclasses import dataclass

from hematinic.guideline.model import Medicine, Prescription, Reader, Recommendation
from hematinic.render import words

ROUTES = {
    "clinician": {"oral": "by mouth", "intramuscular": "intramuscularly",
                  "intravenous": "intravenously"},
    "patient": {"oral": "by mouth", "intramuscular": "as an injection into a muscle",
                "intravenous": "through a drip into a vein"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MedicationLine:
    medicine: str
    dose: str
    detail: str
    """What the dose holds, where the product's dose is not the nutrient's."""
    route: str
    how_often: str
    how_long: str

    @property
    def text(self) -> str:
        """With the spaced dash that keeps the parts apart."""
        dose = f"{self.dose} ({self.detail})" if self.detail else self.dose
        parts = (self.medicine, dose, self.route, self.how_often, self.how_long)
        return " — ".join(part for part in parts if part)


def medication(
    item: Recommendation, prescribe: Prescription, medicine: Medicine, reader: Reader = "clinician"
) -> MedicationLine:
    by_label = not prescribe.dose
    product = bool(prescribe.product_dose)
    return MedicationLine(
        medicine=item.title.partition(",")[0] if by_label else words.capital(medicine.label),
        dose="by the product's label" if by_label else _dose(prescribe),
        detail=f"{words.amount(prescribe.dose)} elemental iron" if product else "",
        route=ROUTES[reader].get(prescribe.route, prescribe.route),
        how_often=_how_often(prescribe),
        how_long=_how_long(prescribe),
    )


def _dose(prescribe: Prescription) -> str:
    return words.amount(prescribe.product_dose or prescribe.dose)


def _how_often(prescribe: Prescription) -> str:
    count = f"{prescribe.times} doses" if (prescribe.times or 0) > 1 else ""
    return ", ".join(part for part in (words.interval(prescribe), count) if part)


def _how_long(prescribe: Prescription) -> str:
    until = f"until {prescribe.until}" if prescribe.until else ""
    return "; ".join(part for part in (until, prescribe.duration) if part)
