"""Doses and intervals that nobody has: a patient file is refused, a FHIR record's is not known."""

import pytest

from hematinic.guideline.shared import possible
from hematinic.record.events import RecordError
from hematinic.record.fhir.dosage import amounts
from hematinic.record.fhir.intervals import every
from hematinic.record.fhir.parts import Dosage, DoseAndRate, Quantity, Repeat, Timing
from hematinic.record.patient_file import read_patient_file
from once import RULES

GUIDELINE = RULES.guideline
TODAY = 739_577


def event(**more):
    data = {"on": "2024-11-01", "given": "hydroxocobalamin", **more}
    return read_patient_file({"events": [data]}, GUIDELINE, TODAY).events[0]


@pytest.mark.parametrize(("dose", "unit"), [(10, "g"), (10_000, "mg"), (0.1, "ug")])
def test_the_ends_are_possible(dose, unit):
    low, high = possible().dose_mg
    assert low <= event(dose=dose, unit=unit).dose <= high


@pytest.mark.parametrize(
    ("dose", "unit"), [(9_999_999, "g"), (10.1, "g"), (10_001, "mg"), (0.09, "ug")]
)
def test_beyond_them_a_patient_file_is_refused(dose, unit):
    with pytest.raises(RecordError, match="outside what a dose can be"):
        event(dose=dose, unit=unit)


@pytest.mark.parametrize("interval", ["1 h", "400 d", "13 mo"])
def test_an_interval_that_can_be(interval):
    assert event(dose=1, unit="mg", every=interval).every


@pytest.mark.parametrize("interval", ["0.5 h", "401 d", "2 a", "99999 mo"])
def test_an_interval_that_cannot(interval):
    with pytest.raises(RecordError, match="outside what an interval can be"):
        event(dose=1, unit="mg", every=interval)


@pytest.mark.parametrize(("grams", "known"), [(9.5, True), (10.5, False), (9_999_999, False)])
def test_of_a_fhir_record_it_is_not_known(grams, known):
    dosage = Dosage(dose_and_rate=(DoseAndRate(dose_quantity=Quantity(value=grams, unit="g")),))
    medicine = GUIDELINE.medicines["hydroxocobalamin"]
    found = amounts(medicine, dosage, (), "intramuscular", GUIDELINE)
    assert (found["dose"] is not None) is known


@pytest.mark.parametrize(("days", "known"), [(400, True), (401, False)])
def test_nor_is_an_interval(days, known):
    repeat = Repeat(frequency=1, period=days, period_unit="d")
    assert (every(Dosage(timing=Timing(repeat=repeat))) is not None) is known
