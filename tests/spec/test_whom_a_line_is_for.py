"""Whom a line of the plan is for, each of its reasons alone, and whom it is not for (specification
1.1 to 1.6, 5.4, 5.6, 5.11, 5.12). What is not named of a patient is not recorded."""

import pytest

from spec.patients import (
    LOW_B12,
    LOW_IRON,
    NEUROLOGY,
    both,
    done,
    low_b12,
    low_iron,
    observed,
    oral_iron,
    patient,
    plan,
    present,
    started,
    stopped,
)

EXPECTING = {"age": 30, "pregnancy": True, "gestation": 20}
NO_STOCK = {"hydroxocobalamin_unavailable": True}
UNASSESSED = dict.fromkeys(NEUROLOGY)
ASSESSED = dict.fromkeys(NEUROLOGY, False)
IRON_ALONE = {"iron_deficiency": True, "vitamin_b12": 420}
EXPECTING_CAUSES = {"pregnancy": True, "melena": False, "hematemesis": False}
QUIET = present("crohn_disease", activity="quiescent")
ANEMIC = {"hemoglobin": 95, "ferritin": 8, "age": 60}


def on_one_day(medicine):
    """Whether it is taken is not known."""
    return [started(medicine, ago=2), stopped(medicine, ago=2)]


OFFERED = {
    # B12
    "injections refused": ("b12-oral-refused", low_b12(refuses_injections=True)),
    "out of stock, with neurological features": (
        "b12-injection-when-stocked", both(paresthesia=True, **NO_STOCK)),
    "deficient, not assessed": ("neurological-assessment", low_b12(**UNASSESSED)),
    "suspected alone, not assessed": ("neurological-assessment", patient(done("gastrectomy"))),
    "B12 not measured, iron deficiency found": (
        "neurological-assessment", patient(**LOW_IRON, pregnancy=False)),
    "between the limits": ("b12-second-test", patient(vitamin_b12=220)),
    "between the limits, pregnancy not recorded": (
        "b12-second-test",
        patient(vitamin_b12=220, age=30),
    ),
    "pregnant, and B12 suspected": ("b12-test-pregnancy", patient(psychosis=True, **EXPECTING)),
    "pregnant, and B12 deficient": (
        "b12-test-pregnancy", patient(vitamin_b12_deficiency=True, **EXPECTING)),
    "pregnant, and iron deficient": (
        "b12-test-pregnancy", patient(iron_deficiency=True, **EXPECTING)),
    "pregnant, and anemic": ("b12-test-pregnancy", patient(hemoglobin=95, **EXPECTING)),
    # groups
    "an adult after bariatric surgery": ("bariatric-plan", patient(done("gastric_bypass"))),
    "a vegan diet alone": ("diet-plan", patient(vegan_diet=True)),
    "a vegetarian, deficient": ("diet-plan", low_b12(vegetarian_diet=True)),
    "metformin, deficient": ("metformin-plan", low_b12(started("metformin", ago=900))),
    "metformin, between the limits": (
        "metformin-plan", patient(started("metformin", ago=900), vitamin_b12=220)),
    # iron tablets
    "tablets advised": ("iron-oral-vitamin-c", low_iron()),
    "tablets taken": ("iron-oral-vitamin-c", low_iron(oral_iron(ago=1))),
    "tablets taken, an infusion needed": (
        "iron-tablets-end-with-infusion", low_iron(oral_iron(ago=1), pernicious_anemia=True)),
    "tablets taken, watched": ("iron-safety", low_iron(oral_iron(ago=1))),
    # transfusion and causes
    "below 80, B12 deficient alone": ("transfusion-limits", low_b12(hemoglobin=79)),
    "below 80, iron deficient alone": ("transfusion-limits", low_iron(hemoglobin=79)),
    "iron deficient, its causes not asked for": (
        "cause-iron", low_iron(done("urinalysis"), age=30, **EXPECTING_CAUSES)),
    "anemic today alone": ("cause-fit", low_iron(hemoglobin=95, sampled=2)),
    "anemic before tablets alone": (
        "cause-fit", low_iron(oral_iron(ago=20), sampled=21, hemoglobin=95)),
    "anemic, pregnancy not recorded": ("cause-fit", patient(**(ANEMIC | {"age": 30}))),
    "anemic before tablets alone, past the menopause": (
        "cause-endoscopy",
        low_iron(observed("hemoglobin", 125), oral_iron(ago=20), hemoglobin=95, sampled=21),
    ),
    "anemic, past the menopause": ("cause-endoscopy", patient(**ANEMIC)),
}  # fmt: skip

NOT_OFFERED = {
    # B12
    "injections refused, out of stock": (
        "b12-oral-refused", low_b12(refuses_injections=True, **NO_STOCK)),
    "in stock": ("b12-injection-when-stocked", both(paresthesia=True)),
    "the stock not recorded": ("b12-injection-when-stocked", patient(**LOW_B12)),
    "out of stock, no neurological feature": ("b12-injection-when-stocked", both(**NO_STOCK)),
    "nothing recorded": ("neurological-assessment", patient()),
    "a child": ("neurological-assessment", patient(age=2, **LOW_IRON)),
    "all four features assessed": (
        "neurological-assessment", low_b12(**ASSESSED)),
    "B12 plentiful": ("neurological-assessment", low_iron(**UNASSESSED)),
    "pregnant, active B12 comes first": ("b12-second-test", patient(vitamin_b12=220, **EXPECTING)),
    "pregnant, nothing found": ("b12-test-pregnancy", patient(hemoglobin=125, **EXPECTING)),
    "pregnant, on B12": (
        "b12-test-pregnancy", low_b12(started("hydroxocobalamin", ago=9), **EXPECTING)),
    # groups
    "a child after bariatric surgery": ("bariatric-plan", patient(done("gastric_bypass"), age=15)),
    "of unknown age after bariatric surgery": (
        "bariatric-plan", patient(done("gastric_bypass"), age=None)),
    "no surgery": ("bariatric-plan", both()),
    "a vegetarian, B12 plentiful": ("diet-plan", low_iron(vegetarian_diet=True)),
    "another diet, deficient": ("diet-plan", low_b12()),
    "metformin, B12 plentiful": ("metformin-plan", low_iron(started("metformin", ago=900))),
    "deficient, no metformin": ("metformin-plan", low_b12()),
    # iron tablets
    "stores full": ("iron-oral-vitamin-c", low_b12()),
    "B12 plentiful, nothing of iron": ("iron-oral-vitamin-c", patient(vitamin_b12=420)),
    "held for B12": ("iron-oral-vitamin-c", both(cobalamin_allergy=True)),
    "tablets taken, overload": (
        "iron-oral-vitamin-c", low_iron(oral_iron(ago=1), iron_overload=True)),
    "an infusion in the place of tablets": ("iron-oral-vitamin-c", low_iron(pernicious_anemia=True)),
    "tablets taken, stores full": ("iron-stores", low_b12(oral_iron(ago=200))),
    "tablets taken until the infusion": (
        "iron-safety", low_iron(oral_iron(ago=1), pernicious_anemia=True)),
    "an infusion, no tablets": ("iron-stores", low_iron(pernicious_anemia=True)),
    "tablets taken, no deficiency": ("iron-safety", low_b12(oral_iron(ago=200))),
    "no tablets": ("iron-safety", low_iron(pernicious_anemia=True)),
    # transfusion and causes
    "80, both deficient": ("transfusion-limits", both(hemoglobin=80)),
    "below 80, neither deficient": (
        "transfusion-limits", low_b12(vitamin_b12=420, hemoglobin=79)),
    "not anemic": ("cause-fit", low_iron(hemoglobin=125)),
    "anemic, pregnant": ("cause-fit", patient(**(ANEMIC | EXPECTING))),
    "anemic, may be pregnant": ("cause-endoscopy", patient(**(ANEMIC | {"age": 30}))),
    "no anemia, past the menopause": ("cause-endoscopy", low_iron(hemoglobin=125)),
}  # fmt: skip


UNKNOWN = {
    "folic acid begun and ended on one day, nothing else": (
        "neurological-assessment", patient(*on_one_day("folic_acid"))),
    "folic acid begun and ended on one day": ("folate-hold", patient(*on_one_day("folic_acid"))),
    "metformin begun and ended on one day": (
        "metformin-plan", low_b12(*on_one_day("metformin"))),
    "quiet Crohn disease, hemoglobin not measured": (
        "iron-oral-vitamin-c", low_iron(QUIET, hemoglobin=None)),
    "pregnant, quiet Crohn disease, hemoglobin not measured": (
        "iron-stores-pregnancy", low_iron(QUIET, **(EXPECTING | {"hemoglobin": None}))),
    "quiet Crohn disease, iron to be advised": (
        "iron-stores", low_iron(QUIET, hemoglobin=None)),
    "quiet Crohn disease, tablets to be advised": (
        "iron-safety", low_iron(QUIET, hemoglobin=None)),
    "ibuprofen begun and ended on one day": (
        "cause-bleeding-medicines", low_iron(*on_one_day("ibuprofen"))),
    "nothing measured": ("iron-hold-test", patient()),
    "folate not measured": ("folate-after-b12", both()),
}  # fmt: skip


@pytest.mark.parametrize("who", UNKNOWN)
def test_a_line_that_waits_for_its_reason_does_not_stand_where_it_is_unknown(who):
    """0.2: unknown is never "yes" for a line that waits."""
    line, file = UNKNOWN[who]
    assert not plan(file).offers(line)


@pytest.mark.parametrize("who", OFFERED)
def test_a_line_stands_for_each_of_its_reasons(who):
    line, file = OFFERED[who]
    assert plan(file).offers(line)


@pytest.mark.parametrize("who", NOT_OFFERED)
def test_a_line_does_not_stand_without_its_reason(who):
    line, file = NOT_OFFERED[who]
    assert not plan(file).offers(line)
