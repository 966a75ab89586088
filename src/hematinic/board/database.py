"""The database: SQLite by default, PostgreSQL in service; one writer of the chain at a time."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from hematinic.board.tables import SETTINGS
from hematinic.record.events import RecordError

WAIT = 60
"""Seconds for another writer to be done."""

# The letters of `hematin` in ASCII: any number will do that no other program locks.
ONE_WRITER = 0x68656D6174696E
"""The lock of PostgreSQL that a writer of the chain holds until its transaction ends."""

logging.getLogger("alembic").setLevel(logging.WARNING)  # that it looked is no news to who serves


@dataclass(frozen=True)
class Database:
    engine: sa.Engine

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """All of it is kept or nothing; nobody else writes meanwhile."""
        with self.engine.connect() as plain:
            connection = plain.execution_options(writes=True)
            with connection.begin():
                if self.engine.dialect.name == "postgresql":
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_WRITER)))
                yield connection

    def setting(self, name: str) -> str:
        with self.read() as connection:
            query = sa.select(SETTINGS.c.value).where(SETTINGS.c.name == name)
            return str(connection.execute(query).scalar() or "")

    def close(self) -> None:
        self.engine.dispose()


def made(address: str, fictional: str = "") -> Database:
    """A database with the present tables, made or brought up to date. `fictional` marks a new one
    for good."""
    engine = _engine(address, make=True)
    with engine.connect() as plain:
        connection = plain.execution_options(writes=True)
        with connection.begin():
            new = MigrationContext.configure(connection).get_current_revision() is None
            config = migrations()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if new:
                values = {"pepper": secrets.token_hex(32), "fictional": fictional}
                rows = [{"name": name, "value": value} for name, value in values.items()]
                connection.execute(sa.insert(SETTINGS), rows)
    return Database(engine)


def opened(address: str) -> Database:
    """Raises RecordError where there is none, or an older one."""
    engine = _engine(address, make=False)
    try:
        with engine.connect() as connection:
            revision = MigrationContext.configure(connection).get_current_revision()
    except sa.exc.DBAPIError as error:
        raise RecordError([f"the board's database: {_plain(error)}"]) from None
    if revision is None:
        raise RecordError(["there is no board in this database; make one by: hematinic board init"])
    if revision != newest():
        raise RecordError(
            ["the board's database is of another version; bring it up to date by: "
             "hematinic board init"]
        )  # fmt: skip
    return Database(engine)


def newest() -> str:
    return str(ScriptDirectory.from_config(migrations()).get_current_head())


def migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def _plain(error: sa.exc.DBAPIError) -> str:
    """Without the address, which may hold a password."""
    return str(error.orig).splitlines()[0]


def _engine(address: str, make: bool) -> sa.Engine:
    try:
        url = sa.make_url(address)
    except sa.exc.ArgumentError:
        raise RecordError(
            ["the board's database: not an address; write sqlite:///board.sqlite or "
             "postgresql+psycopg://…"]
        ) from None  # fmt: skip
    if url.get_backend_name() == "postgresql":
        # The server may have been started anew since the last request; a dead connection is
        # replaced.
        return sa.create_engine(url, pool_pre_ping=True)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise RecordError(["the board's database: SQLite in a file, or PostgreSQL"])
    if make:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    elif not Path(url.database).is_file():
        raise RecordError(
            [f"there is no board at {url.database}; make one by: hematinic board init"]
        )
    # The pool hands a connection from thread to thread, to one at a time.
    arguments = {"check_same_thread": False, "timeout": WAIT}
    engine = sa.create_engine(url, connect_args=arguments)
    sa.event.listen(engine, "connect", _settle)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _settle(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # the driver begins no transaction of its own
    connection.execute("PRAGMA journal_mode=WAL")
    # With less, a write-ahead log may lose the last commits when the power fails.
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA secure_delete=ON")  # what is erased is overwritten


def _begin(connection: sa.Connection) -> None:
    """A writer waits at its beginning: one that read first and then wrote could not be let in."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
