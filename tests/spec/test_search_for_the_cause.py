"""Why both? Each test until it is done, and what follows from it (specification 5.3 to 5.5)"""

import pytest

from spec.patients import (
    both,
    done,
    low_b12,
    low_iron,
    observed,
    oral_iron,
    plan,
    present,
    started,
)

LOOKED_AT = [
    observed("ttg_iga", 1, reference=[0, 10]),
    observed("total_iga", 2),
    observed("fit", 9),
    observed("intrinsic_factor_antibody", "positive"),
    done("gastroscopy"),
    done("colonoscopy"),
    done("urinalysis"),
]
ASKED = {"melena": False, "hematemesis": False, "nsaid_use": False}


def antibody(result: str):
    return observed("intrinsic_factor_antibody", result)


# All of it, and when it is over


def test_what_was_done_is_not_asked_for_again():
    """5.4: everything looked at: no line of the search is left, and AL-CAUSE closes."""
    found = plan(both(*LOOKED_AT, **ASKED))
    lines = [line.item.id for line in found.plan.recommendations]
    assert not [line for line in lines if line.startswith("cause-")]
    assert found.alert("AL-CAUSE") is None


@pytest.mark.parametrize(
    ("missing", "line"),
    [(0, "cause-celiac"), (1, "cause-celiac"), (2, "cause-fit"), (3, "cause-b12"), (4, "cause-endoscopy"), (5, "cause-endoscopy"), (6, "cause-iron")],
)  # fmt: skip
def test_each_that_was_not_done_has_its_line(missing, line):
    """5.4: tTG IgA, total IgA, FIT, antibody, gastroscopy, colonoscopy, urinalysis: one at a time."""
    events = [event for i, event in enumerate(LOOKED_AT) if i != missing]
    assert plan(both(*events, **ASKED)).offers(line)


# The fecal test


@pytest.mark.parametrize(("value", "referred"), [(9, False), (10, True)])
def test_a_positive_fecal_test_is_the_suspected_cancer_pathway(value, referred):
    """5.4: 10 micrograms/g or more."""
    found = plan(low_iron(observed("fit", value)))
    assert found.recommends("cause-fit-positive") is referred
    assert found.recommends("FE-OD")  # iron is not deferred for it


@pytest.mark.parametrize(("ago", "referred"), [(11, True), (9, False)])
def test_a_colonoscopy_after_the_fecal_test_answers_it(ago, referred):
    """5.4: of before the test it answers nothing."""
    file = low_iron(observed("fit", 400, ago=10), done("colonoscopy", ago=ago))
    assert plan(file).offers("cause-fit-positive") is referred


@pytest.mark.parametrize(("hemoglobin", "offered"), [(119, True), (120, False)])
def test_the_fecal_test_is_for_anemia(hemoglobin, offered):
    """5.4: in adults with iron deficiency anemia."""
    assert plan(low_iron(hemoglobin=hemoglobin)).offers("cause-fit") is offered


def test_the_fecal_test_is_a_uk_pathway():
    """5.4, 5.18: not proposed in the US."""
    assert not plan(low_iron() | {"jurisdiction": "US"}).offers("cause-fit")


def test_the_fecal_test_is_not_for_the_anemia_of_pregnancy():
    """5.4, 5.6: at 30 years, pregnant or not."""
    assert not plan(low_iron(age=30, pregnancy=True, hemoglobin=100)).offers("cause-fit")
    assert plan(low_iron(age=30, hemoglobin=100)).offers("cause-fit")


# Endoscopy


@pytest.mark.parametrize(
    ("known", "offered"),
    [
        ({"sex": "male", "age": 30}, True),
        ({"age": 55}, False),
        ({"age": 56}, True),
        ({"age": 50, "postmenopausal": True}, True),
        ({"age": 56, "hemoglobin": 120}, False),
    ],
)
def test_endoscopy_of_both_ends(known, offered):
    """5.4: men and postmenopausal women with anemia."""
    assert plan(low_iron(**known)).offers("cause-endoscopy") is offered


def test_before_the_menopause_the_search_ends_without_endoscopy():
    """AL-CAUSE, 5.4: everything else looked at, at 30 years; at 56 it stays open."""
    events = LOOKED_AT[:3]
    assert plan(low_iron(*events, age=30, **ASKED)).alert("AL-CAUSE") is None
    assert plan(low_iron(*events, age=56, **ASKED)).alert("AL-CAUSE") == "warning"


# Medicines


@pytest.mark.parametrize("medicine", ["ibuprofen", "clopidogrel", "apixaban"])
def test_a_medicine_that_makes_bleeding_likelier_is_weighed(medicine):
    """5.4, S32: NSAID, antiplatelet or anticoagulant taken."""
    assert plan(low_iron(started(medicine, ago=90))).offers("cause-bleeding-medicines")
    assert not plan(low_iron()).offers("cause-bleeding-medicines")


# B12


@pytest.mark.parametrize(
    ("result", "offered"), [("negative", True), ("positive", False), ("indeterminate", False)]
)
def test_after_a_negative_antibody(result, offered):
    """5.4: gastrin and parietal-cell antibody."""
    assert plan(low_b12(antibody(result))).offers("cause-b12-further") is offered


@pytest.mark.parametrize("cause", ["vegan_diet", "celiac_disease"])
def test_not_where_another_cause_stands_out(cause):
    """5.4: if negative and still suspected."""
    assert not plan(low_b12(antibody("negative"), **{cause: True})).offers("cause-b12-further")


def test_not_once_it_is_measured():
    """5.4: gastrin known."""
    file = low_b12(antibody("negative"), observed("gastrin", 40))
    assert not plan(file).offers("cause-b12-further")


@pytest.mark.parametrize("seen", [True, False])
def test_parietal_cell_antibody_alone_leads_to_gastroscopy(seen):
    """5.4: biopsies of the body confirm it; not once it was done."""
    events = [observed("parietal_cell_antibody", "positive")] + [done("gastroscopy")] * seen
    assert plan(both(*events)).considers("cause-gastroscopy") is not seen


# Autoimmune gastritis (5.5)


@pytest.mark.parametrize(
    ("events", "known", "offered"),
    [
        ([], {}, True),
        ([observed("tsh", 2)], {}, False),
        ([], {"hypothyroidism": True}, False),
    ],
)
def test_the_thyroid_in_autoimmune_gastritis(events, known, offered):
    """5.5: TSH until it is measured or thyroid disease is known."""
    found = plan(both(*events, pernicious_anemia=True, **known))
    assert found.offers("gastritis-thyroid") is offered
    assert found.offers("gastritis-follow-up")


@pytest.mark.parametrize("symptom", ["epigastric_pain", "vomiting", "weight_loss"])
def test_new_symptoms_in_autoimmune_gastritis(symptom):
    """5.5: gastroscopy for new upper abdominal symptoms; not without the gastritis."""
    assert plan(both(pernicious_anemia=True, **{symptom: True})).offers("gastritis-gastroscopy")
    assert not plan(both(**{symptom: True})).offers("gastritis-gastroscopy")
    assert not plan(both(pernicious_anemia=True)).offers("gastritis-gastroscopy")


@pytest.mark.parametrize(("ago", "offered"), [(365, False), (366, True)])
def test_a_gastroscopy_of_within_a_year_will_do(ago, offered):
    """5.5: its symptoms were looked at."""
    file = both(present("epigastric_pain"), done("gastroscopy", ago=ago), pernicious_anemia=True)
    assert plan(file).offers("gastritis-gastroscopy") is offered


# Is it iron deficiency at all? (5.3)


@pytest.mark.parametrize(
    ("known", "offered"),
    [
        ({"mcv": 79, "ferritin": 100}, True),
        ({"mcv": 80, "ferritin": 100}, False),
        ({"mcv": 79, "ferritin": 8}, False),
        ({"mcv": 79, "ferritin": 100, "thalassemia_trait": True}, False),
    ],
)
def test_small_cells_without_iron_deficiency(known, offered):
    """5.3: hemoglobin electrophoresis before a long course of iron."""
    file = low_iron(transferrin_saturation=30, **known)
    assert plan(file).offers("hemoglobinopathy-test") is offered


def test_iron_deficiency_with_thalassemia_trait_goes_by_ferritin():
    """5.3, 5.6: ferritin 8 is treated, and MCV is no target."""
    found = plan(low_iron(thalassemia_trait=True, mcv=65))
    assert found.recommends("FE-OD")
    assert found.offers("thalassemia-iron")
    assert not plan(low_iron(mcv=65)).offers("thalassemia-iron")


# Early response to B12 alone (5.16)


@pytest.mark.parametrize(
    ("file", "due"),
    [
        (low_b12(), "2026-12-06"),
        (low_b12(hemoglobin=135), None),
        (low_b12(oral_iron(ago=5), sampled=8), None),
    ],
)
def test_hemoglobin_two_weeks_after_b12(file, due):
    """5.16: by day 10 to 14; not without anemia, nor where the check of tablets does it."""
    assert plan(file).check_due("hemoglobin-after-b12") == due
