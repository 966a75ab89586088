"""From FHIR bytes to a plan, and the reader beside plain JSON decoders, in one run.

    python -m benchmarks.fhir [FOLDER OF BUNDLES] [--beside TREE]

The first part reads a bundle of 40 resources, about 60 KB, as a client would send it: blood tests,
problems, medicines and the visits around them; then a made-up patient's record of 79 events. The
second part reads NDJSON of one patient, and decodes the same bytes with orjson and with msgspec
alone, to dictionaries. With `--beside`, both records are read by another tree as well, by turns,
each in a process of its own.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import orjson
from rich.console import Console
from rich.table import Table

from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from hematinic.record.fhir import read_bundle, read_folder
from hematinic.render.json import to_json
from hematinic.sample.resources import as_bundle
from hematinic.sample.story import patients
from hematinic.sample.write import Maker

TODAY = date(2026, 11, 22).toordinal()
EXAMPLE = Path(__file__).parents[1] / "examples/combined-deficiency-bundle.json"


def filler(number: int) -> dict[str, Any]:
    """A visit with the narrative that real servers send along; no rule reads it."""
    return {
        "resourceType": "Encounter",
        "id": f"visit-{number}",
        "text": {
            "status": "generated",
            "div": "<div>" + "A visit of the patient. " * 60 + "</div>",
        },
        "status": "finished",
        "class": {"code": "AMB"},
        "subject": {"reference": "Patient/fictional-1"},
        "period": {"start": "2025-01-01T10:00:00Z", "end": "2025-01-01T10:20:00Z"},
    }


def bundle(resources: int = 40) -> bytes:
    data = json.loads(EXAMPLE.read_text())
    missing = resources - len(data["entry"])
    data["entry"] += [{"resource": filler(number)} for number in range(missing)]
    return json.dumps(data).encode()


def sampled(planner: Planner, events: int = 79) -> bytes:
    """The first made-up patient with so many events."""
    guideline = planner.rules.guideline
    maker = Maker(guideline, 1, 0.0)
    for patient in patients(1000, 1):
        content = json.dumps(as_bundle(maker.made(patient)[0])).encode()
        if len(read_bundle(content, guideline, TODAY).events) == events:
            return content
    raise ValueError(f"no patient has {events} events")


def ndjson(megabytes: int) -> list[bytes]:
    """Lines of one patient: the example's results again and again, a day apart."""
    entries = [entry["resource"] for entry in json.loads(EXAMPLE.read_text())["entry"]]
    lines, size, number = [], 0, 0
    while size < megabytes * 2**20:
        for resource in entries[1:]:
            number += 1
            day = date.fromordinal(TODAY - number % 3000).isoformat()
            changed = resource | {"id": f"r{number}"}
            if "effectiveDateTime" in changed:
                changed["effectiveDateTime"] = day
            lines.append(json.dumps(changed).encode())
            size += len(lines[-1]) + 1
    return [json.dumps(entries[0]).encode(), *lines]


def measured(run: Callable[[], Any], times: int) -> tuple[float, float, float]:
    """Seconds: the median, the least, and the median of the processor's own, which on a busy
    machine is the one to compare."""
    run()
    wall, processor = [], []
    for _ in range(times):
        start, own = time.perf_counter(), time.process_time()
        run()
        wall.append(time.perf_counter() - start)
        processor.append(time.process_time() - own)
    return statistics.median(wall), min(wall), statistics.median(processor)


def each(decode: Callable[[bytes], Any], lines: list[bytes]) -> None:
    for line in lines:
        decode(line)


def one_bundle(planner: Planner, content: bytes, console: Console, title: str) -> None:
    guideline = planner.rules.guideline
    record = read_bundle(content, guideline, TODAY)
    plan = planner.plan(record, TODAY)
    steps: dict[str, Callable[[], Any]] = {
        "orjson alone": lambda: orjson.loads(content),
        "msgspec alone": lambda: msgspec.json.decode(content),
        "read": lambda: read_bundle(content, guideline, TODAY),
        "plan": lambda: planner.plan(record, TODAY),
        "read and plan": lambda: planner.plan(read_bundle(content, guideline, TODAY), TODAY),
        "to JSON": lambda: to_json(plan),
    }
    table = Table(title=f"{title}: {len(content) / 1000:.0f} kB, {len(record.events)} events")
    for heading in ("step", "median ms", "least", "processor", "MB/s"):
        table.add_column(heading, justify="left" if heading == "step" else "right")
    for name, run in steps.items():
        seconds = measured(run, 300)
        rate = f"{len(content) / seconds[2] / 1e6:.0f}"
        table.add_row(name, *(f"{second * 1000:.3f}" for second in seconds), rate)
    console.print(table)


CHILD = """
import sys, time
sys.path[:0] = [sys.argv[1] + "/src"]
from hematinic.guideline.rules import load
from hematinic.record.fhir import read_bundle
content, guideline = open(sys.argv[2], "rb").read(), load().guideline
read_bundle(content, guideline, int(sys.argv[3]))
least = 1.0
for _ in range(30):
    start = time.process_time()
    for _ in range(20):  # its clock may stand still for one reading
        read_bundle(content, guideline, int(sys.argv[3]))
    least = min(least, (time.process_time() - start) / 20)
print(least)
"""


def beside(other: Path, records: dict[str, bytes], console: Console) -> None:
    """The least processor time of a reading in three runs of 600, the two trees by turns."""
    trees = {"this": Path(__file__).parents[1], "other": other}
    table = Table(title=f"read, ms of the processor, beside {other}")
    for heading in ("record", "this", "other", "share"):
        table.add_column(heading, justify="left" if heading == "record" else "right")
    with tempfile.TemporaryDirectory() as folder:
        for name, content in records.items():
            (file := Path(folder) / "record.json").write_bytes(content)
            runs: dict[str, list[float]] = {tree: [] for tree in trees}
            for _ in range(3):
                for tree, place in trees.items():
                    command = [sys.executable, "-c", CHILD, str(place), str(file), str(TODAY)]
                    runs[tree].append(float(subprocess.check_output(command)))
            this, that = min(runs["this"]), min(runs["other"])
            table.add_row(name, f"{this * 1000:.3f}", f"{that * 1000:.3f}", f"{this / that:.2f}")
    console.print(table)


def many_lines(planner: Planner, console: Console, megabytes: int = 16) -> None:
    lines = ndjson(megabytes)
    size = sum(len(line) + 1 for line in lines)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "patient.ndjson").write_bytes(b"\n".join(lines))
        guideline = planner.rules.guideline
        runs: dict[str, Callable[[], Any]] = {
            "orjson alone": lambda: each(orjson.loads, lines),
            "msgspec alone": lambda: each(msgspec.json.decode, lines),
            "read_folder": lambda: read_folder(folder, guideline, TODAY),
        }
        table = Table(title=f"NDJSON of one patient: {size / 1e6:.1f} MB, {len(lines)} resources")
        for heading in ("reader", "MB/s", "resources/s", "median ms", "least", "processor"):
            table.add_column(heading, justify="left" if heading == "reader" else "right")
        for label, run in runs.items():
            seconds = measured(run, 5)
            rate = (f"{size / seconds[2] / 1e6:.0f}", f"{len(lines) / seconds[2]:.0f}")
            table.add_row(label, *rate, *(f"{second * 1000:.1f}" for second in seconds))
    console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--beside", type=Path, help="another tree, its src in it")
    given = parser.parse_args()
    planner, console = Planner(load()), Console(width=100)
    records = {"40 resources": bundle(), "made-up patient": sampled(planner)}
    for name, content in records.items():
        one_bundle(planner, content, console, name)
    for file in sorted(given.folder.glob("*.json"))[:1] if given.folder else ():
        one_bundle(planner, file.read_bytes(), console, file.name[:30])
    if given.beside:
        beside(given.beside, records, console)
    many_lines(planner, console)


if __name__ == "__main__":
    main()
