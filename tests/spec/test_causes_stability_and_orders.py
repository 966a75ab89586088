"""What counts as the cause looked for, as a stable patient, and as an order that fits: each part alone
and each limit from both sides (5.4, S49, S45, S25, K3, K10)."""

import pytest

from spec.patients import (
    absent,
    both,
    done,
    given,
    injections,
    low_b12,
    low_iron,
    observed,
    oral_iron,
    ordered,
    patient,
    plan,
    present,
    started,
)

# The cause of iron deficiency (5.4)

LOOKED_FOR = {
    "ttg_iga": 1,
    "total_iga": 2,
    "melena": False,
    "hematemesis": False,
    "nsaid_use": False,
    "fit": 4,
}


ENDOSCOPY = ("gastroscopy", "colonoscopy")


def cause(*events, endoscopy=ENDOSCOPY, **changes):
    """In a woman of 65 with anemia."""
    seen = [done(name) for name in endoscopy]
    return plan(low_iron(*seen, *events, **(LOOKED_FOR | changes))).value("iron_cause_known")


def test_the_search_for_the_cause_of_iron_deficiency():
    """5.4: celiac serology, bleeding, NSAIDs, the fecal test and both ends of the gut."""
    assert cause() is True


@pytest.mark.parametrize("missing", LOOKED_FOR)
def test_each_part_of_the_search_is_needed(missing):
    """5.4: one that is not answered leaves it open."""
    assert cause(**{missing: None}) is not True


@pytest.mark.parametrize("endoscopy", [(), ("gastroscopy",), ("colonoscopy",)])
def test_both_ends_of_the_gut_are_looked_at_after_menopause(endoscopy):
    """5.4: men and postmenopausal women, upper and lower endoscopy."""
    assert cause(endoscopy=endoscopy) is not True


def test_neither_end_is_asked_of_a_young_woman():
    """5.4: of men and postmenopausal women alone."""
    assert cause(endoscopy=(), age=30) is True


def test_the_fecal_test_is_of_anemia():
    """5.4: FIT in adults with iron deficiency anemia."""
    assert cause(fit=None, hemoglobin=130) is True


def test_a_painkiller_that_is_recorded_answers_the_question():
    assert cause(started("ibuprofen"), nsaid_use=None) is True


def test_known_celiac_disease_needs_no_serology():
    assert cause(ttg_iga=None, total_iga=None, celiac_disease=True) is True


@pytest.mark.parametrize("bleeding", ["melena", "hematemesis"])
def test_bleeding_that_was_denied_within_a_year_is_answered(bleeding):
    """5.4: the answer is of the history, not of the last weeks."""
    assert cause(absent(bleeding, ago=300), **{bleeding: None}) is True


@pytest.mark.parametrize("bleeding", ["melena", "hematemesis"])
def test_bleeding_that_is_present_is_answered(bleeding):
    assert cause(**{bleeding: True}) is True


@pytest.mark.parametrize("bleeding", ["melena", "hematemesis"])
def test_hidden_blood_is_not_looked_for_where_blood_is_seen(bleeding):
    """5.4: without a fecal test the search is complete."""
    assert cause(fit=None) is False
    assert cause(fit=None, **{bleeding: True}) is True


@pytest.mark.parametrize(("value", "known"), [(10, False), (11, True)])
def test_a_positive_celiac_serology_needs_no_total_iga(value, known):
    """5.4: above the limit that its laboratory printed."""
    positive = observed("ttg_iga", value, reference=[0, 10])
    assert cause(positive, ttg_iga=None, total_iga=None) is known


@pytest.mark.parametrize(
    "known", [{"intrinsic_factor_antibody": "negative"}, {"ttg_iga": 1}], ids=str
)
def test_both_tests_are_needed_for_the_cause_of_b12_deficiency(known):
    """5.4: anti-intrinsic factor and celiac serology."""
    assert plan(low_b12(**known)).value("b12_cause_known") is False
    found = {"intrinsic_factor_antibody": "negative", "ttg_iga": 1}
    assert plan(low_b12(**found)).value("b12_cause_known") is True


# Stable on treatment (S49)


def treated(*events, earlier=125, last=125, ferritin=60, saturation=25, **known):
    """Four months into both treatments, two counts three months apart."""
    return plan(
        both(
            oral_iron(ago=400),
            *injections(3, every=60, last=10),
            observed("hemoglobin", earlier, ago=100),
            observed("ferritin", ferritin, ago=5),
            observed("transferrin_saturation", saturation, ago=5),
            *events,
            hemoglobin=last,
            sampled=410,
            **known,
        )
    ).value("stable_on_treatment")


@pytest.mark.parametrize(
    ("earlier", "last", "stable"),
    [(125, 125, True), (125, 130, True), (125, 131, False), (130, 125, True), (131, 125, False)],
)
def test_hemoglobin_is_stable_within_5(earlier, last, stable):
    """S49: normal and unchanged, 5 g/L either way."""
    assert treated(earlier=earlier, last=last) is stable


@pytest.mark.parametrize(
    ("change", "stable"),
    [
        ({"earlier": 119, "last": 121}, False),
        ({"earlier": 121, "last": 119}, False),
        ({"ferritin": 49}, False),
        ({"ferritin": 50}, True),
        ({"saturation": 19}, False),
        ({"saturation": 20}, True),
        ({"fatigue": True}, False),
        ({"dyspnea": True}, False),
        ({"glossitis": True}, False),
        ({"fatigue": False}, True),
        ({"paresthesia": True}, False),
        ({"paresthesia": True, "neurological_plateau": True}, True),
    ],
    ids=str,
)
def test_what_a_stable_patient_needs(change, stable):
    """S49: a normal count, ferritin at its target, no symptoms."""
    assert treated(**change) is stable


@pytest.mark.parametrize("ago", [365])
def test_the_yearly_check_is_counted_from_the_later_of_count_and_ferritin(ago):
    """S49: annual; both were measured, the earlier of the two is when it was complete to be seen."""
    file = both(
        *injections(8, every=60, last=10),
        observed("hemoglobin", 125, ago=30),
        observed("ferritin", 60, ago=20),
        hemoglobin=None,
        sampled=ago + 80,
    )
    assert plan(file).check_due("annual") == "2027-10-23"


# A level on tablets (S45)


@pytest.mark.parametrize(("day", "due"), [(79, "2026-10-25"), (80, "2027-01-13")])
def test_the_next_level_on_tablets_is_counted_from_the_last(day, due):
    """S45: every 3 months on oral B12; from the start (25 July), or the level of day 80."""
    file = low_b12(
        started("cyanocobalamin", "1 mg", ago=120, route="oral"),
        observed("vitamin_b12", 400, ago=120 - day),
        sampled=125,
    )
    assert plan(file).check_due("b12-level") == due


# Orders of iron (S25, S26, K7, K10)


@pytest.mark.parametrize(
    ("dose", "level"),
    [("39 mg", "warning"), ("40 mg", None), ("100 mg", None), ("101 mg", "warning"),
     ("200 mg", "warning"), ("201 mg", None)],
)  # fmt: skip
def test_an_unusual_dose_of_iron(dose, level):
    """K7: below 40 or above 100 mg a day; above 200 mg another alert stands."""
    file = low_iron(ordered("ferrous_sulfate", dose, every="1 d"))
    assert plan(file).alert("iron-dose-unusual") == level


@pytest.mark.parametrize(
    ("dose", "level"),
    [("58 mg", "warning"), ("59 mg", None), ("71 mg", None), ("72 mg", "warning")],
)
@pytest.mark.parametrize("event", [ordered, started])
def test_elemental_iron_fits_the_tablet_within_a_tenth(event, dose, level):
    """K10: a dried tablet of 200 mg holds 65 mg."""
    file = low_iron(event("ferrous_sulfate", dose, product="ferrous sulfate dried 200 mg tablet"))
    assert plan(file).alert("iron-tablet-mismatch") == level


# Folic acid in a combination (K3, S39)


@pytest.mark.parametrize(
    ("content", "low", "high"), [("350 microgram", "warning", None), ("1 mg", None, "critical")]
)
@pytest.mark.parametrize("event", [ordered, started])
def test_the_folate_of_a_combination_decides(event, content, low, high):
    """K3: below 1 mg a warning, from 1 mg critical; ordered or taken."""
    seen = plan(both(event("iron_with_folic_acid", product=f"iron with folic acid {content}")))
    assert seen.alert("folate-low-combination-before-b12") == low
    assert seen.alert("folate-combination-before-b12") == high


@pytest.mark.parametrize(
    "alert", ["folate-low-combination-before-b12", "folate-combination-before-b12"]
)
def test_a_combination_is_no_concern_after_b12(alert):
    """S39, C16: B12 cover."""
    content = "350 microgram" if "low" in alert else "1 mg"
    order = ordered("iron_with_folic_acid", product=f"iron with folic acid {content}")
    assert plan(both(given("hydroxocobalamin", ago=1), order)).alert(alert) is None


@pytest.mark.parametrize(("dose", "level"), [("0.99 mg", None), ("1 mg", "critical")])
@pytest.mark.parametrize("event", [ordered, started])
def test_therapeutic_folic_acid_is_one_milligram_a_day(event, dose, level):
    """AL-FOLATE-FIRST: 1 mg a day or more; ordered or taken."""
    file = both(event("folic_acid", dose, every="1 d"))
    assert plan(file).alert("folate-before-b12") == level


@pytest.mark.parametrize("event", [ordered, started])
def test_preventive_folic_acid_is_a_warning_ordered_or_taken(event):
    """K18."""
    file = both(event("folic_acid", "0.4 mg", every="1 d"), planned_pregnancy=True)
    assert plan(file).alert("folate-preventive") == "warning"


# What makes a record more than a question (S3, S39)


@pytest.mark.parametrize(
    "file",
    [
        patient(hemoglobin=100),
        patient(ferritin=8),
        patient(folate=2),
        patient(ordered("ferrous_sulfate", "65 mg")),
        patient(oral_iron(ago=10)),
        patient(ordered("folic_acid", "5 mg")),
        patient(started("folic_acid", "5 mg")),
        patient(ordered("iron_with_folic_acid")),
        patient(started("iron_with_folic_acid")),
    ],
)
def test_each_finding_alone_makes_the_neurological_assessment_worth_asking(file):
    """S5: where something is found and B12 deficiency is not excluded."""
    assert plan(file).value("something_found") is True


def test_a_record_without_any_of_them_shows_nothing():
    assert plan(patient(hemoglobin=140, ferritin=150, crp=1)).value("something_found") is False


# The two-week rule (S29, K20)


@pytest.mark.parametrize(("day", "level"), [(11, None), (12, "information"), (13, "information")])
def test_the_rule_is_said_not_to_apply_from_day_12(day, level):
    """S28: day 12 to 21."""
    file = low_iron(oral_iron(ago=day), hemoglobin=None, sampled=day + 1)
    assert plan(file).alert("AL-HB-NA") == level


@pytest.mark.parametrize(("rise", "failed"), [(9, True), (10, False), (11, False)])
@pytest.mark.parametrize("ago", [1, 20])
def test_a_later_rise_of_ten_closes_no_response(rise, failed, ago):
    """K20: a rise of 10 g/L at the check or after it."""
    file = low_iron(
        oral_iron(ago=40),
        observed("hemoglobin", 90, ago=42),
        observed("hemoglobin", 92, ago=25),
        observed("hemoglobin", 90 + rise, ago=ago),
        hemoglobin=None,
        sampled=42,
    )
    assert plan(file).value("oral_iron_no_response") is failed


# An infection and an infusion (K22)


@pytest.mark.parametrize("infection", ["bacteremia", "active_infection"])
def test_a_local_infection_is_no_more_than_that(infection):
    """K22: where a systemic infection stops, the local one is not told besides."""
    order = ordered("ferric_carboxymaltose")
    seen = plan(low_iron(order, local_infection=True, **{infection: True}))
    assert seen.alert("iv-iron-local-infection") is None
    assert seen.alert("iv-iron-infection") == "critical"


def test_a_symptom_of_last_year_is_no_symptom():
    assert plan(low_iron(present("nausea", ago=400))).value("gi_symptom") is not True
