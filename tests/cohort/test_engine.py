"""`decide(events, patients)`: Arrow in and Arrow out, in blocks, whatever numbers patients have."""

import numpy as np
import pyarrow as pa
import pytest

from cohort.test_decision import DAY, by_columns, kernels
from hematinic.cohort import engine
from hematinic.cohort.arrow import Decoder, Meaning, events_table, patients_table
from hematinic.cohort.engine import decide
from hematinic.record.columns.encoder import Encoder
from hematinic.record.local_limits import local_limits
from once import RULES
from record.columns.stress import stressed

RECORDS = list(stressed(RULES.guideline, DAY, 150, 3))
LIMITS = tuple(RULES.guideline.limits)


def tables() -> tuple[pa.Table, pa.Table]:
    encoder = Encoder(kernels().codes)
    return events_table(encoder.events(RECORDS)), patients_table(encoder.patients(RECORDS), LIMITS)


def numbered(table: pa.Table, numbers: np.ndarray) -> pa.Table:  # type: ignore[type-arg]
    own = table["patient"].to_numpy()
    return table.set_column(0, "patient", pa.array(numbers[own]))


def test_it_says_what_the_columns_say() -> None:
    found = decide(*tables(), RULES, DAY)
    for name, codes in by_columns(RECORDS, DAY).items():
        column = found[name]
        if pa.types.is_date(column.type):
            days = [None if day is None else day.toordinal() for day in column.to_pylist()]
            assert days == codes, name
        else:
            assert column.type == pa.int8()
            assert column.to_pylist() == codes, name


def test_in_blocks_and_of_other_numbers_as_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = decide(*tables(), RULES, DAY)
    numbers = np.arange(len(RECORDS)) * 7 + 3
    monkeypatch.setattr(engine, "BLOCK", 40)
    events, patients = (numbered(table, numbers) for table in tables())
    found = decide(events, patients, RULES, DAY)
    assert found["patient"].to_pylist() == numbers.tolist()
    assert found.drop_columns("patient").equals(whole.drop_columns("patient"))


def test_findings_are_told_where_they_are_asked_for() -> None:
    found = decide(*tables(), RULES, DAY, besides=("b12_deficiency",))
    true = found["b12_deficiency true"].to_numpy()
    false = found["b12_deficiency false"].to_numpy()
    assert true.any()
    assert false.any()
    assert not (true & false).any()


def test_of_nobody() -> None:
    events, patients = tables()
    found = decide(events.slice(0, 0), patients.slice(0, 0), RULES, DAY)
    assert found.num_rows == 0
    assert "said" in found.column_names


def test_what_is_not_sorted_is_refused() -> None:
    events, patients = tables()
    with pytest.raises(ValueError, match="sorted"):
        decide(events.take(pa.array(range(events.num_rows))[::-1]), patients, RULES, DAY)


def test_codes_of_another_guideline_are_read_by_their_names() -> None:
    """As of a store that was written before elements were added, or in another order."""
    own = Meaning.of(kernels().codes)
    theirs = {
        "kinds": own.kinds[::-1], "names": own.names[::-1], "routes": own.routes[::-1],
        "words": own.words[::-1], "nutrients": own.nutrients,
    }  # fmt: skip
    events, patients = tables()
    for name, part in (("kind", "kinds"), ("name", "names"), ("route", "routes"), ("word", "words"),
                       ("severity", "words"), ("activity", "words"), ("reason", "words")):  # fmt: skip
        codes, last = events[name].to_numpy(), len(theirs[part]) - 1
        turned = np.where(codes < 0, codes, last - codes).astype(codes.dtype)
        events = events.set_column(events.column_names.index(name), name, pa.array(turned))
    for name in ("sex", "jurisdiction"):
        codes, last = patients[name].to_numpy(), len(theirs["words"]) - 1
        turned = np.where(codes < 0, codes, last - codes).astype(np.int32)
        patients = patients.set_column(patients.column_names.index(name), name, pa.array(turned))
    found = decide(events, patients, RULES, DAY, meaning=Meaning(**theirs))
    assert found.equals(decide(*tables(), RULES, DAY))


def test_what_the_guideline_does_not_know_is_left_out() -> None:
    own = Meaning.of(kernels().codes)
    names = ("something_else", *own.names[1:])
    theirs = Meaning(
        kinds=own.kinds, names=names, routes=own.routes, words=own.words, nutrients=own.nutrients
    )
    events, patients = tables()
    decoded = Decoder(kernels().codes, theirs).events(events, patients["patient"].to_numpy())
    assert len(decoded) == int(np.sum(events["name"].to_numpy() != 0))


def test_the_limits_of_a_site_stand_behind_those_of_a_patient() -> None:
    site = local_limits(
        {"vitamin_b12": {"deficient_below": "120 ng/L", "laboratory": "a", "source": "b"}},
        RULES.guideline,
        "site",
    )
    made = engine.Engine(RULES, limits=site)
    encoder = Encoder(made.codes)
    own = made.with_limits(encoder.patients(RECORDS)).limits[site[0].name]
    before = encoder.patients(RECORDS).limits[site[0].name]
    assert np.array_equal(own, np.where(np.isnan(before), 120.0, before))
