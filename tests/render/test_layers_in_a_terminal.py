"""The terminal: what to do now and the plan on one screen, the reasons on demand."""

import os
import subprocess
import sys
from functools import cache
from io import StringIO

import pytest
from rich.console import Console

import examples
from hematinic.record.asof import seen_from
from hematinic.record.events import RecordError
from hematinic.record.read import read_data
from hematinic.render.screen.terminal import show
from hematinic.render.words.layers import in_words
from render.people import plans
from spec.patients import TODAY, both, ordered, planner
from spec.patients import plan as planned

WORDS, SCREEN, LARGER = 450, 50, 65


def printed(plan, reader="clinician", width=80, depth="plan"):
    out = StringIO()
    console = Console(file=out, width=width, highlight=False, color_system=None)
    show(plan, reader, (), console, depth)
    return out.getvalue()


def records():
    guideline = planner().rules.guideline
    for name, example in guideline.examples.items():
        yield name, example.record
    for case in examples.cases():
        given = [case["input"]] if "input" in case else case["inputs"]
        for i, data in enumerate(given):
            yield f"{case['id']} {i}", data


@cache
def everyone():
    found = dict(plans())
    for name, data in records():
        try:
            record = read_data(data, planner().rules.guideline, TODAY.toordinal() + 100)
        except RecordError:
            continue
        day = record.as_of or TODAY.toordinal()
        found[name] = planner().plan(seen_from(record, day), day)
    return found


@pytest.mark.parametrize("reader", ["clinician", "patient"])
def test_it_is_one_screen(reader):
    for name, plan in everyone().items():
        told = in_words(plan, reader)
        words = told.now.words + told.plan.words
        lines = printed(plan, reader).count("\n")
        assert lines <= (SCREEN if words <= WORDS else LARGER), (name, words)


@pytest.mark.parametrize("width", [40, 60, 80])
def test_no_line_is_wider_than_the_terminal(width):
    for plan in everyone().values():
        assert max(map(len, printed(plan, width=width).splitlines())) <= width


def test_on_forty_columns_nothing_is_left_out():
    def letters(text):
        return sorted(one for one in text if one.isalnum())

    for plan in everyone().values():
        assert letters(printed(plan, width=40)) == letters(printed(plan, width=80))


def test_the_status_of_the_content_is_told_once_and_first():
    for plan in everyone().values():
        text = " ".join(printed(plan).split())
        assert text.count(plan.header.draft_notice) == 1
        assert text.index(plan.header.draft_notice) < 200
        assert "reviewed by no clinician" not in text


def test_a_critical_alert_is_a_stop_and_stands_before_the_doses():
    plan = planned(both(ordered("ferrous_sulfate", "65 mg", every="1 d"))).plan
    lines = printed(plan).splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("TODAY"))
    assert any(line.startswith("STOP") and "Hold iron" in line for line in lines[:first])


def test_labels_say_what_colors_say():
    plan = planned(both(ordered("ferrous_sulfate", "65 mg", every="1 d"))).plan
    out = StringIO()
    console = Console(
        file=out, width=80, highlight=False, force_terminal=True, color_system="standard"
    )
    show(plan, "clinician", (), console)
    colored = out.getvalue()
    assert "\x1b[" in colored
    assert "\x1b[" not in printed(plan)


def test_why_holds_the_sources_and_full_what_was_assumed():
    plan = planned(both()).plan
    first, why, full = (printed(plan, depth=depth) for depth in ("plan", "why", "full"))
    assert "Rule:" not in first
    assert "Rule:" in why
    assert "BNF" in why
    assert "NOT RECOMMENDED" not in why
    assert "MISSING, MOST DECISIVE FIRST" in full
    assert len(first) < len(why) < len(full)


def test_it_ends_quietly_where_nobody_reads_on(tmp_path):
    file = tmp_path / "patient.yaml"
    file.write_text("patient: {sex: female}\nas_of: 2026-11-22\nevents: []\n")
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "hematinic", "plan", str(file), "--full"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert done.stderr == b""
    assert done.returncode == 1
