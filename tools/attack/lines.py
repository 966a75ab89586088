"""Command lines that nobody should write: each ends with a status that says so, and a sentence.

Each runs in a process of its own, made by forking this one so that hundreds take a minute.
"""

import os
import random
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from hematinic.guideline.rules import load
from tools.attack.told import Progress, Result

ROOT = Path(__file__).parents[2]
SECONDS = 60
"""After so long a command counts as one that does not end."""
USUAL = (0, 1, 2)
"""Done; refused; a finding that must stop, or a wrong option."""

WORDS = (
    "", " ", "-", "--", "--help", "--version", "--debug", "--nothing", "-x", "0", "-1", "1e999",
    "9" * 400, "9" * 5_000, "0000-00-00", "9999-12-31", "2026-02-30", "2026-11-22", "a" * 300,
    "é" * 200, "\udcff\udcfe", "\x1b[2J", "\u202e", "../..", "/", "~", "$HOME", "*", "\n", "UK",
    "json", "pdf", "fhir", "iron-intravenous", "HEAD", "--output=/dev/null", "http://127.0.0.1:1/",
)  # fmt: skip

COMMANDS: dict[str, tuple[str, ...]] = {
    "plan": ("--as-of", "--jurisdiction", "--local-codes", "--local-limits", "--units", "--format",
             "--reader", "--locale", "--large-print", "--what-if", "--guideline"),
    "check": ("--as-of", "--local-codes", "--local-limits", "--format", "--guideline"),
    "explain": ("--as-of", "--local-limits", "--units", "--guideline"),
    "codes": ("--local-codes",),
    "ask": ("--patient", "--as-of", "--format", "--reader", "--guideline"),
    "statements": ("--format", "--tests", "--guideline"),
    "lint": ("--format", "--strict", "--tests", "--explain"),
    "sample": ("--patients", "--out", "--seed", "--format", "--untidy"),
    "export": ("--guideline",),
    "review": ("--stage", "--patients", "--guideline"),
}  # fmt: skip
"""With their options; `serve` is attacked by name below, since one that is right never ends."""

SERVE = (
    ("--port", "99999"), ("--port", "-1"), ("--port", "x"), ("--port", "9" * 400), ("--host", ""),
    ("--host", "256.1.1.1"), ("--host", "a" * 300), ("--host", "\udcff"), ("--host", "no.invalid"),
    ("--host", "/tmp"), ("--guideline", "/dev/null"), ("--local-limits", "/dev/zero"),
)  # fmt: skip

ENVIRONMENTS: tuple[dict[str, str | None], ...] = (
    {}, {"HOME": None}, {"HOME": "/nowhere"}, {"HEMATINIC_CACHE": "/dev/null"}, {"LANG": "C"},
    {"HEMATINIC_CACHE": "off"}, {"COLUMNS": "0"}, {"TERM": "dumb", "NO_COLOR": "1"},
    {"HEMATINIC_CACHE": None, "HOME": None, "XDG_CACHE_HOME": "/dev/null/x"},
)  # fmt: skip

Line = tuple[tuple[str, ...], dict[str, str | None]]


def sources(folder: Path) -> tuple[str, ...]:
    """Everything that a path can name."""
    patient = ROOT / "examples/iron-before-b12.yaml"
    files = {
        "empty.yaml": b"",
        "binary.json": bytes(range(256)),
        "deep.yaml": b"[" * 60_000,
        "deep.json": b"[" * 60_000,
        "digits.yaml": patient.read_bytes().replace(b"value: ", b"value: " + b"9" * 5_000),
        "late.yaml": patient.read_bytes().replace(b"as_of: 2026", b"as_of: 9999"),
        "escapes.yaml": b'patient: {id: "\\e[2J\\u202E"}\nevents: []\n',
        "halves.json": b'{"patient": {"id": "\\ud800"}, "events": []}',
        "name " + "\udcff" + ".yaml": patient.read_bytes(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder / "loop").symlink_to("loop")
    (folder / "broken").symlink_to("nowhere")
    (folder / "no.yaml").mkdir()
    with closing(socket.socket(socket.AF_UNIX)) as one:
        one.bind(str(folder / "socket"))
    shutil.copytree(ROOT / "src/hematinic/knowledge/iron_b12", folder / "guideline")
    (folder / "guideline/facts.yaml").write_bytes(b"&a [*a]\n" * 50)
    bundle = ROOT / "examples/combined-deficiency-bundle.json"
    others = ("/dev/zero", "/dev/null", "/", "/proc/self/mem", "/etc", str(folder), str(ROOT))
    names = sorted(str(file) for file in folder.iterdir())
    return (str(patient), str(bundle), "a" * 300, "nowhere.yaml", *others, *names)


def line(random_: random.Random, paths: Sequence[str], out: Path) -> Line:
    environment = random_.choice(ENVIRONMENTS)
    command, options = random_.choice([*COMMANDS.items()])
    found = [command]
    if command == "review":
        found.append(random_.choice(("list", "show", "diff", "diff", "")))
    for _ in range(random_.randint(0, 2)):
        found.append(_value(random_, paths))
    for _ in range(random_.randint(0, 3)):
        found += [random_.choice(options), _value(random_, paths)]
    if command == "sample":
        found += ["--patients", random_.choice(("0", "1", "-3", "9" * 20)), "--out", str(out)]
    if command == "export":
        found += ["fhir", random_.choice((str(out), "/dev/null/x", "/proc/x"))]
    return tuple(found), environment


def _value(random_: random.Random, paths: Sequence[str]) -> str:
    return random_.choice(paths if random_.random() < 0.6 else WORDS)


def run(arguments: Sequence[str], environment: dict[str, str | None], folder: Path) -> str:
    """What is wrong with how it ended; empty where nothing is."""
    out, err = folder / "out", folder / "err"
    child = os.fork()
    if not child:
        _become(arguments, environment, out, err)
    status = _waited(child)
    told = err.read_bytes().decode(errors="replace")
    if status is None:
        return f"did not end within {SECONDS} s"
    if b"Traceback" in err.read_bytes():
        return "a traceback"
    if status not in USUAL:
        return f"exit status {status}: {told.strip()[-150:]}"
    if status and not told.strip() and not out.read_bytes().strip():
        return f"exit status {status} without a word"
    if len(told) > 20_000:
        return f"{len(told)} characters of error"
    return ""


def _become(
    arguments: Sequence[str], environment: dict[str, str | None], out: Path, err: Path
) -> None:
    """The command itself; never comes back."""
    for number, file in ((1, out), (2, err)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for name, value in environment.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value
    sys.argv = ["hematinic", *arguments]
    from hematinic.cli import main

    status = 0
    try:
        main()
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
        status = 99
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _waited(child: int) -> int | None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def lines(seed: int, count: int) -> Iterator[Result]:
    load()  # read once here, so that no line pays for it
    result, progress = Result("command lines"), Progress("command lines", count)
    here = Path.cwd()
    with TemporaryDirectory() as name:
        folder, work = Path(name) / "in", Path(name) / "work"
        folder.mkdir()
        work.mkdir()
        paths = sources(folder)
        os.chdir(work)
        fixed: list[Line] = [(("serve", *options), {}) for options in SERVE]
        for number in range(count):
            random_ = random.Random(f"{seed}:{number}")
            drawn = fixed[number] if number < len(fixed) else line(random_, paths, work / "made")
            if wrong := run(*drawn, Path(name)):
                result.fell.append(f"{seed}:{number}: {' '.join(map(_short, drawn[0]))}: {wrong}")
            result.tried += 1
            shutil.rmtree(work / "made", ignore_errors=True)
            progress.at(number)
        os.chdir(here)
    yield result


def _short(word: str) -> str:
    return repr(word if len(word) < 60 else f"{word[:20]}…{word[-30:]}")
