"""A condition recorded both present and absent at one time is unknown, not "yes" (specification 3.4,
0.2). What rests on it alone waits and is asked for; nothing is stopped, and nothing is started, on
one half of a contradiction. A patient file refuses one; a record from elsewhere may hold it.
"""

import msgspec
import pytest

from hematinic.record.events import Event
from hematinic.record.patient_file import read_patient_file
from spec.patients import (
    NORMAL_B12,
    TODAY,
    Seen,
    absent,
    both,
    done,
    low_b12,
    low_iron,
    observed,
    oral_iron,
    ordered,
    patient,
    planner,
    present,
    started,
    stopped,
)

DAY = (TODAY.toordinal() - 2.0, TODAY.toordinal() - 2.0)


def plan(file, *events):
    record = read_patient_file(file, planner().rules.guideline, TODAY.toordinal())
    whole = msgspec.structs.replace(record, events=(*record.events, *events))
    return Seen(planner().plan(whole, TODAY.toordinal()))


def in_the_us(*events, **known):
    return low_b12(*events, **known) | {"jurisdiction": "US"}


def two_ways(name):
    return [Event(kind=kind, name=name, day=DAY) for kind in ("present", "absent")]


LINES = {
    "b12-bridge": (low_b12, "hydroxocobalamin_unavailable", {}),
    "b12-injection-when-stocked": (
        low_b12,
        "hydroxocobalamin_unavailable",
        {"paresthesia": True},
    ),
    "b12-standard-injection-when-stocked": (low_b12, "hydroxocobalamin_unavailable", {}),
    "b12-oral-refused": (low_b12, "refuses_injections", {}),
    "b12-test-strong-picture": (patient, "macro_ovalocytes", NORMAL_B12 | {"paresthesia": True}),
    "kidney-iron-trial": (
        patient,
        "chronic_kidney_disease",
        {"hemoglobin": 95, "ferritin": 200, "transferrin_saturation": 25, "vitamin_b12": 420},
    ),
    "b12-trial": (patient, "fatigue", {"vitamin_b12": 220}),
    "thalassemia-iron": (low_iron, "thalassemia_trait", {}),
    "gastritis-follow-up": (both, "pernicious_anemia", {}),
    "gastritis-gastroscopy": (both, "pernicious_anemia", {"weight_loss": True}),
    "b12-oral-high-dose": (low_b12, "celiac_disease", {}),
    "b12-oral-dietary": (low_b12, "celiac_disease", {"vegan_diet": True}),
    "b12-renal": (low_b12, "dialysis", {"egfr": None}),
    "special-group-advice": (both, "heart_failure", {}),
    "kidney-plan": (both, "chronic_kidney_disease", {}),
    "heart-failure-plan": (both, "heart_failure", {}),
    "bowel-disease-plan": (both, "crohn_disease", {}),
    "breastfeeding-plan": (both, "breastfeeding", {"age": 30}),
    "diet-plan": (both, "vegan_diet", {}),
    "nitrous-oxide-plan": (both, "nitrous_oxide_use", {}),
    "gastritis-thyroid": (both, "pernicious_anemia", {"intrinsic_factor_antibody": None}),
}


@pytest.mark.parametrize("line", LINES)
def test_a_contradiction_brings_no_line(line):
    deficient, name, known = LINES[line]
    assert not plan(deficient(**known), *two_ways(name)).offers(line)


PRESENT = {line: of for line, of in LINES.items() if of[1] not in ("celiac_disease",)}


@pytest.mark.parametrize("line", PRESENT)
def test_the_same_present_alone_brings_the_line(line):
    deficient, name, known = PRESENT[line]
    assert plan(deficient(present(name), **known)).offers(line)


@pytest.mark.parametrize("line", ["b12-oral-high-dose", "b12-oral-dietary"])
def test_malabsorption_that_is_absent_leaves_tablets(line):
    """S15: absorption intact."""
    assert plan(low_b12(celiac_disease=False, vegan_diet=True)).offers(line)


ALERTS = {
    "cyanocobalamin-leber": (
        low_b12,
        "leber_optic_neuropathy",
        [ordered("cyanocobalamin", "1 mg")],
    ),
    "b12-supply": (low_b12, "hydroxocobalamin_unavailable", []),
    "salt-switch": (low_iron, "oral_iron_intolerance", [ordered("ferrous_fumarate")]),
    "intolerance-step": (low_iron, "oral_iron_intolerance", []),
    "gastritis-intravenous": (low_iron, "pernicious_anemia", []),
    "iv-iron-local-infection": (low_iron, "local_infection", [ordered("ferric_carboxymaltose")]),
    "phosphate-carboxymaltose": (low_iron, "osteoporosis", [ordered("ferric_carboxymaltose")]),
    "nitrous-oxide": (patient, "nitrous_oxide_use", []),
    "im-bleeding": (low_b12, "bleeding_disorder", []),
    "im-bleeding-us": (in_the_us, "bleeding_disorder", []),
    "hypokalemia": (low_b12, "arrhythmia", []),
}


@pytest.mark.parametrize("alert", ALERTS)
def test_a_contradiction_raises_no_warning(alert):
    deficient, name, events = ALERTS[alert]
    assert plan(deficient(*events), *two_ways(name)).alert(alert) is None


@pytest.mark.parametrize("alert", ALERTS)
def test_the_same_present_alone_warns(alert):
    deficient, name, events = ALERTS[alert]
    assert plan(deficient(*events, present(name))).alert(alert)


def test_a_contradiction_about_allergy_does_not_delay_b12():
    """K15: only a recorded allergy stops B12."""
    seen = plan(low_b12(cobalamin_allergy=None), *two_ways("cobalamin_allergy"))
    assert seen.recommends("B12-STD")


@pytest.mark.parametrize("phosphate", [1, 0.4])
@pytest.mark.parametrize("name", ["bacteremia", "active_infection", "porphyria_cutanea_tarda"])
def test_a_contradiction_holds_the_infusion(name, phosphate):
    """K22, 4.4: an infection or a porphyria that is not ruled out holds every product."""
    file = low_iron(pernicious_anemia=True, weight=80, phosphate=phosphate, **{name: None})
    assert plan(file | {"events": [*file["events"], absent(name)]}).offers("FE-IV")
    assert not plan(file, *two_ways(name)).offers("FE-IV")


@pytest.mark.parametrize("name", ["bacteremia", "active_infection", "porphyria_cutanea_tarda"])
def test_a_contradiction_holds_an_infusion_to_consider(name):
    """K22, 4.4."""
    file = low_iron(hemoglobin=92, weight=80, **{name: None})
    assert plan(file | {"events": [*file["events"], absent(name)]}).considers("FE-IV")
    assert not plan(file, *two_ways(name)).offers("FE-IV")


@pytest.mark.parametrize("name", ["vomiting", "alternate_day_iron_declined"])
def test_a_contradiction_takes_no_alternate_days_away(name):
    """C1: only vomiting, or tablets declined, that is known ends the step."""
    file = low_iron(oral_iron_intolerance=True)
    assert plan(file).offers("FE-AD")
    assert plan(file, *two_ways(name)).offers("FE-AD")


def test_a_contradiction_about_a_neurological_feature_counts_as_present():
    """S5, K14: unknown neurology takes the neurological schedule."""
    assert plan(low_b12(), *two_ways("ataxia")).offers("B12-NEURO")


def test_a_contradiction_about_intolerance_leaves_the_tablets():
    """S27: alternate days where daily tablets are not tolerated."""
    seen = plan(low_iron(oral_iron(ago=10), sampled=15), *two_ways("oral_iron_intolerance"))
    assert not seen.offers("FE-AD")


def test_a_stock_recorded_both_ways_takes_no_choice_away():
    """K9, S15: tablets stay to be considered where injections are refused."""
    file = low_b12(refuses_injections=True)
    assert plan(file, *two_ways("hydroxocobalamin_unavailable")).considers("b12-oral-refused")


CHRONIC = ("heart_failure", "crohn_disease", "chronic_kidney_disease", "rheumatoid_arthritis")


@pytest.mark.parametrize("disease", CHRONIC)
@pytest.mark.parametrize(("ferritin", "held"), [(200, False), (201, True)])
def test_a_chronic_disease_recorded_both_ways_explains_no_high_ferritin(disease, ferritin, held):
    """3.3: nobody is given iron for a doubt who would have none for either answer."""
    file = low_iron(ferritin=ferritin, transferrin_saturation=30, iron_deficiency=True)
    assert plan(file, *two_ways(disease)).offers("FE-NONE") is held
    assert plan(file, *two_ways(disease)).prescribes("iron") is not held


@pytest.mark.parametrize("disease", CHRONIC)
@pytest.mark.parametrize(("ferritin", "goes_on"), [(49, True), (50, False)])
def test_a_chronic_disease_recorded_both_ways_does_not_raise_the_target(disease, ferritin, goes_on):
    """S55: 100 microgram/L is for those who have one."""
    tablets = oral_iron(ago=190)
    full = {"transferrin_saturation": 25, "hemoglobin": 135, "ferritin": ferritin}
    file = low_iron(tablets, observed("ferritin", 8, ago=195), **full)
    complete = plan(file, *two_ways(disease)).value("iron_treatment_complete") is True
    assert complete is not goes_on


def test_celiac_disease_recorded_both_ways_explains_nothing():
    """5.4: the cause of iron deficiency is still looked for."""
    looked = [done("urinalysis"), done("gastroscopy"), done("colonoscopy")]
    found = {"melena": False, "hematemesis": False, "nsaid_use": False, "fit": 5}
    assert plan(low_iron(*looked, **found), *two_ways("celiac_disease")).offers("cause-iron")
    assert not plan(low_iron(*looked, **found, celiac_disease=True)).offers("cause-iron")


def test_methotrexate_recorded_both_ways_holds_no_folic_acid():
    """5.14: only methotrexate that is known to be taken does."""
    one_day = [started("methotrexate", ago=2), stopped("methotrexate", ago=2)]
    assert plan(low_iron(*one_day, folate=2)).offers("folate-treatment")


def test_gastritis_recorded_both_ways_leaves_its_antibody():
    """S59: with a parietal-cell antibody alternate days are no answer to the intolerance, whichever
    of the two is true; with an infection in the blood tablets do not come in place of an infusion."""
    file = low_iron(oral_iron_intolerance=True, parietal_cell_antibody="positive", bacteremia=True)
    assert not plan(file, *two_ways("autoimmune_gastritis")).offers("FE-AD")
    assert plan(low_iron(oral_iron_intolerance=True)).offers("FE-AD")


def test_nausea_recorded_both_ways_is_no_side_effect():
    """S35: advice about side effects where there is one."""
    file = low_iron(oral_iron(ago=10), sampled=15)
    assert plan(low_iron(oral_iron(ago=10), sampled=15, nausea=True)).offers("iron-side-effects")
    assert not plan(file, *two_ways("nausea")).offers("iron-side-effects")


WITHOUT = {
    "cause-b12": (low_b12, "pernicious_anemia", {}),
    "cause-b12-further": (
        low_b12,
        "autoimmune_gastritis",
        {"intrinsic_factor_antibody": "negative"},
    ),
    "cause-gastroscopy": (low_iron, "pernicious_anemia", {"parietal_cell_antibody": "positive"}),
    "cause-celiac": (low_iron, "celiac_disease", {}),
    "hemoglobinopathy-test": (low_b12, "thalassemia_trait", {"mcv": 70}),
}


@pytest.mark.parametrize("line", WITHOUT)
def test_a_search_for_what_may_be_known_waits(line):
    """5.4, 5.12: it is for those without the disease, and nobody knows of this one."""
    deficient, name, known = WITHOUT[line]
    assert plan(deficient(**known)).offers(line)
    assert not plan(deficient(**known), *two_ways(name)).offers(line)
