"""What the article leaves open or contradicts, and how it is resolved (1.12)."""

import pytest

from spec.patients import both, oral_iron, patient, plan, planner, started


def test_a_pass_at_two_weeks_is_paired_with_iron_indices():
    """C12: B12 alone can raise hemoglobin, so ferritin and saturation are looked at at 4-8 weeks."""
    check = plan(both()).check("C12")
    assert check is not None
    assert "ferritin" in check.check.test


def test_citation_numbers_stand_beside_the_source_found():
    """C15, S63: each of the article's numbers is marked unresolved, and never the only support."""
    guideline = planner().rules.guideline
    for item in guideline.recommendations:
        sources = [guideline.sources[cite.source] for cite in item.cites]
        assert any(source.status != "unresolved" for source in sources), item.id


@pytest.mark.parametrize("medicine", ["levothyroxine", "doxycycline", "alendronic_acid"])
def test_iron_binds_more_than_calcium(medicine):
    """C17: the article names calcium alone."""
    assert plan(both(started(medicine, ago=400))).alert("AL-INTERACT") is None  # no iron yet
    assert plan(both(oral_iron(ago=5), started(medicine, ago=400))).alert("AL-INTERACT")


@pytest.mark.parametrize(("day", "level"), [("2027-11-22", None), ("2027-11-23", "warning")])
def test_content_grows_stale(day, level):
    """C21, AL-STALE: valid until 2027-11-22, stale the day after."""
    assert plan(both() | {"as_of": day}).alert("AL-STALE" if level else "stale-content") == level


@pytest.mark.parametrize(("day", "level"), [("2026-11-11", None), ("2026-11-12", "warning")])
def test_the_article_is_a_year_old(day, level):
    """C21: dated 2025-11-11; told with the status of the content, and interrupts nobody."""
    found = plan(patient() | {"as_of": day})
    assert found.alert("stale-article") == level
    assert found.alert("AL-STALE") == level
    if level:
        assert "KDIGO 2026" in found.line("stale-article")


def test_a_line_of_oral_iron_carries_both_doses():
    """K25: the product's 200 mg and the 65 mg elemental iron in it."""
    line = plan(both()).line("FE-OD")
    assert "200 mg" in line
    assert "65 mg elemental iron" in line
