"""A check that is counted from a day, as expressions for dates.

`from: oral_iron_start`, `due: 14 d` is `Coalesce(oral_iron_start, as_of) + 14 days`: what has not
begun begins today.
"""

from collections.abc import Collection, Iterator, Mapping

import msgspec

from hematinic.expressions.syntax import Duration
from hematinic.guideline.model import Check
from hematinic.guideline.quantities import duration
from hematinic.guideline.wrong import Path, Wrong, unknown


def mistakes(check: Check, known: Collection[str]) -> Iterator[Wrong]:
    """`known` are the names that may stand for a day."""
    for i, name in enumerate(_from(check)):
        if name not in known:
            path: Path = ("from",) if isinstance(check.from_, str) else ("from", i)
            yield unknown("date", name, known, *path)
    if check.lapses and _length(check.lapses) is None:
        says = f"'{check.lapses}' is no duration"
        yield Wrong("wrong-duration", says, ("lapses",), "write it as 14 d, 2 wk, 3 mo or 1 a")
    # Without a start `14 d` is no date. An expression in its place may stand by itself.
    if not _from(check):
        for path, text in (*_days(check).items(), (("lapses",), check.lapses)):
            if _length(text) is not None:
                says, helps = f"'{text}' is counted from a day", "add `from:` and a date"
                yield Wrong("goes-together", says, path, helps)


def dated(check: Check, known: Collection[str]) -> Check:
    """The same with an expression for each of its days; a name that is not known is left out."""
    if not _from(check):
        return check
    # The first of several starts that is known, else today: what has not begun begins with this
    # plan.
    start = f"Coalesce({', '.join([*filter(known.__contains__, _from(check)), 'as_of'])})"
    days = {path: _after(start, text) for path, text in _days(check).items()}
    skip = check.not_applicable
    if _length(check.lapses) is not None:
        late = f"as_of > {_after(start, check.lapses)}"
        # Not applicable once it has lapsed, besides whatever else makes it so.
        skip = late if skip == "false" else f"{late} or ({skip})"
    return msgspec.structs.replace(
        check,
        due=days["due",],
        window=(days["window", 0], days["window", 1]),
        not_applicable=skip,
    )


def _from(check: Check) -> tuple[str, ...]:
    return (check.from_,) if isinstance(check.from_, str) else check.from_


def _days(check: Check) -> Mapping[Path, str]:
    first, last = check.window
    return {("due",): check.due, ("window", 0): first, ("window", 1): last}


def _after(start: str, text: str) -> str:
    """Of `14 d` the day so long after the start; any other text is an expression already."""
    by = _length(text)
    if by is None:
        return text
    return f"{start} + {by.count} {by.unit}" if by.count else start


def _length(text: str) -> Duration | None:
    try:
        return duration(text)
    except ValueError:
        return None
