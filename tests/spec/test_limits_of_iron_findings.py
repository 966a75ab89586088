"""The limits of the findings about iron from both sides: too much of it, a trial in kidney disease,
tablets that were tried, and when iron is enough (specification 3.3, 5.2, 5.7, S29, S35, S42, S57, C1)."""

import pytest

from spec.patients import (
    both,
    given,
    low_iron,
    observed,
    oral_iron,
    ordered,
    patient,
    plan,
    present,
    stopped,
)

# A high ferritin, and an infusion (3.3, AL-IV-OVERLOAD)


@pytest.mark.parametrize(
    ("infused", "level"), [(None, "critical"), (364, None), (365, None), (366, "critical")]
)
def test_a_high_ferritin_is_of_the_infusion_for_twelve_months(infused, level):
    """FE-NONE, 5.19: 22 November 2025 to 22 November 2026, both days included."""
    events = [] if infused is None else [given("ferric_carboxymaltose", "1000 mg", ago=infused)]
    known = {"iron_deficiency": True, "ferritin": 400, "transferrin_saturation": 30}
    seen = plan(low_iron(ordered("ferrous_sulfate", "65 mg", every="1 d"), *events, **known))
    assert seen.alert("oral-iron-overload") == level
    assert seen.offers("FE-NONE") is (level == "critical")


# Kidney disease: a trial of iron (5.7)


@pytest.mark.parametrize(
    ("iron", "level"), [(14.9, "warning"), (15, "warning"), (15.1, "critical"), (16, "critical")]
)
def test_a_saturation_that_is_reckoned_allows_the_trial_too(iron, level):
    """5.7, 3.3: of a capacity of 50 micromol/L 15 are 30 %."""
    known = {"ferritin": 350, "transferrin_saturation": None, "serum_iron": iron, "tibc": 50}
    order = ordered("iron_sucrose", "100 mg", route="intravenous")
    seen = plan(low_iron(order, chronic_kidney_disease=True, weight=70, **known))
    assert seen.alert("AL-IV-NOTID") == level
    assert seen.considers("kidney-iron-trial") is (level == "warning")


@pytest.mark.parametrize(("ferritin", "considered"), [("<=500", True), ("<=501", False)])
def test_the_trial_needs_no_word_on_iron_deficiency(ferritin, considered):
    """5.7: up to 500 microgram/L is in reach of a trial, whether it is below 100 or not."""
    seen = plan(low_iron(chronic_kidney_disease=True, ferritin=ferritin, transferrin_saturation=30))
    assert seen.value("iron_deficiency_found") is None
    assert seen.considers("kidney-iron-trial") is considered


# Iron that waits (S2, S3)


@pytest.mark.parametrize(("file", "waits"), [
    (patient(), False),
    (patient(ferritin=8), True),
    (both(cobalamin_allergy=True), True),
], ids=["nothing known", "iron deficiency", "both, and B12 not given"])  # fmt: skip
def test_iron_waits_for_b12_where_iron_is_lacking(file, waits):
    """FE-HOLD: of someone of whom nothing is known there is no iron to hold."""
    assert plan(file).offers("iron-hold-b12") is waits


# Enough iron (S42, C11)


def replete(*events, **known):
    """Ferritin 120 and saturation 25 % of today; hemoglobin is normal since today."""
    file = low_iron(
        *events,
        observed("hemoglobin", 92, ago=101),
        observed("hemoglobin", 125, ago=0),
        observed("ferritin", 120, ago=0),
        observed("transferrin_saturation", 25, ago=0),
        hemoglobin=None,
        sampled=101,
        **known,
    )
    return plan(file)


def tablets_until(ago):
    return [oral_iron(ago=100), stopped("ferrous_sulfate", ago=ago)]


def infusion(ago):
    return given("ferric_carboxymaltose", "1500 mg", ago=ago)


@pytest.mark.parametrize(
    ("events", "complete"),
    [
        ([oral_iron(ago=100)], False),
        (tablets_until(56), False),
        (tablets_until(57), True),
        ([infusion(70)], True),
        ([*tablets_until(40), infusion(70)], True),
        ([oral_iron(ago=100), infusion(70)], True),
    ],
    ids=["tablets", "tablets of late", "tablets long ago", "infusion", "tablets, then infusion", "both"],
)  # fmt: skip
def test_after_an_infusion_the_stores_decide_alone(events, complete):
    """S42: three months of normal hemoglobin are asked of tablets, not of an intravenous course."""
    seen = replete(*events)
    assert seen.value("iron_treatment_complete") is complete
    assert seen.prescribes("iron") is not complete


# Tablets that were tried (C1)


@pytest.mark.parametrize(
    ("events", "known", "severe"),
    [
        ([oral_iron(ago=20)], {"sampled": 25}, True),
        ([oral_iron(ago=300), stopped("ferrous_sulfate", "nausea", ago=200)], {}, True),
        ([], {"oral_iron_intolerance": True}, True),
        ([], {}, False),
    ],
    ids=["taken", "stopped", "not tolerated", "never taken"],
)
def test_vomiting_is_severe_intolerance_however_the_tablets_are_recorded(events, known, severe):
    """C1: severe intolerance (vomiting) goes to intravenous iron, and not to alternate days."""
    seen = plan(low_iron(*events, vomiting=True, weight=60, **known))
    assert seen.value("intolerance_severe") is severe
    assert seen.recommends("FE-IV") is severe
    assert not seen.offers("FE-AD")


def taken(every, ago=20):
    """Tablets of which it is not recorded how often they are taken, unless it is said."""
    event = oral_iron(ago=ago)
    del event["every"]
    return event | ({"every": every} if every else {})


@pytest.mark.parametrize(
    ("every", "next_step"),
    [("1 d", "FE-AD"), ("47 h", "FE-AD"), ("2 d", "FE-IV"), ("", "FE-AD")],
)
def test_alternate_days_come_before_an_infusion(every, next_step):
    """C1: stopped for nausea. Alternate days first, with the advice that goes with tablets, unless
    they were what was tried, and known to be."""
    file = low_iron(
        taken(every), stopped("ferrous_sulfate", "nausea", ago=10), weight=60, sampled=25
    )
    seen = plan(file)
    assert {code for code in ("FE-AD", "FE-IV") if seen.recommends(code)} == {next_step}
    assert seen.offers("iron-safety") is (next_step == "FE-AD")


def test_a_check_that_was_not_made_has_not_failed():
    """C1, S28: stopped for nausea on day 10, with no hemoglobin since."""
    count = observed("hemoglobin", 108, ago=21)
    stop = stopped("ferrous_sulfate", "nausea", ago=10)
    seen = plan(low_iron(count, taken("1 d"), stop, hemoglobin=None, weight=60, sampled=25))
    assert seen.recommends("FE-AD")
    assert seen.offers("iron-safety")


@pytest.mark.parametrize(("every", "line"), [("1 d", "FE-OD"), ("47 h", "FE-OD"), ("2 d", "FE-AD")])
def test_what_is_tolerated_goes_on(every, line):
    """C1, S27: alternate days are every second day or less."""
    seen = plan(low_iron(taken(every), sampled=25))
    assert {code for code in ("FE-OD", "FE-AD") if seen.recommends(code)} == {line}


@pytest.mark.parametrize(("ago", "next_step"), [(20, "FE-AD"), (19, "FE-IV")])
def test_a_stop_on_the_day_alternate_days_began_is_of_the_tablets_before(ago, next_step):
    """C1: daily tablets were stopped for nausea 20 days ago, and alternate days began."""
    file = low_iron(
        oral_iron(ago=40),
        stopped("ferrous_sulfate", "nausea", ago=ago),
        oral_iron(ago=20, every="2 d"),
        weight=60,
        sampled=45,
    )
    seen = plan(file)
    assert {code for code in ("FE-AD", "FE-IV") if seen.recommends(code)} == {next_step}


# Intolerance, and one thing more (C1, S36, S59)


@pytest.mark.parametrize(
    ("events", "known", "needed"),
    [
        ([], {}, False),
        ([], {"parietal_cell_antibody": "positive"}, True),
        ([observed("hemoglobin", 114, ago=6)], {"adherence": 90}, True),
        ([observed("hemoglobin", 114, ago=6)], {"adherence": 70}, False),
        ([observed("hemoglobin", 114, ago=6)], {}, False),
        ([observed("hemoglobin", 118, ago=6)], {"adherence": 90}, False),
    ],
    ids=["neither", "antibody", "no response", "not taken", "not known if taken", "response"],
)
def test_each_trigger_beside_intolerance_brings_the_infusion(events, known, needed):
    """C1: nausea of daily tablets, and S36 or S59 beside it; S36 where they were taken (K43)."""
    file = low_iron(
        oral_iron(ago=20),
        observed("hemoglobin", 108, ago=21),
        *events,
        present("nausea", severity="mild"),
        hemoglobin=None,
        weight=60,
        sampled=25,
        **known,
    )
    seen = plan(file)
    assert seen.recommends("FE-IV") is needed
    assert seen.recommends("FE-AD") is not needed


# The two-week check (S29)


@pytest.mark.parametrize(("before", "failed"), [(">=109", True), (">=110", False)])
def test_a_failed_check_counts_unless_hemoglobin_is_known_not_to_tell(before, failed):
    """S29 (a): from 110 g/L a rise of 10 cannot be expected; of 109 or more that is not sure."""
    file = low_iron(
        observed("hemoglobin", before, ago=15),
        oral_iron(ago=14),
        observed("hemoglobin", 112, ago=0),
        hemoglobin=None,
        sampled=15,
    )
    assert plan(file).offers("iron-no-response") is failed


# Another salt (S57)

SALTS = ("ferrous_sulfate", "ferrous_fumarate", "ferrous_gluconate")


@pytest.mark.parametrize("order", SALTS)
@pytest.mark.parametrize("before", SALTS)
def test_the_same_salt_on_alternate_days_is_no_switch(before, order):
    """S57, C1: any other of the three is one."""
    file = low_iron(
        {"on": "2026-11-02", "started": before, "every": "1 d"},
        present("constipation", severity="mild"),
        ordered(order, every="2 d"),
        sampled=25,
    )
    assert plan(file).alert("AL-SALTSWITCH") == (None if before == order else "warning")


@pytest.mark.parametrize(("every", "level"), [("2 d", None), ("47 h", "warning")])
def test_the_same_salt_more_often_than_alternate_days(every, level):
    """S57, C1: a dose every second day, or less."""
    file = low_iron(
        oral_iron(ago=20),
        present("constipation", severity="mild"),
        ordered("ferrous_sulfate", "65 mg", every=every),
        sampled=25,
    )
    assert plan(file).alert("AL-SALTSWITCH") == level
