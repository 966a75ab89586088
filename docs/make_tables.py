"""Counts what is read from public synthetic records, in the folder HEMATINIC_TEST_DATA names.

Writes docs/real-records.md. The records stay where they are; only counts are kept.
"""

import json
import os
import sys
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from hematinic.record.asof import seen_from
from hematinic.record.events import Record, RecordError
from hematinic.record.read import read_bytes

DAY = date(2026, 11, 22).toordinal()
HERE = Path(__file__).parent


INTRODUCTION = """\
# Real-looking records

What Hematinic reads from public synthetic records, none of them a real patient. Each record is
planned as of 2026-11-22; everything that is not used is listed with the plan, under `record`.
"""

NOTE = """\
Made by `docs/make_tables.py`. The Synthea records carry neither ferritin nor B12, so their plans
ask for them and give no dose for a deficiency that was not shown; the critical alerts are about
folic acid that is taken while B12 deficiency is not excluded, and about children.
"""


def main() -> None:
    folder = os.environ.get("HEMATINIC_TEST_DATA", "")
    if not folder:
        sys.exit("HEMATINIC_TEST_DATA names no folder of public records")
    planner = Planner(load())
    sets = {
        "Synthea, open bundles": bundles(Path(folder, "synthea-r4", "bundles")),
        "Synthea, packed cohort": packed(Path(folder, "synthea-r4")),
        "CDS Hooks sandbox calls": calls(Path(folder, "cds-hooks")),
    }
    rows = [row(name, records, planner) for name, records in sets.items()]
    titles = (
        "set", "records", "refused", "events read", "set aside or told of", "iron started or given",
        "B12 started or given", "ferritin or B12 results", "plans with a dose", "critical alerts",
    )  # fmt: skip
    lines = ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles)]
    lines += ["| " + " | ".join(map(str, cells)) + " |" for cells in rows]
    table = "\n".join(lines)
    (HERE / "real-records.md").write_text(f"{INTRODUCTION}\n{table}\n\n{NOTE}")
    print(table)


def bundles(folder: Path) -> Iterator[bytes]:
    return (file.read_bytes() for file in sorted(folder.glob("*.json")))


def packed(folder: Path) -> Iterator[bytes]:
    with tarfile.open(folder / "synthea-r4-anaemia-cohort.tar.gz") as archive:
        for member in archive:
            content = archive.extractfile(member) if member.name.endswith(".json") else None
            if content and not member.name.endswith("index.json"):
                yield content.read()


def calls(folder: Path) -> Iterator[bytes]:
    """Each call's prefetched resources and draft orders, as one bundle."""
    for line in (folder / "sandbox_capture.ndjson").read_text().splitlines():
        body = json.loads(line).get("body")
        if not isinstance(body, dict) or "hook" not in body:
            continue
        prefetched = (body.get("prefetch") or {}).values()
        found = [body.get("context", {}).get("draftOrders"), *prefetched]
        entries = [{"resource": resource} for resource in found if isinstance(resource, dict)]
        yield json.dumps(
            {"resourceType": "Bundle", "type": "collection", "entry": entries}
        ).encode()


def row(name: str, contents: Iterable[bytes], planner: Planner) -> list[object]:
    count: Counter[str] = Counter()
    guideline = planner.rules.guideline
    nutrients = {name: medicine.gives for name, medicine in guideline.medicines.items()}
    for content in contents:
        count["records"] += 1
        try:
            record: Record = read_bytes(content, guideline, DAY)
        except RecordError:
            count["refused"] += 1
            continue
        count["events"] += len(record.events)
        count["aside"] += len(record.set_aside)
        for event in record.events:
            given = nutrients.get(event.name, ()) if event.kind in ("started", "given") else ()
            count["iron"] += "iron" in given
            count["b12"] += "vitamin_b12" in given
            count["decisive"] += event.name in ("ferritin", "vitamin_b12", "active_b12")
        plan = planner.plan(seen_from(record, DAY), DAY)
        count["doses"] += any(line.item.prescribe for line in plan.recommendations)
        count["critical"] += sum(fired.level == "critical" for fired in plan.alerts)
    keys = (
        "records", "refused", "events", "aside", "iron", "b12", "decisive", "doses", "critical",
    )  # fmt: skip
    return [name, *(count[key] for key in keys)]


if __name__ == "__main__":
    main()
