"""`$apply` of the guideline: a record in, the Bundle of proposals out.

The body is a Parameters resource with the record under `data` (a Bundle), or that Bundle itself;
`subject` names the patient, and `asOf` (our own) the day.
"""

from datetime import date
from typing import Any

import orjson

from hematinic.plan.build import Planner
from hematinic.record.asof import seen_from
from hematinic.record.events import RecordError
from hematinic.record.fhir import read_bundle
from hematinic.render.fhir.careplan import bundle
from hematinic.render.fhir.parts import Resource, canonical


def apply(planner: Planner, body: bytes, today: int, subject: str = "") -> Resource:
    """`today` is an ordinal day. Raises RecordError, with the place and the remedy."""
    sent: Any = _decoded(body)
    asked = today
    if sent.get("resourceType") == "Parameters":
        given = _parameters(sent)
        subject = given.get("subject") or subject
        asked = _day(given["asOf"]) if "asOf" in given else today
        sent = given.get("data")
    if not isinstance(sent, dict) or sent.get("resourceType") != "Bundle":
        raise RecordError(
            ["$apply: there is no record; send Parameters with a Bundle as 'data', or a Bundle"]
        )
    guideline = planner.rules.guideline
    record = read_bundle(orjson.dumps(sent), guideline, max(today, asked))
    named = subject.removeprefix("Patient/")
    if named and named != record.patient.id:
        raise RecordError(
            [f"$apply: the subject is '{subject}' and the record is of '{record.patient.id}'"]
        )
    return bundle(planner.plan(seen_from(record, asked), asked))


def known(planner: Planner, name: str) -> bool:
    """Whether a PlanDefinition of this id or address is ours."""
    header = planner.rules.guideline.header
    return name in (header.id, canonical(header, "plan-definition"))


def _decoded(body: bytes) -> dict[str, Any]:
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise RecordError([f"$apply: not JSON: {error}"]) from None
    return sent if isinstance(sent, dict) else {}


def _parameters(sent: dict[str, Any]) -> dict[str, Any]:
    """The value of each parameter by its name, whatever its type."""
    found: dict[str, Any] = {}
    listed = sent.get("parameter")
    for one in listed if isinstance(listed, list) else ():
        if not isinstance(one, dict):
            continue
        for key, value in one.items():
            if key == "resource" or key.startswith("value"):
                found[str(one.get("name"))] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    """A reference as its text."""
    if isinstance(value, dict) and "reference" in value and "resourceType" not in value:
        return value["reference"]
    return value


def _day(text: Any) -> int:
    try:
        return date.fromisoformat(str(text)[:10]).toordinal()
    except ValueError:
        raise RecordError([f"asOf: '{text}' is no day; write it as 2026-11-22"]) from None
