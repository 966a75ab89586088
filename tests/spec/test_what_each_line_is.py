"""Each line of a plan as what it is given: a recommendation, something to consider, an alternative;
its dose; and what each product is refused for (specification 0.3, 1.3 to 1.7, 4.4, 5)."""

import pytest

from hematinic.guideline.amounts import Dose
from spec.patients import both, done, low_b12, low_iron, oral_iron, patient, plan, started

NO_STOCK = {"hydroxocobalamin_unavailable": True}
OUT_OF_CONTROL = {"pernicious_anemia": True, "weight": 80}
"""A reason for intravenous iron first, and the weight that its dose needs."""

RECOMMENDED = {
    "b12-loading-neurological": both(paresthesia=True),
    "b12-loading-standard": both(),
    "b12-maintenance-neurological": both(paresthesia=True),
    "b12-maintenance-standard": both(),
    "b12-first-dose-age-unknown": both(age=None),
    "b12-injection-when-stocked": both(paresthesia=True, **NO_STOCK),
    "b12-standard-injection-when-stocked": both(**NO_STOCK),
    "b12-bariatric-prophylaxis": low_iron(done("gastric_bypass")),
    "iron-oral-daily": both(),
    "iron-oral-alternate-day": both(oral_iron_intolerance=True),
    "iron-intravenous": low_iron(**OUT_OF_CONTROL),
    "iron-derisomaltose-first": low_iron(phosphate=0.4, **OUT_OF_CONTROL),
    "folate-treatment": low_iron(folate=2),
    "iron-hold-b12": both(cobalamin_allergy=True),
    "iron-hold-test": low_b12(ferritin=None),
    "iron-hold-overload": both(iron_overload=True),
    "folate-hold": both(),
    "folate-after-b12": both(folate=2),
    "b12-never-stop-for-level": both(),
    "b12-renal": both(egfr=40),
    "b12-allergy-advice": both(cobalamin_allergy=True),
    "neurological-assessment": both(paresthesia=None),
    "b12-test": low_iron(vitamin_b12=None),
    "b12-second-test": low_iron(vitamin_b12=220),
    "emergency-referral": both(syncope=True),
    "urgent-neurology-referral": both(paresthesia=True),
    "pediatric-referral": both(age=15),
    "special-group-advice": both(heart_failure=True),
    "pregnancy-plan": both(age=30, pregnancy=True),
    "breastfeeding-plan": both(age=30, breastfeeding=True),
    "kidney-plan": both(chronic_kidney_disease=True),
    "heart-failure-plan": both(heart_failure=True),
    "bowel-disease-plan": both(crohn_disease=True),
    "bariatric-plan": both(done("gastric_bypass")),
    "diet-plan": both(vegan_diet=True),
    "nitrous-oxide-plan": both(nitrous_oxide_use=True),
    "iron-stores": both(),
    "iron-safety": both(),
    "iron-side-effects": low_iron(oral_iron(ago=10), nausea=True, sampled=15),
    "transfusion-limits": both(hemoglobin=79),
    "cause-b12": both(),
    "cause-celiac": both(),
    "cause-iron": both(),
    "cause-b12-further": low_b12(intrinsic_factor_antibody="negative"),
    "hemoglobinopathy-test": low_b12(mcv=70),
    "gastritis-follow-up": both(pernicious_anemia=True),
    "gastritis-thyroid": both(pernicious_anemia=True),
    "gastritis-gastroscopy": both(pernicious_anemia=True, weight_loss=True),
    "metformin-plan": both(started("metformin", ago=900)),
    "b12-test-pregnancy": both(age=30, pregnancy=True, gestation=20),
    "b12-test-strong-picture": low_iron(paresthesia=True, macro_ovalocytes=True),
    "iron-stores-pregnancy": both(age=30, pregnancy=True, gestation=20),
    "bariatric-tests": both(done("gastric_bypass")),
    "cause-fit": low_iron(),
    "cause-fit-positive": low_iron(fit=10),
    "cause-endoscopy": low_iron(),
    "cause-bleeding-medicines": low_iron(started("ibuprofen")),
    "thalassemia-iron": low_iron(thalassemia_trait=True),
}

CONSIDERED = {
    "b12-bridge": both(**NO_STOCK, egfr=41),  # K16
    "b12-trial": patient(vitamin_b12=220, fatigue=True),  # 5.1
    "iron-intravenous-consider": low_iron(hemoglobin=92, weight=80),  # S34, C2
    "b12-oral-refused": low_b12(refuses_injections=True),  # S15
    "cause-gastroscopy": low_iron(parietal_cell_antibody="positive"),  # 5.4
}

ALTERNATIVES = {
    "b12-oral-high-dose": low_b12(),  # C7
    "b12-oral-dietary": low_b12(vegan_diet=True),
    "b12-us-cyanocobalamin": low_b12() | {"jurisdiction": "US"},  # 5.18
    "iron-oral-vitamin-c": low_iron(),  # S23: optional
    "iron-derisomaltose": low_iron(**OUT_OF_CONTROL),
}


@pytest.mark.parametrize("line", RECOMMENDED)
def test_a_recommendation_is_recommended(line):
    assert plan(RECOMMENDED[line]).item(line).status == "recommended"


@pytest.mark.parametrize("line", CONSIDERED)
def test_what_is_weighed_is_to_consider(line):
    assert plan(CONSIDERED[line]).item(line).status == "consider"


@pytest.mark.parametrize("line", ALTERNATIVES)
def test_an_alternative_is_an_alternative(line):
    assert plan(ALTERNATIVES[line]).item(line).status == "alternative"


# Doses (0.3, S16, S21, 5.11, 5.18)

DOSES = {
    "b12-loading-neurological": "1 mg",
    "b12-loading-standard": "1 mg",
    "b12-maintenance-neurological": "1 mg",
    "b12-maintenance-standard": "1 mg",
    "b12-first-dose-age-unknown": "1 mg",
    "b12-injection-when-stocked": "1 mg",
    "b12-standard-injection-when-stocked": "1 mg",
    "b12-bariatric-prophylaxis": "1 mg",
    "b12-bridge": "2 mg",
    "b12-oral-high-dose": "1-2 mg",
    "b12-oral-dietary": "50-150 ug",
    "b12-us-cyanocobalamin": "100 ug",
    "iron-oral-daily": "65 mg",
    "iron-oral-alternate-day": "65 mg",
    "folate-treatment": "5 mg",
}


@pytest.mark.parametrize("line", DOSES)
def test_each_dose_is_that_of_the_regimen(line):
    file = (RECOMMENDED | CONSIDERED | ALTERNATIVES)[line]
    assert plan(file).item(line).item.prescribe.dose == Dose(DOSES[line])


# What a product is refused for (AL-B12-HSR, AL-CYANO-RENAL, AL-CYANO-LEBER, AL-IV-..., C1)

COBALAMINS = [line for line in DOSES if line.startswith("b12-")]
CYANOCOBALAMIN = ["b12-oral-high-dose", "b12-oral-dietary"]
INFUSIONS = {
    "iron-intravenous": OUT_OF_CONTROL,
    "iron-intravenous-consider": {"hemoglobin": 92, "weight": 80},
    "iron-derisomaltose": OUT_OF_CONTROL,
    "iron-derisomaltose-first": OUT_OF_CONTROL | {"phosphate": 0.4},
}


def with_(file, **known):
    """The same patient, and this besides."""
    events = [event for event in file["events"] if not set(event.values()) & set(known)]
    return file | {"events": [*events, *patient(**known)["events"]]}


@pytest.mark.parametrize("line", COBALAMINS)
def test_an_allergy_to_cobalamins_refuses_every_b12(line):
    """AL-B12-HSR, K15."""
    file = with_((RECOMMENDED | CONSIDERED | ALTERNATIVES)[line], cobalamin_allergy=True)
    assert not plan(file).offers(line)


@pytest.mark.parametrize("line", COBALAMINS)
def test_an_allergy_not_recorded_refuses_none(line):
    """K15: it is asked for and never delays."""
    file = with_((RECOMMENDED | CONSIDERED | ALTERNATIVES)[line], cobalamin_allergy=None)
    assert plan(file).offers(line)


@pytest.mark.parametrize("line", CYANOCOBALAMIN)
@pytest.mark.parametrize(("egfr", "offered"), [(49, False), (50, True), (None, False)])
def test_cyanocobalamin_by_mouth_needs_its_renal_function(line, egfr, offered):
    """S52, C9: not below an eGFR of 50, nor where it is unknown."""
    assert plan(low_b12(vegan_diet=True, egfr=egfr)).offers(line) is offered


@pytest.mark.parametrize("line", [*CYANOCOBALAMIN, "b12-bridge"])
def test_leber_optic_neuropathy_refuses_cyanocobalamin(line):
    """AL-CYANO-LEBER, K16."""
    known = {"vegan_diet": True} | (NO_STOCK if line == "b12-bridge" else {})
    assert plan(low_b12(**known)).offers(line)
    assert not plan(low_b12(leber_optic_neuropathy=True, **known)).offers(line)


@pytest.mark.parametrize("line", INFUSIONS)
@pytest.mark.parametrize(
    "known",
    [
        {"iv_iron_allergy": True},
        {"bacteremia": True},
        {"active_infection": True},
        {"active_infection": None},
        {"age": 30, "pregnancy": True, "gestation": 12},
        {"age": 30, "pregnancy": None},
    ],
    ids=str,
)
def test_a_contraindication_refuses_every_infusion(line, known):
    """AL-IV-HSR, AL-IV-INFECT, AL-IV-T1, K17, K22; an infection not ruled out holds it too."""
    assert not plan(low_iron(**INFUSIONS[line] | known)).offers(line)


@pytest.mark.parametrize("line", INFUSIONS)
def test_an_infusion_stands_without_contraindication(line):
    assert plan(low_iron(**INFUSIONS[line])).offers(line)


def intolerant(every="1 d", **known):
    """On tablets, which were not tolerated."""
    return low_iron(oral_iron(ago=10, every=every), oral_iron_intolerance=True, sampled=15, **known)


@pytest.mark.parametrize(
    "file",
    [
        intolerant(alternate_day_iron_declined=True),
        intolerant(vomiting=True),
        intolerant(every="2 d", nausea=True),
    ],
    ids=["declined", "severe", "failed"],
)
def test_alternate_days_are_refused_for_their_reason(file):
    """C1: declined, severe intolerance, or alternate days not tolerated either."""
    assert plan(file).refused_for("C1")
    assert not plan(file).offers("FE-AD")


def test_alternate_days_are_offered_without_such_a_reason():
    assert plan(intolerant()).offers("FE-AD")
