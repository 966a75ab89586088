"""Doses, intervals and routes of medicines; elemental iron only where it is known (K25)."""

from typing import Any

import pytest

from hematinic.guideline.model import Guideline
from hematinic.record.events import Event
from record.fhir_resources import SNOMED, Read, coding, quantity, request


def ordered(guideline: Guideline, named: str, /, **dosage: Any) -> Event:
    medicine = {"medicationCodeableConcept": {"text": named}}
    instruction = [dosage] if dosage else []
    return Read(guideline, request(status="draft", dosageInstruction=instruction, **medicine)).event


def dose(value: float, unit: str) -> dict[str, Any]:
    return {"doseAndRate": [{"doseQuantity": quantity(value, unit)}]}


# Iron by mouth


@pytest.mark.parametrize(
    ("text", "amount", "elemental", "product"),
    [
        ("ferrous sulfate 325 MG (65 MG elemental) Oral Tablet", (1, "{tablet}"), 65, 325),
        ("ferrous sulfate 325 MG (65 MG elemental) Oral Tablet", (2, "tablets"), 130, 650),
        ("ferrous sulfate 325 MG (65 MG elemental) Oral Tablet", (325, "mg"), 65, 325),
        ("ferrous sulfate 325 MG (65 MG elemental) Oral Tablet", (650, "mg"), 130, 650),
        ("ferrous sulfate 325 mg (65 mg iron) tablet", (1, "tablet"), 65, 325),
        ("FERROUS SULFATE 325 (65 FE) MG PO TABS", (1, "{tbl}"), 65, 325),
        ("ferrous sulfate 325 mg hydrated tablet", (1, "{pill}"), 65, 325),
        ("ferrous sulfate heptahydrate 325 mg", (1, "{pill}"), 65, 325),
        ("ferrous sulfate dried 200 mg tablet", (200, "mg"), 65, 200),
        ("ferrous fumarate 210 mg tablets", (1, "1"), 68, 210),
        # the same strength holds 65 or 120 mg: the record does not say which
        ("ferrous sulfate 325 MG Oral Tablet", (1, "{tablet}"), None, 325),
        ("ferrous sulfate 325 MG Oral Tablet", (325, "mg"), None, 325),
        ("ferrous sulfate 200 mg tablets", (200, "mg"), None, 200),
        # a dose that no whole or half tablets make up
        ("ferrous sulfate 325 MG (65 MG elemental) Oral Tablet", (100, "mg"), None, 100),
        # a dose in elemental iron already
        ("ferrous sulfate 325 MG (65 MG elemental) Oral Tablet", (65, "mg"), 65, 65),
        # "325 mg iron" may be the salt
        ("ferrous sulfate 325 mg iron tablet", (1, "tablet"), None, None),
        ("ferrous sulfate", (325, "mg"), None, 325),
        ("ferrous sulfate", (1, "tablet"), None, None),
    ],
)
def test_elemental_iron(
    guideline: Guideline, text: str, amount: tuple[float, str],
    elemental: float | None, product: float | None,
) -> None:  # fmt: skip
    event = ordered(guideline, text, **dose(*amount))
    assert (event.dose, event.product_dose) == (elemental, product)


def test_the_tablet_is_kept(guideline: Guideline) -> None:
    event = ordered(guideline, "ferrous sulfate 325 MG (65 MG elemental) Oral Tablet")
    assert event.tablet_elemental == 65
    assert event.dose is None


def test_intravenous_iron_is_elemental(guideline: Guideline) -> None:
    event = ordered(guideline, "ferric carboxymaltose 50 MG/ML", **dose(1, "g"))
    assert (event.dose, event.product_dose, event.route) == (1000, None, "intravenous")


# Other medicines


@pytest.mark.parametrize(
    ("text", "amount", "mg"),
    [
        ("folic acid", (5, "mg"), 5),
        ("folic acid", (400, "ug"), 0.4),
        ("folic acid", (400, "mcg"), 0.4),
        ("folic acid 5 MG Oral Tablet", (1, "tablet"), 5),
        ("folic acid 400 MCG Oral Tablet", (2, "{tablet}"), 0.8),
        ("1 ML hydroxocobalamin 1 MG/ML Injection", (1, "mL"), 1),
        ("cyanocobalamin 1,000 mcg/mL injection", (1, "mL"), 1),
        ("metformin 500 MG", (1, "g"), 1000),
        ("hydroxocobalamin", (1, "mL"), None),
        ("folic acid", (1, "tablet"), None),
        ("folic acid", (1, "{puff}"), None),
    ],
)
def test_milligrams(
    guideline: Guideline, text: str, amount: tuple[float, str], mg: float | None
) -> None:
    assert ordered(guideline, text, **dose(*amount)).dose == mg


def test_wrong_shapes_of_a_dose_are_understood(guideline: Guideline) -> None:
    as_object = {"doseAndRate": {"doseQuantity": quantity(5, "mg")}}
    assert ordered(guideline, "folic acid", **as_object).dose == 5
    before_r4 = {"doseQuantity": quantity(5, "mg")}
    assert ordered(guideline, "folic acid", **before_r4).dose == 5
    as_text = {"doseAndRate": [{"doseQuantity": {"value": "5", "unit": "mg"}}]}
    assert ordered(guideline, "folic acid", **as_text).dose == 5


def test_tablets_in_the_text_of_the_order(guideline: Guideline) -> None:
    text = "Take 2 tablets by mouth once daily"
    event = ordered(guideline, "folic acid 5 MG Oral Tablet", text=text)
    assert (event.dose, event.every, event.route) == (10, 1, "oral")
    tapered = "Take 2 tablets daily for a week, then 1 tablet daily"
    assert ordered(guideline, "folic acid 5 MG Oral Tablet", text=tapered).dose is None


def test_folate_of_a_combination(guideline: Guideline) -> None:
    event = ordered(
        guideline, "ferrous fumarate 324 MG / folic acid 1 MG Oral Tablet", **dose(1, "{pill}")
    )
    assert (event.name, event.contents) == ("iron_with_folic_acid", (("folate", 1),))
    assert ordered(guideline, "Pregaday", **dose(1, "tablet")).contents == ()


def test_doses_side_by_side_are_not_added_up(guideline: Guideline) -> None:
    medicine = {"medicationCodeableConcept": {"text": "folic acid"}}
    both = [dose(5, "mg"), dose(1, "mg")]
    event = Read(guideline, request(status="draft", dosageInstruction=both, **medicine)).event
    assert event.dose is None
    in_turn = [{"sequence": 2, **dose(1, "mg")}, {"sequence": 1, **dose(5, "mg")}]
    event = Read(guideline, request(status="draft", dosageInstruction=in_turn, **medicine)).event
    assert event.dose == 5


# How often


def repeat(**fields: Any) -> dict[str, Any]:
    return {"timing": {"repeat": fields}}


@pytest.mark.parametrize(
    ("dosage", "every"),
    [
        (repeat(frequency=1, period=1, periodUnit="d"), 1),
        (repeat(frequency=3, period=1, periodUnit="d"), 1 / 3),
        (repeat(period=8, periodUnit="h"), 8 / 24),
        (repeat(frequency=1, period=2, periodUnit="d"), 2),
        (repeat(frequency=1, period=3, periodUnit="mo"), 91.3125),
        (repeat(timeOfDay=["08:00:00", "20:00:00"]), 1 / 2),
        (repeat(when=["MORN"]), 1),
        (repeat(dayOfWeek=["mon", "wed", "fri"]), 7 / 3),
        ({"timing": {"code": coding("x", "BID")}}, 1 / 2),
        ({"timing": {"code": coding("x", "QOD")}}, 2),
        ({"timing": {"code": {"text": "every other day"}}}, 2),
        ({"text": "1 tablet TID"}, 1 / 3),
        ({"text": "one tablet twice a day"}, 1 / 2),
        ({"text": "one tablet daily"}, 1),
        ({"text": "on alternate days"}, 2),
        ({"text": "1 mg IM every 3 months"}, 91.3125),
        ({"text": "weekly injection"}, 7),
        ({"text": "as directed"}, None),
        ({"text": "daily for a week, then weekly"}, None),
        (repeat(frequency=0, period=0, periodUnit="d"), None),
        (repeat(frequency=1, period=1, periodUnit="fortnight"), None),
    ],
)
def test_intervals(guideline: Guideline, dosage: dict[str, Any], every: float | None) -> None:
    found = ordered(guideline, "folic acid", **dosage).every
    assert found == (None if every is None else pytest.approx(every))


# Routes


@pytest.mark.parametrize(
    ("text", "dosage", "route"),
    [
        ("cyanocobalamin", {"route": coding(SNOMED, "26643006")}, "oral"),
        ("cyanocobalamin", {"route": coding(SNOMED, "78421000")}, "intramuscular"),
        ("cyanocobalamin", {"route": coding(SNOMED, "34206005")}, "subcutaneous"),
        ("cyanocobalamin", {"route": coding(SNOMED, "46713006")}, "nasal"),
        ("folic acid", {"route": coding(SNOMED, "47625008")}, "intravenous"),
        ("cyanocobalamin", {"route": {"text": "IM"}}, "intramuscular"),
        ("cyanocobalamin", {"route": {"text": "Subcutaneous route"}}, "subcutaneous"),
        ("cyanocobalamin", {"text": "1 mg IM monthly"}, "intramuscular"),
        ("cyanocobalamin 1 MG/ML Injectable Solution", {}, "intramuscular"),
        ("Vitamin B12 5 MG/ML Injectable Solution", {}, "intramuscular"),
        ("cyanocobalamin 1 MG Oral Tablet", {}, "oral"),
        ("cyanocobalamin nasal spray", {}, "nasal"),
        ("cyanocobalamin", {}, "oral"),
        ("hydroxocobalamin", {}, "intramuscular"),
    ],
)
def test_routes(guideline: Guideline, text: str, dosage: dict[str, Any], route: str) -> None:
    assert ordered(guideline, text, **dosage).route == route
