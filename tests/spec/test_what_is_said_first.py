"""What each item says first: the act alone, in 20 words at most, for each reader."""

import re

import pytest

from hematinic.guideline.entry import Says
from hematinic.guideline.lint.shorts import MOST, first_told
from spec.patients import planner

GUIDELINE = planner().rules.guideline
ITEMS = GUIDELINE.items


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_it_is_short(item):
    told = first_told(item)
    assert item.short.clinician
    assert 0 < len(told.clinician.split()) <= MOST
    assert 0 < len(told.patient.split()) <= MOST


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_each_number_in_it_stands_in_the_whole_text_too(item):
    """A dose or a limit of the short form is that of the long one."""
    told = re.findall(r"(?<![A-Za-z\d.])\d[\d,.]*\d|(?<![A-Za-z\d.])\d", short(item))
    whole = {*re.findall(r"\d[\d,.]*\d|\d", " ".join(texts(item)))}
    assert {*told} <= whole


def short(item):
    return f"{item.short.clinician} {item.short.patient}"


def texts(item):
    for name in ("says", "line", "what_to_do", "patient", "test", "expect", "if_not", "title"):
        found = getattr(item, name, "")
        if isinstance(found, Says):
            found = f"{found.clinician} {found.patient}"
        yield found if isinstance(found, str) else ""


def test_only_these_alerts_are_critical():
    """A level is changed here too, knowingly: what is critical always interrupts."""
    assert {one.id for one in GUIDELINE.alerts if one.level == "critical"} == {
        "iron-before-b12", "iron-before-b12-refused", "folate-before-b12",
        "folate-combination-before-b12",
        "iv-iron-allergy", "iv-iron-first-trimester", "iv-iron-infection", "iv-iron-overload",
        "iv-iron-not-deficient", "iv-iron-porphyria", "iv-iron-dextran-allergy", "iv-iron-age",
        "iron-dose-excessive", "oral-iron-overload", "nitrous-oxide-anesthesia",
        "cyanocobalamin-renal", "cyanocobalamin-leber", "cobalamin-allergy", "b12-dose",
        "methylcobalamin-order", "b12-not-stopped", "b12-was-stopped", "child", "iv-iron-dose",
    }  # fmt: skip


def test_each_warning_that_does_not_interrupt_says_why():
    quiet = [one for one in GUIDELINE.alerts if one.level == "warning" and not one.interrupts]
    assert {one.id for one in quiet} >= {"draft", "stale-content", "cause-incomplete"}
    assert all(len(one.quiet.split()) > 4 for one in quiet)


@pytest.mark.parametrize(
    "name",
    ["red-flag", "neurology-urgent", "iron-taken-before-b12", "nitrous-oxide", "b12-supply",
     "im-bleeding", "hypokalemia", "benzyl-alcohol", "iv-oral-overlap", "interaction-avoid"],
)  # fmt: skip
def test_what_is_done_or_stopped_today_interrupts(name):
    [alert] = [one for one in GUIDELINE.alerts if one.id == name]
    assert alert.interrupts
