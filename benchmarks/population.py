"""The population that is measured: sampled once, and larger ones by repeating it.

A folder keeps what takes minutes to make: `bulk`, patients as NDJSON, and `store`, their events.
"""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hematinic.cohort.store import PartMade, Store
from hematinic.guideline.rules import Rules
from hematinic.sample.story import patients
from hematinic.sample.write import Maker, write

SEED, UNTIDY = 1, 0.1


def sampled(rules: Rules, count: int, folder: Path) -> Path:
    """So many patients as NDJSON; those that are there already where there are any."""
    bulk, unfinished = folder / "bulk", folder / "bulk.unfinished"
    if not bulk.exists():
        write(patients(count, SEED), unfinished, "ndjson", Maker(rules.guideline, SEED, UNTIDY))
        for name in ("truth.ndjson", "untidy.ndjson"):
            (unfinished / name).unlink()
        unfinished.rename(bulk)
    return bulk


class Repeated(Store):
    """The patients of a store again and again, each time with all days moved back by one more.

    Nothing is written: the days are moved as a part is read, so it may be as large as one likes.
    """

    def __init__(self, store: Store, parts: int) -> None:
        super().__init__(store.folder, msgspec.structs.replace(store.about, parts=parts))
        self.of = store

    def made(self, number: int) -> PartMade | None:
        return self.of.made(number % self.of.about.parts)

    def table(self, number: int, name: str, columns: list[str] | None = None) -> pa.Table:
        turn, part = divmod(number, self.of.about.parts)
        table = self.of.table(part, name, columns)
        return _later(table, turn) if turn else table


def _later(table: pa.Table, turn: int) -> pa.Table:
    """As of patients who are others: each with an id of their own, and all of their days moved."""
    for name in ("first", "last", "until", "birth_first", "birth_last"):
        if name in table.column_names:
            table = replaced(table, name, table[name].to_numpy() - np.float32(turn))
    if "instant" in table.column_names:
        seconds = table["instant"].to_numpy()
        table = replaced(table, "instant", np.where(seconds < 0, seconds, seconds - turn * 86_400))
    if "id" in table.column_names:
        table = replaced(table, "id", pc.binary_join_element_wise(table["id"], f"{turn}", "-"))
    return table


def replaced(table: pa.Table, name: str, column: Any) -> pa.Table:
    made = column if isinstance(column, pa.ChunkedArray) else pa.array(column)
    return table.set_column(table.column_names.index(name), name, made)
