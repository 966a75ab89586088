"""Each alert at its own level: a STOP is critical, a WARN or an ASK a warning, an INFO information
(specification 0.2, 0.4, 1.14). One patient for each, who has nothing else of the kind."""

import pytest

from spec.patients import (
    both,
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
    stop_ordered,
    stopped,
)

NOT_RISEN = (observed("hemoglobin", 90, ago=20), observed("hemoglobin", 95, ago=3))


def limit(assay, **number):
    """A limit that the laboratory has set for its own assay."""
    return {"local_limits": {assay: number | {"laboratory": "Example", "source": "a report"}}}


STOPS = {
    "iron-before-b12": both(ordered("ferrous_sulfate", "65 mg")),  # AL-IRON-FIRST, K1
    "iron-before-b12-refused": both(
        ordered("ferrous_sulfate", "65 mg"), transferrin_saturation=46
    ),  # K41
    "folate-before-b12": both(ordered("folic_acid", "5 mg")),  # AL-FOLATE-FIRST
    "folate-combination-before-b12": both(ordered("iron_with_folic_acid")),  # K3,
    "cyanocobalamin-renal": low_b12(ordered("cyanocobalamin", "1 mg"), egfr=40),  # AL-CYANO-RENAL
    "cyanocobalamin-leber": low_b12(
        ordered("cyanocobalamin", "1 mg"), leber_optic_neuropathy=True
    ),  # AL-CYANO-LEBER
    "cobalamin-allergy": low_b12(cobalamin_allergy=True),  # AL-B12-HSR
    "b12-dose": low_b12(ordered("hydroxocobalamin", "6 mg")),  # AL-B12-DOSE
    "methylcobalamin-order": low_b12(ordered("methylcobalamin", "1 mg")),  # K8
    "b12-not-stopped": low_b12(stop_ordered("hydroxocobalamin", "B12 level normal")),  # S50
    "b12-was-stopped": low_b12(
        given("hydroxocobalamin", ago=300),
        stopped("hydroxocobalamin", "B12 level normal", ago=30),
        sampled=310,
    ),
    "iron-dose-excessive": low_iron(ordered("ferrous_sulfate", "201 mg", every="1 d")),  # K7
    "iv-iron-allergy": low_iron(ordered("ferric_carboxymaltose"), iv_iron_allergy=True),
    "iv-iron-first-trimester": low_iron(
        ordered("ferric_carboxymaltose"), age=30, pregnancy=True, gestation=10
    ),
    "iv-iron-infection": low_iron(ordered("ferric_carboxymaltose"), bacteremia=True),  # K22
    "iv-iron-overload": low_iron(ordered("ferric_carboxymaltose"), iron_overload=True),
    "iv-iron-not-deficient": low_iron(
        ordered("ferric_carboxymaltose"), ferritin=150, transferrin_saturation=28
    ),
    "iv-iron-dose": low_iron(ordered("ferric_carboxymaltose", "1001 mg"), weight=80),
    "child": both(age=15),  # AL-OOS-CHILD
    "iv-iron-porphyria": low_iron(ordered("ferric_carboxymaltose"), porphyria_cutanea_tarda=True),
    "iv-iron-dextran-allergy": low_iron(ordered("iron_dextran"), dextran_allergy=True),
    "iv-iron-age": low_iron(ordered("ferric_derisomaltose"), age=17, sex="male"),
    "oral-iron-overload": low_iron(ordered("ferrous_sulfate", "65 mg"), iron_overload=True),
    "nitrous-oxide-anesthesia": both(ordered("nitrous_oxide_anesthesia")),  # 4.5
}

WARNS = {
    "iron-taken-before-b12": both(oral_iron(ago=10), sampled=15),  # K1
    "iron-taken-before-b12-refused": both(
        oral_iron(ago=10), sampled=15, transferrin_saturation=46
    ),  # K41
    "neurology-unknown": both(paresthesia=None),  # AL-NEURO-UNKNOWN asks
    "neurology-urgent": both(paresthesia=True),
    "neurological-review-overdue": both(*injections(10), paresthesia=True, sampled=30),  # K21
    "red-flag": both(syncope=True),
    "folate-low-combination-before-b12": both(
        ordered("iron_with_folic_acid", product="iron with folic acid 350 microgram")
    ),  # K3
    "folate-preventive": both(ordered("folic_acid", "0.4 mg"), planned_pregnancy=True),  # K18
    "folate-antifolate": both(ordered("folic_acid", "5 mg"), started("methotrexate")),  # S39
    "cyanocobalamin-renal-borderline": low_b12(ordered("cyanocobalamin", "1 mg"), egfr=55),
    "cyanocobalamin-renal-unknown": low_b12(ordered("cyanocobalamin", "1 mg"), egfr=None),
    "cyanocobalamin-supply": low_b12(
        ordered("cyanocobalamin", "2 mg"), egfr=40, hydroxocobalamin_unavailable=True
    ),  # K16
    "b12-supply": low_b12(hydroxocobalamin_unavailable=True),  # K9
    "b12-supply-without-bridge": low_b12(
        hydroxocobalamin_unavailable=True, leber_optic_neuropathy=True
    ),  # K41
    "b12-supply-covered": low_b12(
        *injections(6, last=20), hydroxocobalamin_unavailable=True, sampled=60
    ),
    "iron-dose-unusual": low_iron(ordered("ferrous_sulfate", "101 mg", every="1 d")),  # K7
    "iron-dose-divided": low_iron(ordered("ferrous_sulfate", "50 mg", every="12 h")),
    "salt-switch": low_iron(ordered("ferrous_fumarate"), oral_iron_intolerance=True),
    "iron-stores-not-met": low_iron(
        oral_iron(ago=60), stop_ordered("ferrous_sulfate", "Hb normal"), sampled=65
    ),
    "iron-review": low_iron(oral_iron(ago=200), sampled=205),  # AL-FE-REVIEW
    "iv-iron-local-infection": low_iron(ordered("ferric_carboxymaltose"), local_infection=True),
    "iv-oral-overlap": low_iron(oral_iron(ago=10), ordered("ferric_carboxymaltose"), sampled=15),
    "hemoglobin-no-response": low_iron(
        oral_iron(ago=17), *NOT_RISEN, hemoglobin=None, sampled=20
    ),  # AL-HB-NORESP
    "cause-incomplete": both(),  # AL-CAUSE
    "interaction-calcium": low_iron(oral_iron(ago=10), started("calcium_carbonate"), sampled=15),
    "interaction-levothyroxine": low_iron(oral_iron(ago=10), started("levothyroxine"), sampled=15),
    "interaction-binding": low_iron(oral_iron(ago=10), started("ciprofloxacin"), sampled=15),
    "interaction-avoid": low_iron(oral_iron(ago=10), started("doxycycline"), sampled=15),
    "interaction-acid": low_iron(oral_iron(ago=10), started("omeprazole"), sampled=15),
    "pregnancy": both(age=30, pregnancy=True),  # AL-PREG
    "nitrous-oxide": patient(nitrous_oxide_use=True),  # AL-N2O
    "im-bleeding": low_b12(bleeding_disorder=True),  # AL-IM-BLEED
    "hypokalemia": low_b12(arrhythmia=True),  # AL-HYPOK
    "draft": both(),  # AL-DRAFT
    "phosphate-carboxymaltose": low_iron(ordered("ferric_carboxymaltose"), osteoporosis=True),
    "implausible-value": both(potassium=6.6),  # AL-PLAUS
    "iron-dose-pregnancy": low_iron(
        ordered("ferrous_sulfate", "81 mg", every="1 d"), age=30, pregnancy=True, gestation=20
    ),  # 5.6
    "iron-tablet-mismatch": low_iron(
        ordered("ferrous_sulfate", "72 mg", product="ferrous sulfate dried 200 mg tablet")
    ),  # K10
    "stale-content": both() | {"as_of": "2027-11-23"},  # C21
    "stale-result": low_b12(sampled=100),  # AL-STALE
    "iv-iron-liver": low_iron(ordered("ferric_carboxymaltose"), cirrhosis=True),  # 4.4
    "iv-iron-weight": low_iron(ordered("ferric_carboxymaltose")),
    "iv-iron-ferumoxytol-mri": low_iron(ordered("ferumoxytol"), mri_planned=True),  # 4.3
    "oral-iron-taken-overload": low_iron(oral_iron(ago=10), iron_overload=True, sampled=15),
    "folate-interaction": low_iron(ordered("folic_acid", "5 mg"), started("phenytoin")),  # 4.5
    "benzyl-alcohol": low_b12(benzyl_alcohol_allergy=True),
}

INFORMS = {
    "iron-with-b12-order": both(
        ordered("ferrous_sulfate", "65 mg"), ordered("hydroxocobalamin", "1 mg")
    ),  # S2
    "severity-source": low_iron(hemoglobin=92),  # AL-SEV-SRC
    "gastritis-intravenous": low_iron(pernicious_anemia=True),  # AL-PA-IV
    "intolerance-step": low_iron(oral_iron_intolerance=True),  # AL-INTOL-STEP
    "hemoglobin-rule-not-applicable": low_iron(
        oral_iron(ago=20), observed("hemoglobin", 119, ago=21), hemoglobin=None, sampled=25
    ),  # AL-HB-NA
    "citations": both(),  # AL-CITE
    "iron-recheck": low_b12(),  # R-FE-RECHECK
    "homocysteine-context": low_b12(observed("homocysteine", 20)),  # AL-HCY-CTX
    "iv-iron-dextran-test-dose": low_iron(ordered("iron_dextran")),  # 4.3
    "b12-response-blunted": low_b12(started("chloramphenicol")),  # 4.5
    "b12-assay-contraceptive": low_b12(started("oral_contraceptive"), age=30),  # 4.5
    "b12-assay-ethnicity": low_iron(black_ethnicity=True),  # 3.3
    "b12-assay-limits": low_iron(vitamin_b12=220),  # 3.1
    "b12-assay-pregnancy": low_iron(age=30, pregnancy=True, gestation=20, vitamin_b12=220),
    "b12-assay-antibody": low_iron(intrinsic_factor_antibody="positive"),  # 4.5
    "printed-limit-hemoglobin": low_iron(
        observed("hemoglobin", 124, reference=[125, 160]), hemoglobin=None
    ),  # 3.1
    "printed-limit-b12": low_iron(
        observed("vitamin_b12", 190, reference=[200, 900]), vitamin_b12=None
    ),
    "printed-limit-ferritin": low_b12(observed("ferritin", 49, reference=[50, 400]), ferritin=None),
    "printed-limit-folate": low_b12(observed("folate", 3.5, reference=[3.9, 20])),
    "local-limit-b12": low_b12() | limit("vitamin_b12", deficient_below="150 ng/L"),  # 3.1
    "local-limit-active-b12": low_b12(active_b12=20)
    | limit("active_b12", deficient_below="35 pmol/L"),
    "local-limit-methylmalonic-acid": low_b12(methylmalonic_acid=400)
    | limit("methylmalonic_acid", raised_above="300 nmol/L"),
    "local-limit-ferritin": low_iron() | limit("ferritin", deficient_below="15 ug/L"),
    "local-limit-folate": low_iron(folate=2) | limit("folate", deficient_below="4 ug/L"),
}


@pytest.mark.parametrize("alert", STOPS)
def test_a_stop_is_critical(alert):
    assert plan(STOPS[alert]).alert(alert) == "critical"


@pytest.mark.parametrize("alert", WARNS)
def test_a_warning_warns(alert):
    assert plan(WARNS[alert]).alert(alert) == "warning"


@pytest.mark.parametrize("alert", INFORMS)
def test_information_informs(alert):
    assert plan(INFORMS[alert]).alert(alert) == "information"
