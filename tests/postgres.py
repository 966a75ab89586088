"""A PostgreSQL of the tests' own, on a socket in a folder that goes with it.

Debian's package is enough: apt-get install postgresql. It does not run as root, so there it is run
as the user that the package makes.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

FOUND = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
USER = "postgres"


def absent() -> str:
    """Why there is none; empty where there is one."""
    if not FOUND:
        return "no PostgreSQL: apt-get install postgresql"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "no driver of PostgreSQL: pip install 'psycopg[binary]'"
    try:
        pwd.getpwnam(USER)
    except KeyError:
        return f"no user {USER}, whom PostgreSQL is run as" if os.getuid() == 0 else ""
    return ""


needed = pytest.mark.skipif(bool(absent()), reason=absent() or "-")


class Cluster:
    def __init__(self, folder: Path) -> None:
        self.address = f"postgresql+psycopg://{USER}@/postgres?host={folder}"

    def empty(self) -> str:
        """The address of its one database, with nothing left of the test before."""
        server = sa.create_engine(self.address, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
        server.dispose()
        return self.address


@contextmanager
def cluster() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    tools, run = FOUND[-1].parent, {}
    if os.getuid() == 0:
        shutil.chown(folder, USER, USER)
        run = {"user": USER, "group": USER, "extra_groups": []}
    data = folder / "data"
    options = (
        f"-k {folder} -c listen_addresses='' -c shared_buffers=16MB -c fsync=off -c autovacuum=off"
    )

    def do(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, cwd=folder, **run)

    do(str(tools / "initdb"), "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "-N")
    try:
        log = str(folder / "log")
        do(
            str(tools / "pg_ctl"),
            "-D",
            str(data),
            "-l",
            log,
            "-w",
            "-t",
            "600",
            "-o",
            options,
            "start",
        )
        yield Cluster(folder)
    finally:
        subprocess.run([str(tools / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"],
                       check=False, capture_output=True, cwd=folder, **run)  # fmt: skip
        shutil.rmtree(folder, ignore_errors=True)
