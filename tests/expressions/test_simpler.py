"""What is told to change nothing changes nothing: for all values, unknown ones too."""

import pytest
from hypothesis import given

from explore import tried
from expressions.expressions import SCOPE, TYPES, VALUES, booleans
from hematinic.expressions.check import check
from hematinic.expressions.logic import Value
from hematinic.expressions.parse import parse
from hematinic.expressions.reference import evaluate
from hematinic.expressions.simpler import Known, at_most, certain, idle
from hematinic.expressions.syntax import Node
from hematinic.expressions.types import BOOLEAN, Scope

DEFINED = {
    "ill": "fever or cough",
    "very_ill": "fever and cough and hemoglobin < 70 'g/L'",
    "surely_ill": "ill is true",
}
SCOPE_WITH = Scope({**TYPES, **dict.fromkeys(DEFINED, BOOLEAN)}, SCOPE.convert, SCOPE.calls)


def read(text: str) -> Node:
    return check(parse(text), SCOPE_WITH, text)[0]


KNOWN = Known({name: read(text) for name, text in DEFINED.items()}, frozenset())


def told(text: str) -> list[str]:
    return [text[one.part.at : one.part.to] for one in idle(read(text), KNOWN)]


@pytest.mark.parametrize(
    ("text", "idle_parts"),
    [
        ("not not fever", ["not not fever"]),
        ("(fever is true) is true", ["(fever is true) is true"]),
        ("offered(iron) is not false", ["offered(iron) is not false"]),
        ("surely_ill is true and cough", ["surely_ill is true"]),
        ("fever and cough and fever", ["fever"]),
        ("fever or (fever and cough)", ["fever and cough"]),
        ("fever and (fever or cough)", ["fever or cough"]),
        ("hemoglobin < 70 'g/L' and hemoglobin < 9 'g/dL'", ["hemoglobin < 9 'g/dL'"]),
        ("hemoglobin < 70 'g/L' or hemoglobin < 9 'g/dL'", ["hemoglobin < 70 'g/L'"]),
        ("hemoglobin <= 70 'g/L' and hemoglobin < 70 'g/L'", ["hemoglobin <= 70 'g/L'"]),
        ("count = 3 and count between 1 and 4", ["count between 1 and 4"]),
        ("ill and fever", ["ill"]),
        ("very_ill and hemoglobin < 80 'g/L'", ["hemoglobin < 80 'g/L'"]),
        ("very_ill or fever", ["very_ill"]),
        ("surely_ill and not (cough is false and fever is false)", []),
        ("fever is true and fever is not null", ["fever is not null"]),
        ("fever and true", ["true"]),
        ("fever or false", ["false"]),
        ("Coalesce(offered(iron), fever)", ["Coalesce(offered(iron), fever)"]),
        ("if fever then cough else cough", ["if fever then cough else cough"]),
        ("rash implies (cough and cough)", ["cough"]),
        # What looks like it and is not, where something is unknown.
        ("fever or (not fever and cough)", []),
        ("fever is true", []),
        ("fever and not fever", []),
        ("hemoglobin < 70 'g/L' and hemoglobin_before < 90 'g/L'", []),
        ("hemoglobin < 70 'g/L' and hemoglobin > 60 'g/L'", []),
        ("count != 3 and count < 5", []),
        ("fever is not false and fever", ["fever is not false"]),
        ("fever is not null and cough", []),
    ],
)  # fmt: skip
def test_tells(text: str, idle_parts: list[str]) -> None:
    assert told(text) == idle_parts


def with_defined(values: dict[str, Value]) -> dict[str, Value]:
    found = {**values, "offered(iron)": True}
    for name, node in KNOWN.definitions.items():
        found[name] = evaluate(node, found)
    return found


@tried(400)
@given(booleans(), VALUES)
def test_without_an_idle_part_the_value_is_the_same(node: Node, values: dict[str, Value]) -> None:
    for one in idle(node, KNOWN):
        assert evaluate(one.before, values) == evaluate(one.after, values)


ORDER = {False: 0, None: 1, True: 2}


@tried(400)
@given(booleans(2), booleans(2), VALUES)
def test_what_is_at_most_as_true_is_so(one: Node, other: Node, values: dict[str, Value]) -> None:
    if at_most(one, other, KNOWN):
        assert ORDER[evaluate(one, values)] <= ORDER[evaluate(other, values)]  # type: ignore[index]
    if certain(one, KNOWN):
        assert evaluate(one, values) is not None


@pytest.mark.parametrize("text", ["very_ill and ill", "very_ill or ill", "ill and fever"])
@tried(60)
@given(values=VALUES)
def test_names_are_as_true_as_their_definitions(text: str, values: dict[str, Value]) -> None:
    [one] = idle(read(text), KNOWN)
    known = with_defined(values)
    assert evaluate(one.before, known) == evaluate(one.after, known)
