"""The board's room: its database, its clock, and the state of its chain, read on as it grows."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlalchemy as sa

from hematinic.board import chain, manifest
from hematinic.board.chain import Entry
from hematinic.board.database import Database
from hematinic.board.entries import apply
from hematinic.board.manifest import Manifest
from hematinic.board.moment import Clock, clock, instant
from hematinic.board.state import State


@dataclass(eq=False)
class Room:
    """Equal to itself alone, so that what was made for one can be remembered by it."""

    database: Database
    clock: Clock = clock
    lock: threading.RLock = field(default_factory=threading.RLock)
    known: dict[str, Manifest] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._state = State(self.manifest)

    @property
    def fictional(self) -> str:
        """Why nothing here counts; empty where it does."""
        return self.database.setting("fictional")

    def now(self) -> str:
        return instant(self.clock())

    def state(self) -> State:
        """As the chain stands now. It is not to be changed by who reads it."""
        with self.lock, self.database.read() as connection:
            return self._read_on(connection)

    def manifest(self, digest: str) -> Manifest:
        if digest not in self.known:
            with self.database.read() as connection:
                self.known[digest] = manifest.read_manifest(connection, digest)
        return self.known[digest]

    def files(self, version: Manifest) -> dict[str, str]:
        """The text of each file of a version. Raises LookupError where they are not kept."""
        with self.database.read() as connection:
            body = manifest.read_part(connection, version.folder)
        return msgspec.json.decode(body, type=dict[str, str])

    @contextmanager
    def writing(self) -> Iterator["Writing"]:
        """One action: all that it writes is kept, or nothing."""
        with self.lock:
            try:
                with self.database.write() as connection:
                    state = self._read_on(connection)
                    # As the chain will write it (`chain.append`), so that the rules see the instant
                    # of the entry.
                    at = max(self.now(), state.entries[-1].at if state.entries else "")
                    yield Writing(connection, state, at)
            except BaseException:
                self._state = State(self.manifest)  # it may have gone ahead of what was kept
                raise

    def _read_on(self, connection: sa.Connection) -> State:
        state = self._state
        for entry in chain.entries(connection, state.seq):
            apply(state, entry)
        return state


@dataclass(frozen=True)
class Writing:
    connection: sa.Connection
    state: State
    at: str

    def append(self, kind: str, actor: str, body: Mapping[str, Any]) -> Entry:
        """Raises RefusedError where a rule forbids it; then nothing of the action is kept."""
        entry = chain.append(self.connection, self.at, kind, actor, dict(body))
        apply(self.state, entry)
        return entry
