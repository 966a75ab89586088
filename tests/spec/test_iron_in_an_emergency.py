"""While a red flag stands the plan is the emergency's, and below 80 g/L no tablet is recommended
(K39, K40)."""

import pytest

from hematinic.render.words import lines
from spec.patients import both, low_iron, observed, plan, started


def test_the_first_sentence_names_what_is_known():
    seen = plan(both(hematemesis=True, hemoglobin=96))
    said = lines.bottom_line(seen.plan)
    assert "vomiting of blood" in said
    assert "Likely: bleeding; B12 deficiency; iron deficiency" in said
    assert "the B12 dose below" in said
    assert "for endoscopy" in said


@pytest.mark.parametrize("flag", ["chest_pain", "syncope", "melena", "blasts"])
def test_no_oral_iron_is_recommended_beside_a_red_flag(flag):
    seen = plan(both(hemoglobin=101, **{flag: True}))
    assert seen.considers("FE-OD")
    assert not seen.recommends("oral_iron")
    assert not seen.recommends("FE-OD")
    assert seen.recommends("B12-STD")


def test_what_need_not_be_done_today_waits():
    seen = plan(both(chest_pain=True))
    titles = {entry.phase.id: entry.phase.title for entry in seen.plan.phases}
    assert titles["iron"] == "After the emergency: Iron"
    assert titles["loading"] == "B12 loading"
    assert "After the emergency." in seen.line("iron-oral-weighed")
    assert "Due 2026-11-22" not in seen.line("iron-oral-weighed")
    calm = plan(both())
    assert {entry.phase.id: entry.phase.title for entry in calm.plan.phases}["iron"] == "Iron"


@pytest.mark.parametrize(("hemoglobin", "recommended"), [(79, False), (80, True)])
def test_the_limit_of_tablets(hemoglobin, recommended):
    """K40: S34 accepts them from 80 to 99 g/L."""
    seen = plan(low_iron(hemoglobin=hemoglobin))
    assert seen.recommends("FE-OD") is recommended
    assert seen.considers("iron-oral-weighed") is not recommended


def test_tablets_already_taken_are_weighed_with_their_own_name():
    seen = plan(low_iron(started("ferrous_fumarate", "68 mg", ago=9), hemoglobin=76))
    assert "Ferrous fumarate" in seen.line("iron-oral-weighed")


@pytest.mark.parametrize(
    ("events", "known", "explained"),
    [
        ([], {}, True),
        ([], {"melena": True}, False),
        ([], {"hematemesis": True}, False),
        ([observed("hemoglobin", 119, ago=25)], {"hemoglobin": 110}, True),
        ([observed("hemoglobin", 120, ago=25)], {"hemoglobin": 110}, False),
        ([observed("hemoglobin", 120, ago=31)], {"hemoglobin": 110}, True),
    ],
)
def test_a_dark_stool_is_put_down_to_iron_only_without_bleeding(events, known, explained):
    """K39: a fall by 10 g/L within 30 days counts as bleeding."""
    seen = plan(low_iron(*events, **known))
    assert seen.offers("iron-safety") is explained
    assert seen.offers("iron-safety-in-bleeding") is not explained


@pytest.mark.parametrize(
    ("known", "because"),
    [
        ({"chest_pain": True, "hemoglobin": 101}, "(after the emergency)"),
        ({"hemoglobin": 76}, "(below 80 g/l, where no infusion can be had)"),
    ],
)
def test_why_tablets_are_only_weighed(known, because):
    """K39, K40: an emergency is no hemoglobin below 80 g/L, and says nothing of an infusion."""
    assert f"only on a specialist's decision {because}" in plan(both(**known)).text


@pytest.mark.parametrize(
    ("known", "called"),
    [
        ({"melena": True, "hemoglobin": 48}, "Call the emergency department, for endoscopy; hematology now."),
        ({"hemoglobin": 48}, "Call the emergency department and hematology now."),
    ],
)  # fmt: skip
def test_whom_to_call_is_said_once(known, called):
    assert called in lines.bottom_line(plan(both(**known)).plan)
