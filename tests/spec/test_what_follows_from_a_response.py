"""What follows from a response: what is asked after where it fails, the other
deficiency that it unmasks, and how the reader is told (S30-S33, R-FE-RECHECK, 5.3, 5.16)"""

from collections.abc import Iterator

import pytest

from hematinic.plan.explain import Because, explain
from hematinic.render.json import as_data
from hematinic.render.paper.leaflet import leaflet
from spec.patients import both, given, oral_iron
from spec.response import index, injected, tablets, with_b12

# S30-S33, 5.16: where it fails


@pytest.mark.parametrize(
    "seen",
    [
        lambda: tablets(14, rises={14: 5}),
        lambda: tablets(40, rises={14: 14, 40: 5}),
        lambda: tablets(56, rises={14: 14, 56: 20}),
        lambda: with_b12(40, index("ferritin", 8, 30, 40)),
    ],
)
def test_what_does_not_work_is_asked_after_in_order(seen):
    """S30-S33: adherence, malabsorption, blood loss, intravenous iron."""
    line = seen().line("S33").lower()
    words = ("adherence", "malabsorption", "blood loss", "intravenous iron")
    places = [line.index(word) for word in words]
    assert places == sorted(places)


@pytest.mark.parametrize("code", ["b12-response-none", "b12-response-slow"])
def test_no_response_to_b12_looks_for_what_holds_it_back(code):
    """5.16: iron, folate, infection, kidney, thyroid, alcohol, marrow."""
    value = {"b12-response-none": {14: 92}, "b12-response-slow": {60: 110}}[code]
    line = injected(max(value), counts=value).line(code).lower()
    words = ("iron deficiency", "folate", "infection", "kidney", "hypothyroidism", "alcohol",
             "myelodysplasia")  # fmt: skip
    assert [word for word in words if word not in line] == []


def test_no_response_to_b12_leads_to_ferritin():
    """R-FE-RECHECK: iron deficiency unmasked comes first."""
    item = injected(14, counts={14: 92}).item("b12-response-none").item
    assert (item.test[0], "R-FE-RECHECK" in item.implements) == ("ferritin", True)


# 5.3: one deficiency unmasked by the treatment of the other


@pytest.mark.parametrize(
    ("before", "after", "told"), [(100, 100, False), (100, 101, True), (101, 105, False)]
)
def test_mcv_that_rises_on_iron(before, after, told):
    """5.3: above 100 fL after iron: suspect B12 deficiency."""
    events = [index("mcv", before, -1, 40), index("mcv", after, 40, 40)]
    assert tablets(40, *events, mcv=None).offers("b12-unmasked-by-iron") is told


def test_mcv_that_rises_on_iron_beside_b12():
    """5.3: B12 is already treated."""
    events = [index("mcv", 90, -1, 40), index("mcv", 104, 40, 40)]
    b12 = given("hydroxocobalamin", ago=40)
    assert not tablets(40, b12, *events, base=both, mcv=None).offers("b12-unmasked-by-iron")


@pytest.mark.parametrize(
    ("before", "after", "told"), [(80, 80, False), (80, 79, True), (79, 75, False)]
)
def test_mcv_that_falls_on_b12(before, after, told):
    """5.3: below 80 fL after B12: suspect iron deficiency."""
    events = [index("mcv", before, -1, 40), index("mcv", after, 40, 40)]
    assert injected(40, *events, mcv=None).offers("iron-unmasked-by-b12") is told


def test_mcv_that_falls_on_b12_beside_iron():
    """5.3: iron is already treated."""
    events = [index("mcv", 90, -1, 40), index("mcv", 75, 40, 40)]
    seen = injected(40, oral_iron(ago=40), *events, mcv=None, ferritin=8)
    assert not seen.offers("iron-unmasked-by-b12")


# How it is shown


def test_a_verdict_names_treatment_day_values_and_what_follows():
    """Week 6 of tablets: what they had risen by, when, and what is next."""
    seen = tablets(42, rises={14: 12, 40: 20})
    line = seen.line("oral-iron-response-adequate")
    assert line.startswith(
        "Day 42 (6 weeks) from the first day of oral iron (2026-10-11): hemoglobin before oral iron "
        "92 g/L (9.2 g/dL) on 2026-10-10; hemoglobin at the two-week check 104 g/L (10.4 g/dL) on "
        "2026-10-25; the last hemoglobin 112 g/L (11.2 g/dL) on 2026-11-20"
    )
    assert "Go on with the tablets" in line


def test_a_value_that_two_names_share_is_told_once():
    """The last hemoglobin is that of the two-week check."""
    line = tablets(20, rises={14: 12}).line("oral-iron-response-adequate")
    assert line.count("104 g/L") == 1


def test_a_verdict_as_data():
    """JSON: since when, for how many days, and the values with theirs."""
    [line] = [
        one
        for one in as_data(tablets(14, rises={14: 12}).plan)["recommendations"]
        if one["id"] == "oral-iron-response-adequate"
    ]
    assert (line["phase"], line["since"], line["days"]) == ("response", "2026-11-08", 14)
    assert [(one["fact"], one["on"]) for one in line["tells"]][:2] == [
        ("hemoglobin_before_oral_iron", "2026-11-07"),
        ("hemoglobin_at_two_weeks", "2026-11-22"),
    ]


def test_the_leaflet_says_how_treatment_works():
    """For the patient, in a section of its own, and nowhere else."""
    sections = leaflet(tablets(14, rises={14: 12}).plan)
    said = "Your blood count has gone up as hoped. Keep taking your iron tablets."
    assert [s.heading for s in sections if said in [item.text for item in s.items]] == [
        "How your treatment works"
    ]


def test_a_verdict_can_be_explained():
    """The tree behind it holds the response and the counts that it rests on."""
    assessment = tablets(14, rises={14: 12}).plan.assessment
    told = list(_says(explain("oral-iron-response-adequate", assessment)))
    assert {"response to oral iron", "the rise of 10 g/L stood on a check of day 12 to 21"} <= set(
        told
    )


def _says(tree: Because) -> Iterator[str]:
    yield tree.says
    for part in tree.parts:
        yield from _says(part)
