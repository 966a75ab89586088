"""What a FHIR server, or a client in its name, answered to one prefetch key: its resources, and
whether that is all of them.

A search may be paged, may hold an OperationOutcome among its entries, may be an OperationOutcome
altogether, may hold what was not asked for. Only a whole answer may ever speak by its silence.
"""

from dataclasses import dataclass

import msgspec

LARGEST = 4 * 2**20
"""Bytes of one answer; more is not read."""


class Link(msgspec.Struct, frozen=True):
    relation: str = ""
    url: str = ""


class Entry(msgspec.Struct, frozen=True, rename="camel"):
    full_url: str = ""
    resource: msgspec.Raw = msgspec.Raw(b"null")


class Page(msgspec.Struct, frozen=True, rename="camel"):
    resource_type: str = ""
    id: str = ""
    entry: tuple[Entry, ...] = ()
    link: tuple[Link, ...] = ()


class Issue(msgspec.Struct, frozen=True):
    severity: str = ""


class Reference(msgspec.Struct, frozen=True):
    reference: str = ""
    display: str = ""


class Head(msgspec.Struct, frozen=True, rename="camel"):
    """The first things of a resource."""

    resource_type: str = ""
    id: str = ""
    issue: tuple[Issue, ...] = ()
    medication_reference: Reference | None = None


PAGE = msgspec.json.Decoder(Page)
HEAD = msgspec.json.Decoder(Head)


@dataclass(frozen=True, slots=True)
class Resource:
    type: str
    id: str
    raw: msgspec.Raw | bytes
    full_url: str = ""
    medication: str = ""
    """The Medication that it refers to, where it says no more of it."""


@dataclass(frozen=True, slots=True)
class Answer:
    resources: tuple[Resource, ...] = ()
    sound: bool = False
    """Whether nothing went wrong so far."""
    next: str = ""
    """Where the next page is."""

    @property
    def whole(self) -> bool:
        return self.sound and not self.next

    def with_page(self, page: "Answer") -> "Answer":
        resources = (*self.resources, *page.resources)
        return Answer(resources, self.sound and page.sound, page.next)


NO_ANSWER = Answer()

NOTHING = Answer(sound=True)
"""Asked for, and there is none."""


def answer(content: bytes | msgspec.Raw, kind: str) -> Answer:
    """To a key that asks for resources of a type. What cannot be read is no answer."""
    if bytes(content) == b"null":
        return NOTHING
    try:
        page = PAGE.decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return NO_ANSWER
    if page.resource_type == "Bundle" and kind != "Patient":
        return _of_bundle(page, kind)
    if page.resource_type != kind:
        return NO_ANSWER
    return Answer((Resource(kind, page.id, bytes(content)),), sound=True)


def _of_bundle(page: Page, kind: str) -> Answer:
    resources: list[Resource] = []
    sound = True
    for entry in page.entry:
        try:
            head = HEAD.decode(entry.resource)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            sound = False
            continue
        if head.resource_type == "OperationOutcome":
            sound = sound and not _failed(head)
        elif head.resource_type == kind:
            medication = _unnamed_medication(head)
            resources.append(Resource(kind, head.id, entry.resource, entry.full_url, medication))
        elif head.resource_type == "Medication":
            resources.append(Resource("Medication", head.id, entry.resource, entry.full_url))
        else:
            sound = False  # another question was answered
    following = next((link.url for link in page.link if link.relation == "next"), "")
    return Answer(tuple(resources), sound, following)


def _failed(outcome: Head) -> bool:
    return any(issue.severity in ("fatal", "error") for issue in outcome.issue)


def _unnamed_medication(head: Head) -> str:
    to = head.medication_reference
    if to is None or to.display or not to.reference or to.reference.startswith("#"):
        return ""
    return to.reference
