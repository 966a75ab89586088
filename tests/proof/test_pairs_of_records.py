"""Pairs of records that differ in one event: what the proofs assume of them, and what facts do not
settle, first dates and doses (K50)."""

import random

import msgspec
import pytest
from tools.pairs import of_patients

from hematinic.proof.generated import generated
from hematinic.proof.generated_pairs import PairsOfRecords, made_worse, of_records, with_known_days
from hematinic.proof.pairs import Second
from hematinic.proof.record_files import record_file
from hematinic.proof.vignettes import number_written
from hematinic.proof.world import World
from hematinic.proof.worse import Worsened, changes
from hematinic.record.events import Event, LocalLimit, Patient, Record
from hematinic.record.patient_file import read_patient_file
from once import RULES, planner
from proof.test_invariants import changed, item

GUIDELINE = RULES.guideline
DAY = 739_943
CHANCE = random.Random(7)


def test_pairs_of_records_keep_every_claim() -> None:
    """A seeded part of what `make pairs` tests; half of them are sampled patients."""
    found = of_patients(RULES, pairs=1500, seed=50)
    assert found.pairs > 1000
    assert [*found.broken] == []


def test_a_medicine_begun_on_the_day_it_was_stopped_is_in_doubt_and_a_pair_all_the_same() -> None:
    pairs = PairsOfRecords(World(planner()))
    asked = [each for key, each in pairs.asked.items() if key[1:] == ("taken", "famotidine")]
    stop = event("stopped", "famotidine", 20)
    milder = record(stop)
    worse = record(stop, event("started", "famotidine", 20, every=1.0))
    assert asked
    for pair, second in asked:
        assert pairs.wrong(pair, second, milder, worse, DAY) == []


# Made worse


def record(*events: Event) -> Record:
    return Record(patient=Patient(birth=(719_000.0, 719_000.0), sex="female"), events=events)


def event(kind: str, name: str, ago: int, **more: object) -> Event:
    day = float(DAY - ago)
    return Event(kind=kind, name=name, day=(day, day), **more)  # type: ignore[arg-type]


def worsened(how: str, name: str) -> Worsened:
    return Worsened(how, name, changes(GUIDELINE, how, name))  # type: ignore[arg-type]


@pytest.mark.parametrize(("how", "name"), [("lower", "vitamin_b12"), ("higher", "vitamin_b12")])
def test_one_result_is_moved_and_the_rest_stays(how: str, name: str) -> None:
    before = record(event("observed", name, 40, value=(300.0, 300.0)), event("present", "falls", 3))
    after = made_worse(before, worsened(how, name), GUIDELINE, DAY, CHANCE)
    assert after is not None
    low, high = after.events[0].value  # type: ignore[misc]
    assert low == high
    assert (low < 300) if how == "lower" else (low > 300)
    assert after.events[0].day == before.events[0].day
    assert after.events[1:] == before.events[1:]


def test_without_a_result_or_with_a_bound_there_is_no_pair() -> None:
    what = worsened("lower", "vitamin_b12")
    bound = event("observed", "vitamin_b12", 4, value=(0.0, 150.0))
    for before in (record(), record(bound), record(event("present", "falls", 3))):
        assert made_worse(before, what, GUIDELINE, DAY, CHANCE) is None


@pytest.mark.parametrize(
    ("how", "name", "kind"),
    [("present", "falls", "present"), ("present", "gastrectomy", "done"),
     ("taken", "metformin", "started")],
)  # fmt: skip
def test_an_event_more(how: str, name: str, kind: str) -> None:
    after = made_worse(record(), worsened(how, name), GUIDELINE, DAY, CHANCE)
    assert after is not None
    [added] = after.events
    assert (added.kind, added.name) == (kind, name)
    assert added.day[1] <= DAY


# What the proofs assume


def facts(of: Record) -> list[object]:
    return planner().extractor.facts(of, DAY).values  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("how", "name"), [("lower", "vitamin_b12"), ("higher", "mcv"), ("present", "melena"),
                      ("present", "gastrectomy"), ("taken", "metformin"),
                      ("taken", "hydroxocobalamin")],
)  # fmt: skip
def test_two_records_differ_in_nothing_that_a_proof_does_not_let_differ(
    how: str, name: str
) -> None:
    """Courses move too, where a nutrient is taken."""
    world = World(planner())
    second, found = Second(world, worsened(how, name)), 0
    for one in generated(GUIDELINE, DAY, 250, seed=3):
        milder = with_known_days(one)
        if how in ("lower", "higher"):
            measured = event("observed", name, 2, value=(97.0, 97.0))
            milder = record(*milder.events, measured)
        worse = made_worse(milder, second.what, GUIDELINE, DAY, CHANCE)
        if worse is not None and second.begins(facts(milder), facts(worse)):  # type: ignore[arg-type]
            found += 1
            assert second.fits(facts(milder), facts(worse)), worse  # type: ignore[arg-type]
    assert found > 100


def test_a_fact_that_no_proof_lets_differ_is_told() -> None:
    """Were the day of the last cord disease left out, a pair of records would show it."""
    second = Second(World(planner()), worsened("present", "subacute_combined_degeneration"))
    fewer = Worsened("present", second.what.name, {second.what.name: "begins"})
    milder, worse = record(), record(event("present", second.what.name, 3))
    assert second.fits(facts(milder), facts(worse))  # type: ignore[arg-type]
    assert not Second(second.world, fewer).fits(facts(milder), facts(worse))  # type: ignore[arg-type]


# Dates and doses


def later(text: str) -> str:
    return "if falls then as_of + 5 days else as_of"


def test_a_first_dose_that_comes_later_is_found_and_shown() -> None:
    """The line stands for both, so that no proof sees it."""
    broken = changed(item("b12-loading-neurological", prescribe=_starts(later)))
    of = PairsOfRecords(broken)
    pair, second = of.asked["neurological-feature", "present", "falls"]
    low = event("observed", "vitamin_b12", 5, value=(130.0, 130.0))
    noise = event("present", "pallor", 9)
    milder = record(low, noise)
    worse = record(low, noise, event("present", "falls", 1))
    wrong = of.wrong(pair, second, milder, worse, DAY)
    assert wrong == [
        "neurological-feature: falls is recorded: no less of a first B12 dose, the first vitamin_b12 is later"
    ]
    shown = of.shown(pair, second, milder, worse, DAY, wrong[0])
    assert [[*e][1] for e in shown.milder["events"]] == ["observed"]
    assert [[*e][1] for e in shown.worse["events"]] == ["observed", "present"]


def _starts(change):  # type: ignore[no-untyped-def]
    return lambda prescribe: msgspec.structs.replace(prescribe, starts=change(prescribe.starts))


def _total(text: str):  # type: ignore[no-untyped-def]
    return lambda prescribe: msgspec.structs.replace(prescribe, total=text)


def test_a_smaller_course_is_found() -> None:
    smaller = "if fatigue then carboxymaltose_left - 300 'mg' else carboxymaltose_left"
    broken = changed(item("iron-intravenous", prescribe=_total(smaller)))
    of = PairsOfRecords(broken)
    pair, second = of.asked["blood-film", "present", "fatigue"]
    milder = record(
        event("observed", "ferritin", 3, value=(9.0, 9.0)),
        event("observed", "hemoglobin", 3, value=(88.0, 88.0)),
        event("observed", "weight", 3, value=(64.0, 64.0)),
        event("observed", "vitamin_b12", 3, value=(130.0, 130.0)),
        event("present", "heart_failure", 30),
        event("observed", "left_ventricular_ejection_fraction", 30, value=(32.0, 32.0)),
        *(event("absent", name, 3) for name in ("iv_iron_allergy", "active_infection")),
        event("present", "postmenopausal", 900),
    )
    worse = record(*milder.events, event("present", "fatigue", 1))
    [wrong] = of.wrong(pair, second, milder, worse, DAY)
    assert wrong.endswith("no less intravenous iron, less ferric_carboxymaltose in all")
    assert PairsOfRecords(World(planner())).wrong(pair, second, milder, worse, DAY) == []


def test_a_broken_claim_is_found_by_records_alone() -> None:
    broken = changed(
        item("b12-loading-neurological", when=lambda text: f"({text}) and not on_metformin")
    )
    found = of_records(broken, pairs=0)
    assert found.pairs == 0
    of = PairsOfRecords(broken)
    pair, second = of.asked["exposure", "taken", "metformin"]
    low = record(event("observed", "vitamin_b12", 5, value=(130.0, 130.0)))
    worse = record(*low.events, event("started", "metformin", 30, every=1.0))
    wrong = of.wrong(pair, second, low, worse, DAY)
    assert "exposure: metformin is taken: no less of a B12 schedule" in wrong


# As files


def differing(written: Record) -> list[str]:
    again = read_patient_file(record_file(written, GUIDELINE, DAY), GUIDELINE, DAY)
    both = zip(planner().rules.names, facts(written), facts(again), strict=False)
    return [name for name, one, other in both if not same(one, other)]


def same(one: object, other: object) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return one == pytest.approx(other, abs=1e-6)
    return one == other


@pytest.mark.parametrize("seed", range(25))
def test_a_record_written_and_read_gives_the_same_facts(seed: int) -> None:
    """Each thing once, so that a strict file takes it."""
    [made] = generated(GUIDELINE, DAY, 1, seed)
    once = {event.name: event for event in with_known_days(made).events if bounded(event)}
    assert set(differing(record(*once.values()))) <= {"values_questioned"}


def bounded(event: Event) -> bool:
    """A result of an element without limits is read as without an end."""
    element = GUIDELINE.elements.get(event.name)
    return element is None or element.kind != "quantity" or element.possible is not None


def test_limits_of_a_laboratory_are_written_too() -> None:
    limit = LocalLimit(
        name="vitamin_b12_deficient_below", value=211.0, written="", laboratory="any", source="x"
    )
    assert differing(msgspec.structs.replace(record(), local_limits=(limit,))) == []


@pytest.mark.parametrize(
    ("low", "high", "written"),
    [
        (250.0, 250.0, 250),
        (25.5, 25.5, 25.5),
        (0.0, 149.999999999, "<150"),
        (0.0, 150.0, "<=150"),
        (2000.000000001, 200000.0, ">2000"),
        (2000.0, 200000.0, ">=2000"),
    ],
)
def test_a_number_is_written_as_a_laboratory_prints_it(low, high, written) -> None:  # type: ignore[no-untyped-def]
    assert number_written(low, high, GUIDELINE.elements["vitamin_b12"]) == written
