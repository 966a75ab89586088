"""How long each face of a plan takes, and how large it is. Nothing is asserted.

Medians of the processor's time, so that what else runs does not count. The plan has a course of
injections, tablets and eleven checks; its sheet is a heavy one, that of a year on is a light one.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
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
    measured("leaflet, PDF", lambda: to_pdf(plan, "patient"), 3)
    measured("leaflet in large print, PDF", lambda: to_pdf(plan, "patient", large_print=True), 3)
    measured("sheet, PDF", lambda: to_pdf(light, "clinician"), 3)
    measured("sheet of a heavy plan, PDF", lambda: to_pdf(plan, "clinician"), 3)


if __name__ == "__main__":
    main()
