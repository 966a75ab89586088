"""What every plan says of itself (specification S61-S63, K24)"""

import json

import pytest

from spec.patients import both, low_b12, low_iron, observed, patient, plan, planner

PATIENTS = {
    "both": both(),
    "B12": low_b12(),
    "iron": low_iron(),
    "nothing known": patient(),
    "a child": both(age=10),
}


@pytest.mark.parametrize("who", PATIENTS)
def test_every_plan_carries_its_disclaimer(who):
    """S61: shown on every output."""
    assert "verify" in json.loads(plan(PATIENTS[who]).json)["disclaimer"]


@pytest.mark.parametrize("who", PATIENTS)
def test_every_plan_is_a_draft(who):
    """S62, K24: AL-DRAFT on every face."""
    assert plan(PATIENTS[who]).alert("AL-DRAFT") == "warning"


@pytest.mark.parametrize("who", PATIENTS)
def test_every_plan_says_that_citations_are_unresolved(who):
    """S63: AL-CITE."""
    assert plan(PATIENTS[who]).alert("AL-CITE") == "information"


def test_nothing_is_approved():
    """C14, K24: treated as submitted."""
    assert planner().rules.guideline.header.status == "submitted"


def test_every_line_of_a_plan_is_cited():
    """S63: each carries its sources."""
    items = json.loads(plan(both()).json)
    uncited = [
        line["id"]
        for part in ("recommendations", "alerts", "monitoring")
        for line in items[part]
        if not line["cites"]
    ]
    assert uncited == []


def test_no_grade_is_invented():
    """Where no source grades, the line says so; a grade of our own says whose it is."""
    lines = json.loads(plan(both()).json)["recommendations"]
    assert all(
        line["graded_by"] != "not graded" for line in lines if line["strength"] != "not graded"
    )


def test_every_plan_says_which_content_it_came_from():
    """S62: the content's hash, so that it can be replayed."""
    assert json.loads(plan(both()).json)["guideline"]["content_hash"]


def test_the_plan_is_never_called_reviewed():
    """C14: the claim of a review is not repeated."""
    assert "all articles are reviewed" not in plan(both()).text


STATEMENTS = [f"S{number}" for number in range(1, 64)]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_every_statement_is_implemented(statement):
    """S63: each of the 63 statements is implemented by an item of the guideline."""
    guideline = planner().rules.guideline
    items = (
        *guideline.recommendations,
        *guideline.alerts,
        *guideline.monitoring,
        *guideline.findings.values(),
    )
    assert any(statement in item.implements for item in items)


@pytest.mark.parametrize(("ferritin", "level"), [(2000, None), (2001, "warning")])
def test_an_implausible_value_is_asked_about(ferritin, level):
    """AL-PLAUS: ferritin is plausible up to 2,000 microgram/L; above it is used, and asked about."""
    assert plan(low_b12(ferritin=ferritin)).alert("AL-PLAUS") == level


@pytest.mark.parametrize(("sampled", "level"), [(30, None), (31, "warning")])
def test_an_old_ferritin_decides_nothing(sampled, level):
    """AL-STALE: a ferritin of more than 30 days starts no treatment, and that is said."""
    events = [observed("ferritin", 8, ago=sampled)]
    found = plan(low_b12(*events, ferritin=None, transferrin_saturation=None))
    assert found.alert("stale-result") == level


def test_homocysteine_is_read_in_context():
    """AL-HCY-CTX: wherever one is on record."""
    assert plan(both(homocysteine=18)).alert("AL-HCY-CTX") == "information"
    assert plan(both()).alert("AL-HCY-CTX") is None


def test_iron_is_looked_at_again_after_b12():
    """R-FE-RECHECK: even if the iron indices were normal."""
    assert plan(low_b12()).alert("R-FE-RECHECK") == "information"
