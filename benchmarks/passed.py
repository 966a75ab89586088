"""What passing over saves: real-looking records as lines, read with it and without, alike.

    python -m benchmarks.passed ARCHIVE     # a .tar.gz of bundles, each of one patient

Of one processor, the better of three readings; that both say the same is asserted.
"""

import gc
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import orjson

from hematinic.guideline.rules import load
from hematinic.record.events import Record
from hematinic.record.fhir import read_lines
from hematinic.record.fhir.passed import Line, Passing

DAY = 739_943


def exported(archive: Path) -> Iterator[list[Line]]:
    """Of each patient the lines that a bulk export would have, each with its type."""
    with tarfile.open(archive) as members:
        for member in members:
            inside = members.extractfile(member)
            bundle = orjson.loads(inside.read()) if inside is not None else {}
            resources = [entry["resource"] for entry in bundle.get("entry", ())]
            names = [one["id"] for one in resources if one["resourceType"] == "Patient"]
            if len(names) == 1:
                yield list(_lines(resources, f"urn:uuid:{names[0]}", f"Patient/{names[0]}"))


def _lines(resources: list[dict[str, object]], old: str, new: str) -> Iterator[Line]:
    for one in resources:
        if one["resourceType"] == "Patient" or "subject" in one or "patient" in one:
            line = orjson.dumps(one).replace(f'"{old}"'.encode(), f'"{new}"'.encode())
            yield str(one["resourceType"]), line


def main() -> None:
    guideline, patients = load().guideline, list(exported(Path(sys.argv[1])))
    passing = Passing()
    best: dict[bool, float] = {}
    found: dict[bool, list[Record]] = {}
    gc.collect()
    gc.freeze()
    for over in (True, False) * 3:
        began, by = time.process_time(), passing if over else None
        found[over] = [read_lines(lines, (), guideline, DAY, None, by) for lines in patients]
        best[over] = min(best.get(over, 1e9), time.process_time() - began)
    assert found[True] == found[False]
    size = sum(len(line) for lines in patients for _, line in lines) / len(patients) / 1000
    share = passing.passed.total() / sum(map(len, patients)) / 3
    print(f"{len(patients)} patients of {size:.0f} kB; {share:.0%} of the lines are passed over")
    for over, name in ((False, "all decoded"), (True, "passed over")):
        print(f"{name:12} {best[over] / len(patients) * 1e3:6.2f} ms a patient")


if __name__ == "__main__":
    main()
