"""The hours of an interaction in words, and the times of a day."""

import re

from hematinic.guideline.day import Day, Interaction


def apart(interaction: Interaction) -> str:
    """`at least 2 hours apart`, `at least 2 hours before or 6 hours after`"""
    return _words(interaction.hours_before, interaction.hours_after)


def around(interaction: Interaction) -> str:
    """As `apart`, of the other: iron before or after food, where food is kept apart from iron."""
    return _words(interaction.hours_after, interaction.hours_before)


def hours(number: float) -> str:
    return {0.5: "half an hour", 1: "1 hour"}.get(number, f"{number:g} hours")


def _words(before: float, after: float) -> str:
    if before == after:
        return f"at least {hours(before)} apart"
    return f"at least {hours(before)} before or {hours(after)} after"


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
