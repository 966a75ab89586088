"""What an operation is asked for: a record, whose it is, for which day, by which definition.

The body is a Parameters resource, with the record under `data` (once or often), or under `prefetch`
with its own `data`; or a Bundle that is the record itself. `asOf` (our own) names the day. What R4
names besides (practitioner, setting and the like) tells of circumstances that no line depends on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.record.asof import seen_from
from hematinic.record.day import no_day_of_a_plan, plan_day
from hematinic.record.events import LocalLimit, Mistake, Record, RecordError
from hematinic.record.fhir import read_bundle
from hematinic.record.fhir.lenient import TYPE_FIRST
from hematinic.record.fhir.parts import Part, Reference
from hematinic.record.local_limits import with_limits


class OperationError(RecordError):
    """With the code that FHIR has for it (IssueType)."""

    def __init__(self, code: str, says: str | Mistake) -> None:
        self.code = code
        super().__init__([says])


class Sent(Part, frozen=True, kw_only=True):
    resource_type: str = ""
    parameter: tuple[msgspec.Raw, ...] = ()


class Parameter(Part, frozen=True, kw_only=True):
    """The record is left as it came: the reader of records is the one who decodes it."""

    name: str = ""
    resource: msgspec.Raw = msgspec.Raw(b"")
    part: tuple[msgspec.Raw, ...] = ()
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


class Named(Part, frozen=True, kw_only=True):
    """A definition that stands in a parameter: only its name is read."""

    id: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class OperationInput:
    data: tuple[bytes, ...]
    subjects: tuple[str, ...]
    as_of: str = ""
    definitions: tuple[str, ...] = ()
    """Ids or addresses by which the definition is named, where the address of the call does not."""


DEFINITION = (
    "planDefinition",
    "questionnaire",
    "canonical",
    "url",
    "identifier",
    "questionnaireRef",
)
"""Parameters that name it; R4, R5 and servers that were written between them differ."""

RECORD = ("data", "local", "content")


def operation_input(body: bytes, query: Iterable[tuple[str, str]] = ()) -> OperationInput:
    """Raises OperationError."""
    parameters = [Parameter(name=name, value_string=text) for name, text in query]
    data: list[bytes] = []
    kind = kind_of(body)
    if kind == "Parameters":
        parameters += _parameters(_sent(body).parameter)
    elif kind == "Bundle":
        data.append(body)
    for parameter in parameters:
        data += _data(parameter)
    texts = [(parameter.name, parameter.text) for parameter in parameters if parameter.text]
    return OperationInput(
        data=tuple(data),
        subjects=tuple(dict.fromkeys(text for name, text in texts if name == "subject")),
        as_of=next((text for name, text in texts if name == "asOf"), ""),
        definitions=tuple(_definitions(parameters)),
    )


def _data(parameter: Parameter) -> Iterator[bytes]:
    if parameter.name in RECORD and kind_of(parameter.resource):
        yield bytes(parameter.resource)
    if parameter.name in ("prefetch", "context"):
        for part in _parameters(parameter.part):
            if part.name in ("data", "content") and kind_of(part.resource):
                yield bytes(part.resource)


def _definitions(parameters: Iterable[Parameter]) -> Iterator[str]:
    for parameter in parameters:
        if parameter.name not in DEFINITION:
            continue
        if kind_of(parameter.resource):
            resource = msgspec.json.decode(parameter.resource, type=Named)
            yield resource.url or resource.id
        elif parameter.text:
            yield parameter.text


# The record


def record_of(
    asked_for: OperationInput, planner: Planner, today: int, limits: tuple[LocalLimit, ...]
) -> tuple[Record, int]:
    """With the day of the plan. `today` is an ordinal day. Raises RecordError, with the place and
    the remedy."""
    if not asked_for.data:
        says = "there is no record; send Parameters with a Bundle as 'data', or a Bundle"
        raise OperationError("required", f"$apply: {says}")
    day = _day(asked_for.as_of) if asked_for.as_of else today
    record = read_bundle(_together(asked_for.data), planner.rules.guideline, max(today, day))
    _check_subject(asked_for.subjects, record)
    return seen_from(with_limits(record, limits), day), day


def plan_of(
    asked_for: OperationInput, planner: Planner, today: int, limits: tuple[LocalLimit, ...] = ()
) -> Plan:
    """Raises RecordError."""
    return planner.plan(*record_of(asked_for, planner, today, limits))


def _together(data: tuple[bytes, ...]) -> bytes:
    """One as it came; several as entries of one bundle, of which the reader opens each."""
    if len(data) == 1:
        return data[0]
    entries = b",".join(b'{"resource":%s}' % resource for resource in data)
    return b'{"resourceType":"Bundle","type":"collection","entry":[%s]}' % entries


def _check_subject(subjects: tuple[str, ...], record: Record) -> None:
    names = dict.fromkeys(map(patient_id, subjects))
    if len(names) > 1:
        says = f"{len(names)} subjects are named; a plan is for one patient: ask once for each"
        raise OperationError("not-supported", f"$apply: {says}")
    if names and next(iter(names)) != record.patient.id:
        says = f"the subject is '{subjects[0][:100]}' and the record is of '{record.patient.id}'"
        raise OperationError("business-rule", f"$apply: {says}")


def patient_id(subject: str) -> str:
    """Of `Patient/p1`, an address of it, a version of it, or the bare id. Raises OperationError."""
    plain = subject.partition("/_history/")[0].partition("|")[0].rstrip("/")
    kind, _, name = plain.rpartition("/")
    if kind and kind.rpartition("/")[2] != "Patient":
        says = f"the subject is '{subject[:100]}'; a plan is for a Patient"
        raise OperationError("not-supported", f"$apply: {says}")
    return name.removeprefix("urn:uuid:")


def _day(text: str) -> int:
    # `asOf` may have a time behind its day.
    day = plan_day(text[:10])
    if day is None:
        raise OperationError("value", no_day_of_a_plan(text, "asOf"))
    return day


# JSON


def kind_of(sent: msgspec.Raw | bytes) -> str:
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
        raise OperationError("structure", f"$apply: not JSON: {error}") from None


def _parameters(parameters: Iterable[msgspec.Raw]) -> Iterator[Parameter]:
    for raw in parameters:
        try:
            yield msgspec.json.decode(raw, type=Parameter)
        except msgspec.ValidationError:
            continue
