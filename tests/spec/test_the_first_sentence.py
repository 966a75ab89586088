"""The sentence that a plan begins with: the first that is true of the patient (specification 1.1, 1.2,
S1 to S4, K13, K19), and how long the parts of a plan reach."""

from datetime import date

import pytest

from spec.patients import (
    LOW_IRON,
    TODAY,
    both,
    done,
    given,
    injections,
    low_b12,
    low_iron,
    observed,
    oral_iron,
    patient,
    plan,
    present,
    started,
    stopped,
    untested,
)

LOADED = injections(6)
SAMPLED = {"sampled": 28}
NERVES = {"paresthesia": True}
INFUSED = [
    given("ferric_carboxymaltose", "1000 mg", ago=20),
    given("ferric_carboxymaltose", "500 mg", ago=13),
]

RED_FLAG = "A red flag needs"
CHILD = "Under 16"
MAINTAINED = "B12 loading is complete"
WAITING = "B12 treatment goes on. Iron has been given by vein"
FULL = "B12 treatment goes on. The stores of iron are full"
NEUROLOGICAL = "Treat both deficiencies, B12 first."
LOADING_GOES_ON = "B12 loading has begun and goes on, with iron beside it"
STANDARD = "Treat both deficiencies, B12 before or with iron"
IRON_WAITS = "Treat B12 deficiency now; iron deficiency is present too"
B12_ALONE = "Treat B12 deficiency now. Iron deficiency is not shown"
B12_GOES_ON = "B12 treatment goes on. Iron deficiency is not shown"
ALLERGY = "B12 deficiency is to be treated, and an allergy"
PREVENTED_AND_IRON = "Treat the iron deficiency and look for its cause. B12 deficiency is not shown"
PREVENTED = "B12 deficiency is not shown; after this operation"
INFUSED_ALONE = "Iron has been given by vein"
IRON_HELD = "Iron deficiency is present, and no iron is offered now"
TEST_B12 = "Iron deficiency is present and B12 deficiency is not excluded."
IRON_ALONE = "Iron deficiency, and B12 deficiency is unlikely"
NO_EVIDENCE = "Iron deficiency without evidence of B12 deficiency."
NEITHER = "Neither deficiency is shown by this record."
UNEXPLAINED = (
    "Neither deficiency is shown, and neither explains what is abnormal: {count_unexplained}. Look"
)
BY_COPPER = "Neither deficiency is shown, and neither explains what is abnormal: {count_unexplained}. This may:"
IRON_OPEN = "B12 deficiency is not shown. Whether iron deficiency"
B12_OPEN = "Iron deficiency is not shown. Whether B12 deficiency"
BOTH_OPEN = "What is recorded does not show"

FOR_NERVES = "Neurological features with a B12 in its normal range. Methylmalonic acid, copper and"
NERVES_ALONE = (
    "Neurological features with a B12 in its normal range. Ask neurology, and measure copper."
)
FOR_THE_FILM = "B12 is not low, but the blood picture is that of a B12 deficiency."
EXCLUDED = {"vitamin_b12": 420, "methylmalonic_acid": 150} | NERVES
FULL_STORES = {"ferritin": 150, "transferrin_saturation": 28, "crp": 2, "hemoglobin": 112}

FIRST = {
    "nerves, a normal B12": (patient(vitamin_b12=420, **NERVES, **FULL_STORES), FOR_NERVES),
    "a film, a normal B12": (
        patient(vitamin_b12=420, hypersegmented_neutrophils=True, **FULL_STORES), FOR_THE_FILM),
    "nerves, and methylmalonic acid normal too": (
        patient(**EXCLUDED, **FULL_STORES), NERVES_ALONE),
    "the same, and iron deficient": (low_iron(**EXCLUDED), IRON_ALONE),
    "fainted": (both(syncope=True), RED_FLAG),
    "a child that fainted": (both(age=15, syncope=True), RED_FLAG),
    "a child": (both(age=15), CHILD),
    "age unknown": (low_b12(age=None), B12_ALONE),
    "six injections, iron still to be given": (both(*LOADED, **SAMPLED), MAINTAINED),
    "three injections of six": (both(*injections(3), **SAMPLED), LOADING_GOES_ON),
    "nerves that no longer improve": (
        both(*LOADED, present("neurological_plateau"), **NERVES, **SAMPLED), MAINTAINED),
    "nerves that still improve": (both(*LOADED, **NERVES, **SAMPLED), LOADING_GOES_ON),
    "six injections, an infusion on trial": (
        both(*LOADED, *INFUSED, pernicious_anemia=True, weight=60, sampled=28), WAITING),
    "an infusion on trial, no injection": (
        both(*INFUSED, pernicious_anemia=True, weight=60, sampled=28), IRON_WAITS),
    "six injections, no iron ever": (low_b12(*LOADED, **SAMPLED), B12_GOES_ON),
    "one injection, ferritin not measured": (
        low_b12(given("hydroxocobalamin"), sampled=3, ferritin=None), B12_GOES_ON),
    "one injection, no iron ever": (low_b12(given("hydroxocobalamin"), sampled=3), B12_GOES_ON),
    "one injection, iron still to be given": (
        both(given("hydroxocobalamin"), sampled=3), LOADING_GOES_ON,
    ),
    "one injection, iron held": (
        both(given("hydroxocobalamin"), sampled=3, iron_overload=True), "B12",
    ),
    "no injection to be had": (both(hydroxocobalamin_unavailable=True), "Hydroxocobalamin cannot be had now"),
    "no injection to be had, stores full": (
        low_b12(hydroxocobalamin_unavailable=True), "Hydroxocobalamin cannot be had now"
    ),
    "six injections, iron overload": (
        both(*LOADED, hemochromatosis=True, **SAMPLED), IRON_WAITS),
    "B12 by mouth, no iron ever": (
        low_b12(started("cyanocobalamin", "1 mg", ago=2, every="1 d", route="oral"), sampled=3),
        B12_ALONE),
    "both, allergic to cobalamins": (both(cobalamin_allergy=True), ALLERGY),
    "B12 alone, allergic to cobalamins": (low_b12(cobalamin_allergy=True), ALLERGY),
    "iron low, B12 plentiful, allergic to cobalamins": (
        low_iron(cobalamin_allergy=True), IRON_ALONE),
    "iron low after a gastric bypass": (
        low_iron(done("gastric_bypass", ago=400), active_b12=None), PREVENTED_AND_IRON),
    "nothing low after a gastric bypass": (
        low_b12(done("gastric_bypass", ago=400), vitamin_b12=420), PREVENTED),
    "an infusion on trial, B12 plentiful": (
        low_iron(*INFUSED, weight=60, sampled=28), INFUSED_ALONE),
    "iron low, overload recorded, B12 plentiful": (low_iron(hemochromatosis=True), IRON_HELD),
    "on injections, stores full after tablets": (
        low_b12(
            *injections(4, every=60, last=10), oral_iron(ago=300),
            stopped("ferrous_sulfate", ago=20), observed("ferritin", 150, ago=5),
            observed("transferrin_saturation", 28, ago=5), observed("hemoglobin", 130, ago=5),
            hemoglobin=None, sampled=310,
        ), FULL),
    "both, nerves involved": (both(**NERVES), NEUROLOGICAL),
    "both, nerves not assessed": (both(paresthesia=None), NEUROLOGICAL),
    "both, nerves free": (both(), STANDARD),
    "both, iron overload": (both(hemochromatosis=True), IRON_WAITS),
    "B12 alone": (low_b12(), B12_ALONE),
    "B12 low, ferritin not measured": (low_b12(ferritin=None), B12_ALONE),
    "iron low, a clue to B12": (untested(mcv=105), TEST_B12),
    "iron low, B12 never measured, nothing speaks for it": (untested(), NO_EVIDENCE),
    "iron low, nothing else recorded": (patient(**LOW_IRON), TEST_B12),
    "iron low, B12 plentiful": (low_iron(), IRON_ALONE),
    "iron low, an injection, B12 never measured": (
        untested(given("hydroxocobalamin", ago=10)), NO_EVIDENCE),
    "both plentiful": (low_b12(vitamin_b12=420, hemoglobin=130), NEITHER),
    "both plentiful, and anemic": (low_b12(vitamin_b12=420), UNEXPLAINED),
    "both plentiful, few neutrophils": (
        low_b12(vitamin_b12=420, hemoglobin=130, neutrophils=1.2), UNEXPLAINED),
    "the same, and copper low": (
        low_b12(vitamin_b12=420, hemoglobin=130, neutrophils=1.2, copper=9), BY_COPPER),
    "few neutrophils, nothing else measured": (patient(neutrophils=1.2), BOTH_OPEN),
    "few neutrophils, copper low, nothing else measured": (
        patient(neutrophils=1.2, copper=9), BOTH_OPEN),
    "B12 plentiful": (patient(vitamin_b12=420), IRON_OPEN),
    "ferritin plentiful": (patient(ferritin=150, transferrin_saturation=28, crp=1), B12_OPEN),
    "nothing measured": (patient(), BOTH_OPEN),
}  # fmt: skip


@pytest.mark.parametrize("who", FIRST)
def test_the_first_sentence(who):
    file, sentence = FIRST[who]
    assert plan(file).plan.bottom_line.clinician.startswith(sentence)


# How far the parts of a plan reach


def reach(phase, file):
    """Its first and its last day."""
    [found] = [entry for entry in plan(file).plan.phases if entry.phase.id == phase]
    ends = (found.starts, found.ends)
    return tuple(date.fromordinal(int(day)).isoformat() if day else None for day in ends)


@pytest.mark.parametrize(
    ("phase", "file", "expected"),
    [
        ("loading", low_b12(), ("2026-11-22", "2026-12-06")),  # S10: two weeks
        ("loading", low_b12(*injections(3, last=1), **SAMPLED), ("2026-11-17", "2026-12-01")),
        ("loading", low_b12(**NERVES), ("2026-11-22", None)),  # S11: until it is reviewed
        ("iron", low_iron(), ("2026-11-22", "2027-05-22")),  # S42: six months
        ("iron", low_iron(oral_iron(ago=10), sampled=20), ("2026-11-12", "2027-05-12")),
        ("workup", low_iron(), ("2026-11-22", "2027-02-22")),
        ("maintenance", low_b12(), ("2027-01-22", None)),
        ("maintenance", low_b12(*LOADED, **SAMPLED), ("2026-11-22", None)),
    ],
)
def test_a_part_of_the_plan_reaches_so_far(phase, file, expected):
    assert TODAY.isoformat() == "2026-11-22"
    assert reach(phase, file) == expected
