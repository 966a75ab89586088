"""Every engine says what the reference evaluator says, of any expression and any patient."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explore import tried
from expressions import expressions as made
from expressions.corpus import Case, cases
from hematinic.expressions.engine import Definitions, Engine, Facts, Types
from hematinic.expressions.engines import ENGINES
from hematinic.expressions.logic import Value
from hematinic.expressions.parse import parse
from hematinic.expressions.types import BOOLEAN, DATE

TRIED = {"reference": 1, "compiled": 200, "columns": 200, "solver": 60}
REFERENCE = ENGINES["reference"]
OTHERS = [name for name in ENGINES if name != "reference"]

engines = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)
others = pytest.mark.parametrize("name", OTHERS)


@others
def test_they_agree(name: str) -> None:
    @tried(TRIED[name])
    @given(made.programs(), st.lists(made.VALUES, min_size=1, max_size=3))
    def agree(program: tuple[Definitions, Types], patients: list[Facts]) -> None:
        expected = REFERENCE.evaluate(*program, patients)
        assert ENGINES[name].evaluate(*program, patients) == expected

    agree()


@engines
@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.why)
def test_what_once_failed(engine: Engine, case: Case) -> None:
    [values] = engine.evaluate(case.definitions, case.types, [case.facts])
    assert values[-1] == case.value


@engines
def test_months_are_those_of_the_calendar(engine: Engine) -> None:
    """The last of January and a month is the last of February; whole months round towards zero."""
    days = [date(2026, 1, 31), date(2027, 2, 28), date(2028, 2, 29), date(2026, 12, 15)]
    texts = ("start + 1 month > end", "start - 3 months <= end", "start + 2 years = end",
             "months between start and end >= 1", "years between start and end < 1",
             "weeks between start and end = 4")  # fmt: skip
    definitions = [(text, parse(text)) for text in texts]
    types = {"start": DATE, "end": DATE} | dict.fromkeys(texts, BOOLEAN)
    patients = [{"start": on(start), "end": on(end)} for start in days for end in days]
    expected = REFERENCE.evaluate(definitions, types, patients)
    assert engine.evaluate(definitions, types, patients) == expected
    assert {truth for values in expected for truth in values} == {True, False}


def on(day: date) -> Value:
    return (float(day.toordinal()), float(day.toordinal()))
