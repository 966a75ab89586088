"""A line told with a product: of what the patient takes, its dose and how often (K46), or of the
jurisdiction, where another tablet than the guideline's holds the dose (S21)."""

import msgspec

from hematinic.guideline.amounts import Dose, Interval
from hematinic.guideline.model import Guideline, Recommendation
from hematinic.plan.assess import Assessment
from hematinic.record.events import Event


def as_taken(item: Recommendation, assessment: Assessment) -> Recommendation:
    """With the medicine of the last start, its dose where that is recorded, and where the line
    `keeps_interval`, its interval; the item itself where nothing was started."""
    prescribe = item.prescribe
    event = assessment.source(prescribe.goes_on) if prescribe and prescribe.goes_on else None
    if prescribe is None or event is None:
        return item
    same = event.name == prescribe.medicine
    dose = _mg(event.dose) or (prescribe.dose if same else None)
    unchanged = same and dose == prescribe.dose
    # The guideline's own product dose (one tablet of 210 mg) belongs to its own medicine and dose;
    # of another the record's stands, or none. A dose is never converted by guessing the salt.
    product = prescribe.product_dose if unchanged else _mg(event.product_dose)
    own = msgspec.structs.replace(
        prescribe,
        medicine=event.name,
        dose=dose,
        product_dose=product,
        every=(prescribe.keeps_interval and _interval(event)) or prescribe.every,
    )
    return msgspec.structs.replace(item, prescribe=own)


def of_the_place(item: Recommendation, guideline: Guideline, jurisdiction: str) -> Recommendation:
    """With the tablet that is used there for the dose; the item itself where none is named."""
    prescribe = item.prescribe
    if prescribe is None or prescribe.product_dose is None or prescribe.dose is None:
        return item
    for product in guideline.medicines[prescribe.medicine].products:
        if jurisdiction in product.used_in and product.elemental == prescribe.dose.low:
            own = msgspec.structs.replace(prescribe, product_dose=product.strength)
            return msgspec.structs.replace(item, prescribe=own)
    return item


def taken(fact: str, assessment: Assessment) -> str:
    """The medicine that was started last; empty where none was."""
    event = assessment.source(fact) if fact else None
    return event.name if event else ""


def _mg(amount: float | None) -> Dose | None:
    # Below a microgram it is a slip of a unit.
    return Dose(f"{amount:g} mg") if amount and amount >= 0.001 else None


def _interval(event: Event) -> Interval | None:
    """Of a whole number of days, or of hours where it is taken more than once a day."""
    if not event.every:
        return None
    # `every` is in days: a third of a day is every 8 hours.
    if event.every < 1:
        return Interval(f"{max(1, round(24 * event.every))} h")
    return Interval(f"{round(event.every)} d")
