"""What is decided in columns is what the compiled engine, and the planner, decide."""

import random
from collections.abc import Sequence
from functools import cache

import orjson
import pytest

from explore import TIMES, seeds
from hematinic.cohort.check import codes_of, planned
from hematinic.cohort.decision import DecisionColumns, nodes
from hematinic.expressions import columns
from hematinic.expressions.columns import KINDS, PLANES, Columns, column, compile_columns, values
from hematinic.expressions.logic import Value
from hematinic.expressions.parse import parse
from hematinic.expressions.types import BOOLEAN, NUMBER
from hematinic.guideline.names import NEVER_UNKNOWN, PATIENT
from hematinic.proof.domain import Domain, domains
from hematinic.record.columns.encoder import Encoder
from hematinic.record.columns.facts import FactColumns
from hematinic.record.events import Record
from hematinic.record.fhir import read_bundle
from hematinic.sample.resources import as_bundle
from hematinic.sample.story import patients
from hematinic.sample.write import Maker
from once import RULES, planner
from record.columns.stress import stressed

DAY = 739_943
FACTS = RULES.names[: RULES.facts]

STEPS_MOVED, DECISIONS_MOVED = 1550, 257
"""How many of the expressions and steps take more than one value of random facts; and how many of
the columns of the decision do of the records."""


@cache
def kernels() -> FactColumns:
    return FactColumns(RULES)


@cache
def deciding() -> DecisionColumns:
    return DecisionColumns(RULES, kernels().codes.words)


def some(domain: Domain, chance: random.Random) -> Value:
    """Any value that a fact can have, near the limits of days, or within bounds."""
    match domain.kind.kind:
        case "boolean":
            return chance.choice((True, False)) if domain.false else True
        case "text":
            return chance.choice(domain.kind.options or ("other",))
        case "date":
            first = float(DAY - chance.choice((0, 1, 7, 14, 28, 30, 56, 84, 91, 92, 183, 365, 900)))
            last = first if domain.point else first + chance.choice((0, 0, 0, 1, 30))
            return (first, min(last, float(DAY)))
    high = min(domain.high or 300.0, chance.choice((2.0, 20.0, 150.0, 600.0)))
    low = max(domain.low or 0.0, round(chance.uniform(0, high), chance.randint(0, 2)))
    low = float(round(low)) if domain.whole else low
    return (low, low if domain.point else low + chance.choice((0, 0, 0, 5)))


def at_random(count: int, seed: int) -> dict[str, list[Value]]:
    """Facts by name: of some patients much is known, of others little."""
    chance = random.Random(seed)
    found: dict[str, list[Value]] = {}
    share = [chance.choice((0.05, 0.3, 0.6, 0.95)) for _ in range(count)]
    for (name, domain), default in zip(domains(RULES).items(), RULES.defaults, strict=True):
        of = [some(domain, chance) if chance.random() < known else default for known in share]
        found[name] = of
    for name in PATIENT:
        kind = RULES.types[name]
        if name in NEVER_UNKNOWN:
            options = kind.options or ((True, False) if kind.kind == "boolean" else ((DAY, DAY),))
            found[name] = [chance.choice(options) for _ in range(count)]
    return found


@pytest.mark.parametrize("seed", seeds(2))
def test_of_random_facts_every_expression_and_every_step(seed: int) -> None:
    count = 1500
    facts, words = at_random(count, seed), kernels().codes.words
    kinds = {name: KINDS[RULES.types[name].kind] for name in RULES.definitions}
    kinds |= {name: "span" if name == "said" else "truth" for name in RULES.decision.steps()}
    wanted = [(name, plane) for name in nodes(RULES) for plane in PLANES[kinds[name]]]
    line = compile_columns([*nodes(RULES).items()], RULES.types, words, wanted)
    of_facts = {name: column(of, RULES.types[name].kind, words) for name, of in facts.items()}
    planes, texts = line.run(of_facts), words.texts()
    compiled = []
    for i in range(count):
        slots = [*(facts[name][i] for name in FACTS), *(None,) * len(nodes(RULES))]
        RULES.fill(slots)
        compiled.append(slots)
    different, moved = [], 0
    for name in nodes(RULES):
        by_columns = values(
            {plane: planes[name, plane] for plane in PLANES[kinds[name]]}, count, texts
        )
        expected = [slots[RULES.slots[name]] for slots in compiled]
        moved += len(set(expected)) > 1
        different += [f"{name} of {i}" for i in range(count) if by_columns[i] != expected[i]]
    print(f"{moved} of {len(nodes(RULES))} expressions and steps moved, {count} patients")
    assert different[:5] == []
    assert moved >= STEPS_MOVED


def by_columns(records: Sequence[Record], as_of: int) -> dict[str, list[int | None]]:
    made, encoder = kernels(), Encoder(kernels().codes)
    facts = made.facts(encoder.events(records), encoder.patients(records), as_of)
    return codes_of(deciding().decide(facts, len(records), as_of))


@pytest.mark.parametrize("seed", seeds(2))
def test_of_records_what_the_planner_says(seed: int) -> None:
    records = list(stressed(RULES.guideline, DAY, 300, seed))
    assert differing(records, DAY, by_columns(records, DAY))[:5] == []


def differing(
    records: Sequence[Record], as_of: int, found: dict[str, list[int | None]]
) -> list[str]:
    expected = planned(planner(), records, as_of)
    assert set(found) == set(expected)
    return [
        f"{name} of {i}: {found[name][i]} and not {expected[name][i]}"
        for name in expected
        for i in range(len(records))
        if found[name][i] != expected[name][i]
    ]


def moved(of: dict[str, list[int | None]]) -> set[str]:
    return {name for name, codes in of.items() if len(set(codes)) > 1}


def sampled(count: int) -> dict[int, list[Record]]:
    """Untidy records of made-up patients, by the days of their visits."""
    guideline, found = RULES.guideline, dict[int, list[Record]]()
    maker = Maker(guideline, 7, 0.3)
    for simulated in patients(count, 7):
        content = orjson.dumps(as_bundle(maker.made(simulated)[0]))
        record = read_bundle(content, guideline, max(simulated.visits))
        for day in simulated.visits:
            found.setdefault(day, []).append(record)
    return found


def test_of_sampled_patients_at_every_visit_and_all_records_move_the_decision() -> None:
    different, changed = [], set()
    for day, records in sampled(16 * TIMES).items():
        found = by_columns(records, day)
        different += differing(records, day, found)
        changed |= {name for name, codes in found.items() if any(codes)}
    assert different[:5] == []
    for seed in range(2 * TIMES):
        changed |= moved(by_columns(list(stressed(RULES.guideline, DAY, 3000, 50 + seed)), DAY))
    print(f"{len(changed)} of {len(columns_of_the_decision())} columns of the decision are moved")
    assert len(changed) >= DECISIONS_MOVED


def columns_of_the_decision() -> set[str]:
    return set(by_columns(list(stressed(RULES.guideline, DAY, 1, 0)), DAY))


def test_an_unknown_node_is_refused() -> None:
    class Other:
        def __repr__(self) -> str:
            return "something else"

    with pytest.raises((TypeError, AssertionError)):
        compile_columns([("x", Other())], {}, kernels().codes.words, [("x", "true")])  # type: ignore[list-item]


def test_in_blocks_as_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    definitions = [("result", parse("fever and count > 1"))]
    types = {"fever": BOOLEAN, "count": NUMBER, "result": BOOLEAN}
    some_facts = [
        {"fever": fever, "count": count}
        for fever in (True, False, None)
        for count in (None, (0.0, 2.0), (2.0, 2.0), (1.0, 1.0))
    ]
    whole = Columns().evaluate(definitions, types, some_facts)
    monkeypatch.setattr(columns, "BLOCK", 5)
    assert Columns().evaluate(definitions, types, some_facts) == whole
    assert {truth for [truth] in whole} == {True, False, None}
