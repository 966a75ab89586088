"""Results in the reader's units, the other customary unit in brackets (specification 3.1, 3.2)

Canonical values stay as they are; these are the words. What was recorded keeps its digits.
"""

import re
from decimal import Decimal

import orjson
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from explore import tried
from hematinic.guideline.printed import printed
from hematinic.guideline.quantities import factor
from hematinic.plan.explain import explain
from hematinic.record.events import RecordError
from hematinic.render.paper.page import to_html
from hematinic.render.screen import explained
from hematinic.render.words.values import Values, number
from spec.patients import both, observed, patient, plan, planner

ELEMENTS = planner().rules.guideline.elements
MEASURED = [name for name, element in ELEMENTS.items() if element.kind == "quantity"]


def shown(name, value, unit="", system="UK"):
    """What is said of the one result of a record."""
    found = plan(patient(observed(name, value, unit)) | {"units": system}).plan.assessment
    event = found.source(name)
    assert event is not None
    return Values(found.rules, found.units).event(event)


# Both systems


@pytest.mark.parametrize(
    ("name", "value", "unit", "system", "says"),
    [
        ("hemoglobin", 82, "g/L", "UK", "82 g/L (8.2 g/dL)"),
        ("hemoglobin", 82, "g/L", "US", "8.2 g/dL (82 g/L)"),
        ("vitamin_b12", 150, "ng/L", "UK", "150 ng/L (111 pmol/L)"),
        ("vitamin_b12", 150, "ng/L", "US", "150 pg/mL (111 pmol/L)"),
        ("vitamin_b12", 150, "ng/L", "SI", "111 pmol/L (150 ng/L)"),
        ("ferritin", 8, "ug/L", "UK", "8 microgram/L"),
        ("ferritin", 8, "ug/L", "US", "8 ng/mL"),
        ("transferrin_saturation", 12, "%", "UK", "12 %"),
        ("transferrin_saturation", 12, "%", "US", "12 %"),
        ("egfr", 58, "mL/min/{1.73_m2}", "UK", "58 mL/min/1.73 m²"),
        ("egfr", 58, "mL/min/{1.73_m2}", "US", "58 mL/min/1.73 m²"),
        ("creatinine", 90, "umol/L", "UK", "90 micromol/L (1.02 mg/dL)"),
        ("creatinine", 90, "umol/L", "US", "1.02 mg/dL (90 micromol/L)"),
        ("serum_iron", 9, "umol/L", "US", "50 microgram/dL (9 micromol/L)"),
        ("crp", 6, "mg/L", "US", "0.6 mg/dL (6 mg/L)"),
        ("folate", 2, "ug/L", "UK", "2 microgram/L (4.5 nmol/L)"),
        ("phosphate", 0.9, "mmol/L", "US", "2.79 mg/dL (0.9 mmol/L)"),
        ("platelets", 250, "10*9/L", "UK", "250 ×10⁹/L"),
        ("platelets", 250, "10*9/L", "US", "250 ×10³/microliter"),
    ],
)  # fmt: skip
def test_a_result_is_said_in_the_readers_units(name, value, unit, system, says):
    """3.2: the customary unit first, the other in brackets where its number is another."""
    assert shown(name, value, unit, system) == says


@pytest.mark.parametrize(
    ("value", "unit", "system", "says"),
    [
        (9.24, "g/dL", "UK", "92 g/L (9.24 g/dL)"),  # its own digits in its own unit
        (92.4, "g/L", "UK", "92.4 g/L (9.2 g/dL)"),
        (6.4, "mmol/L", "UK", "103 g/L (10.3 g/dL, recorded as 6.4 mmol/L)"),
        (6.4, "mmol/L", "US", "10.3 g/dL (103 g/L, recorded as 6.4 mmol/L)"),
        ("<100", "g/L", "US", "below 10 g/dL (below 100 g/L)"),
        (">=10", "g/dL", "UK", "at least 100 g/L (at least 10 g/dL)"),
    ],
)
def test_what_was_recorded_is_kept(value, unit, system, says):
    """3.1: keep the original; it is told where it is in neither of the units shown."""
    assert shown("hemoglobin", value, unit, system) == says


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("<5", "below 5 microgram/L"), ("<=5", "at most 5 microgram/L"), (">2000", "above 2000 microgram/L"),
        (">=2000", "at least 2000 microgram/L"), (0, "0 microgram/L"),
    ],
)  # fmt: skip
def test_a_censored_value_is_said_as_one(value, says):
    """3.1: an end that is open stays open in words, as a fact and as an event."""
    found = plan(patient(observed("ferritin", value))).plan.assessment
    kind = found.rules.types["ferritin"]
    assert Values(found.rules, "UK").value(found.value("ferritin"), kind) == says
    assert shown("ferritin", value) == says


# Whose units


@pytest.mark.parametrize(
    ("chosen", "first"),
    [
        ({}, "g/L"),
        ({"jurisdiction": "UK"}, "g/L"),
        ({"jurisdiction": "US"}, "g/dL"),
        ({"jurisdiction": "UK", "units": "US"}, "g/dL"),
        ({"jurisdiction": "US", "units": "UK"}, "g/L"),
    ],
)
def test_the_jurisdiction_decides_unless_units_are_asked_for(chosen, first):
    """3.2: units are the reader's; the jurisdiction is the default."""
    asked = plan(both(hemoglobin=None) | chosen)
    data = orjson.loads(asked.json)
    [question] = [x["question"] for x in data["missing"] if x["element"] == "hemoglobin"]
    assert question.endswith(f"(in {first} or {'g/dL' if first == 'g/L' else 'g/L'})")


def test_units_that_nobody_knows_are_refused():
    with pytest.raises(RecordError, match="units is UK or US or SI"):
        plan(both() | {"units": "US customary"})


def test_the_plan_is_the_same_in_any_units():
    """The choice of units changes words alone."""
    plans = [plan(both() | {"units": system}).plan for system in ("UK", "US", "SI")]
    assert len({str(found.recommendations) for found in plans}) == 1
    data = [orjson.loads(plan(both() | {"units": s}).json) for s in ("UK", "US")]
    assert values_in(data[0]) == values_in(data[1])


def values_in(data):
    """The canonical values of the JSON: as they were recorded."""
    return [
        (fact["fact"], fact["value"])
        for line in (*data["recommendations"], *data["alerts"])
        for fact in line["why"]["because"]
    ]


# Every face


def of_hemoglobin(system):
    """Each face of one plan, for a reader of these units."""
    found = plan(both(hemoglobin=82) | {"units": system})
    assessment = found.plan.assessment
    tree = explain("severity-source", assessment)
    values = Values(assessment.rules, system)

    def walk(node):
        yield str(explained.node(node, values))
        for part in node.parts:
            yield from walk(part)

    yield "\n".join(walk(tree))
    yield found.json.decode()
    yield to_html(found.plan, "clinician")


@pytest.mark.parametrize(
    ("system", "says", "limit"),
    [("UK", "82 g/L (8.2 g/dL)", "100 g/L (10 g/dL)"),
     ("US", "8.2 g/dL (82 g/L)", "10 g/dL (100 g/L)")],
)  # fmt: skip
def test_every_face_says_it(system, says, limit):
    """The tree of `explain`, the API's whys and the paper say result and limit in one way."""
    tree, data, sheet = of_hemoglobin(system)
    assert says in tree
    assert limit in tree
    assert says in data
    assert says in re.sub(r"&#?\w+;|\s+", " ", sheet)


# Rounding


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (99.6, "9.96 g/dL (99.6 g/L)"),  # not 10 g/dL beside "below 10 g/dL"
        (99.96, "9.996 g/dL (99.96 g/L)"),
        (100, "10 g/dL (100 g/L)"),
        (100.04, "10.004 g/dL (100.04 g/L)"),
        (96.6, "9.7 g/dL (96.6 g/L)"),
    ],
)
def test_rounding_never_reaches_a_limit(value, says):
    assert shown("hemoglobin", value, "g/L", "US") == says


@pytest.mark.parametrize(("value", "says"), [(179.9, "132.8 pmol/L"), (181, "134 pmol/L")])
def test_b12_beside_its_limit(value, says):
    """180 ng/L is 132.84 pmol/L: 179.9 ng/L is not said as 133 pmol/L."""
    assert says in shown("vitamin_b12", value)


@st.composite
def near_limits(draw):
    """A value of any element, as often as not close to a number that it is compared with."""
    name = draw(st.sampled_from(MEASURED))
    values = Values(planner().rules, "UK")
    limits = values.limits(ELEMENTS[name]) or (1.0,)
    low, high = ELEMENTS[name].possible or (0.0, 1000.0)
    off = draw(st.sampled_from((0.0, 1e-9, 1e-6, 1e-3, 0.04, 0.4, 7.0)))
    value = draw(st.sampled_from(limits)) + draw(st.sampled_from((-1, 1))) * off
    anywhere = draw(st.floats(low, high))
    return name, round(draw(st.sampled_from((value, anywhere))), 9)


@tried(400)
@drawn(near_limits(), st.sampled_from(("UK", "US", "SI")))
def test_what_is_said_lies_on_the_same_side_of_every_limit(found, system):
    """The number said, read back in its unit, is below, at or above each limit as the value is; a
    value at a limit may miss it where the limit itself has no end in that unit."""
    name, value = found
    element = ELEMENTS[name]
    values = Values(planner().rules, system)
    limits = values.limits(element)
    for unit in values.units(element):
        said = number(value, unit.by, unit.decimals, limits)
        back = Decimal(said) * Decimal(repr(unit.by))
        for limit in (Decimal(repr(one)) for one in limits):
            of = Decimal(repr(value))
            if of != limit:
                assert back.compare(limit) == of.compare(limit), (name, said, unit.name, limit)


@tried(300)
@drawn(near_limits(), st.sampled_from(("UK", "US", "SI")))
def test_what_is_said_reads_back(found, system):
    """Round trip: read in its unit it is the value, within half of its last digit."""
    name, value = found
    element = ELEMENTS[name]
    values = Values(planner().rules, system)
    for unit in values.units(element):
        said = number(value, unit.by, unit.decimals, values.limits(element))
        half = Decimal(10) ** -unit.decimals * Decimal("0.5") * Decimal(repr(unit.by))
        assert abs(Decimal(said) * Decimal(repr(unit.by)) - Decimal(repr(value))) <= half


# The table


@pytest.mark.parametrize("name", MEASURED)
def test_every_customary_unit_is_one_of_the_element(name):
    element = ELEMENTS[name]
    assert all(factor(element, unit) for unit in element.customary.values())


@pytest.mark.parametrize(
    ("unit", "says"),
    [("10*9/L", "×10⁹/L"), ("ug/L", "microgram/L"), ("umol/L", "micromol/L"), ("U/L", "U/L"),
     ("uU/mL", "uU/mL"), ("10*3/uL", "×10³/microliter"), ("mL/min/{1.73_m2}", "mL/min/1.73 m²")],
)  # fmt: skip
def test_units_as_they_are_printed(unit, says):
    assert printed(unit) == says


@pytest.mark.parametrize("name", MEASURED)
def test_micrograms_stand_in_full(name):
    """Their sign is misread, and `u` is no letter of theirs."""
    element = ELEMENTS[name]
    for unit in (element.unit, *element.accepts):
        assert not re.search(r"[µμ]|\bu(g|mol|L)\b", printed(unit)), unit
