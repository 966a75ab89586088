"""Where in a line of JSON its values stand, so that another like it is taken apart, not decoded.

Two lines are of one shape where they differ in nothing but digits and the letters of hexadecimal
numbers: in ids, dates, and values of as many places. All quotes and brackets stand in the same
places then, and a value is a piece of the line. That no key stands twice in one is known of all,
where its keys stay apart as shapes. What is no text may be no JSON in another (`1.2`, `1.a`): it is
compared letter by letter, but for the number, which is decoded.
"""

from collections.abc import Callable, Iterator, Mapping
from struct import Struct
from typing import Any, NamedTuple

import msgspec

from hematinic.record.fhir.lenient import MODIFIER, kind_of, well_formed
from hematinic.record.fhir.parts import Meta, Part
from hematinic.record.fhir.resources import (
    TYPE,
    AllergyIntolerance,
    Condition,
    MedicationAdministration,
    Observation,
    QuestionnaireResponse,
    Resource,
)
from hematinic.record.fhir.twice import parsed

LONGEST = 2000
"""Bytes of a line whose shape is looked up."""

MAPPED = bytes.maketrans(b"0123456789abcdefABCDEF", b"0" * 22)

STEP = 8
"""Of a shape, by so many letters of it one, others like it are looked for: they are found in a
third of the time, and compared then."""


class Free(NamedTuple):
    """Of a type of resource the times, which another line of the same shape may say otherwise, and
    what else may be read of it: by their names in FHIR."""

    times: tuple[str, ...]
    read: frozenset[str]
    whose: str = "subject"
    """The key that names the patient."""


KINDS: Mapping[type[Resource], Free] = {
    Observation: Free(
        ("effectiveDateTime", "issued"),
        frozenset({
            "status", "code", "valueQuantity", "valueString", "valueCodeableConcept",
            "valueInteger", "valueBoolean", "dataAbsentReason", "interpretation",
            "referenceRange",
        }),
    ),
    Condition: Free(
        ("onsetDateTime", "recordedDate"),
        frozenset({"clinicalStatus", "verificationStatus", "severity", "code"}),
    ),
    MedicationAdministration: Free(
        ("effectiveDateTime",), frozenset({"status", "medicationCodeableConcept", "dosage"})
    ),
    AllergyIntolerance: Free(
        ("recordedDate",),
        frozenset({"clinicalStatus", "verificationStatus", "code", "reaction"}),
        "patient",
    ),
    QuestionnaireResponse: Free(("authored",), frozenset({"questionnaire", "status", "item"})),
}  # fmt: skip
"""Types of which what is read hangs on no other resource, and on the times only as on when it
was. What may be read of them and is not named here keeps a line from being taken apart."""


class Apart(msgspec.Struct, frozen=True, eq=False):
    """How lines of one shape are taken apart."""

    exact: Callable[[bytes], tuple[bytes, ...]]
    """What is read of one but its id, who, when and how much."""
    all: Callable[[bytes], tuple[bytes, ...]]
    """As `exact`, and what is not read of it as well."""
    id: slice
    subject: slice
    times: tuple[slice, ...]
    number: slice
    """Empty where there is none, as the times."""


Span = tuple[int, int]


class Place(NamedTuple):
    """Of a key and its value in an object."""

    start: int
    value: int
    end: int

    @property
    def text(self) -> Span:
        """Between its quotes."""
        return self.value + 1, self.end - 1


def shape(line: bytes) -> bytes:
    return line.translate(MAPPED)


def apart(line: bytes) -> Apart | None:
    """How lines of the shape of this one are taken apart; None where they cannot be."""
    try:
        return _apart(line)
    except (msgspec.MsgspecError, RecursionError):
        return None


def _apart(line: bytes) -> Apart | None:
    known = parsed(line)
    if known is None or b"\\" in line:
        return None
    data, kind = known.data, kind_of(known.data)
    if kind not in KINDS or kind is None or well_formed(data) is None or not _stay_apart(data):
        return None
    places, free = _places(line), KINDS[kind]
    if not places or not data.get("id") or not _is_named(data.get(free.whose)):
        return None
    exact = {TYPE, "id", free.whose, *free.times, *free.read}
    for name in data.keys() - exact:
        if not _is_free(kind, name, data[name]):
            return None
    times = [places[name].text if name in places else NOWHERE for name in free.times]
    over = [(places[name].start, places[name].end) for name in data.keys() - exact]
    holes = [places["id"].text, places[free.whose][1:], *times, *over]
    number = _number(line, data, places)
    own = [places["id"].text, places[free.whose][1:], *times, number]
    return Apart(
        exact=_but([*holes, number], len(line)),
        all=_but(own, len(line)),
        id=slice(*places["id"].text),
        subject=slice(*places[free.whose][1:]),
        times=tuple(slice(*span) for span in times),
        number=slice(*number),
    )


NOWHERE = (0, 0)


def _number(line: bytes, data: Mapping[str, Any], places: Mapping[str, Place]) -> Span:
    """Where the number of its quantity stands."""
    quantity = data.get("valueQuantity")
    if not quantity or type(quantity.get("value")) not in (int, float):
        return NOWHERE
    _, start, end = places["valueQuantity"]
    inner = _places(line[start:end])
    if not inner:
        return NOWHERE
    _, value, end = inner["value"]
    return start + value, start + end


def _but(holes: list[Span], length: int) -> Callable[[bytes], tuple[bytes, ...]]:
    """The pieces of a line of so many bytes that lie outside of the holes. An empty text is no
    hole: a line without a time does not mean what another with one does."""
    at, pieces = 0, []
    for start, end in sorted(hole for hole in holes if hole[0] < hole[1]):
        if at < start:
            pieces.append(f"{start - at}s")
        if at < end:
            pieces.append(f"{end - max(at, start)}x")
        at = max(at, end)
    return Struct(f"{''.join(pieces)}{length - at}s").unpack


RAWS = msgspec.json.Decoder(dict[str, msgspec.Raw])


def _places(written: bytes) -> dict[str, Place]:
    """Of each key of an object; empty where white space stands as nobody sets it."""
    values = {name: bytes(raw) for name, raw in RAWS.decode(written).items()}
    for colon, comma in ((b":", b","), (b": ", b", ")):
        at, places = 1, {}
        for name, value in values.items():
            start = at + len(name.encode()) + 2 + len(colon)
            places[name] = Place(at, start, start + len(value))
            at = places[name].end + len(comma)
        pairs = (b'"%b"%b%b' % (name.encode(), colon, value) for name, value in values.items())
        if written == b"{%b}" % comma.join(pairs):
            return places
    return {}


# What a shape leaves open


def _stay_apart(data: Any) -> bool:
    """Whether no two keys are of one shape."""
    names = set[str]()
    _add_keys(data, names)
    return len({shape(name.encode()) for name in names}) == len(names)


def _add_keys(data: Any, names: set[str]) -> None:
    if isinstance(data, dict):
        names.update(data)
    for inner in data.values() if isinstance(data, dict) else data:
        if isinstance(inner, dict | list):
            _add_keys(inner, names)


def _is_free(kind: type[Resource], name: str, value: Any) -> bool:
    """Whether what a line says there may differ: of a sample, which one it is."""
    if name == "specimen":
        return isinstance(value, dict) and value.keys() == {"reference"} and _is_named(value)
    return _is_meta(value) if name == "meta" else _is_unread(kind, name, value)


def _is_unread(kind: type[Resource], name: str, value: Any) -> bool:
    """Whether nothing of a key is read, and its value is text alone, in every line of the shape."""
    return shape(name.encode()) not in _NAMED[kind] and all(map(_is_text, _leaves(value)))


def _leaves(data: Any) -> Iterator[Any]:
    if isinstance(data, dict | list):
        for inner in data.values() if isinstance(data, dict) else data:
            yield from _leaves(inner)
    else:
        yield data


def _is_text(data: Any) -> bool:
    return isinstance(data, str)


def _is_named(subject: Any) -> bool:
    """Whether whom a line names is text alone: JSON in every line of the shape."""
    return isinstance(subject, dict) and all(map(_is_text, _leaves(subject)))


def _is_meta(meta: Any) -> bool:
    """What tells of versions is text in every line; where there are two, they are decoded."""
    if not isinstance(meta, dict):
        return False
    read = (value for name, value in meta.items() if shape(name.encode()) in _IN_META)
    return all(map(_is_text, (*read, *_leaves(meta))))


def _names(kind: type[Part]) -> frozenset[bytes]:
    """The shapes of the keys that are read of a type."""
    return frozenset(shape(f.encode_name.encode()) for f in msgspec.structs.fields(kind))


_NAMED = {kind: _names(kind) | {shape(MODIFIER.encode())} for kind in KINDS}
_IN_META = _names(Meta)
