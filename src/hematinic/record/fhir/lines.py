"""Lines of NDJSON decoded together, where each is by itself a resource of the usual form.

Together they are one object, of which each line is a value. Its keys cannot be foreseen, so that no
line holds one: where they are what was decoded, no line ends amid what another began.
"""

import os
from collections.abc import Sequence

import msgspec

from hematinic.record.fhir.lenient import well_formed
from hematinic.record.fhir.resources import AnyKind, Resource
from hematinic.record.fhir.twice import parsed

AT_ONCE = 250
"""Lines; where one of them is amiss, so many are decoded one by one."""

_NAMES = [f"{os.urandom(8).hex()}-{number}" for number in range(AT_ONCE)]
_BEFORE = [f'"{name}":'.encode() for name in _NAMES]


class _Resources(msgspec.Struct, frozen=True, gc=False):
    each: list[AnyKind]


def resources_in(lines: Sequence[bytes]) -> Sequence[Resource | None]:
    """Of each line its resource; None where it must be looked at closer."""
    if len(lines) <= AT_ONCE:
        return _together(lines)
    resources: list[Resource | None] = []
    for first in range(0, len(lines), AT_ONCE):
        resources += _together(lines[first : first + AT_ONCE])
    return resources


def _together(lines: Sequence[bytes]) -> Sequence[Resource | None]:
    known = parsed(b"{%b}" % b",".join(map(bytes.__add__, _BEFORE, lines)))
    if known is None or list(known.data) != _NAMES[: len(lines)]:
        alone = map(parsed, lines)
        return [None if known is None else well_formed(known.data) for known in alone]
    each = list(known.data.values())
    try:
        return msgspec.convert({"each": each}, _Resources).each
    except (msgspec.ValidationError, RecursionError):
        return list(map(well_formed, each))
