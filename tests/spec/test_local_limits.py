"""Local limits of laboratories (specification 3.1, 3.3): what is printed with a result, and what a
site decides by.

A printed reference interval only adds to what is low. A limit that a laboratory has set for its
assay stands in the place of the guideline's, in both directions, and the plan says so.
"""

import pytest

from hematinic.expressions.logic import STEP
from hematinic.plan.explain import explain
from hematinic.plan.what_if import WhatIf
from hematinic.record.events import RecordError
from hematinic.record.local_limits import read_local_limits, with_limits
from hematinic.record.patient_file import read_patient_file
from hematinic.render.screen.explained import happened
from hematinic.render.words.values import values_of
from spec.patients import TODAY, both, given, low_b12, low_iron, observed, plan, planner

WELL = {"hemoglobin": 135, "ferritin": 150, "transferrin_saturation": 28}


def printed(name, value, low, high, **patient):
    """A well patient, but for a result with the interval that its laboratory printed."""
    result = observed(name, value, reference=[low, high])
    return plan(low_iron(result, **(WELL | {name: None} | patient)))


# Printed limits add


@pytest.mark.parametrize(("value", "anemic"), [(124, True), (125, False), (126, False)])
def test_hemoglobin_below_the_printed_limit_is_anemia(value, anemic):
    """3.3, BSG: below the local lower limit; WHO's 120 g/L would not be."""
    found = printed("hemoglobin", value, 125, 160)
    assert found.value("anemia") is anemic
    assert (found.alert("printed-limit-hemoglobin") == "information") is anemic


def test_a_printed_limit_never_takes_anemia_away():
    """3.1: 119 g/L is anemia by WHO, though the laboratory prints 115."""
    found = printed("hemoglobin", 119, 115, 160)
    assert found.value("anemia") is True
    assert found.alert("printed-limit-hemoglobin") is None


def test_without_a_printed_limit_it_is_as_it_was():
    assert plan(low_iron(**WELL | {"hemoglobin": 121})).value("anemia") is False


def test_a_printed_limit_does_not_hold_in_pregnancy():
    """5.6: hemoglobin has limits of its own there; 112 g/L below a printed 120 is no anemia."""
    known = {"age": 30, "pregnancy": True, "gestation": 30}
    assert printed("hemoglobin", 112, 120, 160, **known).value("anemia") is False
    assert printed("hemoglobin", 112, 120, 160, age=30).value("anemia") is True


def test_hemoglobin_is_not_normal_below_the_printed_limit():
    """S42: tablets go on until hemoglobin is normal."""
    assert printed("hemoglobin", 124, 125, 160).value("hemoglobin_normal") is False
    assert printed("hemoglobin", 125, 125, 160).value("hemoglobin_normal") is True


@pytest.mark.parametrize(("value", "low"), [(199, True), (200, False)])
def test_b12_below_the_printed_limit_is_low(value, low):
    """3.1: an assay with the limit 200 ng/L."""
    found = printed("vitamin_b12", value, 200, 900)
    assert found.value("b12_level_low") is low
    assert found.recommends("B12-STD") is low
    assert (found.alert("printed-limit-b12") == "information") is low


def test_a_printed_limit_never_takes_a_low_b12_away():
    """170 ng/L stays deficient beside a printed 150."""
    found = printed("vitamin_b12", 170, 150, 900)
    assert found.value("b12_level_low") is True
    assert found.alert("printed-limit-b12") is None


def test_total_b12_has_no_printed_limit_in_pregnancy():
    """4.5: total B12 falls in pregnancy without deficiency."""
    known = {"age": 30, "pregnancy": True, "gestation": 30}
    assert printed("vitamin_b12", 190, 200, 900, **known).value("b12_level_low") is False


@pytest.mark.parametrize(("value", "low"), [(34, True), (35, False)])
def test_active_b12_below_the_printed_limit(value, low):
    found = printed("active_b12", value, 35, 150, vitamin_b12=None)
    assert found.value("b12_level_low") is low


@pytest.mark.parametrize(("value", "found"), [(49, True), (50, False)])
def test_ferritin_below_the_printed_limit_is_iron_deficiency(value, found):
    """3.1: 49 microgram/L with a printed 50, no inflammation and a good saturation."""
    seen = printed("ferritin", value, 50, 400)
    assert seen.value("iron_deficiency_found") is found
    assert (seen.alert("printed-limit-ferritin") == "information") is found


@pytest.mark.parametrize(("value", "low"), [(3.8, True), (3.9, False)])
def test_folate_below_the_printed_limit_is_low(value, low):
    seen = printed("folate", value, 3.9, 20)
    assert seen.value("folate_low") is low
    assert (seen.alert("printed-limit-folate") == "information") is low


def test_the_text_says_which_limit_decided():
    """Both the result and the limit, in the reader's units."""
    line = printed("hemoglobin", 124, 125, 160).line("printed-limit-hemoglobin")
    assert "124 g/L (12.4 g/dL)" in line
    assert "125 g/L (12.5 g/dL)" in line


def test_the_limit_of_the_sample_before_treatment_counts():
    """K12: the level on treatment has a limit too, and is not what is judged."""
    before = observed("vitamin_b12", 190, ago=40, reference=[200, 900])
    later = observed("vitamin_b12", 800, ago=2, reference=[100, 900])
    seen = plan(low_iron(before, given("hydroxocobalamin", ago=30), later, vitamin_b12=None))
    assert seen.value("b12_level_low") is True


def test_a_censored_result_across_the_printed_limit_does_not_decide():
    """A "<210" may be 205: not shown to be below 200; the rest of the guideline judges it."""
    assert printed("vitamin_b12", "<210", 200, 900).value("b12_below_printed_limit") is False
    assert printed("vitamin_b12", "<200", 200, 900).value("b12_below_printed_limit") is True


# Limits set by a site


def limits(assay="vitamin_b12", laboratory="Example Hospital, assay A", **given):
    return {assay: {**given, "laboratory": laboratory, "source": "validation report 2026-03"}}


def decided(file, **given):
    return plan(file | {"local_limits": limits(**given)})


@pytest.mark.parametrize(("value", "low"), [(149, True), (150, False), (179, False)])
def test_a_lower_limit_of_the_site_narrows(value, low):
    """3.1: local cut-offs override; 179 ng/L is deficient by NG239 and not by this assay."""
    file = low_b12(vitamin_b12=value)
    assert decided(file, deficient_below="150 ng/L").value("b12_level_low") is low
    assert plan(file).value("b12_level_low") is True


@pytest.mark.parametrize(("value", "low"), [(219, True), (220, False)])
def test_a_higher_limit_of_the_site_widens(value, low):
    """3.1: 219 ng/L is not deficient by NG239, and is by this assay."""
    file = low_b12(vitamin_b12=value)
    assert decided(file, deficient_below="220 ng/L").value("b12_level_low") is low
    assert plan(file).value("b12_level_low") is False


@pytest.mark.parametrize(("value", "excluded"), [(300, False), (301, True)])
def test_a_limit_above_which_deficiency_is_unlikely(value, excluded):
    """S39: B12 deficiency is excluded above the site's 300 ng/L."""
    file = low_iron(vitamin_b12=value)
    found = decided(file, unlikely_above="300 ng/L").value("b12_excluded")
    assert (found is True) is excluded
    assert plan(file).value("b12_excluded") is not True


@pytest.mark.parametrize(
    ("given", "canonical"), [("150 pmol/L", 203.25), ("203.25 ng/L", 203.25), ("0.2 ug/L", 200)]
)
def test_a_limit_in_any_unit_of_the_assay(given, canonical):
    found = decided(low_b12(), deficient_below=given)
    assert found.value("vitamin_b12_deficient_below") == pytest.approx((canonical, canonical))


def test_a_limit_of_the_site_stands_before_a_printed_one():
    """A printed interval gives way to a limit validated for the assay."""
    result = observed("vitamin_b12", 160, reference=[200, 900])
    file = low_b12(result, vitamin_b12=None)
    assert plan(file).value("b12_level_low") is True
    assert decided(file, deficient_below="150 ng/L").value("b12_level_low") is False


def test_what_was_treated_before_is_judged_by_the_site_too():
    """K12: 190 ng/L before the injections is a deficiency by a limit of 200."""
    file = low_b12(
        observed("vitamin_b12", 190, ago=400), given("hydroxocobalamin", ago=380), vitamin_b12=None
    )
    assert decided(file, deficient_below="200 ng/L").value("b12_deficient_before") is True
    assert plan(file).value("b12_deficient_before") is False


@pytest.mark.parametrize(
    ("assay", "key", "limit", "name", "both_sides", "finding"),
    [
        ("active_b12", "deficient_below", "35 pmol/L", "active_b12", (34, 35), "b12_level_low"),
        ("ferritin", "deficient_below", "15 ug/L", "ferritin", (14, 15), "ferritin_low"),
        ("folate", "deficient_below", "4 ug/L", "folate", (3.9, 4), "folate_low"),
    ],
)
def test_every_assay_both_sides(assay, key, limit, name, both_sides, finding):
    for value, low in zip(both_sides, (True, False), strict=True):
        file = low_iron(**WELL | {"vitamin_b12": None, name: value})
        assert decided(file, assay=assay, **{key: limit}).value(finding) is low


@pytest.mark.parametrize(("value", "raised"), [(451, True), (450, False)])
def test_methylmalonic_acid_of_the_site(value, raised):
    file = low_b12(vitamin_b12=250, methylmalonic_acid=value, fatigue=True)
    found = decided(file, assay="methylmalonic_acid", raised_above="450 nmol/L")
    assert found.value("b12_functional_deficiency") is raised


# A plan says so


def test_a_plan_decided_by_a_site_says_so():
    found = decided(low_b12(vitamin_b12=170), deficient_below="150 ng/L", unlikely_above="300 ng/L")
    line = found.line("local-limit-b12")
    assert "deficient below 150 ng/L (111 pmol/L)" in line
    assert "300 ng/L (221 pmol/L)" in line


def test_limits_like_the_guidelines_are_not_news():
    assert decided(low_b12(), deficient_below="180 ng/L").alert("local-limit-b12") is None


def test_a_limit_of_an_assay_that_was_not_measured_is_not_news():
    found = decided(low_b12(), assay="folate", deficient_below="4 ug/L")
    assert found.alert("local-limit-folate") is None


def test_the_tree_names_the_laboratory():
    """`explain`: down to the file that the limit came from."""
    found = decided(low_b12(vitamin_b12=140), deficient_below="150 ng/L").plan
    values = values_of(found.assessment)

    def walk(node):
        yield node
        for part in node.parts:
            yield from walk(part)

    tree = explain("b12-loading-standard", found.assessment)
    events = [happened(node.event, values) for node in walk(tree) if node.event]
    [limit] = [text for text in dict.fromkeys(events) if text.startswith("limit set")]
    assert "150 ng/L (111 pmol/L)" in limit
    assert "Example Hospital, assay A: validation report 2026-03" in limit


def test_what_would_change_the_plan_stands_at_the_sites_limit():
    """A level just above the site's limit, not the guideline's, is the change that is told."""
    found = decided(low_b12(vitamin_b12=140), deficient_below="150 ng/L").plan
    changes = WhatIf(planner()).changes(found)
    values = [one.value[0] for one in changes if one.fact == "vitamin_b12_before_treatment"]
    assert 153 in values


def test_no_number_is_rounded_across_the_sites_limit():
    """149.9 ng/L is not said as 150 beside a limit of 150."""
    found = decided(low_b12(vitamin_b12=149.9), deficient_below="150 ng/L").plan.assessment
    kind = found.rules.types["vitamin_b12"]
    assert values_of(found).value((149.96, 149.96), kind).startswith("149.96 ng/L")


# A file of limits


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"serum_b12x": {}}, "no limit of 'serum_b12x' can be set"),
        ({"vitamin_b12": 150}, "must be a mapping"),
        (limits(deficient_below=150), "a number and its unit"),
        (limits(deficient_below="150 mg/L"), "outside 100 to 350 ng/L"),
        (limits(deficient_below="150 fL"), "a number and its unit"),
        (limits(deficient_below="99 ng/L"), "outside 100 to 350 ng/L"),
        (limits(deficient_below="351 ng/L"), "outside 100 to 350 ng/L"),
        (limits(deficient_above="150 ng/L"), "did you mean deficient_below"),
        (limits(deficient_below="150 ng/L", laboratory=""), "names no laboratory"),
        (limits(deficient_below="320 ng/L", unlikely_above="300 ng/L"), "lies above"),
        (limits(unlikely_above="180 ng/L", deficient_below="180 ng/L"), None),
        (limits(deficient_below="100 ng/L"), None),
        (limits(deficient_below="350 ng/L"), None),
    ],
)  # fmt: skip
def test_what_a_site_may_set(given, says):
    if says is None:
        assert plan(both() | {"local_limits": given}).plan
        return
    with pytest.raises(RecordError) as refused:
        plan(both() | {"local_limits": given})
    assert says in str(refused.value)


FILE = """
vitamin_b12: {deficient_below: 150 ng/L, laboratory: Example Hospital, source: report}
ferritin: {deficient_below: 15 ug/L, laboratory: Example Hospital, source: report}
"""


def test_a_file_of_the_site_stands_behind_the_patients_own(tmp_path):
    """--local-limits, and `local_limits` in the patient file: the nearer one decides."""
    file = tmp_path / "limits.yaml"
    file.write_text(FILE)
    guideline = planner().rules.guideline
    own = low_b12() | {"local_limits": limits(deficient_below="160 ng/L")}
    record = read_patient_file(own, guideline, TODAY.toordinal())
    record = with_limits(record, read_local_limits(file, guideline))
    facts = planner().extractor.facts(record, TODAY.toordinal())
    slots = planner().rules.slots
    assert facts.values[slots["vitamin_b12_deficient_below"]] == (160, 160)
    assert facts.values[slots["ferritin_deficient_below"]] == (15, 15)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(RecordError, match="no such file of local limits"):
        read_local_limits(tmp_path / "none.yaml", planner().rules.guideline)


def test_an_open_end_is_not_at_the_limit():
    """A "<150" is below a limit of 150, not at it."""
    found = decided(low_b12(vitamin_b12="<150"), deficient_below="150 ng/L")
    assert found.value("vitamin_b12_before_treatment") == (0, 150 - STEP)
    assert found.value("b12_level_low") is True
