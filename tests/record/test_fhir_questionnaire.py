"""Our own Questionnaire, and answers to it."""

from typing import Any

import pytest

from hematinic.guideline.model import Guideline
from hematinic.record.fhir import questionnaire
from record.fhir_resources import Read, day, quantity, resource


def item(name: str, *items: Any, **answer: Any) -> dict[str, Any]:
    answers = [answer | ({"item": list(items)} if items else {})] if answer or items else []
    return {"linkId": name, "answer": answers}


def date_of(name: str, text: str) -> dict[str, Any]:
    return item(f"{name}.date", valueDate=text)


def answers(guideline: Guideline, *items: Any, **fields: Any) -> Read:
    response = {
        "questionnaire": questionnaire(guideline)["url"], "status": "completed",
        "authored": "2026-11-21T09:30:00Z", "item": list(items),
    }  # fmt: skip
    return Read(guideline, resource("QuestionnaireResponse", **response | fields))


# The questions


def test_it_asks_exactly_what_has_a_question(guideline: Guideline) -> None:
    found = questionnaire(guideline)
    assert found["resourceType"] == "Questionnaire"
    assert {each["linkId"]: each["text"] for each in found["item"]} == {
        name: element.ask for name, element in guideline.elements.items() if element.ask
    }


def test_each_question_takes_its_kind_of_answer(guideline: Guideline) -> None:
    items = {each["linkId"]: each for each in questionnaire(guideline)["item"]}
    assert items["paresthesia"]["type"] == "boolean"
    assert items["ferritin"]["type"] == "quantity"
    units = [e["valueCoding"]["code"] for e in items["ferritin"]["extension"]]
    assert units[0] == "ug/L"
    options = [o["valueCoding"]["code"] for o in items["intrinsic_factor_antibody"]["answerOption"]]
    assert options == ["positive", "negative", "indeterminate"]
    assert items["ferritin"]["item"][0]["linkId"] == "ferritin.date"
    ids = [each["linkId"] for each in items.values()] + [
        i["item"][0]["linkId"] for i in items.values()
    ]
    assert len(ids) == len(set(ids))


# The answers


def test_answers_become_events(guideline: Guideline) -> None:
    found = answers(
        guideline,
        item("ferritin", date_of("ferritin", "2026-11-19"), valueQuantity=quantity(6, "ug/L")),
        item("intrinsic_factor_antibody", valueCoding={"code": "positive"}),
        item("parietal_cell_antibody", valueString="negative"),
        item("paresthesia", valueBoolean=True),
        item("gait_disturbance", valueBoolean=False),
        item("gastric_bypass", date_of("gastric_bypass", "2024-02"), valueBoolean=True),
        item("gastrectomy", valueBoolean=False),
        item("psychosis"),
    )
    assert {(e.kind, e.name, e.value, int(e.day[0])) for e in found.events} == {
        ("observed", "ferritin", (6, 6), day("2026-11-19")),
        ("observed", "intrinsic_factor_antibody", "positive", day("2026-11-21")),
        ("observed", "parietal_cell_antibody", "negative", day("2026-11-21")),
        ("present", "paresthesia", None, day("2026-11-21")),
        ("absent", "gait_disturbance", None, day("2026-11-21")),
        ("done", "gastric_bypass", None, day("2024-02-01")),
    }
    assert found.why == ""


def test_a_date_beside_its_question_counts_too(guideline: Guideline) -> None:
    group = {
        "linkId": "group",
        "item": [item("crohn_disease", valueBoolean=True), date_of("crohn_disease", "2019-05-01")],
    }
    assert answers(guideline, group).event.day[0] == day("2019-05-01")


@pytest.mark.parametrize(
    ("each", "why"),
    [
        (item("ferritin", valueQuantity={"value": 6}), "has no unit"),
        (item("ferritin", valueString="low"), "is no measurement"),
        (item("paresthesia", valueString="sometimes"), "yes or no"),
        (item("intrinsic_factor_antibody", valueString="1:80"), "cannot be read"),
        (item("feritin", valueBoolean=True), "is no element"),
        (
            item("ferritin", date_of("ferritin", "2027-01-01"), valueQuantity=quantity(6, "ug/L")),
            "future",
        ),
    ],
)
def test_answers_that_cannot_be_used_are_set_aside(
    guideline: Guideline, each: dict[str, Any], why: str
) -> None:
    found = answers(guideline, each)
    assert found.events == ()
    assert why in found.why


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"questionnaire": "http://other.example/q"}, "QuestionnaireResponse: 1 resource"),
        ({"questionnaire": None}, "QuestionnaireResponse: 1 resource"),
        ({"status": "in-progress"}, "their status is in-progress"),
        ({"status": "entered-in-error"}, "their status is entered-in-error"),
        ({"authored": None}, "has no day"),
    ],
)
def test_responses_that_do_not_count(
    guideline: Guideline, fields: dict[str, Any], why: str
) -> None:
    found = answers(guideline, item("paresthesia", valueBoolean=True), **fields)
    assert found.events == ()
    assert why in found.why


def test_a_version_of_the_questionnaire_is_ours_too(guideline: Guideline) -> None:
    ours = questionnaire(guideline)
    versioned = {"questionnaire": f"{ours['url']}|{ours['version']}"}
    assert (
        answers(guideline, item("paresthesia", valueBoolean=True), **versioned).event.kind
        == "present"
    )
