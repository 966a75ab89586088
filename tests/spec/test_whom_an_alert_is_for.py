"""Whom an alert is for, and whom it is not for (specification 1.14, 3.1, 4.4, 4.5, 5.4, 5.6, K3, K7,
K10, K16, K22). Where a fact is not known, an alert still fires for what is known, and for no more than that.
"""

import pytest

from spec.patients import (
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
    started,
)

HYDROXOCOBALAMIN = ordered("hydroxocobalamin", "1 mg")
CYANOCOBALAMIN = ordered("cyanocobalamin", "1 mg")
TABLETS = ordered("ferrous_sulfate", "65 mg", every="1 d")
INFUSION = ordered("ferric_carboxymaltose", "500 mg")
MALTOL = ordered("ferric_maltol", "30 mg", every="12 h")
NO_STOCK = {"hydroxocobalamin_unavailable": True}
EXPECTING = {"age": 30, "pregnancy": True, "gestation": 20}


def of_unknown_strength():
    return started("iron_with_folic_acid", ago=10)


def expecting(dose):
    return low_iron(ordered("ferrous_sulfate", dose, every="1 d"), **EXPECTING)


def large(**known):
    """Obese, with a bypass: tablets are not absorbed."""
    return low_iron(done("gastric_bypass"), age=30, obesity=True, **known)


def kidneys(**known):
    return low_b12(CYANOCOBALAMIN, **known)


def full(*events, **known):
    """Neither is lacking."""
    return low_b12(*events, **({"age": 30, "vitamin_b12": 420} | known))


def old(name, value, ago):
    """Of this, one result and none newer; neither is lacking otherwise."""
    return full(observed(name, value, ago=ago), **{name: None})


FIRES = {
    # before B12 (S2, S5, K3)
    "iron and B12 are ordered together": ("iron-with-b12-order", both(TABLETS, HYDROXOCOBALAMIN)),
    "B12 is suspected alone, not assessed": ("neurology-unknown", patient(done("gastrectomy"))),
    "B12 is low, one sign not recorded": ("neurology-unknown", low_b12(gait_disturbance=None)),
    "a feature, B12 low": ("neurology-urgent", low_b12(paresthesia=True)),
    "a feature, and nothing else is known": ("neurology-urgent", patient(paresthesia=True)),
    "a combination of 0.35 mg is taken": (
        "folate-low-combination-before-b12",
        both(started("iron_with_folic_acid", product="iron with folic acid 350 microgram")),
    ),
    "a combination of a content not stated is taken": (
        "folate-combination-before-b12", both(of_unknown_strength())),
    # infusions (4.4, K22)
    "a local infection, whether another is not recorded": (
        "iv-iron-local-infection", low_iron(INFUSION, local_infection=True, active_infection=None)),
    "a local infection alone": ("iv-iron-local-infection", low_iron(INFUSION, local_infection=True)),
    "asthma, allergy not recorded": (
        "iv-iron-hypersensitivity-risk", low_iron(INFUSION, asthma=True, iv_iron_allergy=None)),
    "asthma, no allergy": ("iv-iron-hypersensitivity-risk", low_iron(INFUSION, asthma=True)),
    "obese, pregnancy not recorded": ("ideal-weight-missing", large(pregnancy=None)),
    "obese, not pregnant": ("ideal-weight-missing", large()),
    # oral iron (S26, 5.6, S54)
    "a ferrous salt twice a day": (
        "iron-dose-divided", low_iron(ordered("ferrous_sulfate", "65 mg", every="12 h"))),
    "a ferrous salt twice a day, and ferric maltol": (
        "iron-dose-divided", low_iron(ordered("ferrous_sulfate", "65 mg", every="12 h"), MALTOL)),
    "81 mg a day in pregnancy": ("iron-dose-pregnancy", expecting("81 mg")),
    "95 mg a day in pregnancy": ("iron-dose-pregnancy", expecting("95 mg")),
    "100 mg a day in pregnancy": ("iron-dose-pregnancy", expecting("100 mg")),
    "above 100 mg a day in pregnancy": ("iron-dose-unusual", expecting("101 mg")),
    "184 days of iron, ferritin never measured": (
        "iron-review", low_iron(oral_iron(ago=184), ferritin=None)),
    "184 days of iron, ferritin 100 days ago": (
        "iron-review", low_iron(oral_iron(ago=184), sampled=100)),
    # other medicines and products of B12 (4.5, S52, K16)
    "folic acid is advised, with phenytoin": (
        "folate-interaction", low_iron(started("phenytoin"), folate=2)),
    "folic acid is ordered, with phenytoin": (
        "folate-interaction", low_b12(ordered("folic_acid", "5 mg"), started("phenytoin"))),
    "an allergy, B12 ordered alone": (
        "benzyl-alcohol", low_iron(HYDROXOCOBALAMIN, benzyl_alcohol_allergy=True)),
    "eGFR 50": ("cyanocobalamin-renal-borderline", kidneys(egfr=50)),
    "eGFR 59": ("cyanocobalamin-renal-borderline", kidneys(egfr=59, dialysis=False)),
    "nephropathy, eGFR not measured": (
        "cyanocobalamin-renal-borderline", kidneys(egfr=None, diabetic_nephropathy=True)),
    "a bridge, eGFR 49": ("cyanocobalamin-supply", kidneys(egfr=49, **NO_STOCK)),
    # the cause, and pregnancy (5.4, 5.6)
    "B12 is low, nothing asked of its cause": ("cause-incomplete", low_b12()),
    "iron is low, nothing asked of its cause": ("cause-incomplete", low_iron()),
    "iron is low in pregnancy": ("pregnancy", low_iron(**EXPECTING)),
    "B12 is low in pregnancy": ("pregnancy", low_b12(**EXPECTING)),
    # results too old to start treatment on (3.1)
    "hemoglobin of 15 days ago": ("stale-result", old("hemoglobin", 112, ago=15)),
    "B12 of 91 days ago": ("stale-result", old("vitamin_b12", 420, ago=91)),
}  # fmt: skip


@pytest.mark.parametrize(("alert", "file"), FIRES.values(), ids=FIRES)
def test_an_alert_is_for(alert, file):
    assert plan(file).alert(alert)


SILENT = {
    # before B12 (S2, S5, K3)
    "iron is ordered without B12": ("iron-with-b12-order", both(TABLETS)),
    "iron and B12 are ordered, B12 was given": (
        "iron-with-b12-order", both(given("hydroxocobalamin"), TABLETS, HYDROXOCOBALAMIN, sampled=5)),
    "B12 is not suspected, not assessed": ("neurology-unknown", low_iron(gait_disturbance=None)),
    "B12 is low, all four signs recorded": ("neurology-unknown", low_b12()),
    "B12 is low, one sign not recorded": ("neurology-urgent", low_b12(paresthesia=None)),
    "nothing is recorded, of the nerves or of B12": ("neurology-urgent", patient()),
    "a feature, B12 plentiful": ("neurology-urgent", low_iron(paresthesia=True)),
    "a combination of a content not stated is taken": (
        "folate-low-combination-before-b12", both(of_unknown_strength())),
    "no combination is taken": ("folate-low-combination-before-b12", both()),
    # infusions (4.4, K22)
    "a local infection beside a systemic one": (
        "iv-iron-local-infection", low_iron(INFUSION, local_infection=True, active_infection=True)),
    "asthma, and an allergy to the infusion": (
        "iv-iron-hypersensitivity-risk", low_iron(INFUSION, asthma=True, iv_iron_allergy=True)),
    "obese and pregnant": ("ideal-weight-missing", large(pregnancy=True, gestation=20)),
    # oral iron (S26, 5.6, S54)
    "ferric maltol twice a day, as its label says": ("iron-dose-divided", low_iron(MALTOL)),
    "a ferrous salt once a day": ("iron-dose-divided", low_iron(TABLETS)),
    "80 mg a day in pregnancy": ("iron-dose-pregnancy", expecting("80 mg")),
    "above 100 mg a day in pregnancy": ("iron-dose-pregnancy", expecting("101 mg")),
    "100 mg a day in pregnancy": ("iron-dose-unusual", expecting("100 mg")),
    "183 days of iron, ferritin never measured": (
        "iron-review", low_iron(oral_iron(ago=183), ferritin=None)),
    "184 days of iron, ferritin 80 days ago": (
        "iron-review", low_iron(oral_iron(ago=184), sampled=80)),
    # other medicines and products of B12 (4.5, S52, K16)
    "folate is low, B12 comes first": (
        "folate-interaction", low_b12(started("phenytoin"), folate=2)),
    "folate is plentiful, with phenytoin": (
        "folate-interaction", low_iron(started("phenytoin"), folate=20)),
    "B12 is ordered, an allergy not recorded": ("benzyl-alcohol", low_b12(HYDROXOCOBALAMIN)),
    "an allergy, and no B12 in view": ("benzyl-alcohol", low_iron(benzyl_alcohol_allergy=True)),
    "eGFR 49": ("cyanocobalamin-renal-borderline", kidneys(egfr=49)),
    "nephropathy, eGFR 49": (
        "cyanocobalamin-renal-borderline", kidneys(egfr=49, diabetic_nephropathy=True)),
    "no nephropathy, eGFR not measured": (
        "cyanocobalamin-renal-borderline", kidneys(egfr=None)),
    "eGFR 60": ("cyanocobalamin-renal-borderline", kidneys(egfr=60)),
    "out of stock, eGFR 49, and Leber's disease bars the tablets": (
        "cyanocobalamin-supply", low_b12(egfr=49, leber_optic_neuropathy=True, **NO_STOCK)),
    "a bridge, eGFR 60": ("cyanocobalamin-supply", kidneys(egfr=60, **NO_STOCK)),
    "cyanocobalamin, eGFR 49, in stock": (
        "cyanocobalamin-supply", kidneys(egfr=49, hydroxocobalamin_unavailable=False)),
    # the cause, and pregnancy (5.4, 5.6)
    "ferritin and B12 were never measured": ("cause-incomplete", patient()),
    "neither is lacking": ("cause-incomplete", full()),
    "both are low, not pregnant": ("pregnancy", both(age=30)),
    "both are low, pregnancy not recorded": ("pregnancy", both(age=30, pregnancy=None)),
    "pregnant, neither is lacking": ("pregnancy", full(**EXPECTING)),
    "pregnant, B12 plentiful, ferritin never measured": (
        "pregnancy", full(ferritin=None, transferrin_saturation=None, **EXPECTING)),
    # results too old to start treatment on (3.1)
    "hemoglobin of 14 days ago": ("stale-result", old("hemoglobin", 112, ago=14)),
    "hemoglobin was never measured": ("stale-result", full(hemoglobin=None)),
    "hemoglobin of 21 days ago, on iron since": (
        "stale-result", low_iron(oral_iron(ago=20), sampled=21)),
    "hemoglobin of 21 days ago, on B12 since": (
        "stale-result", low_b12(*injections(9, last=4), sampled=21)),
    "B12 of 90 days ago": ("stale-result", old("vitamin_b12", 420, ago=90)),
    "B12 was never measured": ("stale-result", full(vitamin_b12=None)),
    "B12 measured on injections alone": (
        "stale-result", full(*injections(9, last=4), observed("vitamin_b12", 900, ago=10), vitamin_b12=None)),
}  # fmt: skip


@pytest.mark.parametrize(("alert", "file"), SILENT.values(), ids=SILENT)
def test_an_alert_is_not_for(alert, file):
    assert plan(file).alert(alert) is None


@pytest.mark.parametrize("event", [ordered, started])
@pytest.mark.parametrize(
    ("dose", "level"),
    [("35 mg", "warning"), ("36 mg", None), ("44 mg", None), ("45 mg", "warning")],
)
def test_a_tenth_off_still_fits_the_tablet(event, dose, level):
    """K10, S21: a hydrated tablet of 200 mg holds 40 mg; a tenth to either side is no mismatch."""
    file = low_iron(event("ferrous_sulfate", dose, tablet="200 mg hydrated"))
    assert plan(file).alert("iron-tablet-mismatch") == level
