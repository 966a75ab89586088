"""Clients of FHIR that we did not write, against the FHIR face over a real socket: fhirpy (PyPI),
fhir-kit-client and fhirclient (npm).

`npm install --prefix tests/web` brings the two of npm; without them, or without Node, their tests skip.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hematinic.web.app import create_app
from hematinic.web.service import Service
from web.hooks.fhir_server import served

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[2] / "examples" / "combined-deficiency-bundle.json"
MODULES = HERE.parent / "node_modules"
NODE = shutil.which("node") or ""
URL = "urn:hematinic:plan-definition:iron-b12"


@pytest.fixture(scope="module")
def base(service: Service) -> Iterator[str]:
    with served(create_app(service)) as address:
        yield f"{address}/fhir"


def by_node(script: str, package: str, base: str) -> dict[str, Any]:
    if not NODE or not (MODULES / package).is_dir():
        pytest.skip(f"needs Node and {package}: npm install --prefix tests/web")
    command = [NODE, str(HERE / script), base, str(EXAMPLE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


SAME = {
    "metadata": "4.0.1", "found": 1, "read": URL, "applied": "CarePlan",
    "contains": "RequestGroup", "bundle": "Bundle",
}  # fmt: skip


def test_fhir_kit_client(base: str) -> None:
    assert by_node("kit_client.mjs", "fhir-kit-client", base) == SAME | {
        "pages": [5, 5],
        "missing": "404 OperationOutcome not-found",
        "refused": "422 OperationOutcome required",
    }


def test_fhirclient(base: str) -> None:
    told = by_node("smart_client.cjs", "fhirclient", base)
    missing, refused = told.pop("missing"), told.pop("refused")
    assert told == SAME
    assert "404" in missing
    assert "422" in refused


def test_fhirpy(base: str) -> None:
    fhirpy = pytest.importorskip("fhirpy")
    from fhirpy.base.exceptions import OperationOutcome, ResourceNotFound

    client = fhirpy.SyncFHIRClient(base)
    assert client.execute("metadata", method="get")["fhirVersion"] == "4.0.1"
    [found] = client.resources("PlanDefinition").search(url=URL).fetch()
    assert client.reference("PlanDefinition", found.id).to_resource().url == URL
    every = client.resources("ActivityDefinition").limit(20).fetch_all()
    assert len({one.id for one in every}) == len(every) > 100
    body = {
        "resourceType": "Parameters",
        "parameter": [{"name": "data", "resource": json.loads(EXAMPLE.read_text())}],
    }
    care = found.execute("$apply", data=body)
    assert care["resourceType"] == "CarePlan"
    assert care["contained"][0]["resourceType"] == "RequestGroup"
    assert found.execute("$r5.apply", data=body)["resourceType"] == "Bundle"
    with pytest.raises(ResourceNotFound):
        client.reference("PlanDefinition", "other").to_resource()
    with pytest.raises(OperationOutcome) as refused:
        found.execute("$apply", data={"resourceType": "Parameters"})
    assert refused.value.resource["issue"][0]["code"] == "required"
