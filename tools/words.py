"""How many words each layer and each face of a plan has, over examples and sampled patients.

    python -m tools.words --patients 1000 --faces 100

The faces are drawn for the first so many of the patients. Prints a table for each: mean, median,
the 90th and 99th of a hundred, and the most.
"""

import argparse
import re
from collections.abc import Iterable, Iterator
from datetime import date
from io import StringIO
from statistics import mean

from rich.console import Console
from rich.progress import track

from hematinic.guideline.entry import Reader
from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.record.asof import seen_from
from hematinic.record.read import read_data
from hematinic.render.paper.leaflet import to_text
from hematinic.render.paper.page import to_html
from hematinic.render.screen.markdown import to_markdown
from hematinic.render.screen.terminal import show
from hematinic.render.words.layers import in_words
from hematinic.render.words.outline import Depth
from hematinic.sample.plans import plans

Counts = dict[str, int]


def of_layers(plan: Plan) -> Counts:
    found: Counts = {}
    for reader in ("clinician", "patient"):
        told = in_words(plan, reader)
        found |= {f"now, {reader}": told.now.words, f"plan, {reader}": told.plan.words}
    found["alerts that interrupt"] = sum(one.alert.interrupts for one in plan.alerts)
    found["alerts"] = len(plan.alerts)
    return found


def of_faces(plan: Plan) -> Counts:
    """Words; of the terminal at 80 columns its lines too."""
    found: Counts = {}
    for reader in ("clinician", "patient"):
        text = terminal(plan, reader, "plan")
        found |= {f"terminal, {reader}": words(text), f"its lines, {reader}": text.count("\n")}
    found["terminal --why"] = words(terminal(plan, "clinician", "why"))
    found["terminal --full"] = words(terminal(plan, "clinician", "full"))
    found["Markdown"] = words(to_markdown(plan, "clinician", depth="plan"))
    found["Markdown --full"] = words(to_markdown(plan, "clinician"))
    found["sheet, as a page"] = words(plain(to_html(plan, "clinician")))
    found["leaflet"] = words(to_text(plan))
    return found


def words(text: str) -> int:
    return len(text.split())


def plain(page: str) -> str:
    return re.sub(r"<style.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)


def terminal(plan: Plan, reader: Reader, depth: Depth) -> str:
    out = StringIO()
    console = Console(file=out, width=80, highlight=False, color_system=None)
    show(plan, reader, (), console, depth)
    return out.getvalue()


def examples(planner: Planner) -> Iterator[Plan]:
    """Of the guideline, each on the day of its file."""
    for example in planner.rules.guideline.examples.values():
        day = date.fromisoformat(str(example.record["as_of"])).toordinal()
        record = read_data(example.record, planner.rules.guideline, day)
        assert record.as_of
        yield planner.plan(seen_from(record, record.as_of), record.as_of)


def table(title: str, found: Iterable[Plan], faces: int) -> Iterator[str]:
    """Markdown; the faces of so many of them."""
    each: dict[str, list[int]] = {}
    for number, plan in enumerate(found):
        counted = of_layers(plan) | (of_faces(plan) if number < faces else {})
        for name, count in counted.items():
            each.setdefault(name, []).append(count)
    yield f"| {title} | patients | mean | median | 90 of 100 | 99 of 100 | most |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for name, numbers in each.items():
        ordered = sorted(numbers)
        at = [min(int(share * len(ordered)), len(ordered) - 1) for share in (0.5, 0.9, 0.99)]
        cells = [str(len(numbers)), f"{mean(numbers):.1f}", *(str(ordered[i]) for i in at)]
        cells.append(str(ordered[-1]))
        yield f"| {name} | {' | '.join(cells)} |"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--patients", type=int, default=1000, help="How many are sampled.")
    parser.add_argument("--faces", type=int, default=100, help="Of how many the faces are drawn.")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    planner = Planner(load())
    print("\n".join(table("examples", examples(planner), asked.faces)))
    out = Console(stderr=True)
    sampled = plans(planner, asked.patients, asked.seed)
    shown = track(sampled, "Counting", asked.patients, console=out, disable=not out.is_terminal)
    print("\n" + "\n".join(table("sampled patients", shown, asked.faces)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
