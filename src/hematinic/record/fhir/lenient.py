"""One resource, decoded as it should be, or repaired field by field where it is not quite FHIR.

Real records hold an object where an array belongs, numbers as text, nulls. What can be understood
without guessing is; what cannot is left out and named, so that the rest of the resource counts.
"""

import re
import types
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, Union, get_args, get_origin

import msgspec

from hematinic.record.fhir.parts import (
    Coding,
    Concept,
    DispenseRequest,
    Dosage,
    DoseAndRate,
    Period,
    Quantity,
    Range,
    Reference,
    ReferenceRange,
    Repeat,
    Timing,
)
from hematinic.record.fhir.resources import KINDS, Other, Resource
from hematinic.record.fhir.twice import parsed, twice
from hematinic.record.written import UnclearError, measurement, number

TYPE_FIRST = re.compile(rb'\s*\{\s*"resourceType"\s*:\s*"([A-Za-z]{1,64})"')
"""Nearly every server writes the type first; it saves a pass over what may be a bundle."""

MODIFIER = "modifierExtension"
RULES = "implicitRules"
_TURNING = frozenset((MODIFIER, RULES))
"""What may turn the meaning of all that stands beside it; none is known here."""

LONGEST_QUOTE = 60


class UnreadableError(Exception):
    """A resource that cannot be decoded at all, and why."""


class NotJsonError(Exception):
    """Where in the bytes of a resource the mistake is."""


class Understood(NamedTuple):
    resource: Resource
    lost: Mapping[str, str] = {}
    """What had to be left out: its path, and what stood there."""
    modified: tuple[str, ...] = ()
    """The paths of what may turn the meaning of what stands beside it."""


_END_OF_MODIFIER = b'ifierExtension"'
"""The end of a key, of few letters: most of a text is leapt over."""

_LETTER_ESCAPED = re.compile(rb"\\u00[4-7]")


def may_be_modified(content: bytes | memoryview) -> bool:
    """Whether it is worth while to look for modifiers: one is named, or a letter is written by its
    number, as nobody writes it."""
    plain = bytes(content)
    if names_modifier(plain):
        return True
    return b"\\" in plain and _LETTER_ESCAPED.search(plain) is not None


def names_modifier(content: bytes) -> bool:
    """Of what has every letter as itself."""
    return content.rfind(_END_OF_MODIFIER) >= 0  # from its end it is found in half the time


def well_formed(data: Any) -> Resource | None:
    """A resource of the usual types, as FHIR has it; None where it must be looked at closer."""
    kind = kind_of(data)
    if kind is None:
        return None
    try:
        return msgspec.convert(data, kind)
    except (msgspec.ValidationError, RecursionError):
        return None


def kind_of(data: Any) -> type[Resource] | None:
    """By its own class, which msgspec knows: a union is looked up anew on every call."""
    name = data.get("resourceType") if isinstance(data, dict) else None
    return KINDS.get(name) if isinstance(name, str) else None


def decode(raw: msgspec.Raw | bytes, modified: bool = False) -> Understood:
    """The resource; with `modified` it is searched for modifiers too.

    Raises UnreadableError or NotJsonError.
    """
    content = bytes(raw)
    known = parsed(content)
    if known is None and (key := twice(content)):
        raise UnreadableError(f"'{key}' stands in it twice: which is meant, nobody can say")
    data = _json(content) if known is None else known.data
    return understood(data, modified and may_be_modified(content))


def understood(data: Any, modified: bool = False) -> Understood:
    """As `decode`, of what has been decoded to dictionaries already."""
    resource = well_formed(data)
    if resource is None:
        return _repaired(data)
    return Understood(resource, {}, tuple(_modifiers(data)) if modified else ())


def _json(content: bytes) -> Any:
    try:
        return msgspec.json.decode(content)
    except (msgspec.ValidationError, UnicodeDecodeError) as error:
        raise UnreadableError(f"cannot be decoded: {error}") from None
    except msgspec.DecodeError as error:
        raise NotJsonError(str(error)) from None


def _repaired(data: Any) -> Understood:
    if not isinstance(data, dict):
        says = "is no resource: an object with a resourceType must stand here"
        raise UnreadableError(f"{says}, not {quoted(data)}")
    kind = data.get("resourceType")
    if not isinstance(kind, str) or not kind:
        raise UnreadableError("has no resourceType")
    lost: dict[str, str] = {}
    resource = repair(KINDS.get(kind, Other), data, "", lost)
    assert isinstance(resource, Resource)
    return Understood(resource, lost, tuple(_modifiers(data)))


def _modifiers(data: Any) -> Iterator[str]:
    """Of a resource, but not of those contained in it: each is looked at by itself."""
    left: list[tuple[str, Any]] = [("", data)]
    while left:
        path, inner = left.pop()
        if isinstance(inner, list):
            left += [(f"{path}[{i}]", each) for i, each in enumerate(inner)]
        elif isinstance(inner, dict):
            for name, value in inner.items():
                place = f"{path}.{name}" if path else name
                if name in _TURNING:
                    if value:
                        yield place
                elif place != "contained":
                    left.append((place, value))


def quoted(data: Any) -> str:
    """What stood there, short, for a person."""
    text = data if isinstance(data, str) else msgspec.json.encode(data).decode()
    text = " ".join(text.split())
    return f"'{text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + '…'}'"


# Repair


TEXTS: Mapping[Any, Callable[[str], Any]] = {
    Reference: lambda text: Reference(reference=text),
    Dosage: lambda text: Dosage(text=text),
    Timing: lambda text: Timing(code=Concept(text=text)),
}
"""What stands as bare text where FHIR has more: a dosage in words is still a dosage."""


SAYING = frozenset(
    (
        Coding,
        Concept,
        DispenseRequest,
        Dosage,
        DoseAndRate,
        Period,
        Quantity,
        Range,
        Reference,
        ReferenceRange,
        Repeat,
        Timing,
    )
)
"""What says nothing where none of its own fields stands in it."""


class _Lost(Exception):  # noqa: N818 - it never leaves this module
    pass


def repair(kind: Any, data: Any, path: str, lost: dict[str, str]) -> Any:
    """`data` as `kind`, without what does not fit; the paths of that are added to `lost`."""
    if get_origin(kind) in (Union, types.UnionType):
        if data is None:
            return None
        kind = next(option for option in get_args(kind) if option is not types.NoneType)
    if kind in SAYING and _says_nothing(kind, data):
        raise _Lost
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError:
        pass
    if kind is Any:
        return data
    if kind is msgspec.Raw:
        return msgspec.Raw(msgspec.json.encode(data))
    if get_origin(kind) is tuple:
        return _repaired_list(get_args(kind)[0], data, path, lost)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _repaired_struct(kind, data, path, lost)
    return _scalar(kind, data)


def _says_nothing(kind: Any, data: Any) -> bool:
    return bool(data) and isinstance(data, dict) and not any(f[1] in data for f in _fields(kind))


def _repaired_list(kind: Any, data: Any, path: str, lost: dict[str, str]) -> tuple[Any, ...]:
    items = data if isinstance(data, list) else [data]
    repaired = []
    for i, item in enumerate(items):
        place = f"{path}[{i}]"
        try:
            repaired.append(repair(kind, item, place, lost))
        except _Lost:
            lost[place] = quoted(item)
    return tuple(repaired)


def _repaired_struct(kind: type[Any], data: Any, path: str, lost: dict[str, str]) -> Any:
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
        if kind in SAYING and _says_nothing(kind, data):
            raise _Lost
    if isinstance(data, str) and kind is Concept:  # a status as a plain code, as before R4
        return Concept(coding=(Coding(code=data),), text=data)
    if isinstance(data, str) and re.search(r"[^\W\d_]{2}", data) and kind in TEXTS:
        return TEXTS[kind](data)
    if not isinstance(data, dict):
        raise _Lost
    if kind is Quantity and isinstance(data.get("value"), str):
        data = _measured(data)
    fields = {}
    for name, written, wanted in _fields(kind):
        if data.get(written) is None or written == RULES:  # rules are looked for in all of it
            continue
        place = f"{path}.{written}" if path else written
        try:
            fields[name] = repair(wanted, data[written], place, lost)
        except _Lost:
            lost[place] = quoted(data[written])
    return kind(**fields)


def _measured(data: Mapping[str, Any]) -> dict[str, Any]:
    """A quantity whose value is text: `"<5"`, `"7,2"`; as it was where that is no number."""
    try:
        measured = measurement(data["value"])
    except UnclearError:
        return dict(data)
    if measured is None or measured[1]:
        return dict(data)
    compared = measured[0].comparator
    comparator = data.get("comparator")
    if compared and comparator not in (None, "", compared):
        return dict(data)
    read = {"value": measured[0].value, "grouped": measured[0].grouped}
    return dict(data) | read | ({"comparator": compared} if compared else {})


def _fields(kind: Any) -> tuple[tuple[str, str, Any], ...]:
    return tuple((f.name, f.encode_name, f.type) for f in msgspec.structs.fields(kind))


def _scalar(kind: Any, data: Any) -> Any:
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if isinstance(data, bool) or not isinstance(data, str | int | float):
        raise _Lost
    if kind is str:
        return str(data)
    if kind is bool and data in ("true", "false"):
        return data == "true"
    if kind is float and isinstance(data, str):
        return _number(data)
    raise _Lost


def _number(text: str) -> float:
    try:
        value = number(text)
    except UnclearError:
        raise _Lost from None
    if value is None:
        raise _Lost
    return value
