"""Processes killed at any moment: what was kept is whole or gone, and nobody is left at work."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.served import all_ended, served

from hematinic.guideline import cache
from hematinic.guideline.kept_rules import pack, unpack
from hematinic.guideline.rules import load
from tools.attack.told import Progress, Result

PATIENT = Path(__file__).parents[2] / "examples" / "iron-before-b12.yaml"

SERVERS = 10
"""Of so many kills one is of a server; the others are of what writes."""


def kills(seed: int, count: int) -> Iterator[Result]:
    chance, progress = random.Random(seed), Progress("kills", count)
    writers, servers = Result("kills of what writes the cache"), Result("kills of a server at work")
    content = pack(load())
    with TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "one.rules"
        for number in range(count):
            if number % SERVERS == SERVERS - 1:
                servers.tried += 1
                servers.fell += _server(folder, chance, number)
            else:
                writers.tried += 1
                writers.fell += _writer(file, content, chance, number)
            progress.at(number)
    yield writers
    yield servers


def _writer(file: Path, content: bytes, chance: random.Random, number: int) -> Iterator[str]:
    """Forked here, so that most kills meet it while it writes."""
    child = os.fork()
    if not child:
        while True:
            cache.keep(file, content)
    time.sleep(chance.uniform(0, 0.05))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    try:
        unpack(cache.payload(file))
    except FileNotFoundError:
        pass  # it was killed before the first was whole
    except Exception as error:  # whatever is read is what must not be
        yield f"{number}: {type(error).__name__}"


def _server(folder: Path, chance: random.Random, number: int) -> Iterator[str]:
    place = folder / str(number)
    place.mkdir()
    with served(place) as server:
        command = [sys.executable, "-m", "hematinic", "plan", str(PATIENT)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as beside:
            body = PATIENT.read_bytes()
            head = b"POST /api/plan HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/yaml\r\n"
            with server.connect(head + b"Content-Length: %d\r\n\r\n" % len(body) + body):
                time.sleep(chance.uniform(0, 0.3))
                family = server.family()
                server.process.send_signal(chance.choice((signal.SIGKILL, signal.SIGTERM)))
                server.process.wait(60)
            if not all_ended(family):
                yield f"{number}: left behind {len(family)} processes"
            if beside.wait(120):
                yield f"{number}: a plan beside it failed"
    shutil.rmtree(place)
