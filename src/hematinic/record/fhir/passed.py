"""Lines that are passed over: what no rule reads, told by its type and code and not decoded.

Most of an export is claims, visits, and results that no rule asks for. To decode one as it must be
where something hangs on it costs more than all else that is done with it. What is passed over goes
the way of every other resource: whose it is, whether it was deleted, how often it came; only what
else stands in it is not looked at, so what is amiss there is not told. A line that is decoded and
is not of the form that FHIR has is treated alike, so passing over changes nothing but the time.

Never passed over is what may be read, what holds or names another resource that may be, what
stands for several results, and what carries something that may turn its meaning.
"""

import re
from collections import Counter
from collections.abc import Callable

import msgspec

from hematinic.record.fhir import condition, medicine, observation, procedure
from hematinic.record.fhir.alike import Likenesses, Line
from hematinic.record.fhir.codes import Codebook
from hematinic.record.fhir.lenient import may_be_modified
from hematinic.record.fhir.parts import Concept, Meta, Part, Reference
from hematinic.record.fhir.people import Decoded, is_plain
from hematinic.record.fhir.resources import READ, WITHDRAWN, DiagnosticReport, OfMedicine, Resource
from hematinic.record.fhir.rows import AlikeRows

NOTHING = msgspec.Raw(b"")


class _Held(Part, frozen=True, kw_only=True):
    resource_type: str = ""


class _Line(Part, frozen=True, kw_only=True):
    """As much of a resource as tells whether it can be passed over."""

    resource_type: str = ""
    id: str = ""
    meta: Meta | None = None
    implicit_rules: msgspec.Raw = NOTHING
    subject: Reference | None = None
    patient: Reference | None = None
    contained: tuple[_Held, ...] = ()
    status: str = ""
    extension: msgspec.Raw = NOTHING
    focus: msgspec.Raw = NOTHING
    component: msgspec.Raw = NOTHING
    code: msgspec.Raw = NOTHING
    medication: msgspec.Raw = NOTHING
    medication_reference: msgspec.Raw = NOTHING
    medication_codeable_concept: msgspec.Raw = NOTHING


LINE = msgspec.json.Decoder(_Line)
CONCEPT = msgspec.json.Decoder(Concept)


class Passed(Resource, frozen=True, kw_only=True):
    """What was passed over."""

    kind: str = ""
    code: Concept | None = None

    @property
    def resource_type(self) -> str:
        return self.kind

    @property
    def where(self) -> str:
        return f"{self.kind}/{self.id}"


Unread = Callable[[Codebook, Concept], Concept | None]
"""Whether no rule reads what has this concept, whatever else it says; then how it is counted."""

CODED: dict[str, Unread] = {
    "Observation": observation.unread,
    "Condition": condition.unread,
    "Procedure": procedure.unread,
}
OF_MEDICINES = frozenset(kind.__name__ for kind in READ if issubclass(kind, OfMedicine))
READ_TYPES = frozenset((*(kind.__name__ for kind in READ), "Bundle", "Parameters"))

REPORT = DiagnosticReport.__name__
"""Read for what it contains, and told of where it was withdrawn."""

TYPE = re.compile(r"[A-Za-z]{1,64}", re.ASCII)
OTHERS = re.compile(rb'"[^"]*[Ff]oc(?:us|al)[^"]*"')
"""By which an extension makes a result another's."""


def passed(codebook: Codebook, line: msgspec.Raw | bytes) -> Passed | None:
    """What a line is, where it can be passed over."""
    try:
        held = LINE.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    kind = held.resource_type
    if not held.id or held.implicit_rules or not _is_named(held):
        return None
    if not all(map(_is_unread, held.contained)):
        return None
    concept: Concept | None = None
    if kind in CODED or kind in OF_MEDICINES:
        if held.focus or held.component or held.medication or held.medication_reference:
            return None
        if held.extension and OTHERS.search(held.extension):
            return None
        code = held.code if kind in CODED else held.medication_codeable_concept
        concept = codebook.memory[unread][kind, bytes(code)]
        if concept is None:
            return None
    elif not _is_unread(held) and (kind != REPORT or held.status in WITHDRAWN):
        return None
    return Passed(
        id=held.id, meta=held.meta, subject=held.subject, patient=held.patient,
        kind=kind, code=concept,
    )  # fmt: skip


def _is_unread(held: _Line | _Held) -> bool:
    """Whether a resource is of a type of which no rule reads anything."""
    return held.resource_type not in READ_TYPES and TYPE.fullmatch(held.resource_type) is not None


def _is_named(held: _Line) -> bool:
    """Whether its patient is one by the plain name, or none is told."""
    reference = held.subject or held.patient
    return reference is None or is_plain(reference)


def unread(codebook: Codebook, asked: tuple[str, bytes]) -> Concept | None:
    """Of a type and the bytes of a concept, how it is counted; None where it may be read."""
    kind, written = asked
    try:
        concept = CONCEPT.decode(written)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if not any(coding.code for coding in concept.coding):
        return None
    return CODED.get(kind, medicine.unread)(codebook, concept)


# Of the lines of one patient


class Passing:
    """Which lines of an export are passed over. Of a file in which few can be, none is tried."""

    def __init__(self) -> None:
        self.tried: Counter[str] = Counter()
        self.passed: Counter[str] = Counter()
        self.whole: set[str] = set()
        """Files of which no line is tried any more."""
        self.likenesses = Likenesses()

    def over(
        self,
        lines: list[Line],
        modified: bool,
        codebook: Codebook,
        by_rows: AlikeRows | None = None,
    ) -> tuple[list[Line | Decoded], list[tuple[Line, Passed]]]:
        """Those to be decoded, those that others are like among them, and those passed over; but
        what `by_rows` holds then. `modified`: whether one of the lines may carry what turns a
        meaning."""
        self.likenesses.use(codebook)
        worth = {place for place, _ in lines} - self.whole
        if not self.are_worth_it(worth):
            return self.known(lines, modified, by_rows), []
        kept, over = [], []
        for line in lines:
            place, content = line
            skipped = None
            if place in worth:
                self.tried[place] += 1
                if not (modified and may_be_modified(content)):
                    skipped = passed(codebook, content)
            if skipped is None:
                kept.append(line)
            else:
                self.passed[place] += 1
                over.append((line, skipped))
        return self.known(kept, modified, by_rows), over

    def known(
        self, lines: list[Line], modified: bool, by_rows: AlikeRows | None
    ) -> list[Line | Decoded]:
        if by_rows is None or modified:
            return self.likenesses.known(lines, modified)
        return self.likenesses.rows(lines, by_rows)

    def are_worth_it(self, places: set[str]) -> bool:
        """Without those that are not."""
        for place in [*places]:
            if self.tried[place] >= TRIED and self.passed[place] * FEW <= self.tried[place]:
                # It is not tried again, so that this stays so.
                self.whole.add(place)
                places.discard(place)
        return bool(places)


TRIED, FEW = 500, 8
"""After so many lines of a file one in so many must have been passed over."""
