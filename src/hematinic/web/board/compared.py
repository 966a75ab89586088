"""The difference between the version before the board and an earlier one, as the solver finds it.

Computing it takes up to a minute of a whole processor: it is done once for two versions, when a
member first asks, in a process of its own; until it is done the page says so, and for how long.
"""

import tempfile
import threading
import time
from dataclasses import dataclass, field
from functools import lru_cache
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import msgspec

from hematinic.board import differences, manifest
from hematinic.board.actions import CLAUSES
from hematinic.board.differences import Between
from hematinic.board.export import names
from hematinic.board.room import Room
from hematinic.board.state import State, Version
from hematinic.guideline.mistake import GuidelineError
from hematinic.guideline.rules import Rules, load
from hematinic.proof import kept
from hematinic.web.board.whole import LEAFLET
from hematinic.web.pool import end_with

LONGEST_HEADING = 100

program = lru_cache(maxsize=1)(kept.program)
"""What computes it, as it was when it was first asked."""

Files = dict[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of a difference when somebody looks: all of it is empty where there is nothing
    to compare with."""

    before: str = ""
    """The version that is compared with."""
    found: dict[str, Any] | None = None
    why_not: str = ""
    underway: bool = False
    seconds: int = 0
    """For how long it has been under way."""

    def of(self, item: str) -> list[dict[str, Any]]:
        """The patients of whom this item is told otherwise."""
        patients = self.found["patients"] if self.found else []
        return [
            patient
            for patient in patients
            if any(_of(change["kind"], item) for change in patient["changes"])
        ]

    @property
    def undecided(self) -> dict[str, list[str]]:
        """Of each item the kinds of difference that are neither shown nor ruled out."""
        by_item: dict[str, list[str]] = {}
        for doubt in self.found["doubtful"] if self.found else ():
            kind = doubt["kind"]
            named = f"{kind['section']} {kind['item']}".strip()
            by_item.setdefault(named, []).append(f"{kind['what']} {kind['direction']}")
        return by_item

    def undecided_of(self, item: str) -> list[str]:
        doubtful = self.found["doubtful"] if self.found else ()
        kinds = (doubt["kind"] for doubt in doubtful)
        return [f"{kind['what']} {kind['direction']}" for kind in kinds if _of(kind, item)]


def _of(kind: dict[str, str], item: str) -> bool:
    return item == (f"{LEAFLET}{kind['item']}" if kind["section"] == "leaflet" else kind["item"])


@dataclass
class Comparisons:
    """Of what was compared: the difference as data, why there is none, or since when it is
    computed. What was found is kept in the room's database."""

    room: Room
    known: dict[Between, dict[str, Any] | str | float] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self, before: Version | None, after: Version | None) -> Look:
        if before is None or after is None:
            return Look()
        version = before.manifest.version
        between = Between(before.digest, after.digest, after.meant["id"], program())
        with self.lock:
            if between not in self.known:
                self.known[between] = self._kept(between) or self._begin(between, before, after)
            result = self.known[between]
        if isinstance(result, float):
            return Look(version, underway=True, seconds=int(time.monotonic() - result))
        if isinstance(result, str):
            return Look(version, why_not=result)
        return Look(version, result)

    def _kept(self, between: Between) -> dict[str, Any] | None:
        body = differences.find(self.room, between)
        return msgspec.json.decode(body, type=dict[str, Any]) if body else None

    def _begin(self, between: Between, before: Version, after: Version) -> float:
        arguments = (between, before, after)
        threading.Thread(target=self._compute, args=arguments, daemon=True).start()
        return time.monotonic()

    def _compute(self, between: Between, before: Version, after: Version) -> None:
        result = self._apart(before, after)
        with self.lock:
            self.known[between] = result
        if not isinstance(result, str):
            differences.keep(self.room, between, msgspec.json.encode(result))

    def _apart(self, before: Version, after: Version) -> dict[str, Any] | str:
        try:
            files = [self.room.files(version.manifest) for version in (before, after)]
        except LookupError:
            return "The files of one of the two versions are not kept."
        meant = names(self.room, self.room.state()).text(after.meant).partition(CLAUSES)[2]
        context = get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(*files, meant, theirs), daemon=True)
        process.start()
        theirs.close()
        try:
            result: dict[str, Any] | str = ours.recv()
        except EOFError:
            return "The process that computed it ended early."
        finally:
            process.join()
        return result


def earlier(state: State, digest: str = "") -> Version | None:
    """The version that is compared with: the one named, else the one that was released last, else
    the one before."""
    before = state.versions[:-1]
    if digest:
        return next((version for version in before if version.digest == digest), None)
    released = {release.digest for release in state.releases.values()}
    of_releases = [version for version in before if version.digest in released]
    return next(iter(reversed(of_releases or before)), None)


def _work(before: Files, after: Files, meant: str, line: Connection) -> None:
    end_with(line)
    line.send(compared(before, after, meant))


def compared(before: Files, after: Files, meant: str) -> dict[str, Any] | str:
    """As data, or why it cannot be had."""
    # Only where it is computed: a server that compares nothing does not load the solver.
    from hematinic.proof.difference import difference
    from hematinic.proof.difference.meant import MeantError, read

    try:
        clauses = read(meant) if meant.strip() else None
        apart = difference(_load(before), _load(after), clauses)
    except (GuidelineError, MeantError) as error:
        return f"It cannot be computed: {error}"
    data: dict[str, Any] = msgspec.to_builtins(apart)
    for patient, shown in zip(data["patients"], apart.patients, strict=True):
        patient["beyond"] = shown.beyond
        for change, shown_change in zip(patient["changes"], shown.changes, strict=True):
            change["says"], change["heading"] = shown_change.says, _heading(shown_change)
    for name in ("questions", "timetables"):
        for change, beside in zip(data[name]["changes"], getattr(apart, name).changes, strict=True):
            change["says"] = beside.says
    return data


def _heading(change: Any) -> str:
    """Short enough to find one's way by: a whole prescription is no heading."""
    kind = change.kind
    named = f"{kind.section} {kind.item}".strip()
    return change.says if len(change.says) <= LONGEST_HEADING else f"{named}: another {kind.what}"


def _load(files: Files) -> Rules:
    with tempfile.TemporaryDirectory() as folder:
        manifest.write_texts(files, Path(folder))
        return load(Path(folder))
