"""Patients whose plans differ in as many ways as the guideline has."""

from functools import cache

from hematinic.plan.model import Plan
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
    stopped,
    untested,
)

FILES = {
    "standard": both(),
    "neurological": both(paresthesia=True),
    "neurology unknown": both(paresthesia=None, gait_disturbance=None),
    "half loaded": both(*injections(3), sampled=20),
    "loaded": both(*injections(6, last=30), sampled=60),
    "neurological, treated": both(*injections(4), paresthesia=True, sampled=20),
    "only B12": low_b12(),
    "only iron": low_iron(),
    "B12 not measured": untested(),
    "iron running": both(oral_iron(30), given("hydroxocobalamin", ago=10), sampled=40),
    "stopped for the stomach": low_iron(
        oral_iron(30), stopped("ferrous_sulfate", "constipation"), sampled=40
    ),
    "by vein": both(given("hydroxocobalamin", ago=5), hemoglobin=75, weight=70, sampled=12,
                    crohn_disease=True),
    "by vein, no weight": low_iron(oral_iron_failure=True, hemoglobin=85),
    "by vein, 62 kg": low_iron(oral_iron_failure=True, hemoglobin=85, weight=62),
    "pregnant": both(observed("gestation", 20, "wk"), age=30, pregnancy=True),
    "kidneys": both(egfr=28, sampled=2),
    "bypass": low_iron(done("gastric_bypass", ago=900), hemoglobin=95, weight=80),
    "vegan": both(vegan_diet=True, intrinsic_factor_antibody="negative"),
    "red flag": both(chest_pain=True, hemoglobin=62),
    "dark stool": both(
        oral_iron(30), given("hydroxocobalamin", ago=10), melena=True, hemoglobin=86, sampled=40
    ),
    "allergy": both(cobalamin_allergy=True),
    "folate low": both(given("hydroxocobalamin", ago=3), folate=2, sampled=20),
    "folic acid ordered": both(ordered("folic_acid", "5 mg", every="1 d")),
    "child": both(age=9),
    "age unknown": both(age=None),
    "heart failure": low_iron(heart_failure=True, left_ventricular_ejection_fraction=35, weight=74),
    "levothyroxine and calcium": both(
        started("levothyroxine", ago=400), started("calcium_carbonate", every="12 h", ago=400)
    ),
    "levothyroxine, every other day": low_iron(
        oral_iron(30, every="2 d"), started("levothyroxine", ago=400), sampled=40
    ),
    "doxycycline": both(started("doxycycline", ago=3)),
    "a result beside": both(tsh=9, platelets=620),
    "nothing": patient(),
}  # fmt: skip


@cache
def plans() -> dict[str, Plan]:
    return {name: plan(file).plan for name, file in FILES.items()}
