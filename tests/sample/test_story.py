"""Sampled patients: the same for a seed, one at a time, as the causes say."""

import tracemalloc
from collections import Counter
from itertools import islice, pairwise

from hematinic.sample.causes import CAUSES
from hematinic.sample.laboratory import UNITS
from hematinic.sample.model import Simulated
from hematinic.sample.story import patients, simulate

BACKGROUND_YEARS = 13


def test_the_same_seed_gives_the_same_patients():
    assert list(patients(30, 5)) == list(patients(30, 5))


def test_another_seed_gives_others():
    assert list(patients(5, 5)) != list(patients(5, 6))


def test_a_patient_is_the_same_whatever_the_number_of_patients():
    assert next(islice(patients(1_000_000, 5), 17, None)) == simulate(5, 17)


def test_patients_stream_in_little_memory():
    list(patients(20, 2))
    tracemalloc.start()
    for _ in patients(150, 2):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


def test_every_cause_comes():
    found = Counter(one.cause for one in patients(800, 1))
    assert set(found) == {cause.name for cause in CAUSES}


def test_happenings_are_in_order_and_within_a_life():
    for one in patients(100, 3):
        days = [happening.day for happening in one.happenings]
        assert all(early <= late for early, late in pairwise(days))
        assert one.person.birth < days[0]
        assert days[-1] <= one.visits[-1]


def test_nothing_is_given_before_the_first_visit_but_what_was_bought():
    for one in patients(150, 3):
        assert all(h.day > one.started for h in one.happenings if h.kind == "given")


def test_units_vary_between_patients_and_never_within_one():
    seen: Counter[str] = Counter()
    for one in patients(100, 4):
        units = {h.unit for h in one.happenings if h.name == "hemoglobin"}
        assert len(units) == 1
        seen.update(units)
    assert set(seen) == set(UNITS["hemoglobin"])


def baseline(one: Simulated, name: str) -> bool:
    return any(h.name == name and h.day == one.started - 1 for h in one.happenings)


def test_some_are_not_measured_and_some_not_asked():
    found = list(patients(300, 4))
    assert 0 < sum(baseline(one, "vitamin_b12") for one in found) < len(found)
    asked = [any(h.name == "paresthesia" for h in one.happenings) for one in found]
    assert 0 < sum(asked) < len(found)


def test_names_are_plainly_fictional():
    assert simulate(1, 123).person.family == "Patient 000123"
