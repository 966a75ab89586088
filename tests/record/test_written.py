"""Numbers as people and machines write them."""

import pytest

from hematinic.guideline.model import Guideline
from hematinic.record.written import Number, UnclearError, measurement, number, plain
from record.fhir_resources import Read, observation


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8.4", 8.4), ("8,4", 8.4), ("0,125", 0.125), ("12,5678", 12.5678), ("-1.5", -1.5),
        ("1 250", 1250), ("1'250", 1250), ("1.250,5", 1250.5), ("1,250.5", 1250.5),
        ("1,250,000", 1250000), ("１２．５", 12.5), ("+3", 3), ("1.2e3", 1200), ("1250", 1250),
        ("2.345", 2.345), ("1234,567", 1234.567),
    ],
)  # fmt: skip
def test_numbers(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["1,250", "12,345", "999,000"])
def test_a_comma_before_three_digits_may_be_either(text: str) -> None:
    with pytest.raises(UnclearError, match=f"'{text}' may be"):
        number(text)


@pytest.mark.parametrize(
    "text", ["", "x", "1.2.3", "1,2,3", "1 25", "12 5", "1,25,000", "--5", "5 mg", "10³", "9" * 50]
)
def test_no_numbers(text: str) -> None:
    assert number(text) is None


@pytest.mark.parametrize(
    ("text", "compared", "value", "rest"),
    [
        ("<5 ug/L", "<", 5, "ug/L"),
        ("< 5", "<", 5, ""),
        ("=5", "", 5, ""),
        ("≥ 2,5 mg", ">=", 2.5, "mg"),
        ("4.1 10^6/uL", "", 4.1, "10^6/uL"),
        ("4.1 x10 6/uL", "", 4.1, "x10 6/uL"),
        ("4.1 10 6/uL", "", 4.1, "10 6/uL"),
        ("12 500 /uL", "", 12500, "/uL"),
        ("7,2g/dL", "", 7.2, "g/dL"),
        ("5.2 (L)", "", 5.2, "(L)"),
    ],
)
def test_measurements(text: str, compared: str, value: float, rest: str) -> None:
    assert measurement(text) == (Number(compared, value), rest)


@pytest.mark.parametrize("text", ["<>5", "about 5", "5-7", "ca. 5", ">", ""])
def test_no_measurements(text: str) -> None:
    found = measurement(text)
    assert found is None or found[1].startswith("-")


def test_plain_text_keeps_an_exponent() -> None:
    assert plain("10³/µL") == "10^3/μL"
    assert plain("ｇ／ｄＬ") == "g/dL"
    assert plain("10⁻³") == "10^-3"


@pytest.mark.parametrize(
    ("value", "span"),
    [
        ({"value": "7,25", "unit": "ug/L"}, (7.25, 7.25)),
        ({"value": "<7", "unit": "ug/L"}, (0, 7 - 1e-9)),
        ({"value": ">900", "unit": "ug/L"}, (900 + 1e-9, 200000)),
        ({"value": "= 7", "unit": "ug/L"}, (7, 7)),
        ({"value": 7, "comparator": "=", "unit": "ug/L"}, (7, 7)),
        ({"value": 7, "comparator": " <= ", "unit": "ug/L"}, (0, 7)),
    ],
)
def test_values_as_text(
    guideline: Guideline, value: dict[str, object], span: tuple[float, float]
) -> None:
    event = Read(guideline, observation(valueQuantity=value)).event
    assert event.value == pytest.approx(span, abs=1e-6)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({"value": "1,250", "unit": "ug/L"}, "'1,250'"),
        ({"value": "abc", "unit": "ug/L"}, "'abc'"),
        ({"value": "<7", "comparator": ">", "unit": "ug/L"}, "'<7'"),
        ({"value": 7, "comparator": "~", "unit": "ug/L"}, "'~' is no comparison"),
        ({"value": "7 ug", "unit": "ug/L"}, "'7 ug'"),
    ],
)
def test_values_that_cannot_be_read_are_quoted(
    guideline: Guideline, value: dict[str, object], why: str
) -> None:
    found = Read(guideline, observation(valueQuantity=value))
    assert found.events == ()
    assert why in found.why


@pytest.mark.parametrize(
    ("text", "value", "why"),
    [
        ("7,5 µg/L", (7.5, 7.5), ""),
        ("< 8 ng/mL", (0, 8), ""),
        ("1,250 ng/mL", None, "'1,250' may be 1.250 or 1250"),
        ("7.5", None, "'7.5' has no unit"),
        ("pending", None, "'pending' is no measurement"),
        ("7.5 furlongs", None, "7.5 furlongs: its unit furlongs cannot be read"),
    ],
)
def test_results_as_text(
    guideline: Guideline, text: str, value: tuple[float, float] | None, why: str
) -> None:
    found = Read(guideline, observation(valueQuantity=None, valueString=text))
    assert [e.value for e in found.events] == ([pytest.approx(value, abs=1e-6)] if value else [])
    assert why in found.why
