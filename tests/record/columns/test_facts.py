"""The kernels give the facts that the definitions give, whatever stands in a record."""

from collections.abc import Sequence

import pytest

from explore import TIMES, seeds
from hematinic.expressions.columns import KINDS, PLANES, values
from hematinic.expressions.logic import Value
from hematinic.guideline.names import VERBS
from hematinic.record.asof import seen_from
from hematinic.record.columns.encoder import Encoder
from hematinic.record.columns.facts import FactColumns
from hematinic.record.columns.verbs import KERNELS
from hematinic.record.events import Record
from hematinic.record.facts import Extractor
from once import RULES
from record.columns.stress import stressed

DAY = 739_943
COLUMNS = FactColumns(RULES)
ENCODER = Encoder(COLUMNS.codes)
EXTRACTOR = Extractor(RULES)
NAMES = RULES.names[: RULES.facts]

MOVED = 510
"""Of the facts that a record can move, how many the records here do."""


def by_kernels(records: Sequence[Record], as_of: int) -> dict[str, list[Value]]:
    events, patients = ENCODER.events(records), ENCODER.patients(records)
    texts = COLUMNS.codes.words.texts()
    found = COLUMNS.facts(events, patients, as_of)
    return {
        name: values(
            {plane: getattr(found[name], plane) for plane in PLANES[KINDS[RULES.types[name].kind]]},
            len(records),
            texts,
        )
        for name in NAMES
    }


def by_definition(records: Sequence[Record], as_of: int) -> dict[str, list[Value]]:
    every = [EXTRACTOR.facts(seen_from(record, as_of), as_of).values for record in records]
    return {name: [values[slot] for values in every] for slot, name in enumerate(NAMES)}


def differing(records: Sequence[Record], as_of: int) -> list[str]:
    kernels, defined = by_kernels(records, as_of), by_definition(records, as_of)
    return [
        f"{name} of patient {i}: {kernels[name][i]} and not {defined[name][i]}"
        for name in NAMES
        for i in range(len(records))
        if kernels[name][i] != defined[name][i]
    ]


def test_every_verb_has_a_kernel_and_no_other() -> None:
    assert set(KERNELS) == set(VERBS)


@pytest.mark.parametrize("seed", seeds(4))
def test_of_records_under_stress(seed: int) -> None:
    records = list(stressed(RULES.guideline, DAY, 700, seed))
    assert differing(records, DAY)[:5] == []


@pytest.mark.parametrize("later", [-300, -1, 1, 40])
def test_of_records_seen_from_another_day(later: int) -> None:
    records = list(stressed(RULES.guideline, DAY, 300, 99))
    assert differing(records, DAY + later)[:5] == []


def test_of_nobody_and_of_patients_without_events() -> None:
    assert differing([], DAY) == []
    empty = [record for record in stressed(RULES.guideline, DAY, 200, 5) if not record.events]
    assert empty
    assert differing(empty, DAY) == []


def test_the_records_move_the_facts() -> None:
    """Else nothing would be shown of those that stay as they are."""
    moved = set()
    for seed in range(4 * TIMES):
        found = by_definition(list(stressed(RULES.guideline, DAY, 700, seed)), DAY)
        moved |= {name for name, values in found.items() if len(set(values)) > 1}
    print(f"{len(moved)} of {len(NAMES)} facts are moved; not {sorted(set(NAMES) - moved)}")
    assert len(moved) >= MOVED
