"""One resource, decoded as it should be, or repaired field by field where it is not quite FHIR.

Real records hold an object where an array belongs, numbers as text, nulls. What can be understood
without guessing is; what cannot is left out and named, so that the rest of the resource counts.
"""

import re
import types
from collections.abc import Mapping
from typing import Any, Union, get_args, get_origin

import msgspec

from hematinic.record.fhir.resources import KINDS, Coding, Concept, Reference, Resource

TYPE_FIRST = re.compile(rb'\s*\{\s*"resourceType"\s*:\s*"([A-Za-z]{1,64})"')
"""Nearly every server writes the type first; it saves a pass over the resource."""

DECODERS: Mapping[str, msgspec.json.Decoder[Resource]] = {
    name: msgspec.json.Decoder(kind) for name, kind in KINDS.items()
}
OTHER = msgspec.json.Decoder(Resource)


class UnreadableError(Exception):
    """A resource that cannot be decoded at all, and why."""


class NotJsonError(Exception):
    """Where in the bytes of a resource the mistake is."""


def decode(raw: msgspec.Raw | bytes) -> tuple[Resource, tuple[str, ...]]:
    """The resource and the paths in it that had to be left out.

    Raises UnreadableError or NotJsonError.
    """
    first = TYPE_FIRST.match(raw)
    decoder = DECODERS.get(first[1].decode(), OTHER) if first else OTHER
    try:
        found = decoder.decode(raw)
        if first is None and found.resource_type in DECODERS:
            found = DECODERS[found.resource_type].decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _repaired(raw)
    if not found.resource_type:
        raise UnreadableError("has no resourceType")
    return found, ()


def _repaired(raw: msgspec.Raw | bytes) -> tuple[Resource, tuple[str, ...]]:
    try:
        data = msgspec.json.decode(raw)
    except (msgspec.ValidationError, UnicodeDecodeError) as error:
        raise UnreadableError(f"cannot be decoded: {error}") from None
    except msgspec.DecodeError as error:
        raise NotJsonError(str(error)) from None
    if not isinstance(data, dict):
        raise UnreadableError("is no resource: an object with a resourceType must stand here")
    kind = data.get("resourceType")
    if not isinstance(kind, str) or not kind:
        raise UnreadableError("has no resourceType")
    lost: list[str] = []
    found = repair(KINDS.get(kind, Resource), data, "", lost)
    assert isinstance(found, Resource)
    return found, tuple(lost) if kind in KINDS else ()


class _Lost(Exception):  # noqa: N818 - it never leaves this module
    pass


def repair(kind: Any, data: Any, path: str, lost: list[str]) -> Any:
    """`data` as `kind`, without what does not fit; the paths of that are added to `lost`."""
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError:
        pass
    if get_origin(kind) in (Union, types.UnionType):
        kind = next(option for option in get_args(kind) if option is not types.NoneType)
    if kind is msgspec.Raw:
        return msgspec.Raw(msgspec.json.encode(data))
    if get_origin(kind) is tuple:
        return _repaired_list(get_args(kind)[0], data, path, lost)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _repaired_struct(kind, data, path, lost)
    return _scalar(kind, data)


def _repaired_list(kind: Any, data: Any, path: str, lost: list[str]) -> tuple[Any, ...]:
    items = data if isinstance(data, list) else [data]
    found = []
    for i, item in enumerate(items):
        place = f"{path}[{i}]"
        try:
            found.append(repair(kind, item, place, lost))
        except _Lost:
            lost.append(place)
    return tuple(found)


def _repaired_struct(kind: type[Any], data: Any, path: str, lost: list[str]) -> Any:
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if isinstance(data, str) and kind is Concept:  # a status as a plain code, as before R4
        return Concept(coding=(Coding(code=data),), text=data)
    if isinstance(data, str) and kind is Reference:
        return Reference(reference=data)
    if not isinstance(data, dict):
        raise _Lost
    found = {}
    for name, written, wanted in _fields(kind):
        if data.get(written) is None:
            continue
        place = f"{path}.{written}" if path else written
        try:
            found[name] = repair(wanted, data[written], place, lost)
        except _Lost:
            lost.append(place)
    return kind(**found)


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
    if kind is float and isinstance(data, str) and re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", data):
        return float(data)
    raise _Lost
