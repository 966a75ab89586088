"""`$apply` of the guideline: a record in, the Bundle of proposals out.

The body is a Parameters resource with the record under `data` (a Bundle), or that Bundle itself;
`subject` names the patient, and `asOf` (our own) the day.
"""

from collections.abc import Iterator

import msgspec

from hematinic.plan.build import Planner
from hematinic.record.asof import seen_from
from hematinic.record.day import no_day_of_a_plan, plan_day
from hematinic.record.events import RecordError
from hematinic.record.fhir import read_bundle
from hematinic.record.fhir.lenient import TYPE_FIRST
from hematinic.record.fhir.parts import Part, Reference
from hematinic.render.fhir.careplan import bundle
from hematinic.render.fhir.parts import Resource, canonical


class Sent(Part, frozen=True, kw_only=True):
    resource_type: str = ""
    parameter: tuple[msgspec.Raw, ...] = ()


class Parameter(Part, frozen=True, kw_only=True):
    """The record is left as it came: the reader of records is the one who decodes it."""

    name: str = ""
    resource: msgspec.Raw = msgspec.Raw(b"")
    value_string: str = ""
    value_id: str = ""
    value_uri: str = ""
    value_canonical: str = ""
    value_reference: Reference | None = None
    value_date: str = ""
    value_date_time: str = ""

    @property
    def text(self) -> str:
        plain = (
            self.value_string, self.value_id, self.value_uri, self.value_canonical,
            self.value_date, self.value_date_time,
        )  # fmt: skip
        of = self.value_reference.reference if self.value_reference else ""
        return next((text for text in plain if text), of)


def apply(planner: Planner, body: bytes, today: int, subject: str = "") -> Resource:
    """`today` is an ordinal day. Raises RecordError, with the place and the remedy."""
    record_sent: msgspec.Raw | bytes = body
    asked = today
    if _kind(body) == "Parameters":
        given = {one.name: one for one in _parameters(body)}
        subject = given["subject"].text if "subject" in given else subject
        asked = _day(given["asOf"].text) if "asOf" in given else today
        record_sent = given["data"].resource if "data" in given else b""
    if _kind(record_sent) != "Bundle":
        raise RecordError(
            ["$apply: there is no record; send Parameters with a Bundle as 'data', or a Bundle"]
        )
    guideline = planner.rules.guideline
    record = read_bundle(bytes(record_sent), guideline, max(today, asked))
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


def _kind(sent: msgspec.Raw | bytes) -> str:
    first = TYPE_FIRST.match(sent)
    return first[1].decode() if first else _sent(sent).resource_type


def _sent(body: msgspec.Raw | bytes) -> Sent:
    try:
        return msgspec.json.decode(body, type=Sent)
    except msgspec.ValidationError:
        return Sent()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if not bytes(body):
            return Sent()
        raise RecordError([f"$apply: not JSON: {error}"]) from None


def _parameters(body: bytes) -> Iterator[Parameter]:
    for raw in _sent(body).parameter:
        try:
            yield msgspec.json.decode(raw, type=Parameter)
        except msgspec.ValidationError:
            continue


def _day(text: str) -> int:
    day = plan_day(text[:10])
    if day is None:
        raise RecordError([no_day_of_a_plan(text, "asOf")])
    return day
