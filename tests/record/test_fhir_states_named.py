"""Conditions and operations whose code no rule knows: pointed out by their words, never read."""

from pathlib import Path
from typing import Any

import pytest

from hematinic.guideline.model import Guideline
from hematinic.plan.build import Planner
from hematinic.record.fhir.words import StateNames
from record.as_they_come import Case, check, of
from record.fhir_resources import SNOMED, Json


def stated(kind: str, text: str, code: str = "", **fields: Any) -> Json:
    coding = {"coding": [{"system": SNOMED, "code": code, "display": text}]} if code else {}
    found = {"resourceType": kind, "id": "s", "subject": {"reference": "Patient/p1"}}
    return found | {"code": coding | {"text": text}} | fields


def operation(text: str, code: str = "", **fields: Any) -> Json:
    done = {"status": "completed", "performedDateTime": "2021-02-02"}
    return stated("Procedure", text, code, **done | fields)


CASES = (
    Case(
        "an operation by an unknown code", of(operation("Total gastrectomy", "9990001")),
        unread=("gastrectomy",), told=("total gastrectomy & removal of the stomach & local codes",),
    ),
    Case(
        "an operation in words", of(operation("Gastric bypass, Roux-en-Y")),
        unread=("gastric_bypass",), told=("roux-en-y & no code & seems to be gastric bypass & local codes",),
    ),
    Case(
        "the longest name counts", of(operation("Laparoscopic sleeve gastrectomy", "9990002")),
        told=("not known for sleeve gastrectomy",),
    ),
    Case(
        "an operation that was not done", of(operation("Total gastrectomy", "9990001", status="not-done")),
        unread=("gastrectomy",), untold=("local codes",),
    ),
    Case(
        "a condition by a finer code", of(stated("Condition", "Crohn's disease of colon", "9990003")),
        unread=("crohn_disease",), told=("colon & not known for crohn's disease & local codes",),
    ),
    Case(
        "a condition in words", of(stated("Condition", "Coeliac or celiac disease")),
        unread=("celiac_disease",), told=("no code & seems to be celiac disease & local codes",),
    ),
    Case(
        "a condition that was ruled out",
        of(stated("Condition", "Crohn's disease of colon", "9990003", verificationStatus={"coding": [{"code": "refuted"}]})),
        untold=("local codes",),
    ),
    Case(
        "a test for a condition is not the condition", of(operation("Standard pregnancy test", "9990005")),
        told=("no rule of this guideline reads this procedure",), untold=("local codes",),
    ),
    Case(
        "what somebody else has", of(stated("Condition", "Family history of pernicious anemia", "9990004")),
        told=("no rule of this guideline reads this condition",), untold=("local codes",),
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_seems_to_be_known_is_pointed_out(
    case: Case, planner: Planner, tmp_path: Path
) -> None:
    check(case, planner, tmp_path)


@pytest.mark.parametrize(
    "text", ["", "Diabetes mellitus type 2", "No Crohn's disease", "Screening for celiac disease"]
)
def test_other_words_point_to_nothing(guideline: Guideline, text: str) -> None:
    assert StateNames(guideline.elements, "condition", "procedure").like(text) == ""
