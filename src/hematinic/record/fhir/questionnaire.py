"""Our own Questionnaire, one item for each element with a question, and the answers to it."""

from collections.abc import Iterator, Mapping
from typing import Any

from hematinic.expressions.logic import Value
from hematinic.guideline.model import Element, Guideline
from hematinic.record.events import Event, Kind
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.resources import Answer, Item, Measured, QuestionnaireResponse
from hematinic.record.fhir.times import Moment, moment, written_down
from hematinic.record.fhir.values import UnusableError, result

UNIT_OPTION = "http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption"
UCUM = "http://unitsofmeasure.org"

ANSWERED = ("completed", "amended", "")

TYPES: Mapping[str, str] = {
    "quantity": "quantity", "result": "choice", "condition": "boolean", "procedure": "boolean",
}  # fmt: skip


def address(guideline: Guideline) -> str:
    """By which a response names our questionnaire."""
    return f"urn:hematinic:questionnaire:{guideline.header.id}"


# The questions


def questionnaire(guideline: Guideline) -> dict[str, Any]:
    """A FHIR R4 Questionnaire: `linkId` is the element's name, `NAME.date` the day of it."""
    header = guideline.header
    return {
        "resourceType": "Questionnaire",
        "url": address(guideline),
        "version": header.version,
        "title": header.title,
        "status": "draft",
        "date": header.last_updated,
        "subjectType": ["Patient"],
        "item": [_item(e) for e in guideline.elements.values() if e.ask],
    }


def _item(element: Element) -> dict[str, Any]:
    item: dict[str, Any] = {
        "linkId": element.name,
        "text": element.ask,
        "type": TYPES[element.kind],
        "required": False,
    }
    if element.kind == "quantity":
        units = (element.unit, *element.accepts)
        item["extension"] = [
            {"url": UNIT_OPTION, "valueCoding": {"system": UCUM, "code": unit}} for unit in units
        ]
    if element.kind == "result":
        item["answerOption"] = [{"valueCoding": {"code": o, "display": o}} for o in element.options]
    item["item"] = [{"linkId": f"{element.name}.date", "text": "On which day?", "type": "date"}]
    return item


# The answers


def responses(response: QuestionnaireResponse, where: str, reading: Reading) -> list[Event]:
    """Answers to our own questionnaire; those to others are not read."""
    if response.questionnaire.partition("|")[0] != address(reading.guideline):
        reading.unread["QuestionnaireResponse"] += 1
        return []
    if response.status not in ANSWERED:
        reading.aside(where, "answers", f"their status is {response.status[:40]}")
        return []
    authored, recorded = moment(response.authored), written_down(response.authored)
    items = dict(_flat(response.item))
    events = []
    for name, item in items.items():
        if item.answer and not name.endswith(".date"):
            day = _date(items.get(f"{name}.date")) or authored
            event = _answered(name, item.answer[0], day, recorded, where, reading)
            if event is not None:
                events.append(event)
    return events


def _flat(items: tuple[Item, ...]) -> Iterator[tuple[str, Item]]:
    """All items, however deep they are nested: under items, and under answers."""
    left = list(reversed(items))
    while left:
        item = left.pop()
        yield item.link_id, item
        for answer in reversed(item.answer):
            left += reversed(answer.item)
        left += reversed(item.item)


def _date(item: Item | None) -> Moment | None:
    if item is None or not item.answer:
        return None
    answer = item.answer[0]
    return moment(answer.value_date or answer.value_date_time or answer.value_string)


def _answered(
    name: str, answer: Answer, day: Moment | None, recorded: int, where: str, reading: Reading
) -> Event | None:
    element = reading.guideline.elements.get(name)
    place = f"{where} {name}"[:200]
    if element is None:
        reading.aside(where, name, "is no element of this guideline")
        return None
    when = reading.placed(day, place, element.label, name)
    if when is None:
        return None
    kind: Kind | None = "observed"
    value: Value = None
    written = ""
    if element.kind in ("condition", "procedure"):
        kind = _yes_or_no(answer.value_boolean, element, place, reading)
    else:
        try:
            value, written = result(_measured(answer), element, place, reading)
        except UnusableError as why:
            reading.aside(place, element.label, str(why), name)
            return None
    return kind and Event(
        kind=kind, name=name, day=when.day, minute=when.minute, instant=when.instant,
        recorded=recorded, where=place, value=value, written=written,
    )  # fmt: skip


def _yes_or_no(answer: bool | None, element: Element, place: str, reading: Reading) -> Kind | None:
    if answer is None:
        reading.aside(place, element.label, "is not answered with yes or no")
        return None
    if element.kind == "condition":
        return "present" if answer else "absent"
    return "done" if answer else None


def _measured(answer: Answer) -> Measured:
    word = answer.value_string
    if answer.value_coding is not None:
        word = answer.value_coding.code or answer.value_coding.display
    return Measured(value_quantity=answer.value_quantity, value_string=word)
