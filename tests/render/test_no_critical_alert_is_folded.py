"""In every face each critical alert stands first, whole, and is not behind anything."""

import json
import re
from functools import cache
from io import StringIO

import pytest
from rich.console import Console

from hematinic.render.json import to_json
from hematinic.render.paper.leaflet import leaflet
from hematinic.render.paper.page import to_html
from hematinic.render.screen.markdown import to_markdown
from hematinic.render.screen.terminal import show
from hematinic.render.words import lines
from hematinic.render.words.layers import in_words, layers
from hematinic.sample.plans import plans as sampled
from render.people import plans as named
from spec.patients import both, ordered, planner
from spec.patients import plan as planned

MISTAKEN = {
    "everything ordered": both(
        ordered("ferrous_sulfate", "195 mg", every="8 h"),
        ordered("folic_acid", "5 mg", every="1 d"),
        ordered("methylcobalamin", "1 mg", every="1 d"),
        egfr=28,
    ),
    "stopped for a level": both(
        {"on": "2026-11-22", "ordered": "hydroxocobalamin", "stop": True, "because": "level normal"}
    ),
    "anesthesia": both(ordered("nitrous_oxide_anesthesia")),
}


@cache
def people():
    found = dict(named()) | {name: planned(file).plan for name, file in MISTAKEN.items()}
    found |= {f"sampled {i}": plan for i, plan in enumerate(sampled(planner(), 120))}
    return {name: plan for name, plan in found.items() if critical(plan)}


def critical(plan):
    return [fired for fired in plan.alerts if fired.level == "critical"]


def shorts(plan, reader="clinician"):
    return [one.text for one in in_words(plan, reader).now.stop if one.tone == "critical"]


def test_there_are_enough_of_them():
    alerts = {fired.alert.id for plan in people().values() for fired in critical(plan)}
    assert len(people()) > 6
    assert len(alerts) > 5


def test_they_stand_in_the_first_layer():
    for plan in people().values():
        now = layers(plan).now.alerts
        assert [one for one in now if one.level == "critical"] == critical(plan)
        assert len(shorts(plan)) == len(critical(plan))


@pytest.mark.parametrize("reader", ["clinician", "patient"])
@pytest.mark.parametrize("width", [40, 80])
def test_terminal(reader, width):
    for plan in people().values():
        out = StringIO()
        console = Console(file=out, width=width, highlight=False, color_system=None)
        show(plan, reader, (), console)
        text = out.getvalue()
        first = text[: text.find("\nTODAY")] if "\nTODAY" in text else text
        assert first.count("\nSTOP") == len(critical(plan))
        assert all(letters(one) in letters(text) for one in shorts(plan, reader))


@pytest.mark.parametrize("reader", ["clinician", "patient"])
def test_markdown(reader):
    for plan in people().values():
        first = to_markdown(plan, reader).partition("\n## ")[0]
        assert first.count("- **STOP** ") == len(critical(plan))
        assert all(letters(one) in letters(first) for one in shorts(plan, reader))


@pytest.mark.parametrize("detail", ["", "now", "plan", "why"])
def test_json(detail):
    for plan in people().values():
        now = json.loads(to_json(plan, (), detail))["now"]
        told = [one["id"] for one in now["stop"] if one["tone"] == "critical"]
        assert told == [fired.alert.id for fired in critical(plan)]


def test_sheet():
    for plan in people().values():
        page = to_html(plan, "clinician")
        assert "<details" not in page
        text = letters(re.sub("<[^>]+>", "", page))
        assert all(letters(lines.alert(one, plan.assessment)) in text for one in critical(plan))


def test_leaflet():
    for plan in people().values():
        told = [
            item.text for part in leaflet(plan) if part.name == "critical" for item in part.items
        ]
        assert {*told} == {lines.alert(one, plan.assessment, "patient") for one in critical(plan)}


def letters(text):
    return "".join(one for one in text if one.isalnum())
