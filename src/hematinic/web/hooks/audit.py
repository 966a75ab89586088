"""One line for each call: who, when, by which guideline, which alerts. No clinical value, no name,
no patient. A file a day (of Greenwich), only ever added to; several processes may add to the same.

Where the site has chosen so, what a call was given is kept beside it, packed, so that it can be
evaluated again. That is a patient's record: its folder is for this program alone.
"""

import gzip
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from hematinic.web.hooks.settings import AuditSettings

OURS_ALONE = 0o600


@dataclass
class Audit:
    settings: AuditSettings
    day: str = ""

    @property
    def folder(self) -> Path | None:
        return Path(self.settings.folder) if self.settings.folder else None

    def line(self, entry: dict[str, Any]) -> None:
        """Whole lines of one write each: what another process adds stands before or after it."""
        if self.folder is None:
            return
        now = datetime.now(UTC)
        self._begin(now.date())
        line = orjson.dumps({"at": now.isoformat(timespec="milliseconds")} | entry) + b"\n"
        file = os.open(
            self.folder / f"{self.day}.ndjson", os.O_WRONLY | os.O_APPEND | os.O_CREAT, OURS_ALONE
        )
        try:
            os.write(file, line)
        finally:
            os.close(file)

    def keep(self, name: str, kept: dict[str, Any]) -> None:
        """`name` is that of the evaluation."""
        if self.folder is None or not self.settings.keep_input:
            return
        self._begin(datetime.now(UTC).date())
        file = self.folder / "kept" / self.day / f"{name}.json.gz"
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # It has its rights before there is anything in it.
        file.touch(OURS_ALONE)
        # No time in the header: the same input gives the same bytes.
        file.write_bytes(gzip.compress(orjson.dumps(kept), compresslevel=1, mtime=0))

    def _begin(self, today: date) -> None:
        if self.day == today.isoformat() or self.folder is None:
            return
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.day = today.isoformat()
        if self.settings.keep_days:
            self._forget(today - timedelta(days=self.settings.keep_days))

    def _forget(self, last: date) -> None:
        """Whole days before the last that stays."""
        assert self.folder is not None
        for file in self.folder.glob("????-??-??.ndjson"):
            if file.stem < last.isoformat():
                file.unlink(missing_ok=True)
        for folder in (self.folder / "kept").glob("????-??-??"):
            if folder.name < last.isoformat():
                for file in folder.iterdir():
                    file.unlink(missing_ok=True)
                folder.rmdir()


def kept(folder: Path, name: str) -> dict[str, Any] | None:
    """What was kept of an evaluation."""
    file = next(iter(sorted((folder / "kept").glob(f"*/{name}.json.gz"))), None)
    return orjson.loads(gzip.decompress(file.read_bytes())) if file else None
