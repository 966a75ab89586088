"""Folic acid never before B12 (specification S39, S40, C16, K3, K18)"""

import pytest

from spec.patients import (
    WELL,
    both,
    given,
    low_b12,
    low_iron,
    ordered,
    patient,
    plan,
    started,
    stopped,
)
from spec.test_recorded_both_ways import plan as plan_two_ways
from spec.test_recorded_both_ways import two_ways

FOLATES = ("folic_acid", "folinic_acid", "levomefolic_acid")


def folate(dose: str, name: str = "folic_acid"):
    return ordered(name, dose, every="1 d")


@pytest.mark.parametrize("name", FOLATES)
def test_therapeutic_folate_before_b12_is_stopped(name):
    """S39: folic, folinic and levomefolic acid count."""
    assert plan(both(folate("5 mg", name))).alert("AL-FOLATE-FIRST") == "critical"


@pytest.mark.parametrize(("dose", "level"), [("0.99 mg", None), ("1 mg", "critical")])
def test_therapeutic_means_one_milligram_a_day(dose, level):
    """AL-FOLATE-FIRST: 1 mg a day or more."""
    assert plan(both(folate(dose))).alert("AL-FOLATE-FIRST") == level


def test_a_folate_order_without_dose_is_taken_as_therapeutic():
    """S39: no dose stated is not a low dose."""
    assert plan(both(ordered("folic_acid"))).alert("AL-FOLATE-FIRST") == "critical"


def test_folate_already_taken_is_stopped():
    """AL-FOLATE-FIRST: ordered or taken."""
    assert plan(both(started("folic_acid", "5 mg", ago=10))).alert("AL-FOLATE-FIRST") == "critical"


def test_folate_after_one_injection_passes():
    """C16: one charted parenteral dose is enough."""
    assert (
        plan(both(given("hydroxocobalamin", ago=1), folate("5 mg"))).alert("AL-FOLATE-FIRST")
        is None
    )


def test_folate_with_b12_only_ordered_is_stopped():
    """C16: charted, not ordered."""
    assert (
        plan(both(ordered("hydroxocobalamin", "1 mg"), folate("5 mg"))).alert("AL-FOLATE-FIRST")
        == "critical"
    )


@pytest.mark.parametrize(("level", "alert"), [(350, "critical"), (351, None)])
def test_total_b12_above_350_excludes(level, alert):
    """S39: above 350 ng/L deficiency is excluded; 350 itself does not."""
    assert plan(low_iron(folate("5 mg"), vitamin_b12=level)).alert("AL-FOLATE-FIRST") == alert


@pytest.mark.parametrize(("level", "alert"), [(70, "critical"), (71, None)])
def test_active_b12_above_70_excludes(level, alert):
    """S39: above 70 pmol/L deficiency is excluded; 70 itself does not."""
    file = low_iron(folate("5 mg"), vitamin_b12=None, active_b12=level)
    assert plan(file).alert("AL-FOLATE-FIRST") == alert


@pytest.mark.parametrize(("level", "alert"), [(280, None), (281, "critical")])
def test_normal_methylmalonic_acid_excludes(level, alert):
    """S39: methylmalonic acid of 280 nmol/L or less excludes deficiency."""
    file = low_iron(folate("5 mg"), vitamin_b12=220, methylmalonic_acid=level)
    assert plan(file).alert("AL-FOLATE-FIRST") == alert


def test_b12_never_measured_does_not_exclude():
    """S39: nothing known of B12 is no exclusion."""
    assert plan(patient(folate("5 mg"), **WELL)).alert("AL-FOLATE-FIRST") == "critical"


def test_the_reason_is_told():
    """S40: it masks B12 deficiency while neurological damage progresses."""
    assert "mask" in plan(both()).line("folate-hold")


# What the plan itself offers


def test_folic_acid_is_withheld_before_b12():
    """FOL-HOLD: withheld until B12 has been given or deficiency excluded."""
    assert plan(both(folate=2)).offers("FOL-HOLD")


def test_folic_acid_is_not_offered_before_b12():
    """FOL-5: only after B12."""
    assert not plan(both(folate=2)).offers("FOL-5")


def test_folic_acid_is_offered_after_b12():
    """FOL-5: folate 2 microgram/L and a first injection charted."""
    assert plan(both(given("hydroxocobalamin", ago=1), folate=2)).recommends("FOL-5")


def test_folic_acid_is_offered_where_b12_is_excluded():
    """FOL-5: B12 420 ng/L."""
    assert plan(low_iron(folate=2)).recommends("FOL-5")


@pytest.mark.parametrize(("level", "offered"), [(2.9, True), (3, False)])
def test_folate_below_3_is_deficient(level, offered):
    """3.3: serum folate below 3 microgram/L."""
    assert plan(low_iron(folate=level)).offers("FOL-5") is offered


def test_normal_folate_needs_none():
    """FOL-5: not without folate deficiency."""
    assert not plan(low_iron(folate=9)).offers("FOL-5")


# K3: iron with folic acid


def test_iron_with_folic_acid_is_iron():
    """K3: always AL-IRON-FIRST while B12 is untreated."""
    assert plan(both(ordered("iron_with_folic_acid"))).alert("AL-IRON-FIRST") == "critical"


def test_iron_with_unstated_folate_is_stopped():
    """K3: content not stated counts as 1 mg or more."""
    assert plan(both(ordered("iron_with_folic_acid"))).alert("AL-FOLATE-FIRST") == "critical"


@pytest.mark.parametrize(("content", "level"), [("350 microgram", "warning"), ("1 mg", "critical")])
def test_iron_with_stated_folate(content, level):
    """K3: stated below 1 mg: a warning; 1 mg: critical."""
    order = ordered("iron_with_folic_acid", product=f"iron with folic acid {content}")
    assert plan(both(order)).alert("AL-FOLATE-FIRST") == level


def test_a_multivitamin_is_exempt():
    """S39: multivitamins of 400 micrograms or less are exempt."""
    assert plan(both(started("multivitamin_with_folate", ago=30))).alert("AL-FOLATE-FIRST") is None


# K18: preventive folate


@pytest.mark.parametrize("dose", ["0.4 mg", "5 mg"])
@pytest.mark.parametrize("state", ["pregnancy", "possible_pregnancy", "planned_pregnancy"])
def test_preventive_folate_is_never_stopped(dose, state):
    """K18: 400 micrograms, or 5 mg on a risk indication: never withheld, warned of."""
    file = low_b12(folate(dose), age=30, **{state: True})
    assert plan(file).alert("AL-FOLATE-FIRST") == "warning"


def test_preventive_folate_with_b12_given_needs_no_warning():
    """K18: B12 given the same day closes it."""
    file = low_b12(
        given("hydroxocobalamin", ago=0), folate("0.4 mg"), age=30, possible_pregnancy=True
    )
    assert plan(file).alert("AL-FOLATE-FIRST") is None


def test_folate_with_methotrexate_is_not_stopped_silently():
    """S39: methotrexate folic acid: warned of, with B12 the same day."""
    file = both(
        started("methotrexate", ago=300), started("folic_acid", "5 mg", every="1 wk", ago=300)
    )
    assert plan(file).alert("AL-FOLATE-FIRST") == "warning"


@pytest.mark.parametrize(
    ("medicine", "level"), [("methotrexate", "warning"), ("warfarin", "critical")]
)
@pytest.mark.parametrize("event", [started, ordered])
def test_only_beside_methotrexate_is_more_than_1_mg_a_day_not_stopped(event, medicine, level):
    """S39: exempt; taken or ordered."""
    file = both(started(medicine, ago=300), event("folic_acid", "5 mg", every="1 d"))
    assert plan(file).alert("AL-FOLATE-FIRST") == level


# One voice on the folic acid that goes on


def with_methotrexate(*events, **known):
    """5 mg of folic acid a week belongs to it; B12 is indeterminate."""
    mine = started("methotrexate", ago=300), started("folic_acid", "5 mg", every="1 wk", ago=300)
    return low_b12(*mine, *events, **({"vitamin_b12": 190} | known))


def planning(*events, **known):
    """5 mg of folic acid is ordered before conception; B12 was never measured."""
    return patient(
        folate("5 mg"),
        *events,
        **(WELL | {"age": 29, "planned_pregnancy": True, "vegetarian_diet": True} | known),
    )


def to_the_patient(file):
    """Everything that the patient reads of folic acid."""
    seen = plan(file).plan
    said = [line.item.says.patient for line in seen.recommendations]
    said += [fired.alert.patient for fired in seen.alerts]
    return [text for text in said if "folic acid" in text.lower()]


@pytest.mark.parametrize(
    "file", [with_methotrexate(), planning(), with_methotrexate(pregnancy=True, age=29)]
)
def test_nobody_tells_the_patient_to_stop_it(file):
    """S39, K18: the folate of methotrexate is not stopped, that before conception never withheld."""
    said = to_the_patient(file)
    assert said
    assert not [text for text in said if "Do not take" in text], said
    assert all("eep taking" in text for text in said), said


@pytest.mark.parametrize(
    ("file", "line"),
    [
        (both(), "folate-hold"),
        (with_methotrexate(), "folate-hold-methotrexate"),
        (planning(), "folate-hold-preventive"),
    ],
)
def test_one_line_says_what_waits_for_b12(file, line):
    """FOL-HOLD: each patient has one of the three."""
    found = [
        one.item.id for one in plan(file).plan.recommendations if "FOL-HOLD" in one.item.implements
    ]
    assert found == [line]
    assert plan(file).recommends(line)


@pytest.mark.parametrize("kind", [with_methotrexate, planning])
def test_nothing_waits_once_b12_is_given(kind):
    """C16: a charted injection, or B12 above 350 ng/L."""
    assert not plan(kind(given("hydroxocobalamin", ago=1))).offers("FOL-HOLD")
    assert not plan(kind(vitamin_b12=420)).offers("FOL-HOLD")


@pytest.mark.parametrize("file", [with_methotrexate(), planning()])
def test_b12_is_not_said_to_be_given_where_the_plan_gives_none(file):
    """K18, S39: given the same day where the plan gives it, else measured or settled."""
    seen = plan(file)
    assert not seen.prescribes("vitamin_b12")
    assert "where this plan gives B12" in seen.line("FOL-HOLD")


def test_low_folate_of_a_mother_waits_and_her_prevention_does_not():
    """K18: what is withheld is the treatment."""
    seen = plan(planning(folate=2))
    assert seen.offers("folate-after-b12")
    assert seen.offers("folate-hold-preventive")


@pytest.mark.parametrize("name", ["phenytoin", "phenobarbital", "raltitrexed"])
def test_a_medicine_that_folic_acid_acts_on_is_named(name):
    """4.5: and for a pregnancy it is told to its prescriber, while the folic acid goes on."""
    order = folate("5 mg"), started(name, ago=300)
    assert f"Here: {name}." in plan(low_iron(*order)).line("folate-interaction")
    seen = plan(planning(started(name, ago=300)))
    assert seen.alert("folate-interaction-preventive") == "warning"
    assert seen.alert("folate-interaction") is None
    assert f"Here: {name}." in seen.line("folate-interaction-preventive")


@pytest.mark.parametrize(
    "alert",
    ["folate-interaction", "folate-interaction-preventive", "folate-interaction-methotrexate"],
)
def test_without_such_a_medicine_there_is_no_interaction(alert):
    assert plan(low_iron(folate("5 mg"))).alert(alert) is None
    assert plan(planning()).alert(alert) is None


@pytest.mark.parametrize("pregnancy", [False, True])
@pytest.mark.parametrize("folic_acid", [True, False])
def test_an_interaction_needs_folic_acid_taken_ordered_or_due(folic_acid, pregnancy):
    """4.5: phenytoin or methotrexate alone is none."""
    known = {"age": 29, "planned_pregnancy": pregnancy, "folate": 2 if folic_acid else 9}
    alert = "folate-interaction-preventive" if pregnancy else "folate-interaction"
    file = low_iron(started("phenytoin", ago=300), **known)
    assert plan(file).alert(alert) == ("warning" if folic_acid else None)
    file = low_iron(started("methotrexate", ago=300), **known)
    assert plan(file).alert("folate-interaction-methotrexate") == (
        "warning" if folic_acid else None
    )


# What is not known of the pregnancy, of methotrexate or of the medicine


def one_day(name):
    """Begun and ended on one day: whether it is taken today is not known."""
    return started(name, ago=2), stopped(name, ago=2)


def test_an_unknown_pregnancy_or_methotrexate_keeps_the_rule():
    """S39: only what is known makes an exception."""
    assert plan_two_ways(both(age=29), *two_ways("planned_pregnancy")).offers("folate-hold")
    assert plan(both(*one_day("methotrexate"))).offers("folate-hold")
    assert not plan(both(*one_day("methotrexate"))).offers("folate-hold-methotrexate")


@pytest.mark.parametrize(
    "exception", [{"planned_pregnancy": True, "age": 29}, {"age": 29, "methotrexate": True}]
)
def test_nothing_is_said_where_it_is_not_known_that_folate_is_taken(exception):
    """Nothing else is known of the patient."""
    known = dict(exception)
    events = [started("methotrexate", ago=300)] if known.pop("methotrexate", False) else []
    assert not plan(patient(*events, *one_day("folic_acid"), **known)).offers("FOL-HOLD")
    assert plan(patient(*events, started("folic_acid", ago=2), **known)).offers("FOL-HOLD")


def test_an_unknown_pregnancy_keeps_the_warning_of_an_interaction():
    file = both(folate("5 mg"), started("phenytoin", ago=300), age=29)
    seen = plan_two_ways(file, *two_ways("planned_pregnancy"))
    assert seen.alert("folate-interaction") == "warning"
    assert seen.alert("folate-interaction-preventive") is None


def test_a_medicine_of_which_it_is_not_known_that_it_is_taken_warns_of_nothing():
    assert plan(low_iron(folate("5 mg"), *one_day("phenytoin"))).alert("folate-interaction") is None
    seen = plan(planning(*one_day("phenytoin")))
    assert seen.alert("folate-interaction-preventive") is None
    seen = plan(low_iron(folate("5 mg"), *one_day("methotrexate")))
    assert seen.alert("folate-interaction-methotrexate") is None


@pytest.mark.parametrize("event", [ordered, started])
@pytest.mark.parametrize("name", ["methotrexate", "phenytoin"])
def test_an_interaction_is_told_of_an_order_and_of_what_is_taken(name, event):
    found = plan(low_iron(event("folic_acid", "5 mg", every="1 d"), started(name, ago=300)))
    assert found.alert("AL-INTERACT") == "warning"
    found = plan(
        low_iron(
            event("folic_acid", "5 mg", every="1 d"),
            started(name, ago=300),
            planned_pregnancy=True,
            age=29,
        )
    )
    assert found.alert("AL-INTERACT") == "warning"
