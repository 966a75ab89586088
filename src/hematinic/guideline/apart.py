"""The hours of an interaction in words, put into the sentences that name it.

A figure stands once, in interactions.yaml. `{apart:calcium}` is that entry's hours in words, seen
from what it names first; `{around:meals}` seen from the other.
"""

import re
from typing import Any

import msgspec

from hematinic.guideline.day import Day, Interaction
from hematinic.guideline.model import Alert, Guideline, Recommendation

_NAMED = re.compile(r"\{(apart|around):(\w+)\}")

Unknown = tuple[tuple[str, str], str]
"""Section and entry, and what is wrong with it."""


def apart(found: Interaction) -> str:
    """`at least 2 hours apart`, `at least 2 hours before or 6 hours after`"""
    return _words(found.hours_before, found.hours_after)


def around(found: Interaction) -> str:
    """As `apart`, of the other: iron before or after food, where food is kept apart from iron."""
    return _words(found.hours_after, found.hours_before)


def hours(number: float) -> str:
    return {0.5: "half an hour", 1: "1 hour"}.get(number, f"{number:g} hours")


def _words(before: float, after: float) -> str:
    if before == after:
        return f"at least {hours(before)} apart"
    return f"at least {hours(before)} before or {hours(after)} after"


def with_hours(guideline: Guideline) -> tuple[Guideline, list[Unknown]]:
    """The guideline with all such places filled, and those that name no interaction."""
    unknown: list[Unknown] = []

    def filled(item: Any, section: str) -> Any:
        def said(match: re.Match[str]) -> str:
            found = guideline.interactions.get(match[2])
            if found is None or found.avoid:
                says = f"'{match[0]}' names no interaction that has hours"
                unknown.append(((section, item.id), says))
                return ""
            text = apart(found) if match[1] == "apart" else around(found)
            return text[:1].upper() + text[1:] if match.start() == 0 else text

        def text_of(text: str) -> str:
            return _NAMED.sub(said, text) if "{a" in text else text

        return _replaced(item, text_of)

    recommendations = tuple(filled(item, "recommendations") for item in guideline.recommendations)
    alerts = tuple(filled(item, "alerts") for item in guideline.alerts)
    made = msgspec.structs.replace(guideline, recommendations=recommendations, alerts=alerts)
    return made, unknown


def _replaced(item: Recommendation | Alert, text_of: Any) -> Recommendation | Alert:
    if isinstance(item, Alert):
        changes = {key: text_of(getattr(item, key)) for key in ("line", "what_to_do", "patient")}
        return msgspec.structs.replace(item, **changes)
    says = msgspec.structs.replace(
        item.says, clinician=text_of(item.says.clinician), patient=text_of(item.says.patient)
    )
    return msgspec.structs.replace(item, says=says)


# The day


def day_times(day: Day) -> dict[str, str]:
    """The named times of a day: waking, each meal, bed."""
    return {"waking": day.waking, **day.meals, "bed": day.bed}


def half_hour(text: str) -> int:
    """`07:30` as minutes of the day. ValueError where it is no time on a half hour."""
    match = re.fullmatch(r"([01]?\d|2[0-3]):(00|30)", text)
    if not match:
        raise ValueError(f"'{text}' is no time on the hour or half hour; write it as 07:30")
    return int(match[1]) * 60 + int(match[2])
