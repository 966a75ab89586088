"""Counts what is read from public synthetic records, in the folder HEMATINIC_TEST_DATA names.

Writes docs/real-records.md. The records stay where they are; only counts are kept.
"""

import json
import os
import re
import sys
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path

from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from hematinic.record.asof import seen_from
from hematinic.record.events import Record, RecordError, SetAside
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

The first count had 248 and 3,162 events. In the packed cohort 4,281 more are read since: 1,114
heights and 1,114 weights, 833 times creatinine and 833 times potassium, 329 red cell counts, 28
ejection fractions, 26 hematocrits and four other values of a blood count. 4,255 came with the
reading of a result by all its words (its code was not known then), 26 with the sibling codes that
public lists name ([codes.md](codes.md)), which most of the 4,255 now go by. That is right: rules
read all of these, each of the 7,060 results has the number and the day of its resource, and no
medicine, diagnosis, dose or critical alert came or went. Creatinine and potassium stand 842 times
in the source, some of them twice at one time, which count once. More is told of what is not used,
too: each code that no rule reads is named, where its resources were counted together.
"""


KEPT = "## Sampled patients"
"""From there on the page is written by hand."""

BY_KIND = """\
## What was not used, by kind

How many entries of the account that comes with each plan are of each kind; the first that fits
counts.
"""

KINDS = {
    "types of resources that no rule reads": "no rule of this guideline reads their type",
    "results, problems, procedures and medicines that no rule reads": "no rule of this guideline",
    "read by its name, without a code that is known": "read by its name",
    "a code that a file of local codes could map": "a file of local codes",
    "a unit, number, limit or dosage that cannot be read":
        "unit|no measurement|limits? |dosage says",
    "medicines that are over, or whose end is not told": "ended|its end|cannot be read: taken",
    "not taken, not given, not done, withdrawn, of another status":
        "status|not taken|not given|not done|intent|cancelled|deleted|entered in error|refuted",
    "no day, or one that cannot be": "has no day|future|birth|its days? ",
    "a patient who is recorded as dead": "recorded as dead",
    "about somebody else": "is about|focus|patient",
    "said by a server": "server",
    "anything else": "",
}  # fmt: skip

OWN = """\
## Records of our own, by kind

Written as integrators meet them, in the forms of Epic, Cerner, HAPI, British practices, bulk tools
and laboratories of three continents; what must come of each was written down before it was read.
Each is a test in `tests/record`.
"""

TESTS = (
    (
        "not taken, not given, not done; deleted; withdrawn; modifiers",
        "as_they_come_denied",
        "CASES",
    ),
    ("whose it is", "as_they_come_whose", "CASES"),
    ("units as printed", "as_they_come_values", "UNITS"),
    ("numbers as text", "as_they_come_values", "NUMBERS"),
    ("days, times and instants", "as_they_come_values", "DAYS"),
    ("codes and names", "as_they_come_values", "NAMES"),
    ("problems and operations in words", "fhir_states_named", "CASES"),
    ("medicines that are over", "as_they_come_medicines", "OVER"),
    ("how often a medicine is taken", "as_they_come_medicines", "OFTEN"),
    ("dosages and supplies in words", "as_they_come_medicines", "WORDS"),
    ("amounts and supplies that say nothing", "as_they_come_medicines", "AMOUNTS"),
    ("DSTU2, STU3 and R5", "as_they_come_medicines", "FORMS"),
    ("files, exports and answers of servers", "as_they_come_files", "CASES"),
)

DAMAGE = """\
## Damaged records

`make damage` makes 100,000 records of three, in structure and in bytes, and reads each: it is read
or refused in words, and no value is another than before unless what was left says so (a number, a
day, a unit, a code that FHIR or the guideline has there, or an element left out). A tenth is part
of `make test`. An element whose name was misspelled counts as left out, as FHIR has it.
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
    asides: dict[str, Counter[str]] = {name: Counter() for name in sets}
    rows = [row(name, records, planner, asides[name]) for name, records in sets.items()]
    titles = (
        "set", "records", "refused", "events read", "set aside or told of", "iron started or given",
        "B12 started or given", "ferritin or B12 results", "plans with a dose", "critical alerts",
    )  # fmt: skip
    page = (HERE / "real-records.md").read_text()
    by_kind = [[kind, *(asides[name][kind] for name in sets)] for kind in KINDS]
    own = [[kind, count_of(module, name)] for kind, module, name in TESTS]
    parts = (
        f"{INTRODUCTION}\n{table(titles, rows)}\n\n{NOTE}",
        f"{BY_KIND}\n{table(('kind', *sets), by_kind)}\n",
        f"{OWN}\n{table(('kind', 'records'), own)}\n",
        DAMAGE,
        page[page.index(KEPT) :].rstrip() + "\n",
    )
    (HERE / "real-records.md").write_text("\n".join(parts))
    print("\n".join(parts))


def table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles)]
    return "\n".join([*lines, *("| " + " | ".join(map(str, cells)) + " |" for cells in rows)])


def count_of(module: str, name: str) -> int:
    sys.path[:0] = [str(HERE.parent / "tests")]
    return len(getattr(import_module(f"record.test_{module}"), name))


def kind_of(note: SetAside) -> str:
    return next(kind for kind, why in KINDS.items() if re.search(why, note.why))


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


def row(
    name: str, contents: Iterable[bytes], planner: Planner, asides: Counter[str]
) -> list[object]:
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
        asides.update(map(kind_of, record.set_aside))
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
