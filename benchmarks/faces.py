"""How long each face of a plan takes, and how large it is. Nothing is asserted.

Medians of the processor's time, so that what else runs does not count. The plan has a course of
injections, tablets and eleven checks; its sheet is a heavy one, that of a year on is a light one.
Typst remembers what it has set: each PDF is of another patient and another version, the first is of
a process that has set none.
"""

import statistics
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import msgspec

from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.record.read import read_record
from hematinic.render.calendar import to_ics
from hematinic.render.fhir import to_definitions, to_fhir
from hematinic.render.json import to_json
from hematinic.render.paper.leaflet import to_text
from hematinic.render.paper.page import to_html
from hematinic.render.paper.pdf import to_pdf

EXAMPLES = Path(__file__).parent.parent / "examples"
DAY = 739_942


def measured(name: str, make: Callable[[], bytes | str], times: int) -> None:
    written = make()
    size = len(written if isinstance(written, bytes) else written.encode())
    found = []
    for _ in range(times):
        start = time.process_time()
        make()
        found.append(time.process_time() - start)
    print(f"{name:32} {statistics.median(found) * 1e3:9.1f} ms {size / 1024:8.1f} KiB")


OTHERS = count(1)


def another(plan: Plan) -> Plan:
    n = next(OTHERS)
    patient = msgspec.structs.replace(plan.patient, id=f"patient {n}")
    return msgspec.structs.replace(plan, patient=patient, content_hash=f"{n:064x}")


def main() -> None:
    rules = load()
    planner = Planner(rules)
    first = read_record(EXAMPLES / "combined-deficiency-bundle.json", rules.guideline, DAY)
    later = read_record(EXAMPLES / "year" / "no-complication.yaml", rules.guideline, DAY + 1)
    plan, light = planner.plan(first, DAY), planner.plan(later, later.as_of or DAY)
    measured("JSON", lambda: to_json(plan), 50)
    measured("leaflet, plain text", lambda: to_text(plan), 50)
    measured("leaflet, page", lambda: to_html(plan, "patient"), 50)
    measured("sheet, page", lambda: to_html(plan, "clinician"), 50)
    measured("calendar", lambda: to_ics(plan), 20)
    measured("FHIR, the plan", lambda: to_fhir(plan), 20)
    measured("FHIR, the guideline", lambda: to_definitions(rules.guideline), 5)
    start = time.process_time()
    to_pdf(light, "clinician")
    print(f"{'the first PDF of a process':32} {(time.process_time() - start) * 1e3:9.1f} ms")
    measured("leaflet, PDF", lambda: to_pdf(another(plan), "patient"), 9)
    measured(
        "leaflet in large print, PDF", lambda: to_pdf(another(plan), "patient", large_print=True), 9
    )
    measured("sheet, PDF", lambda: to_pdf(another(light), "clinician"), 9)
    measured("sheet of a heavy plan, PDF", lambda: to_pdf(another(plan), "clinician"), 9)


if __name__ == "__main__":
    main()
