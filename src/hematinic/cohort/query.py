"""SQL over answers: `patients`, a row each; `lines`, a row for each patient and line."""

from pathlib import Path

import duckdb

from hematinic.record.events import RecordError


def connected(answers: Path) -> duckdb.DuckDBPyConnection:
    database = duckdb.connect()
    for name in ("patients", "lines"):
        place = str(answers / name / "*.parquet").replace("'", "''")
        database.execute(f"create view {name} as from read_parquet('{place}')")
    return database


def asked(answers: Path, question: str) -> tuple[list[str], list[tuple[object, ...]]]:
    """The columns and rows of an answer. Raises RecordError where it cannot be asked so."""
    with connected(answers) as database:
        try:
            answer = database.execute(question)
            return [str(column[0]) for column in answer.description or ()], answer.fetchall()
        except duckdb.Error as error:
            raise RecordError([f"the question: {error}"]) from None


def exported(answers: Path, to: Path) -> int:
    """The lines as CSV, however many: how many there are."""
    with connected(answers) as database:
        place = str(to).replace("'", "''")
        columns = "id, kind, item, state, due, overdue_since"
        database.execute(f"copy (select {columns} from lines) to '{place}' (header, delimiter ',')")
        [(count,)] = database.execute("select count(*) from lines").fetchall()
        return int(count)
