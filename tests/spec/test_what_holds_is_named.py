"""A line that stands for any of several reasons names those of this patient (specification 5.13, 3.1)"""

import pytest

from hematinic.expressions import syntax
from spec.patients import both, low_b12, low_iron, observed, patient, plan, planner
from spec.test_recorded_both_ways import plan as plan_both_ways
from spec.test_recorded_both_ways import two_ways

# The red flag (5.13): the emergency doctor reads which it is.

FLAGS = {
    "chest pain": {"chest_pain": True},
    "fainting": {"syncope": True},
    "breathlessness at rest": {"dyspnea_at_rest": True},
    "angina": {"angina": True},
    "acute heart failure": {"acute_heart_failure": True},
    "acute coronary syndrome": {"acute_coronary_syndrome": True},
    "black stool of bleeding (melena)": {"melena": True},
    "vomiting of blood": {"hematemesis": True},
    "shock or unstable circulation": {"hemodynamic_instability": True},
    "a heart rate of 121 a minute with bleeding": {"heart_rate": 121, "menorrhagia": True},
    "neurological features that get worse": {"neurological_progression": True},
    "new sphincter disturbance": {"sphincter_disturbance": True},
    "new visual loss": {"visual_loss": True},
    "new psychosis or delirium": {"psychosis": True},
    "cord disease (subacute combined degeneration)": {"subacute_combined_degeneration": True},
    "hemoglobin 48 g/L (4.8 g/dL)": {"hemoglobin": 48},
    "platelets 19 ×10⁹/L": {"platelets": 19},
    "neutrophils 0.4 ×10⁹/L with fever": {"neutrophils": 0.4, "fever": True},
    "potassium 2.8 mmol/L": {"potassium": 2.8},
    "schistocytes": {"schistocytes": True},
    "blasts": {"blasts": True},
    "suspected leukemia": {"suspected_leukemia": True},
    "anaphylaxis": {"anaphylaxis": True},
    "suspected iron overdose": {"iron_overdose": True},
}


@pytest.mark.parametrize("code", ["AL-REDFLAG", "REF-EMERG"])
@pytest.mark.parametrize("flag", FLAGS)
def test_the_red_flag_is_named(flag, code):
    """5.13: by the alert, and by the line that refers."""
    assert f" Here: {flag}." in plan(both(**FLAGS[flag])).line(code)


def test_several_red_flags_are_all_named():
    line = plan(both(platelets=12, schistocytes=True, potassium=2.9)).line("AL-REDFLAG")
    assert "Here: platelets 12 ×10⁹/L; potassium 2.9 mmol/L; schistocytes." in line


def test_a_symptom_recorded_both_ways_is_named():
    """A contradiction is read to the safe side, and so it is told."""
    seen = plan_both_ways(both(), *two_ways("melena"))
    assert "Here: black stool of bleeding (melena)." in seen.line("AL-REDFLAG")


def test_one_that_is_not_ruled_out_is_told_apart():
    seen = plan_both_ways(both(potassium=2.8), *two_ways("schistocytes"))
    line = seen.line("AL-REDFLAG")
    assert "Here: potassium 2.8 mmol/L; not ruled out: schistocytes." in line


@pytest.mark.parametrize("finding", ["red_flag", "result_too_old"])
def test_nothing_makes_it_hold_that_has_no_words(finding):
    """Every reason that leads to the finding has its words, and no others have."""
    guideline, definitions = planner().rules.guideline, planner().rules.definitions
    cases = set(guideline.findings[finding].cases)

    def reasons(name):
        if name in cases:
            return {name}
        node = definitions[name].node
        assert isinstance(node, syntax.Or), name
        return {one for part in node.of for one in reasons(part.name)}

    assert reasons(finding) == cases


def test_the_patient_is_only_sent_for_help():
    """What each word means is for those who treat."""
    found = plan(both(schistocytes=True)).plan
    assert "schistocytes" not in found.bottom_line.patient


# Results too old (3.1)


def old(**ago):
    """Tests of so many days ago, and nothing else."""
    values = {"hemoglobin": 96, "ferritin": 9, "vitamin_b12": 140}
    return patient(*(observed(name, values[name], ago=days) for name, days in ago.items()))


@pytest.mark.parametrize(
    ("file", "named"),
    [
        (old(hemoglobin=15), "hemoglobin 96 g/L (9.6 g/dL) of 2026-11-07"),
        (old(ferritin=31), "ferritin 9 microgram/L of 2026-10-22"),
        (old(vitamin_b12=91), "B12 of 2026-08-23"),
        (
            old(hemoglobin=15, ferritin=30, vitamin_b12=91),
            "hemoglobin 96 g/L (9.6 g/dL) of 2026-11-07; B12 of 2026-08-23",
        ),
    ],
)
def test_the_result_that_is_too_old_is_named(file, named):
    """AL-STALE: with its day, and no other."""
    assert f" Here: {named}." in plan(file).line("stale-result")


def test_a_line_without_such_reasons_names_none():
    assert "Here:" not in plan(low_iron()).line("AL-DRAFT")
    assert "Here:" not in plan(low_b12()).line("B12-STD")


# What speaks against an infusion (K6): what is recorded is named, not what is merely not ruled out.


@pytest.mark.parametrize(
    ("known", "because"),
    [
        ({"bacteremia": True, "iv_iron_allergy": None}, "active infection"),
        ({"iv_iron_allergy": True, "active_infection": None}, "hypersensitivity to parenteral iron"),
        ({"iv_iron_allergy": None}, "hypersensitivity to parenteral iron (not ruled out)"),
    ],
)  # fmt: skip
def test_what_is_recorded_is_named_before_what_is_not_ruled_out(known, because):
    seen = plan(both(hemoglobin=92, weight=70, sex="male", **known))
    refused = [seen.not_recommended.get(f"iron-intravenous{end}") for end in ("", "-consider")]
    assert because in refused or seen.asks_before("FE-IV")


def test_the_line_that_holds_iron_names_what_holds_the_infusion():
    """K41: not "what is named below", and then nothing."""
    seen = plan(both(oral_iron_failure=True, bacteremia=True))
    assert "no iron by mouth or vein now (bacteria in the blood)" in seen.text
