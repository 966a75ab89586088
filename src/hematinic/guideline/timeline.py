"""What is expected of a result while a treatment runs (timeline.yaml)."""

from hematinic.guideline.entry import Cite, Entry


class Bound(Entry, kw_only=True, frozen=True):
    """The least on a day of the course: counted from the last value before it, or absolute."""

    day: int
    rise: float | None = None
    value: float | None = None


class Expected(Entry, kw_only=True, frozen=True):
    course: str
    implements: tuple[str, ...]
    label: str
    at_least: tuple[Bound, ...]
    cites: tuple[Cite, ...]
