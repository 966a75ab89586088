"""How B12 is given (specification S11-S18, C6, C7, K9, K15, K16, K21)"""

from datetime import date

import pytest

from hematinic.guideline.amounts import Dose
from spec.patients import (
    NEUROLOGY,
    TODAY,
    both,
    done,
    injections,
    low_b12,
    low_iron,
    ordered,
    plan,
    present,
    started,
)

# S13: without neurological involvement


def test_standard_loading_has_six_doses():
    """S13: six doses."""
    assert len(plan(low_b12()).due("B12-STD")) == 6


def test_standard_loading_is_three_times_a_week_for_two_weeks():
    """S13: days 0, 2, 4, 7, 9 and 11 from Sunday 22 November."""
    assert plan(low_b12()).due("B12-STD") == [
        "2026-11-22", "2026-11-24", "2026-11-26", "2026-11-29", "2026-12-01", "2026-12-03",
    ]  # fmt: skip


def test_standard_loading_counts_what_was_given():
    """S13: two of six given leaves four."""
    assert len(plan(low_b12(*injections(2), sampled=20)).due("B12-STD")) == 4


def test_standard_loading_keeps_a_clear_day():
    """S13: given yesterday, so the next is due tomorrow, not today."""
    assert plan(low_b12(*injections(1, last=1), sampled=20)).due("B12-STD")[0] == "2026-11-23"


@pytest.mark.parametrize(("count", "goes_on"), [(5, True), (6, False)])
def test_standard_loading_ends_with_the_sixth(count, goes_on):
    """S13: after six injections loading is over."""
    assert plan(low_b12(*injections(count), sampled=20)).offers("B12-STD") is goes_on


def test_doses_are_one_milligram_into_muscle():
    """S13: hydroxocobalamin 1 mg IM."""
    prescribed = plan(low_b12()).item("B12-STD").item.prescribe
    assert (prescribed.medicine, str(prescribed.dose), prescribed.route) == (
        "hydroxocobalamin",
        "1 mg",
        "intramuscular",
    )


# S14: maintenance


def test_maintenance_follows_standard_loading():
    """S14: then every 2 to 3 months."""
    prescribed = plan(low_b12()).item("B12-STD-M").item.prescribe
    assert (str(prescribed.every), str(prescribed.every_to)) == ("2 mo", "3 mo")


def test_the_first_maintenance_dose_is_two_months_after_the_last_loading_dose():
    """S14: last of six on 20 November, so 20 January."""
    assert plan(low_b12(*injections(6), sampled=20)).due("B12-STD-M")[0] == "2027-01-20"


def test_planned_maintenance_counts_from_the_planned_end_of_loading():
    """S14: loading from 22 November ends on 3 December, so 3 February."""
    assert plan(low_b12()).due("B12-STD-M")[0] == "2027-02-03"


# S11, S12: with neurological involvement


def test_neurological_loading_is_on_alternate_days():
    """S11: 22, 24, 26 November and on."""
    assert plan(low_b12(paresthesia=True)).due("B12-NEURO")[:3] == [
        "2026-11-22",
        "2026-11-24",
        "2026-11-26",
    ]


def test_neurological_loading_goes_on_until_no_further_improvement():
    """S11: until no further improvement."""
    assert (
        plan(low_b12(paresthesia=True)).item("B12-NEURO").item.prescribe.until
        == "no further improvement"
    )


def test_neurological_loading_is_not_listed_beyond_its_review():
    """S11: ten or eleven doses at the most before the review of day 21 (days 0, 2 … 20)."""
    assert len(plan(low_b12(paresthesia=True)).due("B12-NEURO")) == 11


def test_neurological_loading_is_reviewed_by_day_21():
    """S11: a formal review by day 21: 13 December."""
    assert plan(low_b12(paresthesia=True)).check_due("neurological-review") == "2026-12-13"


def test_neurological_loading_goes_on_where_six_have_been_given():
    """S11: six doses end the standard schedule only."""
    assert plan(low_b12(*injections(6), sampled=30, paresthesia=True)).recommends("B12-NEURO")


def test_neurological_loading_ends_when_improvement_has_stopped():
    """S11: no change at the review: maintenance."""
    file = low_b12(*injections(8), sampled=30, paresthesia=True, neurological_plateau=True)
    assert not plan(file).offers("B12-NEURO")


def test_neurological_maintenance_is_every_two_months():
    """S12: 1 mg IM every 2 months."""
    prescribed = plan(low_b12(paresthesia=True)).item("B12-NEURO-M").item.prescribe
    assert (str(prescribed.every), prescribed.every_to) == ("2 mo", None)


def test_the_first_neurological_maintenance_dose_is_two_months_after_the_last():
    """S12: last loading dose on 20 November, so 20 January."""
    file = low_b12(*injections(8), sampled=30, paresthesia=True, neurological_plateau=True)
    assert plan(file).due("B12-NEURO-M") == ["2027-01-20"]


def test_neurological_maintenance_replaces_the_standard_one():
    """S12: one maintenance schedule only."""
    assert not plan(low_b12(paresthesia=True)).offers("B12-STD-M")


@pytest.mark.parametrize(("count", "overdue"), [(9, None), (10, "warning")])
def test_the_review_is_overdue_at_ten_doses(count, overdue):
    """K21: at 10 doses the review is overdue."""
    assert plan(low_b12(*injections(count), sampled=30, paresthesia=True)).alert("K21") == overdue


def test_injections_go_on_while_the_review_is_overdue():
    """K21: they continue until a review is recorded."""
    assert plan(low_b12(*injections(12), sampled=30, paresthesia=True)).recommends("B12-NEURO")


def test_a_recorded_review_closes_the_warning():
    """K21: with the review recorded there is nothing overdue."""
    file = low_b12(*injections(12), sampled=30, paresthesia=True, neurological_plateau=True)
    assert plan(file).alert("K21") is None


def test_an_overdue_review_is_not_told_of_the_standard_schedule():
    """K21 is about alternate-day injections for neurological involvement."""
    assert plan(low_b12(*injections(10), sampled=30)).alert("K21") is None


# C6: how long


def test_maintenance_is_lifelong_where_the_cause_is_not_known():
    """C6, S51: lifelong if the cause is irreversible or unknown."""
    assert (
        "lifelong where the cause is irreversible or unknown"
        in plan(low_b12()).item("B12-STD-M").item.prescribe.duration
    )


def test_a_reversible_cause_still_gets_maintenance():
    """C6: diet does not end it by itself; there is no automatic stop."""
    assert plan(low_b12(vegan_diet=True)).recommends("B12-STD-M")


# S15-S18, C7: by mouth


def test_oral_b12_is_an_alternative_only():
    """S18: IM is preferred at first; oral is never recommended by default."""
    seen = plan(low_b12())
    assert (seen.offers("B12-ORAL-HD"), seen.recommends("B12-ORAL-HD")) == (True, False)


def test_oral_b12_is_one_to_two_milligrams():
    """S16: 1,000 to 2,000 micrograms a day."""
    assert plan(low_b12()).item("B12-ORAL-HD").item.prescribe.dose == Dose("1-2 mg")


def test_oral_b12_is_said_to_be_uncertain():
    """S17: it may work in some."""
    assert "may work in some" in plan(low_b12()).line("B12-ORAL-HD")


MALABSORPTION = [
    {"autoimmune_gastritis": True},
    {"pernicious_anemia": True},
    {"intrinsic_factor_antibody": "positive"},
    {"ileal_disease": True},
    {"crohn_disease": True},
    {"celiac_disease": True},
    {"sibo": True},
    {"pancreatic_insufficiency": True},
    {"malabsorption": True},
    {"short_bowel": True},
    {"nitrous_oxide_use": True},
]


@pytest.mark.parametrize("cause", MALABSORPTION, ids=lambda cause: next(iter(cause)))
def test_oral_b12_is_closed_by_malabsorption(cause):
    """S15: only where absorption is intact."""
    assert not plan(low_b12(**cause)).offers("B12-ORAL-HD")


@pytest.mark.parametrize("surgery", ["gastrectomy", "ileal_resection", "gastric_bypass"])
def test_oral_b12_is_closed_by_surgery(surgery):
    """S15: gastrectomy, ileal resection and bypass close it, however long ago."""
    assert not plan(low_b12(done(surgery, ago=3000))).offers("B12-ORAL-HD")


def test_oral_b12_is_closed_by_neurological_features():
    """C7: no oral B12 with a neurological feature."""
    assert not plan(low_b12(paresthesia=True)).offers("B12-ORAL-HD")


def test_oral_b12_is_closed_where_neurology_is_unknown():
    """C7: unknown is not absent."""
    assert not plan(low_b12(**dict.fromkeys(NEUROLOGY))).offers("B12-ORAL-HD")


@pytest.mark.parametrize(("hemoglobin", "offered"), [(79, False), (80, True)])
def test_oral_b12_is_closed_by_severe_anemia(hemoglobin, offered):
    """C7: not in severe anemia, below 80 g/L."""
    assert plan(low_b12(hemoglobin=hemoglobin)).offers("B12-ORAL-HD") is offered


@pytest.mark.parametrize(("diet", "offered"), [("vegan_diet", True), ("alcohol_misuse", False)])
def test_low_dose_oral_b12_is_for_a_dietary_cause(diet, offered):
    """B12-ORAL-DIET is for a dietary cause only."""
    assert plan(low_b12(**{diet: True})).offers("B12-ORAL-DIET") is offered


# K15: allergy


def test_a_cobalamin_allergy_stops_b12():
    """K15: AL-B12-HSR."""
    assert plan(both(cobalamin_allergy=True)).alert("AL-B12-HSR") == "critical"


def test_a_cobalamin_allergy_gives_no_b12():
    """K15: no B12 by rule, in any status."""
    assert not plan(both(cobalamin_allergy=True)).prescribes("vitamin_b12")


def test_a_cobalamin_allergy_asks_for_advice():
    """K15: same-day hematology or allergy advice."""
    assert plan(both(cobalamin_allergy=True)).recommends("b12-allergy-advice")


def test_a_cobalamin_allergy_leaves_iron_to_the_specialist():
    """K15: iron by their decision, not by the rule."""
    assert not plan(both(cobalamin_allergy=True)).prescribes("iron")


def test_an_unrecorded_allergy_does_not_delay_the_first_dose():
    """K15: allergy not recorded never delays it."""
    assert plan(both(cobalamin_allergy=None)).first_due("hydroxocobalamin") == "2026-11-22"


def test_an_unrecorded_allergy_is_asked_for():
    """K15: allergy not recorded is asked for."""
    assert "cobalamin_allergy" in plan(both(cobalamin_allergy=None)).missing


# AL-B12-DOSE


@pytest.mark.parametrize(
    ("dose", "level"),
    [
        ("0.049 mg", "critical"),
        ("50 ug", None),
        ("1 mg", None),
        ("5 mg", None),
        ("5.1 mg", "critical"),
        ("1000 mg", "critical"),
    ],
)
def test_a_b12_order_is_from_50_micrograms_to_5_milligrams(dose, level):
    """AL-B12-DOSE: outside 50 micrograms to 5 mg; C22 prints 1000 mg for 1000 micrograms."""
    assert plan(both(ordered("hydroxocobalamin", dose))).alert("AL-B12-DOSE") == level


# Treatment before this plan


def test_maintenance_injections_go_on():
    """S14: on injections every 3 months for years, the plan goes on with maintenance, not loading."""
    file = low_b12(
        started("hydroxocobalamin", "1 mg", every="3 mo", ago=790),
        sampled=800,
    )
    seen = plan(file)
    assert (seen.recommends("B12-STD-M"), seen.offers("B12-STD")) == (True, False)


def test_a_feature_that_appears_on_maintenance_is_urgent():
    """S14, AL-NEURO-URGENT: on maintenance with a new feature."""
    file = low_b12(
        started("hydroxocobalamin", "1 mg", every="3 mo", ago=790),
        present("paresthesia", ago=1),
        sampled=800,
        paresthesia=None,
    )
    assert plan(file).alert("AL-NEURO-URGENT") == "warning"


def put_right():
    """K45: a diet, covered by tablets."""
    tablets = started("cyanocobalamin", "0.15 mg", ago=280)
    injected = injections(6, last=300)
    return low_b12(*injected, tablets, sampled=340, hemoglobin=137, vegan_diet=True)


@pytest.mark.parametrize(
    ("file", "begins"),
    [
        (low_b12(), "2027-01-22"),
        (low_b12(*injections(2, last=1), sampled=20), "2027-01-19"),
        (low_b12(*injections(6), sampled=20), "2026-11-22"),
        (low_b12(paresthesia=True, neurological_plateau=True), "2026-11-22"),
        (low_iron(done("gastric_bypass", ago=900)), "2026-11-22"),
        (put_right(), "2026-11-22"),
    ],
)
def test_from_which_day_maintenance_is_counted(file, begins):
    """S14, K45: two months from the first injection, unless loading is complete, the cause is put
    right, or there is no deficiency to be treated."""
    assert date.fromordinal(int(plan(file).value("b12_maintenance_from")[0])).isoformat() == begins


def test_a_maintenance_that_is_due_has_begun():
    """K48: two reviews without change end the loading; the day of its last injection is not known."""
    seen = plan(low_b12(paresthesia=True, neurological_plateau=True))
    [phase] = [one for one in seen.plan.phases if one.phase.id == "maintenance"]
    assert seen.due("B12-NEURO-M")[0] == "2026-11-22"
    assert phase.starts in (None, TODAY.toordinal())
