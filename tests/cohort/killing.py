"""A store whose first reader dies, as a worker of a cluster may."""

import os
import signal

import pyarrow as pa

from hematinic.cohort.store import Store


class KillsOnce(Store):
    def table(self, number: int, name: str, columns: list[str] | None = None) -> pa.Table:
        told = self.folder.parent / "killed"
        if not told.exists():
            told.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().table(number, name, columns)
