"""The lines of a plan as proposed requests: what is given, what is tested, what is done.

Nothing is ordered: every request is a draft of a proposal, and says so to whoever opens it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hematinic.guideline.entry import Cite
from hematinic.guideline.model import Recommendation
from hematinic.guideline.outline import phases_with
from hematinic.plan.model import Due, Fired, Plan, Planned, Unexplained
from hematinic.plan.why import why
from hematinic.render.calendar import OPEN
from hematinic.render.fhir import parts
from hematinic.render.fhir.dosage import dosages
from hematinic.render.fhir.parts import Resource, concept, day, instant
from hematinic.render.words import lines
from hematinic.render.words import phrases as words
from hematinic.render.words.doses import Ordered, ordered, span
from hematinic.render.words.layers import MARKS
from hematinic.render.words.medication import holding
from hematinic.render.words.outline import rests


@dataclass(frozen=True, slots=True)
class Entry:
    """A resource with its address and the item of the guideline that it stands for."""

    address: str
    item: str
    phase: str
    resource: Resource


class Writer:
    """What the requests of one plan have in common."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.guideline = plan.assessment.rules.guideline
        self.group = self.address("plan")
        self.drawn = "" if plan.header.status == "approved" else plan.header.draft_notice

    def address(self, *names: str) -> str:
        plan = self.plan
        return parts.urn(plan.header.id, plan.patient.id, day(plan.as_of), *names)

    @property
    def subject(self) -> dict[str, Any]:
        name = self.plan.patient.id
        if parts.ID.match(name):
            return {"reference": f"Patient/{name}"}
        return {"identifier": {"value": name}} if name else {"display": "unnamed"}

    def _entry(self, resource: Resource, item: str, phase: str, *names: str) -> Entry:
        address = self.address(item, *names)
        start = {"resourceType": resource.pop("resourceType"), "id": address[9:]}
        return Entry(address, item, phase, start | resource)

    def _rests(self, cites: tuple[Cite, ...]) -> str:
        return f"Rests on: {rests(cites, self.plan)[1:-1]}."

    def _notes(self, *texts: str) -> list[dict[str, str]]:
        notes = (*texts, self.drawn)
        return [{"time": instant(self.plan.as_of), "text": text} for text in notes if text]

    # Recommendations

    def recommendations(self) -> Iterator[Entry]:
        orders = {order.line.item.id: order for order in self.orders()}
        for line in self.plan.recommendations:
            if line.status == "after_questions":
                continue  # nobody may act on it before they are answered
            if line.item.action in STOPS:
                yield self.stop(line)
            elif line.item.id in orders:
                yield self.medication(orders[line.item.id])
            elif line.item.test:
                yield from self.tests(line)
            elif line.item.action == "refer":
                yield self.service(line)
            else:
                yield self.task(line)

    def orders(self) -> Iterator[Ordered]:
        return ordered(self.plan, "recommended", "consider", "alternative")

    def medication(self, order: Ordered) -> Entry:
        line, item = order.line, order.line.item
        sentence = lines.recommendation(line, self.plan.assessment)
        patient = lines.recommendation(line, self.plan.assessment, "patient")
        resource = {
            "resourceType": "MedicationRequest",
            "text": parts.narrative(self.drawn, f"{MARKS[line.status]}{item.title}. {sentence}"),
            "groupIdentifier": {"system": "urn:ietf:rfc:3986", "value": self.group},
            "instantiatesCanonical": [self._definition(item.id)],
            "status": "draft",
            "intent": "proposal",
            "medicationCodeableConcept": parts.medicine(order.medicine, product(order)),
            "subject": self.subject,
            "authoredOn": day(self.plan.as_of),
            "reasonCode": [self._reason(item)],
            "note": self._notes(f"{MARKS[line.status]}{sentence}", self._rests(item.cites)),
            "dosageInstruction": dosages(order, patient, self.plan),
        }
        return self._entry(resource, item.id, item.phase)

    def stop(self, line: Planned) -> Entry:
        """Of a named medicine an order not to give it, else a task to stop or to hold. So is a
        stop that takes effect with the first dose of what replaces it: until then it goes on."""
        item, prescribe = line.item, line.item.prescribe
        name = line.stops or (prescribe.medicine if prescribe else "")
        # A stop of later is no order for today: `doNotPerform` has no day on which it begins.
        if not name or item.phase not in phases_with(self.plan.header, "first", "emergency"):
            return self.task(line)
        medicine = self.guideline.medicines[name]
        sentence = lines.recommendation(line, self.plan.assessment)
        resource = {
            "resourceType": "MedicationRequest",
            "text": parts.narrative(self.drawn, f"{item.title}. {sentence}"),
            "groupIdentifier": {"system": "urn:ietf:rfc:3986", "value": self.group},
            "instantiatesCanonical": [self._definition(item.id)],
            "status": "draft",
            "intent": "proposal",
            "doNotPerform": True,
            "medicationCodeableConcept": parts.medicine(medicine, words.capital(medicine.label)),
            "subject": self.subject,
            "authoredOn": day(self.plan.as_of),
            "reasonCode": [self._reason(item)],
            "note": self._notes(sentence, self._rests(item.cites)),
        }
        return self._entry(resource, item.id, item.phase)

    def tests(self, line: Planned) -> Iterator[Entry]:
        for name in line.item.test:
            code = parts.test(self.guideline.elements[name])
            resource = self._service(line, code) | {"occurrenceDateTime": day(self.plan.as_of)}
            yield self._entry(resource, line.item.id, line.item.phase, name)

    def service(self, line: Planned) -> Entry:
        resource = self._service(line, concept(line.item.title))
        return self._entry(resource, line.item.id, line.item.phase)

    def _service(self, line: Planned, code: dict[str, Any]) -> Resource:
        item, sentence = line.item, lines.recommendation(line, self.plan.assessment)
        return {
            "resourceType": "ServiceRequest",
            "text": parts.narrative(self.drawn, f"{code['text']}. {sentence}"),
            "instantiatesCanonical": [self._definition(item.id)],
            "requisition": {"system": "urn:ietf:rfc:3986", "value": self.group},
            "status": "draft",
            "intent": "proposal",
            "code": code,
            "subject": self.subject,
            "authoredOn": day(self.plan.as_of),
            "reasonCode": [self._reason(item)],
            "note": self._notes(sentence, self._rests(item.cites)),
            "patientInstruction": lines.recommendation(line, self.plan.assessment, "patient"),
        }

    def task(self, line: Planned) -> Entry:
        item, sentence = line.item, lines.recommendation(line, self.plan.assessment)
        resource = {
            "resourceType": "Task",
            "text": parts.narrative(self.drawn, f"{item.title}. {sentence}"),
            "instantiatesCanonical": self._definition(item.id),
            "groupIdentifier": {"system": "urn:ietf:rfc:3986", "value": self.group},
            "status": "draft",
            "intent": "proposal",
            "code": concept(f"{words.capital(item.action)}: {item.title}", *_task(item.action)),
            "description": sentence,
            "for": self.subject,
            "authoredOn": instant(self.plan.as_of),
            "reasonCode": self._reason(item),
            "note": self._notes(self._rests(item.cites)),
        }
        return self._entry(resource, item.id, item.phase)

    def _definition(self, item: str) -> str:
        return parts.versioned(self.plan.header, "activity-definition", item)

    def _reason(self, item: Recommendation) -> dict[str, Any]:
        return concept(why(item.id, self.plan.assessment).rule)

    # Checks

    def checks(self) -> Iterator[Entry]:
        for due in self.plan.monitoring:
            if due.status in OPEN:
                yield self.check(due)

    def check(self, due: Due) -> Entry:
        item, sentence = due.check, lines.check(due)
        window = {"start": day(due.window[0]), "end": day(due.window[1])}
        when = f"Due {day(due.due)}, {span(due.window)}."
        resource = {
            "resourceType": "ServiceRequest",
            "text": parts.narrative(self.drawn, f"{sentence}. {when}"),
            "instantiatesCanonical": [self._definition(item.id)],
            "requisition": {"system": "urn:ietf:rfc:3986", "value": self.group},
            "status": "draft",
            "intent": "proposal",
            "code": concept(words.capital(item.test)),
            "subject": self.subject,
            "occurrenceTiming": {
                "event": [day(due.due)],
                "repeat": {"boundsPeriod": window, "count": 1},
            },
            "authoredOn": day(self.plan.as_of),
            "note": self._notes(sentence, when, self._rests(item.cites)),
            "patientInstruction": lines.check(due, "patient"),
        }
        return self._entry(resource, item.id, "monitoring")

    # Alerts

    def alerts(self) -> Iterator[Entry]:
        for fired in self.plan.alerts:
            yield self.alert(fired)
        for result in self.plan.unexplained:
            yield self.unexplained(result)

    def alert(self, fired: Fired) -> Entry:
        """A warning is a finding of its own, so that no reader of the requests can lose it."""
        sentence = lines.alert(fired, self.plan.assessment)
        act = lines.what_to_do(fired.alert, self.plan.assessment)
        resource = {
            "resourceType": "DetectedIssue",
            "text": parts.narrative(self.drawn, sentence, act),
            "status": "preliminary",
            "code": concept(fired.alert.implements[0]),
            "severity": SEVERITY[fired.level],
            "patient": self.subject,
            "identifiedDateTime": day(self.plan.as_of),
            "detail": sentence,
            "mitigation": [{"action": concept(act)}],
        }
        return self._entry(resource, fired.alert.id, "alerts")

    def unexplained(self, result: Unexplained) -> Entry:
        """A result that no line of the plan speaks of, with whom to ask."""
        sentence = lines.unexplained(result, self.plan.assessment)
        whom = f"Ask {self.plan.header.whom[result.row.ask].clinician}, {result.row.how_soon}"
        resource = {
            "resourceType": "DetectedIssue",
            "text": parts.narrative(self.drawn, sentence),
            "status": "preliminary",
            "code": concept("Not explained by this plan"),
            "severity": "high" if result.urgent else "low" if result.routine else "moderate",
            "patient": self.subject,
            "identifiedDateTime": day(self.plan.as_of),
            "detail": sentence,
            "mitigation": [{"action": concept(whom)}],
        }
        name = f"unexplained-{result.element.name.replace('_', '-')}"
        return self._entry(resource, name, "alerts", result.event.where)


STOPS = {"stop": "abort", "withhold": "suspend"}
"""What is not to be given, by the codes of FHIR's tasks."""


def _task(action: str) -> Iterator[dict[str, str]]:
    if action in STOPS:
        yield parts.coding("http://hl7.org/fhir/CodeSystem/task-code", STOPS[action])


SEVERITY = {"critical": "high", "warning": "moderate", "information": "low"}


def product(order: Ordered) -> str:
    """`Ferrous sulfate 200 mg dried (65 mg elemental iron)`: the tablet by its salt, where the
    guideline's table has one of that strength and content."""
    prescribe = order.prescribe
    if prescribe.product_dose is None or prescribe.dose is None:
        return order.name
    written, elemental = str(prescribe.product_dose), prescribe.dose.low
    content = holding(prescribe.dose, order.medicine, order.rules.guideline)
    tablets = (
        product.tablet
        for product in order.medicine.products
        if product.tablet.startswith(written) and product.elemental == elemental
    )
    return f"{order.name} {next(tablets, written)} ({content})"
