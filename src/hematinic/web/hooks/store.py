"""Which cards were shown, and what became of them: the alert budget in real life.

Kept are the alert, its level, the hook and the client; nothing of a patient, no user, no comment.
One thread writes, so that no hook waits for a database.
"""

import queue
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData()

SHOWN = sa.Table(
    "shown",
    metadata,
    sa.Column("card", sa.String(36), primary_key=True),
    sa.Column("alert", sa.String(80), primary_key=True),
    sa.Column("client", sa.String(80), primary_key=True),
    sa.Column("level", sa.String(16), nullable=False),
    sa.Column("hook", sa.String(40), nullable=False),
    sa.Column("guideline", sa.String(64), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
)
"""A row for each alert of each card."""

FEEDBACK = sa.Table(
    "feedback",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("card", sa.String(36), nullable=False, index=True),
    sa.Column("client", sa.String(80), nullable=False),
    sa.Column("outcome", sa.String(16), nullable=False),
    sa.Column("reason", sa.String(80), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
)
"""A card may be reported on again: the last report counts."""

WAITING = 20_000
"""Rows that may wait to be written; what comes beyond is counted and left out."""

BATCH = 500


@dataclass(frozen=True, slots=True)
class Row:
    table: sa.Table
    values: dict[str, Any]


class Store:
    def __init__(self, address: str) -> None:
        """Raises sqlalchemy's errors where the database cannot be had."""
        self.engine = _engine(address)
        metadata.create_all(self.engine)
        self.waiting: queue.Queue[Row | None] = queue.Queue(WAITING)
        self.lost = 0
        self.thread = threading.Thread(target=self._write, daemon=True, name="hooks-store")
        self.thread.start()

    def put(self, rows: Iterable[Row]) -> None:
        for row in rows:
            try:
                self.waiting.put_nowait(row)
            except queue.Full:
                self.lost += 1

    def flush(self) -> None:
        """Until all that waits is written."""
        self.waiting.join()

    def close(self) -> None:
        self.waiting.put(None)
        self.thread.join(timeout=5)
        self.engine.dispose()

    def rows(self, query: sa.Select[Any]) -> list[dict[str, Any]]:
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def _write(self) -> None:
        ended = False
        while not ended:
            batch: list[Row | None] = [self.waiting.get()]
            while len(batch) < BATCH and not self.waiting.empty():
                batch.append(self.waiting.get())
            ended = None in batch
            try:
                self._insert([row for row in batch if row is not None])
            except sa.exc.SQLAlchemyError:
                self.lost += sum(row is not None for row in batch)
            for _ in batch:
                self.waiting.task_done()

    def _insert(self, rows: list[Row]) -> None:
        """A hook that is called again with the same id makes the same cards: they stand once."""
        with self.engine.begin() as connection:
            for table in (SHOWN, FEEDBACK):
                values = [row.values for row in rows if row.table is table]
                if values:
                    connection.execute(_insert_once(table, self.engine.dialect.name), values)


def _insert_once(table: sa.Table, dialect: str) -> Any:
    if dialect == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as insert_lite

        return insert_lite(table).on_conflict_do_nothing()
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_post

        return insert_post(table).on_conflict_do_nothing()
    return sa.insert(table)


def _engine(address: str) -> sa.Engine:
    url = sa.make_url(address)
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_pre_ping=True)
    if not url.database:
        return sa.create_engine(
            # A database in memory lives in one connection, which all threads must share.
            url,
            poolclass=sa.pool.StaticPool,
            connect_args={"check_same_thread": False},
        )
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, connect_args={"check_same_thread": False})

    @sa.event.listens_for(engine, "connect")
    def settle(connection: Any, record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        # Faster than the board's: a row that a power failure takes is missing from a statistic
        # only.
        connection.execute("PRAGMA synchronous=NORMAL")

    return engine


def now() -> datetime:
    return datetime.now(UTC)
