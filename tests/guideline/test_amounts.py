"""Doses and intervals are read at load: what is none is refused there, and nowhere tested again."""

import pickle
import re
from pathlib import Path

import msgspec
import pytest

from hematinic.guideline.amounts import Dose, Interval, encoded

SMALL = Path(__file__).parent.parent / "guidelines" / "magnesium_potassium"


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("1 mg", 1, 1, "mg"),
        ("1-2 mg", 1, 2, "mg"),
        ("0.25-0.5 g", 0.25, 0.5, "g"),
        ("400 ug", 400, 400, "ug"),
        ("15 mg/kg", 15, 15, "mg/kg"),
    ],
)
def test_a_dose(text: str, low: float, high: float, unit: str) -> None:
    dose = Dose(text)
    assert (dose.low, dose.high, dose.unit, str(dose)) == (low, high, unit, text)


@pytest.mark.parametrize("text", ["", "mg", "1", "1mg", "1 mcg", "one mg", "1 mg daily", "-1 mg"])
def test_no_dose(text: str) -> None:
    says = f"'{text}' is no dose; write it as 1 mg or 1-2 mg"
    with pytest.raises(ValueError, match=re.escape(says)):
        Dose(text)


@pytest.mark.parametrize(
    ("text", "count", "unit", "symbol", "hours"),
    [
        ("8 h", 8, "hours", "h", 8),
        ("2 d", 2, "days", "d", 0),
        ("1 wk", 1, "weeks", "wk", 0),
        ("3 mo", 3, "months", "mo", 0),
        ("1 a", 1, "years", "a", 0),
    ],
)
def test_an_interval(text: str, count: int, unit: str, symbol: str, hours: int) -> None:
    found = Interval(text)
    assert (found.count, found.unit, found.symbol, found.hours) == (count, unit, symbol, hours)
    assert str(found) == text
    assert str(found * 3) == f"{count * 3} {symbol}"


@pytest.mark.parametrize("text", ["", "d", "2", "2d", "0 d", "2 days", "1.5 d", "monthly", "2 d "])
def test_no_interval(text: str) -> None:
    says = f"'{text}' is no interval; write it as 8 h, 1 d, 2 wk, 3 mo or 1 a"
    with pytest.raises(ValueError, match=re.escape(says)):
        Interval(text)


@pytest.mark.parametrize("one", [Dose("1-2 mg"), Interval("8 h")])
def test_they_are_values(one: Dose | Interval) -> None:
    again = type(one)(str(one))
    assert one == again
    assert len({one, again, pickle.loads(pickle.dumps(one))}) == 1
    assert eval(repr(one)) == one
    assert msgspec.to_builtins([one], enc_hook=encoded) == [str(one)]


def test_they_differ() -> None:
    assert Dose("1 mg") != Dose("1 g")
    assert Interval("1 wk") != Interval("1 mo")
    assert Interval("24 h") != Interval("1 d")
    assert Dose("1 mg") != "1 mg"
