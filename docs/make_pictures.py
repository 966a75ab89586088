"""Draws the pictures of the documentation from real output: `make docs`."""

import io
import re
from pathlib import Path

from rich.console import Console

from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from hematinic.record.read import read_record
from hematinic.render.terminal import show

ROOT = Path(__file__).parent.parent
LINES = 46


def terminal_plan() -> None:
    """The first screen of a plan as the terminal shows it."""
    rules = load()
    record = read_record(ROOT / "examples" / "iron-before-b12.yaml", rules.guideline, 739_943)
    plan = Planner(rules).plan(record, record.as_of or 739_942)
    console = Console(record=True, width=100, file=io.StringIO(), highlight=False)
    show(plan, "clinician", console=console)
    text = console.export_text(clear=False, styles=True).splitlines()[:LINES]
    screen = Console(record=True, width=100, file=io.StringIO(), highlight=False)
    from rich.text import Text

    screen.print(Text.from_ansi("\n".join(text)))
    svg = screen.export_svg(title="hematinic plan examples/iron-before-b12.yaml")
    # The fonts of the exporter come from another host; the reader's own monospace serves.
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    (ROOT / "docs" / "img" / "plan.svg").write_text(svg.replace("Fira Code", "monospace"))


if __name__ == "__main__":
    terminal_plan()
