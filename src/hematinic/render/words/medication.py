"""The medication line, its parts by name, so that each face may set them: of a recommendation as
the article has it, and of a plan, where the course is computed and has its days.
"""

import msgspec

from hematinic.guideline import shared
from hematinic.guideline.amounts import Dose
from hematinic.guideline.entry import Reader
from hematinic.guideline.model import Guideline, Medicine, Prescription, Recommendation
from hematinic.guideline.rules import Rules
from hematinic.plan.assess import Assessment
from hematinic.plan.model import Planned, Schedule
from hematinic.render.words import phrases as words

BY_LABEL = "by the product's label"


class MedicationLine(msgspec.Struct, frozen=True, gc=False):
    medicine: str
    dose: str
    detail: str
    """What the dose holds, where the product's dose is not the nutrient's."""
    route: str
    how_often: str
    count: str
    """`6 doses`, or how many of them remain."""
    until: str
    how_long: str

    @property
    def text(self) -> str:
        """With the spaced dash that keeps the parts apart."""
        often = ", ".join(part for part in (self.how_often, self.count) if part)
        ends = "; ".join(part for part in (self.until, self.how_long) if part)
        parts = (self.medicine, self.amount, self.route, often, ends)
        return " — ".join(part for part in parts if part)

    @property
    def amount(self) -> str:
        """`200 mg (65 mg elemental iron)`"""
        return f"{self.dose} ({self.detail})" if self.detail else self.dose

    @property
    def directions(self) -> str:
        """How it is given, without its name: `1 mg intramuscularly three times a week (6 doses)`"""
        count = f"({self.count})" if self.count else ""
        parts = (self.amount, self.route, self.how_often, count)
        directions = " ".join(part for part in parts if part)
        return ", ".join(part for part in (directions, self.until, self.how_long) if part)

    @property
    def sentence(self) -> str:
        """`Ferrous sulfate 200 mg (65 mg elemental iron) by mouth once daily, for …`"""
        return f"{self.medicine} {self.directions}"


def medication(
    item: Recommendation,
    prescribe: Prescription,
    guideline: Guideline,
    reader: Reader = "clinician",
) -> MedicationLine:
    """Before anything is known of a patient."""
    medicine = guideline.medicines[prescribe.medicine]
    by_label = not prescribe.dose
    return MedicationLine(
        medicine=item.title.partition(",")[0] if by_label else words.capital(medicine.label),
        dose=_dose(prescribe),
        detail=_detail(prescribe, medicine, guideline),
        route=_route(prescribe, reader),
        how_often=words.interval(prescribe),
        count=_count(prescribe, None),
        until=f"until {prescribe.until}" if prescribe.until else "",
        how_long=prescribe.duration,
    )


def known_medication(
    planned: Planned, assessment: Assessment, reader: Reader = "clinician"
) -> MedicationLine:
    """As `planned_medication`; made once for a plan, which tells it in several of its parts."""
    known, key = assessment.once(_known), (id(planned), reader)
    if key not in known:
        known[key] = planned, planned_medication(planned, assessment.rules, reader)
    return known[key][1]


def _known(_: Assessment) -> dict[tuple[int, Reader], tuple[Planned, MedicationLine]]:
    """By the id of a line, which is kept, so that no other can have its id."""
    return {}


def planned_medication(
    planned: Planned, rules: Rules, reader: Reader = "clinician"
) -> MedicationLine:
    """Of a line that prescribes; of a computed course with all its doses. Until when it goes on is
    written for clinicians; patients read it in their own sentence."""
    prescribe, schedule = planned.item.prescribe, planned.schedule
    assert prescribe is not None
    assert schedule is not None
    medicine = rules.guideline.medicines[prescribe.medicine]
    course = words.course(schedule.amounts) if schedule.amounts else BY_LABEL
    by_label = not prescribe.dose and not schedule.amounts
    often = words.apart(prescribe, schedule) or words.interval(prescribe)
    return MedicationLine(
        medicine=words.capital(medicine.label),
        dose=_alone(prescribe, medicine, rules.guideline) if prescribe.dose else course,
        detail=_detail(prescribe, medicine, rules.guideline),
        route=_route(prescribe, reader),
        how_often="" if by_label else often,
        count=_count(prescribe, schedule),
        until=f"until {prescribe.until}" if prescribe.until and reader == "clinician" else "",
        how_long=prescribe.duration if reader == "clinician" else "",
    )


def dosage(planned: Planned, assessment: Assessment) -> str:
    """The medication line of a plan: medicine, dose, route, how often, how long, when first."""
    assert planned.schedule is not None
    first = _first(planned, assessment.rules)
    return f"{known_medication(planned, assessment).sentence}. {first}"


def _first(planned: Planned, rules: Rules) -> str:
    """When it is due, or after what."""
    schedule = planned.schedule
    assert schedule is not None
    if planned.waits:
        return rules.guideline.header.waiting.clinician
    return words.first(schedule)


def _dose(prescribe: Prescription) -> str:
    dose = prescribe.product_dose or prescribe.dose
    return words.amount(dose) if dose else BY_LABEL


def _alone(prescribe: Prescription, medicine: Medicine, guideline: Guideline) -> str:
    """Of what is dosed as its nutrient, and without the product's own dose, it says so."""
    if prescribe.dose is None or prescribe.product_dose or prescribe.route != "oral":
        return _dose(prescribe)
    dosed_as = [guideline.nutrients[name].dosed_as for name in medicine.gives]
    return holding(prescribe.dose, medicine, guideline) if any(dosed_as) else _dose(prescribe)


def _detail(prescribe: Prescription, medicine: Medicine, guideline: Guideline) -> str:
    if prescribe.product_dose is None or prescribe.dose is None:
        return ""
    return holding(prescribe.dose, medicine, guideline)


def holding(dose: Dose, medicine: Medicine, guideline: Guideline) -> str:
    """`65 mg elemental iron`: what a product holds of its nutrient."""
    nutrient = guideline.nutrients[medicine.gives[0]]
    return f"{words.amount(dose)} {nutrient.dosed_as or nutrient.label}"


def _route(prescribe: Prescription, reader: Reader) -> str:
    says = shared.routes()[prescribe.route].says
    return says.clinician if reader == "clinician" else says.patient


def _count(prescribe: Prescription, schedule: Schedule | None) -> str:
    if not prescribe.times or prescribe.times == 1:
        return ""
    left = schedule.remaining if schedule else None
    if left is not None and left != prescribe.times:
        return f"{left} of {prescribe.times} doses remain"
    return f"{prescribe.times} doses"
