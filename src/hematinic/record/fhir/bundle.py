"""Bytes to single resources: a Bundle of any type, one resource, or lines of NDJSON; and what a
bundle says of resources that are not in it: deleted, refused by a server, on another page."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

import msgspec

from hematinic.record.events import RecordError, SetAside, UnreadableError
from hematinic.record.fhir.alike import Line
from hematinic.record.fhir.lenient import (
    TYPE_FIRST,
    may_be_modified,
    names_modifier,
    quoted,
    repair,
    well_formed,
)
from hematinic.record.fhir.lines import resources_in
from hematinic.record.fhir.parts import Part, shown
from hematinic.record.fhir.passed import Passed
from hematinic.record.fhir.people import Decoded
from hematinic.record.fhir.resources import KINDS, TYPE, AnyKind, OperationOutcome, Resource
from hematinic.record.fhir.separate import MARK, array, ndjson, objects
from hematinic.record.fhir.twice import parsed, twice_in_wrapper

NESTED = 4
"""Bundles inside bundles; a search result of documents has two."""

MOST_BAD_LINES = 20
"""Of one file that are told one by one."""


class Item(NamedTuple):
    place: str
    """`entry[12]`, or the file and line."""
    full_url: str
    raw: msgspec.Raw | bytes


class Deletion(NamedTuple):
    """What a source says was deleted, and when, where it says so."""

    place: str
    name: str
    """`Observation/1`."""
    version: int = -1
    when: str = ""


class Request(Part, frozen=True, kw_only=True):
    method: str = ""
    url: str = ""


class Response(Part, frozen=True, kw_only=True):
    status: str = ""
    etag: str = ""
    last_modified: str = ""
    outcome: OperationOutcome | None = None


class Exchange(Part, frozen=True, kw_only=True):
    """What an entry says beside its resource."""

    full_url: str = ""
    request: Request | None = None
    response: Response | None = None


class Entry(Exchange, frozen=True, kw_only=True):
    resource: msgspec.Raw = msgspec.Raw(b"")
    modifier_extension: tuple[msgspec.Raw, ...] = ()


class UsualEntry(Exchange, frozen=True, kw_only=True):
    resource: AnyKind | None = None


class BundleLink(Part, frozen=True, kw_only=True):
    relation: str = ""
    url: str = ""


class Parameter(Part, frozen=True, kw_only=True):
    resource: msgspec.Raw = msgspec.Raw(b"")
    part: tuple["Parameter", ...] = ()


class Bundle(Part, frozen=True, kw_only=True):
    """Or Parameters, which some operations answer with."""

    resource_type: str = ""
    implicit_rules: str = ""
    entry: tuple[Entry, ...] = ()
    link: tuple[BundleLink, ...] = ()
    parameter: tuple[Parameter, ...] = ()


BUNDLES = "Bundle"


class UsualBundle(Part, frozen=True, kw_only=True, tag_field=TYPE, tag=BUNDLES):
    """Of resources of the usual types, in the form that FHIR has: read in one pass."""

    implicit_rules: Literal[""] = ""
    entry: tuple[UsualEntry, ...] = ()
    link: tuple[BundleLink, ...] = ()


BUNDLE = msgspec.json.Decoder(Bundle)

BEGINS = {kind: f"{name}/" for name, kind in KINDS.items()}
"""How the names of resources begin, by their types."""

METHODS = frozenset(("", "GET", "HEAD", "POST", "PUT"))
"""Of exchanges whose resource, if there is one, stands as it is sent."""

HOLDERS = (b"Bundle", b"Parameters")

TWICE = "'{key}' stands twice in one part of the bundle: ask for it anew"


class Unpacked:
    """The resources of a source, and what was noticed on the way."""

    def __init__(self) -> None:
        self.decoded: list[Decoded] = []
        self.items: list[Item] = []
        """Still to be decoded: what is not of the usual form."""
        self.set_aside: list[SetAside] = []
        self.deleted: list[Deletion] = []
        self.over: list[tuple[Line, Passed]] = []
        """Lines that were passed over."""
        self.alike = False
        """Whether some were taken apart, and not decoded."""
        self.modified = False
        """Whether anything in the source may turn the meaning of something else."""

    def note(self, where: str, what: str, why: str) -> None:
        self.set_aside.append(SetAside(where=where, what=what[:200] or "?", why=why))

    # Documents and lines

    def document(self, content: bytes, place: str, name: str) -> None:
        """A Bundle, a resource, an array or lines of resources. Raises RecordError."""
        known = parsed(content)
        if known is None and (key := twice_in_wrapper(content)):
            raise RecordError([f"{name}: {TWICE.format(key=key)}"])
        self.modified = self.modified or (
            may_be_modified(content) if known is None else names_modifier(known.written)
        )
        if known and not self.modified and (whole := _usual(known.data)) is not None:
            self.take(whole, place)
            return
        start = content.lstrip()[:1]
        if start == b"[" and (listed := array(content)):
            for i, raw in enumerate(listed):
                self.add(raw, f"{place}[{i}]", name)
        else:
            try:
                self.add(content, place, name)
            except RecordError:
                if not (lines := ndjson(content)):
                    raise
                self.lines(lines, place)

    def lines(self, lines: Iterable[tuple[int, bytes]], place: str) -> None:
        bad, listed = 0, list(lines)
        resources = self.usual([line for _, line in listed])
        for (number, line), resource in zip(listed, resources, strict=True):
            where = f"{place}, line {number}" if place else f"line {number}"
            if resource is not None:
                self.decoded.append(Decoded(named(resource, where), "", resource))
                continue
            try:
                self.line(line, where)
            except RecordError as error:
                bad += 1
                if bad <= MOST_BAD_LINES:
                    why = str(error.problems[0]).removeprefix(f"{where}, line 1: ")
                    self.note(where, quoted(line.decode("utf-8", "replace")), why)
        if bad > MOST_BAD_LINES:
            what = f"{bad - MOST_BAD_LINES} further lines"
            self.note(place or "record", what, "could not be read either")

    def usual(self, lines: Sequence[bytes]) -> Sequence[Resource | None]:
        """Of each line its resource; None where it must be looked at closer."""
        return [None] * len(lines) if self.modified else resources_in(lines)

    def line(self, line: bytes, place: str) -> None:
        """One that must be looked at closer. Raises RecordError."""
        for raw in objects(line):
            first = TYPE_FIRST.match(raw)
            if first is None or first[1] in HOLDERS:
                if key := twice_in_wrapper(raw):
                    raise RecordError([f"{place}: {TWICE.format(key=key)}"])
                self.add(raw, place, place)
            else:
                self.items.append(Item(place, "", raw))

    # Bundles

    def take(self, whole: UsualBundle | Resource, place: str) -> None:
        if isinstance(whole, Resource):
            self.decoded.append(Decoded(named(whole, place or "resource"), "", whole))
            return
        self.pages(whole.link, place)
        inside, add = f"{place}.entry" if place else "entry", self.decoded.append
        for i, entry in enumerate(whole.entry):
            resource = entry.resource
            if (entry.request or entry.response) and not self.exchanged(entry, f"{inside}[{i}]"):
                continue
            if resource is not None:
                name = resource.id
                begins = BEGINS[type(resource)]
                where = begins + name if name else named(resource, f"{inside}[{i}]")
                add(Decoded(where, entry.full_url, resource))

    def add(
        self, content: msgspec.Raw | bytes, place: str, name: str, depth: int = 0, url: str = ""
    ) -> None:
        """A Bundle's entries, or the resource itself. Raises RecordError."""
        bundle = _bundle(content, name)
        if not bundle.resource_type and not place:
            says = "not FHIR: a Bundle or a resource, an object with a resourceType, is wanted"
            raise RecordError([f"{name}: {says}"])
        if bundle.resource_type.encode() not in HOLDERS:
            self.items.append(Item(place or "resource", url, content))
            return
        if depth == NESTED:
            raise RecordError([f"{name}: bundles nested more than {NESTED} deep; flatten them"])
        if bundle.implicit_rules:
            why = "must be read by rules that are not known here: nothing of it is used"
            self.note(place or "Bundle", bundle.implicit_rules, why)
            return
        self.pages(bundle.link, place)
        for i, entry in enumerate(bundle.entry):
            where = f"{place}.entry[{i}]" if place else f"entry[{i}]"
            self.entry(entry, where, name, depth)
        for i, parameter in enumerate(_parameters(bundle.parameter)):
            self.resource(parameter.resource, "", f"{place or 'Parameters'}[{i}]", name, depth)

    def entry(self, entry: Entry, where: str, name: str, depth: int) -> None:
        if entry.modifier_extension:
            why = "carries a modifier extension, which may turn its meaning"
            self.note(where, entry.full_url or "an entry", why)
        elif self.exchanged(entry, where):
            self.resource(entry.resource, entry.full_url, where, name, depth)

    def exchanged(self, entry: Exchange, where: str) -> bool:
        """Of an entry of a history, a transaction or an answer to one: whether it holds a resource
        that stands."""
        request, response = entry.request or Request(), entry.response or Response()
        url = request.url or entry.full_url
        if request.method.upper() == "DELETE" or response.status.startswith("410"):
            self.delete(url or entry.full_url, where, response)
            return False
        if request.method.upper() not in METHODS:
            what = f"{request.method[:20]} {url}".strip()
            self.note(where, what, "changes a resource in a way that is not carried out here")
            return False
        if re.match(r"[45]\d\d", response.status):
            says = " ".join(_said(response.outcome))
            what = f"{url}: {response.status}" if url else response.status
            why = "the server did not give this; what it holds is missing here"
            self.note(where, what, f"{says}: {why}" if says else why)
        elif response.outcome is not None:
            for issue in response.outcome.issue:
                if issue.severity in ("fatal", "error", "warning"):
                    what = issue.diagnostics or shown(issue.details, issue.code or "an outcome")
                    self.note(where, what, "said by the server; something may be missing")
        return True

    def resource(self, raw: msgspec.Raw, full_url: str, where: str, name: str, depth: int) -> None:
        if memoryview(raw).nbytes <= 4 and bytes(raw) in (b"", b"null"):
            return  # a response without a body
        first = TYPE_FIRST.match(raw)
        if first is None or first[1] in HOLDERS:
            self.add(raw, where, name, depth + 1, full_url)
        else:
            self.items.append(Item(where, full_url, raw))

    def delete(self, url: str, where: str, response: Response) -> None:
        plain, _, version = url.partition("/_history/")
        parts = plain.rstrip("/").rsplit("/", 2)
        if "?" in plain or len(parts) < 2:
            why = "deletes by a search, which is not carried out here: check what it meant"
            self.note(where, url or "a deletion", why)
            return
        digits = re.search(r"\d{1,18}", response.etag) or re.fullmatch(r"\d{1,18}", version)
        number = int(digits[0]) if digits else -1
        name = f"{parts[-2]}/{parts[-1]}"
        self.deleted.append(Deletion(where, name, number, response.last_modified))

    def pages(self, links: tuple[BundleLink, ...], place: str) -> None:
        for link in links:
            if link.relation == "next":
                why = (
                    "there are further pages, which were not read; fetch them and read all at once"
                )
                self.note(place or "Bundle", link.url or "next", why)


def from_bytes(content: bytes) -> Unpacked:
    """A Bundle, a resource, or lines of them. Raises RecordError where it is neither."""
    unpacked = Unpacked()
    unpacked.document(content.removeprefix(MARK), "", "record")
    return unpacked


def _parameters(parameters: tuple[Parameter, ...]) -> Iterator[Parameter]:
    for parameter in parameters:
        yield parameter
        yield from _parameters(parameter.part)


def _said(outcome: OperationOutcome | None) -> Iterator[str]:
    for issue in outcome.issue if outcome else ():
        yield issue.diagnostics or shown(issue.details, issue.code)


def named(resource: Resource, place: str) -> str:
    """How notes call a resource: by its id, else by its place."""
    kind = type(resource).__name__
    if kind == "Other":
        kind = resource.resource_type[:64]
    return f"{kind}/{resource.id}" if resource.id else f"{kind} {place}"


# JSON, and what nearly is


def _usual(data: Any) -> UsualBundle | Resource | None:
    """None of what must be looked at closer."""
    if not isinstance(data, dict) or data.get(TYPE) != BUNDLES:
        return well_formed(data)
    try:
        return msgspec.convert(data, UsualBundle)
    except (msgspec.ValidationError, RecursionError):
        return None


def _bundle(content: msgspec.Raw | bytes, name: str) -> Bundle:
    try:
        return _decoded(content)
    except msgspec.DecodeError as error:
        line = _line(content, error)
        raise UnreadableError(f"{name}, line {line}: not JSON: {error}", line) from None
    except RecursionError:
        raise UnreadableError(f"{name}: nested too deeply to be a FHIR record") from None
    except UnicodeDecodeError:
        raise UnreadableError(f"{name}: not UTF-8 text; save it as UTF-8") from None


def _decoded(content: msgspec.Raw | bytes) -> Bundle:
    """A bundle of no type where it is no FHIR at all."""
    try:
        return BUNDLE.decode(content)
    except msgspec.ValidationError:
        data = msgspec.json.decode(content)
    if not isinstance(data, dict) or not isinstance(data.get("resourceType"), str):
        return Bundle()
    bundle = repair(Bundle, data, "", {})
    assert isinstance(bundle, Bundle)
    return bundle


def _line(content: msgspec.Raw | bytes, error: msgspec.DecodeError) -> int:
    """The line of a mistake, from the byte that the decoder names."""
    position = str(error).rpartition("(byte ")[2].rstrip(")")
    before = bytes(content)[: int(position)] if position.isdigit() else bytes(content)
    return before.count(b"\n") + 1
