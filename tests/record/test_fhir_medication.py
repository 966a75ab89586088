"""Medicines: which one, what its status means, what is taken; each rule from both sides."""

from typing import Any

import pytest

from hematinic.guideline.model import Guideline
from record.fhir_resources import (
    ATC,
    RXNORM,
    SNOMED,
    TODAY,
    Read,
    administration,
    bundle,
    coding,
    day,
    patient,
    quantity,
    read,
    request,
    statement,
)

BORN = day("1961-03-04")


def medicine(text: str) -> dict[str, Any]:
    return {"medicationCodeableConcept": {"text": text}}


def names(guideline: Guideline, **fields: Any) -> list[str]:
    return [event.name for event in Read(guideline, request(**fields)).events]


# Which medicine


@pytest.mark.parametrize(
    ("system", "code", "name"),
    [
        (RXNORM, "24947", "ferrous_sulfate"),
        (RXNORM, "317106", "hydroxocobalamin"),
        (ATC, "B03BA03", "hydroxocobalamin"),
        (ATC, "B03AD02", "iron_with_folic_acid"),
        (SNOMED, "63718003", "folic_acid"),
        # An automatic map has had these two swapped.
        (RXNORM, "24909", "iron_sucrose"),
        (RXNORM, "105669", "polysaccharide_iron"),
        (SNOMED, "129497004", "iron_sucrose"),
        (SNOMED, "387206004", "polysaccharide_iron"),
    ],
)
def test_by_code(guideline: Guideline, system: str, code: str, name: str) -> None:
    found = Read(guideline, request(medicationCodeableConcept=coding(system, code)))
    assert found.event.name == name
    assert found.why == ""


@pytest.mark.parametrize("code", ["B03BA", "B03A", "B03AC"])
def test_a_group_of_the_atc_tells_no_medicine(guideline: Guideline, code: str) -> None:
    assert names(guideline, medicationCodeableConcept=coding(ATC, code)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ferrous sulfate 325 MG Oral Tablet", ["ferrous_sulfate"]),
        ("FERROUS SULPHATE 200mg tablets", ["ferrous_sulfate"]),
        ("1 ML hydroxocobalamin 1 MG/ML Injection", ["hydroxocobalamin"]),
        ("Vitamin B12 5 MG/ML Injectable Solution", ["unspecified_vitamin_b12"]),
        ("Iron sucrose 20 MG/ML", ["iron_sucrose"]),
        ("24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet", ["metformin"]),
        # the longest name
        ("Ferrograd Folic", ["iron_with_folic_acid"]),
        ("ferric carboxymaltose 50 MG/ML", ["ferric_carboxymaltose"]),
        ("sodium ferric gluconate complex", ["sodium_ferric_gluconate"]),
        ("levofolinic acid", ["folinic_acid"]),
        # several in one tablet
        (
            "cyanocobalamin 1 MG / folic acid 2.5 MG / pyridoxine 25 MG Oral Tablet",
            ["b12_b6_folic_acid"],
        ),
        ("Folic acid 2.5 MG / pyridoxine 25 MG / cyanocobalamin 1 MG", ["b12_b6_folic_acid"]),
        ("ferrous fumarate 324 MG / folic acid 1 MG Oral Tablet", ["iron_with_folic_acid"]),
        ("folic acid 0.35 MG / ferrous gluconate 300 MG", ["iron_with_folic_acid"]),
        ("Iron 60 MG / folic acid 0.4 MG", ["iron_with_folic_acid"]),
        ("ferrous fumarate / cyanocobalamin / folic acid", ["iron_b12_folic_acid"]),
        ("Prenatal multivitamin with iron and folic acid", ["prenatal_vitamin"]),
        ("ferrous sulfate 65 MG / ascorbic acid 125 MG", ["ferrous_sulfate", "ascorbic_acid"]),
        # whole words
        ("Preferrous sulfateX", []),
        ("Folicin", []),
        # a nutrient alone is not missed, and yields to a product beside it
        ("Iron 325 MG tablet", ["unspecified_iron"]),
        ("ferrous sulfate 325 MG (65 MG iron) tablet", ["ferrous_sulfate"]),
    ],
)
def test_by_name(guideline: Guideline, text: str, found: list[str]) -> None:
    assert sorted(names(guideline, **medicine(text))) == sorted(found)


def test_a_name_is_used_and_told(guideline: Guideline) -> None:
    found = Read(guideline, request(**medicine("Ferrous sulfate 325 MG Oral Tablet")))
    assert found.event.name == "ferrous_sulfate"
    assert "read by its name, as ferrous sulfate" in found.why


def test_what_a_code_leaves_out_the_name_tells(guideline: Guideline) -> None:
    """Folic acid in an iron tablet must not hide behind the code of its iron."""
    both = coding(RXNORM, "24947", "ferrous sulfate 325 MG / folic acid 0.35 MG")
    assert names(guideline, medicationCodeableConcept=both) == ["iron_with_folic_acid"]


def test_a_code_and_a_name_that_differ_are_told(guideline: Guideline) -> None:
    found = Read(guideline, request(medicationCodeableConcept=coding(RXNORM, "24947", "warfarin")))
    assert found.event.name == "ferrous_sulfate"
    assert "its code means ferrous sulfate, its text does not" in found.why


def test_an_antidote_is_no_treatment_of_a_deficiency(guideline: Guideline) -> None:
    """V03AB33 is hydroxocobalamin for cyanide poisoning."""
    found = Read(
        guideline, request(medicationCodeableConcept=coding(ATC, "V03AB33", "hydroxocobalamin"))
    )
    assert found.events == ()
    assert "no rule of this guideline reads this medicine" in found.why


@pytest.mark.parametrize("text", ["Diclofenac 1 % topical gel", "Chloramphenicol eye drops"])
def test_what_acts_locally_does_not_count(guideline: Guideline, text: str) -> None:
    found = Read(guideline, request(**medicine(text)))
    assert found.events == ()
    assert "acts where it is applied" in found.why


@pytest.mark.parametrize("text", ["folic acid soft gel", "folic acid gel capsule"])
def test_a_capsule_of_gel_is_swallowed(guideline: Guideline, text: str) -> None:
    assert names(guideline, **medicine(text)) == ["folic_acid"]


def test_unknown_medicines_are_listed_once(guideline: Guideline) -> None:
    found = Read(
        guideline,
        request(id="a", **medicine("amoxicillin")),
        request(id="b", **medicine("amoxicillin")),
        request(id="c", medicationCodeableConcept=coding(RXNORM, "1049630")),
    )
    assert found.events == ()
    assert "MedicationRequest/a: amoxicillin (2 times): no rule" in found.why
    assert "MedicationRequest/c: RxNorm 1049630: no rule" in found.why


# Where it is named


IRON = {"code": coding(RXNORM, "24947")}


def by_reference(reference: str, **fields: Any) -> dict[str, Any]:
    where = {"reference": reference}
    return request(**{"medicationCodeableConcept": None, "medicationReference": where} | fields)


def test_a_contained_medication(guideline: Guideline) -> None:
    inside = [{"resourceType": "Medication", "id": "m", **IRON}]
    found = Read(guideline, by_reference("#m", contained=inside))
    assert found.event.name == "ferrous_sulfate"


@pytest.mark.parametrize(
    "reference", ["urn:uuid:7d", "Medication/m1", "https://ehr.example/fhir/Medication/m1", "Medication/m1/_history/2"]
)  # fmt: skip
def test_a_referenced_medication(guideline: Guideline, reference: str) -> None:
    entry = {
        "fullUrl": "urn:uuid:7d",
        "resource": {"resourceType": "Medication", "id": "m1", **IRON},
    }
    data = bundle(patient(), by_reference(reference))
    data["entry"].append(entry)
    (event,) = read(guideline, data).events
    assert event.name == "ferrous_sulfate"


def test_a_medication_by_its_ingredients(guideline: Guideline) -> None:
    parts = [
        {"itemCodeableConcept": {"text": "ferrous fumarate"}},
        {"itemReference": {"reference": "Medication/f"}},
    ]
    tablet = {"resourceType": "Medication", "id": "t", "ingredient": parts}
    folic = {"resourceType": "Medication", "id": "f", "code": {"text": "folic acid"}}
    data = bundle(patient(), by_reference("Medication/t"), tablet, folic)
    assert {event.name for event in read(guideline, data).events} == {"iron_with_folic_acid"}


def test_medications_that_refer_to_each_other_end(guideline: Guideline) -> None:
    loop = [
        {
            "resourceType": "Medication",
            "id": a,
            "ingredient": [{"itemReference": {"reference": f"Medication/{b}"}}],
        }
        for a, b in (("x", "y"), ("y", "x"))
    ]
    assert read(guideline, bundle(patient(), by_reference("Medication/x"), *loop)).events == ()


def test_a_medication_that_is_not_there(guideline: Guideline) -> None:
    found = Read(guideline, by_reference("Medication/gone"))
    assert found.events == ()
    assert "Medication/gone: is not in the record" in found.why
    shown = request(medicationCodeableConcept=None,
                    medicationReference={"reference": "Medication/gone", "display": "Ferrous sulfate"})  # fmt: skip
    assert Read(guideline, shown).event.name == "ferrous_sulfate"


def test_an_order_of_nothing_yet(guideline: Guideline) -> None:
    """As a client sends it before a drug is chosen."""
    opened = request(status="draft", intent=None, medicationCodeableConcept=None)
    found = Read(guideline, opened)
    assert found.events == ()
    assert "draft MedicationRequest: names no medicine" in found.why


# Statuses of requests


@pytest.mark.parametrize(
    ("status", "intent", "kinds"),
    [
        ("draft", "order", ["ordered"]),
        ("draft", None, ["ordered"]),
        ("draft", "proposal", ["ordered"]),
        ("active", "proposal", ["ordered"]),
        ("active", "option", ["ordered"]),
        (None, "order", ["ordered"]),
        ("active", "order", ["started"]),
        ("active", "plan", ["ordered"]),
        ("active", None, ["started"]),
        ("active", "instance-order", ["started"]),
        ("completed", "order", ["started"]),
        ("stopped", "order", ["started", "stopped"]),
        ("on-hold", "order", ["started", "stopped"]),
        ("cancelled", "order", []),
        ("entered-in-error", "order", []),
        ("unknown", "order", []),
    ],
)
def test_what_a_status_means(
    guideline: Guideline, status: str | None, intent: str | None, kinds: list[str]
) -> None:
    found = Read(guideline, request(status=status, intent=intent))
    assert sorted(event.kind for event in found.events) == kinds
    assert kinds or found.why


@pytest.mark.parametrize(
    "reported", [{"reportedBoolean": True}, {"reportedReference": {"reference": "Patient/p1"}}]
)
def test_a_plan_that_is_reported_is_taken(guideline: Guideline, reported: Any) -> None:
    """In the profiles of the US, what a patient tells of taking is a plan."""
    found = Read(guideline, request(intent="plan", **reported))
    assert found.event.kind == "started"
    planned = Read(guideline, request(intent="plan", reportedBoolean=False))
    assert planned.event.kind == "ordered"
    assert "is planned, and not reported as taken" in planned.why


def test_an_order_not_to_give_is_set_aside(guideline: Guideline) -> None:
    found = Read(guideline, request(doNotPerform=True))
    assert found.events == ()
    assert "an order not to give it" in found.why


def test_a_draft_without_a_day_or_ahead_of_this_clock_is_of_today(guideline: Guideline) -> None:
    for written in (None, "2026-11-23T00:10:00+13:00"):
        event = Read(guideline, request(status="draft", authoredOn=written)).event
        assert event.day == (TODAY, TODAY)


def test_an_active_order_without_a_day_began_some_day(guideline: Guideline) -> None:
    assert Read(guideline, request(authoredOn=None)).event.day == (BORN, TODAY)


def test_an_order_that_begins_later_is_booked(guideline: Guideline) -> None:
    later = {"timing": {"repeat": {"boundsPeriod": {"start": "2026-12-24"}}}}
    found = Read(guideline, request(dosageInstruction=[later]))
    assert found.kinds == [("booked", "ferrous_sulfate", day("2026-12-24"))]


# Statements


@pytest.mark.parametrize(
    ("status", "period", "kinds"),
    [
        ("active", {"start": "2026-11-01"}, ["started"]),
        ("taking", {"start": "2026-11-01"}, ["started"]),
        ("completed", {"start": "2026-11-01", "end": "2026-11-10"}, ["started"]),
        ("stopped", {"start": "2026-11-01", "end": "2026-11-10"}, ["started", "stopped"]),
        ("intended", {"start": "2026-12-01"}, ["booked"]),
        ("intended", {"start": "2026-11-01"}, []),
        ("not-taken", {"start": "2026-11-01"}, []),
        ("entered-in-error", {"start": "2026-11-01"}, []),
        ("unknown", {"start": "2026-11-01"}, []),
    ],
)
def test_statements(
    guideline: Guideline, status: str, period: dict[str, str], kinds: list[str]
) -> None:
    found = Read(guideline, statement(status=status, effectivePeriod=period))
    assert [event.kind for event in found.events] == kinds
    assert kinds or found.why


def test_a_statement_without_a_start_counts_from_its_day(guideline: Guideline) -> None:
    found = Read(guideline, statement(effectivePeriod=None, dateAsserted="2026-11-10"))
    assert found.kinds == [("started", "ferrous_sulfate", day("2026-11-10"))]
    assert "its start is not recorded" in found.why


def test_a_statement_without_any_day(guideline: Guideline) -> None:
    assert Read(guideline, statement(effectivePeriod=None)).event.day == (BORN, TODAY)
    over = Read(guideline, statement(effectivePeriod=None, status="completed"))
    assert over.events == ()
    assert "no day of it is recorded" in over.why


# Administrations


def test_an_injection_given(guideline: Guideline) -> None:
    dosage = {"dose": quantity(1, "mg"), "route": coding(SNOMED, "78421000")}
    event = Read(guideline, administration(dosage=dosage)).event
    assert (event.kind, event.name, event.dose) == ("given", "hydroxocobalamin", 1)
    assert (event.route, event.minute) == ("intramuscular", 605)


@pytest.mark.parametrize(
    ("status", "given"),
    [("completed", True), ("in-progress", True), ("not-done", False), ("on-hold", False),
     ("entered-in-error", False), ("unknown", False)],
)  # fmt: skip
def test_statuses_of_administrations(guideline: Guideline, status: str, given: bool) -> None:
    found = Read(guideline, administration(status=status))
    assert bool(found.events) is given
    assert bool(found.why) is not given


def test_a_dose_broken_off_was_given_in_part(guideline: Guideline) -> None:
    found = Read(guideline, administration(status="stopped", dosage={"dose": quantity(1, "mg")}))
    assert (found.event.kind, found.event.dose) == ("given", None)


def test_a_dose_without_a_day_is_set_aside(guideline: Guideline) -> None:
    found = Read(guideline, administration(effectiveDateTime=None))
    assert found.events == ()
    assert "has no day" in found.why


def test_two_doses_of_one_day_are_two_but_one_told_twice_is_one(guideline: Guideline) -> None:
    untimed = {"effectiveDateTime": "2026-11-20"}
    two = Read(guideline, administration(id="a", **untimed), administration(id="b", **untimed))
    assert len(two.events) == 2
    assert len(Read(guideline, administration(), administration()).events) == 1
    assert len(Read(guideline, administration(id="a"), administration(id="b")).events) == 1
