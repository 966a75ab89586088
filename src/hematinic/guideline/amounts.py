"""A dose and an interval: read from a guideline's text once, at load, and printed as it stands."""

import re
from typing import Any

_DOSE = re.compile(r"(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))? (mg/kg|mg|ug|g)\Z")
_INTERVAL = re.compile(r"([1-9]\d*) (h|d|wk|mo|a)\Z")
_UNITS = {"h": "hours", "d": "days", "wk": "weeks", "mo": "months", "a": "years"}
_SYMBOLS = {unit: symbol for symbol, unit in _UNITS.items()}


class Dose:
    """`1 mg` or `1-2 mg`; `low` and `high` are the same where it is no range."""

    __slots__ = ("high", "low", "text", "unit")

    def __init__(self, text: str) -> None:
        """ValueError where it is none."""
        match = _DOSE.match(text)
        if not match:
            raise ValueError(f"'{text}' is no dose; write it as 1 mg or 1-2 mg")
        self.text, self.unit = text, match[3]
        self.low, self.high = float(match[1]), float(match[2] or match[1])

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Dose({self.text!r})"

    def __eq__(self, other: object) -> bool:
        # As written: `1 mg` and `1000 ug` are one dose and two prescriptions, and are printed as
        # their author wrote them.
        return isinstance(other, Dose) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)


class Interval:
    """`8 h`, `2 d`, `1 wk`, `3 mo`, `1 a`: a count and its unit in words, `hours` to `years`."""

    __slots__ = ("count", "unit")

    def __init__(self, text: str) -> None:
        """ValueError where it is none."""
        match = _INTERVAL.match(text)
        if not match:
            raise ValueError(f"'{text}' is no interval; write it as 8 h, 1 d, 2 wk, 3 mo or 1 a")
        self.count, self.unit = int(match[1]), _UNITS[match[2]]

    @property
    def symbol(self) -> str:
        """That of UCUM."""
        return _SYMBOLS[self.unit]

    @property
    def hours(self) -> int:
        """Of an interval within a day; 0 of a longer one."""
        return self.count if self.unit == "hours" else 0

    def __mul__(self, times: int) -> "Interval":
        return Interval(f"{self.count * times} {self.symbol}")

    def __str__(self) -> str:
        return f"{self.count} {self.symbol}"

    def __repr__(self) -> str:
        return f"Interval({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Interval) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


def decoded(kind: type, text: Any) -> Any:
    """A dose or an interval from the text of a file (msgspec's `dec_hook`). Raises ValueError where
    it cannot be read, NotImplementedError for another kind."""
    if kind in (Dose, Interval):
        return kind(str(text))
    raise NotImplementedError(kind)


def encoded(amount: Any) -> str:
    """Back to what stands in the file. NotImplementedError for anything else, by which msgspec
    tells what it cannot write."""
    if isinstance(amount, Dose | Interval):
        return str(amount)
    raise NotImplementedError(type(amount))
