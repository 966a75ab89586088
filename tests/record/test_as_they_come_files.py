"""Files as exports and bulk tools leave them."""

import gzip
from pathlib import Path

import pytest

from hematinic.plan.build import Planner
from record.as_they_come import Case, check, lines
from record.fhir_resources import LOINC, bundle, coding, observation, patient, quantity

FERRITIN = observation(id="f")
HB = observation(id="h", code=coding(LOINC, "718-7"), valueQuantity=quantity(9.4, "g/dL"))
MARK = b"\xef\xbb\xbf"
BOTH = {"ferritin": 6, "hemoglobin": 94}

CASES = (
    Case(
        "capital letters, packed lines, and a packed file of any name",
        {"folder": {"PATIENT.NDJSON": lines(patient()), "Labs.jsonl.gz": gzip.compress(lines(FERRITIN)), "export-3": gzip.compress(lines(HB))}},
        read=BOTH,
    ),
    Case(
        "lines of Windows, blank ones, and marks amid them",
        MARK + b"\r\n".join((lines(patient()), b"", MARK + lines(FERRITIN), b"  ", lines(HB))) + b"\r\n",
        read=BOTH,
    ),
    Case(
        "one line cut short, another that is none",
        {"folder": {"all.ndjson": lines(patient(), lines(FERRITIN)[:70], b"<html>502 Bad Gateway</html>", HB)}},
        read={"hemoglobin": 94}, unread=("ferritin",), told=("all.ndjson, line 2", "line 3 & 502 bad gateway"),
    ),
    Case(
        "files joined without an end of line",
        {"folder": {"all.ndjson": lines(patient()) + lines(FERRITIN) + MARK + lines(HB)}},
        read=BOTH,
    ),
    Case(
        "an export whose list names what is not here",
        {"folder": {"Patient.ndjson": lines(patient()), "Observation.ndjson": lines(FERRITIN), "manifest.json": {"transactionTime": "2026-11-20T00:00:00Z", "request": "https://ehr.example/$export", "output": [{"type": "Patient", "url": "https://ehr.example/out/Patient.ndjson"}, {"type": "Observation", "url": "https://ehr.example/out/Observation.ndjson"}, {"type": "Condition", "url": "https://ehr.example/out/Condition.1.ndjson"}], "deleted": [{"type": "Bundle", "url": "https://ehr.example/out/del.ndjson"}], "error": []}}},
        read={"ferritin": 6}, told=("condition & not here", "del.ndjson & deleted"),
    ),
    Case(
        "bundles in bundles, and a page that is missing",
        bundle(bundle(patient(), FERRITIN, type="searchset", link=[{"relation": "next", "url": "https://ehr.example/r4?page=2"}]), bundle(HB)),
        read=BOTH, told=("page=2",),
    ),
    Case(
        "what the server said beside its answer",
        bundle(patient(), FERRITIN, {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "suppressed", "details": {"text": "results older than a year are withheld"}}]}, type="searchset"),
        read={"ferritin": 6}, told=("older than a year are withheld",),
    ),
    Case(
        "a list of resources", lines([patient(), FERRITIN, HB]), read=BOTH,
    ),
    Case(
        "an answer of parameters",
        {"resourceType": "Parameters", "parameter": [{"name": "return", "resource": bundle(patient(), FERRITIN)}, {"name": "more", "part": [{"name": "x", "resource": HB}]}]},
        read=BOTH,
    ),
    Case(
        "text of sixteen bits", MARK[:0] + lines(bundle(patient(), FERRITIN, HB)).decode().encode("utf-16"), read=BOTH,
    ),
    Case(
        "two reports of one result, one corrected",
        bundle(patient(), observation(id="a", effectiveDateTime="2026-11-20T08:00:00Z", valueQuantity=quantity(60, "ug/L")), observation(id="b", status="corrected", effectiveDateTime="2026-11-20T08:00:00Z")),
        read={"ferritin": 6}, told=("observation/a & replaced",),
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_a_tool_leaves(case: Case, planner: Planner, tmp_path: Path) -> None:
    check(case, planner, tmp_path)
