"""The tables of an OMOP database: a folder of Parquet files, or a DuckDB file. Read by DuckDB.

Each bucket asks for its own persons; what a row means stands in `record/omop.py`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import orjson

from hematinic.cohort.sources import Codes, Read, Unit, digest_of
from hematinic.guideline.model import Guideline
from hematinic.record.events import RecordError
from hematinic.record.fhir import read_lines
from hematinic.record.omop import TABLES, Concept, numbers_of, person, resource

DATABASES = (".duckdb", ".db")


def holds_tables(path: Path) -> bool:
    """A folder with a person table, or a database file."""
    if path.is_dir():
        return "person" in _files(path)
    return path.suffix.lower() in DATABASES


def _files(folder: Path) -> dict[str, Path]:
    """Parquet files by the names of their tables; a table may also be a folder of them."""
    files = {file.stem.lower(): file for file in folder.glob("*.parquet")}
    folders = (
        below for below in folder.iterdir() if below.is_dir() and any(below.glob("*.parquet"))
    )
    return {below.name.lower(): below / "*.parquet" for below in folders} | files


class Tables:
    def __init__(self, path: Path) -> None:
        """Raises RecordError where there is no person table."""
        self.path = path
        with self.connected() as database:
            self.here = self.tables(database)
            if "person" not in self.here:
                raise RecordError([f"{path}: holds no table 'person': is it an OMOP database?"])
            [(self.persons,)] = database.execute("select count(*) from person").fetchall()

    def connected(self) -> duckdb.DuckDBPyConnection:
        """One thread: a bucket has a process of its own."""
        if self.path.is_file():
            database = duckdb.connect(str(self.path), read_only=True)
        else:
            database = duckdb.connect()
            for name, file in _files(self.path).items():
                if name in ("person", "concept", *TABLES):
                    place = str(file).replace("'", "''")
                    database.execute(f"create view {name} as from read_parquet('{place}')")
        database.execute("set threads = 1")
        return database

    def tables(self, database: duckdb.DuckDBPyConnection) -> set[str]:
        return {str(name).lower() for (name,) in database.execute("show tables").fetchall()}

    def count(self) -> int:
        return int(self.persons)

    def notes(self) -> list[tuple[str, str, str]]:
        why = "is not there: what it holds is missing"
        return [
            (self.path.name, name, why) for name in (*TABLES, "concept") if name not in self.here
        ]

    def bucket(self, number: int, of: int) -> Iterator[Unit]:
        with self.connected() as database:
            rows = {name: self.rows(database, name, number, of) for name in TABLES}
            persons = _dicts(database, f"from person where person_id % {of} = {number}")
            concepts = self.concepts(
                database, [row for of_table in rows.values() for row in of_table]
            )
        theirs: dict[int, list[bytes]] = {row["person_id"]: [_line(person(row))] for row in persons}
        for table, of_table in rows.items():
            for row in of_table:
                if row["person_id"] in theirs:
                    theirs[row["person_id"]].append(_line(resource(table, row, concepts)))
        for key, lines in theirs.items():
            yield _unit(str(key), lines)

    def rows(
        self, database: duckdb.DuckDBPyConnection, table: str, number: int, of: int
    ) -> list[dict[str, Any]]:
        if table not in self.here:
            return []
        query = f"from {table} where person_id % {of} = {number} order by {table}_id"
        return _dicts(database, query)

    def concepts(
        self, database: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]
    ) -> dict[int, Concept]:
        """Those that the rows refer to."""
        if "concept" not in self.here:
            return {}
        asked = sorted({number for row in rows for number in numbers_of(row)})
        listed = ",".join(map(str, asked)) or "0"
        query = (
            "select concept_id, vocabulary_id, concept_code, concept_name from concept"
            f" where concept_id in ({listed})"
        )
        return {row.pop("concept_id"): Concept(row) for row in _dicts(database, query)}


def _dicts(database: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    answer = database.execute(query)
    names = [str(column[0]).lower() for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _line(row: dict[str, Any]) -> bytes:
    return orjson.dumps(row)


def _unit(key: str, lines: list[bytes]) -> Unit:
    def read(guideline: Guideline, today: int, codes: Codes) -> Read:
        return Read(read_lines([("OMOP", line) for line in lines], (), guideline, today, codes))

    return Unit(key, digest_of(*lines), read)
