"""What could turn a condition, and what it waits for: `Open` of the compiled engine."""

from collections.abc import Mapping
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given

from explore import seeds, tried
from expressions import expressions as made
from expressions.corpus import Case, cases
from hematinic.expressions.engine import Definitions, Facts, Types
from hematinic.expressions.logic import Value
from hematinic.expressions.python import Open, compile_open, compile_program

FACTS = list(made.TYPES)


class Found(NamedTuple):
    value: Value
    open: set[str]
    doubts: set[str]


class Asked:
    """A program that can be asked of one patient after another."""

    def __init__(self, definitions: Definitions, types: Types) -> None:
        names = [*FACTS, *(name for name, _ in definitions)]
        spans = {name for name, kind in types.items() if kind.is_span}
        slots = {name: slot for slot, name in enumerate(names)}
        self.fill = compile_program(definitions, slots).fill
        self.open = compile_open([definitions], slots, set(names[len(FACTS) :]), spans)
        self.count = len(names)

    def of(self, facts: Facts) -> Found:
        values: list[Value] = [*(facts[name] for name in FACTS)]
        values += [None] * (self.count - len(FACTS))
        self.fill(values)
        found, last = Open(self.open, values), self.count - 1
        return Found(values[-1], named(found.could_turn[last]), named(found.waits_for[last]))


def named(mask: int) -> set[str]:
    return {name for bit, name in enumerate(FACTS) if mask >> bit & 1}


def learned(facts: Facts, others: Facts, which: set[str]) -> Facts:
    """Of some facts what another patient has, within what is known of them."""
    return {**facts, **{name: within(facts[name], others[name]) for name in which}}


def within(known: Value, other: Value) -> Value:
    if isinstance(known, tuple) and isinstance(other, tuple):
        point = max(known[0], min(other[0], known[1]))
        return (point, point)
    return (other[0], other[0]) if isinstance(other, tuple) else other


@tried(150)
@given(made.programs(), made.VALUES, made.KNOWN)
def test_a_fact_that_is_not_asked_for_cannot_turn_the_value(
    program: tuple[Definitions, Types], facts: Facts, others: Facts
) -> None:
    """Every unknown fact that matters is named: knowing all that is left out changes nothing."""
    asked = Asked(*program)
    before = asked.of(facts)
    unknown = {name for name in FACTS if facts[name] is None}
    after = asked.of(learned(facts, others, unknown - before.open))
    assert after.value == before.value


@tried(150)
@given(made.programs(), made.VALUES)
def test_unknown_means_that_some_fact_is_asked_for(
    program: tuple[Definitions, Types], facts: Facts
) -> None:
    found = Asked(*program).of(facts)
    assert found.value is not None or found.open or made.is_undefined(program[0])


@tried(300)
@given(made.programs(), made.VALUES, made.KNOWN)
def test_knowing_what_is_blamed_settles_an_unknown_value(
    program: tuple[Definitions, Types], facts: Facts, others: Facts
) -> None:
    """What it waits for could turn it too, and with just these facts known the value is known."""
    settled_by_what_is_blamed(Asked(*program), program[0], facts, others)


def settled_by_what_is_blamed(
    asked: Asked, definitions: Definitions, facts: Facts, others: Facts
) -> None:
    before = asked.of(facts)
    assert before.doubts <= before.open
    assert not before.doubts or before.value is None
    after = asked.of(learned(facts, others, before.doubts))
    assert after.value is not None or made.is_undefined(definitions)


def test_of_many_programs_and_patients_taken_by_chance() -> None:
    """The same of four patients for each program: the many of an exploration at a tenth of the cost."""
    for seed in seeds(250):
        chance = Random(seed)
        definitions, types = made.program(chance)
        asked = Asked(definitions, types)
        for _ in range(4):
            facts, others = made.patient(chance, unknown=0.5), made.patient(chance, unknown=0)
            try:
                settled_by_what_is_blamed(asked, definitions, facts, others)
            except AssertionError as failure:
                failure.add_note(f"seed {seed}: {definitions}, {facts}, then {others}")
                raise


CASES = [case for case in cases() if case.blamed]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.why)
def test_what_once_was_blamed_on_too_little(case: Case) -> None:
    asked = Asked(case.definitions, case.types)
    assert asked.of(case.facts).doubts == set(case.blamed)

    @tried(50)
    @given(made.KNOWN)
    def settles(others: Mapping[str, Value]) -> None:
        settled_by_what_is_blamed(asked, case.definitions, case.facts, others)

    settles()
