"""Cobalamins and the kidney (specification S52, S53, C9, C10, K8)"""

import pytest

from spec.patients import both, low_b12, ordered, plan, started


def cyanocobalamin():
    return ordered("cyanocobalamin", "1 mg", every="1 d", route="oral")


@pytest.mark.parametrize(
    ("egfr", "level"), [(49, "critical"), (50, "warning"), (59, "warning"), (60, None)]
)
def test_cyanocobalamin_by_egfr(egfr, level):
    """S52: stopped below 50, warned of from 50 to 59."""
    assert plan(low_b12(cyanocobalamin(), egfr=egfr)).alert("AL-CYANO-RENAL") == level


def test_cyanocobalamin_with_unknown_renal_function_warns():
    """S52: eGFR unknown is asked for."""
    assert plan(low_b12(cyanocobalamin(), egfr=None)).alert("AL-CYANO-RENAL") == "warning"


def test_unknown_renal_function_is_asked_for():
    """S52: and it stands among what is missing."""
    assert "egfr" in plan(low_b12(cyanocobalamin(), egfr=None)).missing


def test_cyanocobalamin_that_is_taken_counts():
    """AL-CYANO-RENAL: ordered or taken."""
    assert (
        plan(low_b12(started("cyanocobalamin", "1 mg", ago=30), egfr=40)).alert("AL-CYANO-RENAL")
        == "critical"
    )


def test_cyanocobalamin_by_injection_counts():
    """AL-CYANO-RENAL: any route."""
    order = ordered("cyanocobalamin", "1 mg", route="intramuscular")
    assert plan(low_b12(order, egfr=40)).alert("AL-CYANO-RENAL") == "critical"


def test_cyanocobalamin_on_dialysis_is_stopped():
    """S52: dialysis is renal dysfunction whatever the eGFR says."""
    assert (
        plan(low_b12(cyanocobalamin(), egfr=None, dialysis=True)).alert("AL-CYANO-RENAL")
        == "critical"
    )


def test_diabetic_nephropathy_warns():
    """S52: nephropathy with an eGFR of 90."""
    assert (
        plan(low_b12(cyanocobalamin(), diabetic_nephropathy=True)).alert("AL-CYANO-RENAL")
        == "warning"
    )


def test_hydroxocobalamin_is_not_stopped():
    """S53: hydroxocobalamin is what to use instead."""
    assert (
        plan(low_b12(ordered("hydroxocobalamin", "1 mg"), egfr=30)).alert("AL-CYANO-RENAL") is None
    )


@pytest.mark.parametrize("egfr", [15, 49, 55, None])
def test_injections_stay_whatever_the_renal_function(egfr):
    """C9: kidney disease: hydroxocobalamin by injection."""
    assert plan(low_b12(egfr=egfr)).recommends("B12-STD")


@pytest.mark.parametrize(("egfr", "offered"), [(49, False), (50, True), (None, False)])
def test_oral_b12_by_egfr(egfr, offered):
    """C9: no oral B12 (cyanocobalamin) below 50, or where the eGFR is unknown."""
    assert plan(low_b12(egfr=egfr)).offers("B12-ORAL-HD") is offered


def test_oral_b12_is_refused_for_its_reason():
    """C9: it is listed as not recommended, with the reason."""
    assert plan(low_b12(egfr=40)).refused_for("AL-CYANO-RENAL")


@pytest.mark.parametrize(("egfr", "said"), [(59, True), (60, False)])
def test_the_choice_of_cobalamin_is_explained(egfr, said):
    """S52, S53: told below 60."""
    assert plan(low_b12(egfr=egfr)).offers("b12-renal") is said


def test_methylcobalamin_is_not_orderable():
    """K8: AL-MECOB: no licensed dose."""
    assert plan(low_b12(ordered("methylcobalamin", "1 mg"))).alert("AL-MECOB") == "critical"


@pytest.mark.parametrize("egfr", [30, 55, 90])
def test_no_dose_of_methylcobalamin_is_ever_given(egfr):
    """C10: the plan never holds a methylcobalamin dose."""
    assert "methylcobalamin" not in plan(low_b12(egfr=egfr)).doses()


def test_a_methylcobalamin_order_leaves_the_plan_alone():
    """0.2: a stop on one drug never blocks the first dose of B12."""
    file = both(ordered("methylcobalamin", "1 mg"), paresthesia=True)
    assert plan(file).first_due("hydroxocobalamin") == "2026-11-22"


def test_leber_optic_neuropathy_stops_cyanocobalamin():
    """AL-CYANO-LEBER."""
    assert (
        plan(low_b12(cyanocobalamin(), leber_optic_neuropathy=True)).alert("AL-CYANO-LEBER")
        == "critical"
    )


def test_leber_optic_neuropathy_closes_oral_b12():
    """AL-CYANO-LEBER: nor does the plan offer it."""
    assert not plan(low_b12(leber_optic_neuropathy=True)).offers("B12-ORAL-HD")


def test_leber_optic_neuropathy_not_recorded_is_no_alert():
    """AL-CYANO-LEBER fires only where it is recorded."""
    assert plan(low_b12(cyanocobalamin())).alert("AL-CYANO-LEBER") is None


# Where tablets stand in for injections (K16, K34): nothing else of the plan says the contrary.

IN_PLACE = [{"refuses_injections": True}, {"hydroxocobalamin_unavailable": True}]


@pytest.mark.parametrize("why", IN_PLACE)
@pytest.mark.parametrize(("egfr", "level"), [(49, "warning"), (50, "warning"), (60, None)])
def test_tablets_in_place_of_injections_are_warned_of(why, egfr, level):
    seen = plan(low_b12(egfr=egfr, **why))
    assert seen.offers("B12-ORAL-HD")
    assert seen.alert("AL-CYANO-RENAL") == level
    assert "b12-renal" not in {entry.item.id for entry in seen.plan.recommendations}


def test_tablets_that_nobody_advises_are_not_warned_of():
    seen = plan(low_b12(egfr=49))
    assert seen.alert("AL-CYANO-RENAL") is None
    assert "use hydroxocobalamin, not cyanocobalamin" in seen.line("b12-renal")
