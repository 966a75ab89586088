"""What a card offers to do: complete, so that it can be accepted with one click.

All actions of a suggestion are applied together. What must not come first is taken away before
anything is added.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5

from hematinic.plan.model import Plan, Planned
from hematinic.plan.remedy import Remedy
from hematinic.record.events import Event
from hematinic.render.fhir.requests import Writer
from hematinic.render.words.doses import Ordered, ordered

Suggestion = dict[str, Any]
Action = dict[str, Any]


class Suggesting:
    """The suggestions of one card."""

    def __init__(self, plan: Plan, patient: str, card: UUID) -> None:
        self.plan, self.patient, self.card = plan, patient, card
        self.writer = Writer(plan)
        self.orders = {order.line.item.id: order for order in ordered(plan)}
        self.labels = {
            name: medicine.label
            for name, medicine in plan.assessment.rules.guideline.medicines.items()
        }

    def remedies(self, remedy: Remedy) -> Iterator[Suggestion]:
        """The recommended one first."""
        deletes = list(self.deletes(remedy.takes))
        gone = _listed(self.labels[event.name] for event in remedy.takes)
        order = self.orders.get(remedy.gives.item.id) if remedy.gives else None
        if order is None:
            if deletes:
                yield self.suggestion(f"Take away the order of {gone}", deletes, True)
            return
        create, name = self.create(order), self.labels[order.medicine.name]
        if deletes:
            yield self.suggestion(
                f"Order {name}, and take away {gone} for now", [*deletes, create], True
            )
        yield self.suggestion(f"Keep {gone}, and order {name} to come first", [create], not deletes)

    def today(self, lines: tuple[Planned, ...]) -> Iterator[Suggestion]:
        """An order for each medicine that is due."""
        for line in lines:
            order = self.orders.get(line.item.id)
            if order is not None:
                label = f"Order {self.labels[order.medicine.name]}"
                yield self.suggestion(label, [self.create(order)], False)

    def suggestion(self, label: str, actions: list[Action], recommended: bool) -> Suggestion:
        suggestion: Suggestion = {
            "label": label,
            "uuid": str(uuid5(self.card, label)),
            "actions": actions,
        }
        return suggestion | ({"isRecommended": True} if recommended else {})

    def deletes(self, events: tuple[Event, ...]) -> Iterator[Action]:
        """Nothing where one of them bears no id: half of it would be taken away."""
        places = dict.fromkeys(event.where for event in events)
        # `MedicationRequest/1` is an id; what has none is called by its place, with a space.
        if all(place.count("/") == 1 and " " not in place for place in places):
            for place in places:
                names = _listed(self.labels[e.name] for e in events if e.where == place)
                yield {
                    "type": "delete",
                    "description": f"Take away the draft order: {names}",
                    "resourceId": place,
                }

    def create(self, order: Ordered) -> Action:
        """A draft order, as the clinician who accepts it would write it."""
        sentence = order.said("clinician").sentence
        resource = dict(self.writer.medication(order).resource)
        # The client gives it an id; and its narrative is that of a proposal, which this is not.
        del resource["id"], resource["text"]
        resource |= {"intent": "order", "subject": {"reference": f"Patient/{self.patient}"}}
        return {"type": "create", "description": f"Order: {sentence}", "resource": resource}


def _listed(names: Any) -> str:
    return " and ".join(dict.fromkeys(names))
