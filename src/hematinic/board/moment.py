"""Instants as the board writes them, and the clock it is given."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def clock() -> datetime:
    return datetime.now(UTC)


def instant(at: datetime) -> str:
    """`2027-01-15T18:30:00.000000Z`: as text in the order of time."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def later(text: str, by: timedelta) -> str:
    return instant(read(text) + by)
