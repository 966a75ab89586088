"""What a change can mean to a reader: a number, a day, a unit, a code that FHIR or the guideline
has in that place, words where words stand, or an element left out. Anything else means nothing."""

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from hematinic.guideline.model import Guideline
from tools.damage.changes import DROPPED, Change
from tools.damage.mutations import DAMAGED

WORDS = frozenset({"text", "display", "valueString", "div"})
PROSE = frozenset({"dosage", "dosageInstruction", "timing"})
"""What may stand in words alone."""
NUMBERS = frozenset({"value", "frequency", "period", "numberOfRepeatsAllowed"})
DAYS = re.compile(r".*(?:DateTime|Date|start|end|On|Over|Written|Ended)")
UNITS = frozenset(
    [
        "ug/L",
        "ng/L",
        "mg/L",
        "g/L",
        "pg/L",
        "ng/dL",
        "ug/dL",
        "mg/dL",
        "g/dL",
        "ng/mL",
        "ug/mL",
        "mg/mL",
        "pg/mL",
        "kg/L",
        "fg/L",
        "g/mL",
        "%",
        "a",
        "mo",
        "wk",
        "d",
        "h",
        "min",
        "s",
        "10*3/uL",
        "10*2/uL",
        "10*4/uL",
        "10*5/uL",
        "10*6/uL",
        "10*9/L",
        "10*6/L",
        "10*5/L",
        "10*3/nL",
        "10*3/mL",
        "10*3/L",
        "10*3/pL",
        "10*3/dL",
        "10*9/uL",
        "10*9/dL",
        "10*9/mL",
        "10*9/nL",
        "10*9/pL",
        "10*2/L",
        "10*3/mm3",
        "10*1/uL",
        "10*1/L",
        "10*4/L",
        "mg",
        "ug",
        "g",
        "ng",
        "kg",
        "tablet",
        "tablets",
    ]
)
BOOLEANS = frozenset({"asNeededBoolean", "doNotPerform", "wasNotTaken", "notGiven", "notDone"})
CLOSED: Mapping[str, frozenset[str]] = {
    "status": frozenset(
        [
            "registered",
            "preliminary",
            "final",
            "amended",
            "corrected",
            "cancelled",
            "entered-in-error",
            "unknown",
            "draft",
            "active",
            "on-hold",
            "completed",
            "stopped",
            "ended",
            "recorded",
            "intended",
            "not-taken",
            "preparation",
            "in-progress",
            "not-done",
            "declined",
        ]
    ),
    "intent": frozenset(
        [
            "proposal",
            "plan",
            "order",
            "original-order",
            "reflex-order",
            "filler-order",
            "instance-order",
            "option",
        ]
    ),
    "taken": frozenset(["y", "n", "unk", "na", "yes", "no", "true", "false"]),
    "comparator": frozenset(["<", "<=", ">", ">=", "="]),
    "periodUnit": frozenset(["s", "min", "h", "d", "wk", "mo", "a"]),
    "gender": frozenset(["male", "female", "other", "unknown"]),
    "clinicalStatus": frozenset(
        ["active", "recurrence", "relapse", "inactive", "remission", "resolved"]
    ),
    "verificationStatus": frozenset(
        ["unconfirmed", "provisional", "differential", "confirmed", "refuted", "entered-in-error"]
    ),
}
STATUSES = frozenset().union(*CLOSED.values()) | {"not-taking", "taking"}
WEEK = frozenset(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])

_NUMBER = re.compile(r"\s*(?:[<>]=?|[≤≥=])?\s*[+]?\d+(?:[.,]\d+)?(?:[eE][+]?\d{1,2})?\s*")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?")
_TIMED = re.compile(r"\s*[T ]?\d{2}:?\d{2}.*|\s*", re.IGNORECASE | re.DOTALL)


def understood(change: Change, guideline: Guideline) -> bool:
    path, now = change.path, change.now
    key = next((k for k in reversed(path) if isinstance(k, str)), "")
    if change.was is DROPPED:  # an element that FHIR does not have says nothing
        return _pair(path) not in NAMED
    if now is DROPPED or now in (None, "", [], {}, [{}], [[]], [None]):
        return True
    if isinstance(now, list) and now and all(one == change.was for one in now):
        return True
    if isinstance(now, dict) and not any((*_pair(path)[-1:], k) in NAMED for k in now):
        return True  # of elements that FHIR does not have there
    if isinstance(now, bool):
        return key in BOOLEANS
    if key in BOOLEANS:
        return now in ("true", "false")
    if isinstance(now, int | float):
        return key in NUMBERS and now >= 0 and math.isfinite(now)
    return isinstance(now, str) and _text(key, path, now, guideline)


def _pair(path: tuple[Any, ...]) -> tuple[str, ...]:
    """An element and the one it is in."""
    return tuple([key for key in path if isinstance(key, str)][-2:])


TYPES = frozenset(entry["resource"]["resourceType"] for s in DAMAGED for entry in s.whole["entry"])

NAMED = frozenset(_pair(path) for seed in DAMAGED for path in seed.places)
"""Elements that stand there somewhere in the records: one more of them may mean something."""


def _text(key: str, path: tuple[Any, ...], now: str, guideline: Guideline) -> bool:
    if key == "resourceType":
        return now in TYPES
    if key == "reference":
        return now == "Patient/p1"
    if key in ("id", "system"):
        return True  # what a garbled one names is not found, and told
    if key in PROSE and re.search("[a-z]{2}", now):
        return True
    if key in WORDS or (key == "unit" and "dosageInstruction" in path):
        return True
    if key in NUMBERS:
        return bool(_NUMBER.fullmatch(now))
    if key in CLOSED:
        return now.strip().lower() in CLOSED[key]
    if key in ("unit", "code") and _in_quantity(path):
        return now.strip() in UNITS
    if key == "code":
        return now in STATUSES or now in _codes(guideline)
    if key == "dayOfWeek":
        return now in WEEK
    if key == "timeOfDay":
        return bool(_CLOCK.fullmatch(now))
    return bool(DAYS.fullmatch(key)) and _is_day(now)


QUANTITIES = (
    "valueQuantity",
    "low",
    "high",
    "onsetAge",
    "doseQuantity",
    "dose",
    "daysSupply",
    "expectedSupplyDuration",
)


def _in_quantity(path: tuple[Any, ...]) -> bool:
    return any(str(key).startswith(QUANTITIES) for key in path)


def _is_day(text: str) -> bool:
    plain = text.strip()
    for pattern in (r"\d{4}", r"\d{4}-(0[1-9]|1[0-2])"):
        if re.fullmatch(pattern, plain):
            return True
    plain = re.sub(r"-(\d)(?!\d)", r"-0\1", plain[:10]) + plain[10:]
    try:
        date.fromisoformat(plain[:10])
    except ValueError:
        return False
    return bool(_TIMED.fullmatch(plain[10:]))


_CODES: dict[str, frozenset[str]] = {}


def _codes(guideline: Guideline) -> frozenset[str]:
    known = _CODES.get(guideline.content_hash)
    if known is None:
        tables = [e.codes for e in guideline.elements.values()]
        tables += [m.codes for m in guideline.medicines.values()]
        known = frozenset(code for table in tables for codes in table.values() for code in codes)
        known |= {"255604002", "6736007", "24484000", "260385009", "10828004"}
        _CODES[guideline.content_hash] = known
    return known
