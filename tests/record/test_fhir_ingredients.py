"""What a product is made of, beside its name; and names that say that it is not taken."""

from typing import Any

import pytest

from hematinic.guideline.model import Guideline
from record.fhir_resources import ATC, RXNORM, Read, coding, request, statement

Json = dict[str, Any]


def strength(value: float, unit: str, of: float = 1, per: str = "tablet") -> Json:
    return {"numerator": {"value": value, "unit": unit}, "denominator": {"value": of, "unit": per}}


def part(text: str, **fields: Any) -> Json:
    return {"itemCodeableConcept": {"text": text}} | fields


def taken(medication: Json, **fields: Any) -> Json:
    inside = {"resourceType": "Medication", "id": "m"} | medication
    of = {"medicationCodeableConcept": None, "medicationReference": {"reference": "#m"}}
    return statement(**of, contained=[inside], **fields)


FUMARATE = part("Ferrous fumarate", strength=strength(305, "mg"))
FOLIC = part("Folic acid", strength=strength(400, "microgram"))


def test_ingredients_of_a_brand_that_nobody_knows(guideline: Guideline) -> None:
    brand = {"code": coding("http://lab.example", "X1", "Haematon Duo"), "ingredient": [FUMARATE]}
    found = Read(guideline, taken(brand))
    assert found.event.name == "ferrous_fumarate"
    assert found.event.tablet == "Ferrous fumarate 305 mg"
    assert "read by its name, as ferrous fumarate" in found.why


def test_more_than_its_name_says(guideline: Guideline) -> None:
    """Folic acid in it is heard, and how much of it."""
    tablet = {"code": {"text": "Ferrous fumarate capsules"}, "ingredient": [FUMARATE, FOLIC]}
    event = Read(guideline, taken(tablet)).event
    assert event.name == "iron_with_folic_acid"
    assert dict(event.contents)["folate"] == pytest.approx(0.4)


def test_a_strength_tells_the_dose(guideline: Guideline) -> None:
    b12 = part("Hydroxocobalamin", strength=strength(1, "mg", 1, "mL"))
    ampoule = {"code": {"text": "Hydroxocobalamin ampoule"}, "ingredient": [b12]}
    dosage = [{"doseAndRate": [{"doseQuantity": {"value": 1, "unit": "mL"}}]}]
    assert Read(guideline, taken(ampoule, dosage=dosage)).event.dose == 1
    oral = part("Cyanocobalamin", strength=strength(50, "microgram"))
    tablet = {"code": {"text": "Cyanocobalamin"}, "ingredient": [oral]}
    dosage = [{"doseAndRate": [{"doseQuantity": {"value": 3, "unit": "tablet"}}]}]
    assert Read(guideline, taken(tablet, dosage=dosage)).event.dose == pytest.approx(0.15)
    # of what else a strength may be is not known
    odd = part("Cyanocobalamin", strength=strength(50, "microgram", 5, "spoon"))
    spoon = {"code": {"text": "Cyanocobalamin"}, "ingredient": [odd]}
    assert Read(guideline, taken(spoon, dosage=dosage)).event.dose is None


def test_of_r5(guideline: Guideline) -> None:
    inside = {"item": {"concept": {"text": "Folic acid"}}, "isActive": True}
    inside["strengthQuantity"] = {"value": 5, "unit": "mg"}
    tablet = {"code": coding("http://lab.example", "Z"), "ingredient": [inside]}
    event = Read(guideline, taken(tablet)).event
    assert (event.name, event.tablet) == ("folic_acid", "Folic acid 5 mg")


@pytest.mark.parametrize(
    "other",
    [
        part("Folic acid", isActive=False),
        part("Folic acid", isActive=False, strength=strength(1, "mg")),
        part("Folic acid"),
        part("Iron oxide red", strength=strength(1, "mg")),
    ],
)
def test_what_is_not_active_is_none(guideline: Guideline, other: Json) -> None:
    tablet = {
        "code": {"text": "Metformin 850 mg"},
        "ingredient": [part("Metformin", isActive=True), other],
    }
    assert Read(guideline, taken(tablet)).event.name == "metformin"


def test_what_may_be_active_is_heard_where_nothing_else_tells(guideline: Guideline) -> None:
    brand = coding("http://lab.example", "X2", "Brandname")
    for ingredient, names in (
        (part("Folic acid"), ["folic_acid"]),
        (part("Folic acid", isActive=False), []),
        (part("Iron oxide red"), []),
    ):
        found = Read(guideline, taken({"code": brand, "ingredient": [ingredient]}))
        assert [event.name for event in found.events] == names


def test_a_code_of_an_ingredient_is_a_code(guideline: Guideline) -> None:
    coded = {"itemCodeableConcept": coding(ATC, "B03BA03"), "isActive": True}
    tablet = {"code": {"text": "Hydroxocobalamin"}, "ingredient": [coded]}
    found = Read(guideline, taken(tablet))
    assert (found.event.name, found.why) == ("hydroxocobalamin", "")


def test_a_strength_that_is_none_costs_no_more(guideline: Guideline) -> None:
    tablet = {"code": {"text": "Folic acid"}, "ingredient": [part("Folic acid", strength=7)]}
    assert Read(guideline, taken(tablet)).event.name == "folic_acid"


# Names that take it back


@pytest.mark.parametrize(
    "text",
    [
        "No folic acid",
        "Not taking folic acid 5 mg",
        "Folic acid 5 mg - discontinued",
        "Folic acid: DECLINED",
        "Multivitamin, folic acid free",
        "Ferrous sulfate 200 mg (on hold)",
    ],
)
def test_a_name_that_takes_it_back(guideline: Guideline, text: str) -> None:
    found = Read(guideline, statement(medicationCodeableConcept={"text": text}))
    assert found.events == ()
    assert f"{text}" in found.why
    assert "its own words say that it is not taken" in found.why


def test_beside_a_code_too(guideline: Guideline) -> None:
    text = "Ferrous sulfate 325 mg - STOPPED"
    found = Read(guideline, request(medicationCodeableConcept=coding(RXNORM, "24947", text)))
    assert found.events == ()
    assert found.record.set_aside[0].element == "ferrous_sulfate"
    # where its status says so as well, that counts
    ended = request(status="stopped", medicationCodeableConcept=coding(RXNORM, "24947", text))
    assert "stopped" in [event.kind for event in Read(guideline, ended).events]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ferrous sulfate 125 mg/mL oral drops, sugar free", "ferrous_sulfate"),
        ("Ferrous sulfate 200 mg, no folic acid", "ferrous_sulfate"),
        ("Multivitamin without iron", "multivitamin_with_folate"),
        ("Iron-free folic acid 5 mg", "folic_acid"),
    ],
)
def test_what_is_free_of_something_else(guideline: Guideline, text: str, name: str) -> None:
    found = Read(guideline, statement(medicationCodeableConcept={"text": text}))
    assert found.event.name == name


@pytest.mark.parametrize("text", ["STOPPED 10/11/2026", "Not taking", "on hold"])
def test_a_dosage_that_takes_it_back(guideline: Guideline, text: str) -> None:
    for each in (
        statement(dosage=[{"text": text}]),
        request(dosageInstruction=[{"text": text}]),
        request(status="draft", dosageInstruction=[{"text": text}]),
    ):
        found = Read(guideline, each)
        assert found.events == ()
        assert "its dosage says that it is not taken" in found.why
    ended = request(status="stopped", dosageInstruction=[{"text": text}])
    assert "stopped" in [event.kind for event in Read(guideline, ended).events]


def test_a_dosage_that_speaks_of_something_else(guideline: Guideline) -> None:
    for text in ("one daily until the bleeding has stopped", "not to be taken with milk"):
        found = Read(guideline, statement(dosage=[{"text": text}]))
        assert found.event.name == "ferrous_sulfate"
