"""An infusion that only unrecorded facts hold is shown with its dose and its questions, and what
comes meanwhile is never what has failed (K33, K41)."""

import pytest

from hematinic.render.calendar import to_ics
from hematinic.render.fhir.careplan import bundle
from spec.patients import both, low_iron, plan, present

UNASKED = {"iv_iron_allergy": None, "active_infection": None}
FAILED = {"oral_iron_failure": True, "hemoglobin": 88, "weight": 71}


def status(seen, item):
    return [line.status for line in seen.plan.recommendations if line.item.id == item]


def test_the_dose_stands_beside_the_questions():
    seen = plan(low_iron(**FAILED, **UNASKED))
    assert status(seen, "iron-intravenous") == ["after_questions"]
    assert seen.asks_before("FE-IV") == {"iv_iron_allergy", "active_infection"}
    line = seen.line("iron-intravenous")
    assert "Only once this is answered" in line
    assert "Ferric carboxymaltose 2,000 mg in all" in line


@pytest.mark.parametrize("known", [{}, {"iv_iron_allergy": None}, {"active_infection": None}])
def test_each_fact_alone_is_asked_for(known):
    seen = plan(low_iron(**FAILED, **known))
    wanted = ["after_questions"] if known else ["recommended"]
    assert status(seen, "iron-intravenous") == wanted
    assert seen.asks_before("FE-IV") == set(known)


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ({"pregnancy": None}, {"pregnancy", "gestation"}),
        ({"pregnancy": True}, {"gestation"}),
        ({"pregnancy": False}, set()),
        ({"pregnancy": True, "gestation": 14}, set()),
    ],
)
def test_pregnancy_and_its_weeks_are_asked_for(known, asked):
    seen = plan(low_iron(age=29, **(FAILED | known)))
    assert seen.asks_before("FE-IV") == asked
    assert seen.offers("FE-IV") is not bool(asked)


@pytest.mark.parametrize(
    "known", [{"iv_iron_allergy": True}, {"bacteremia": True}, {"active_infection": True}]
)
def test_what_is_recorded_is_not_asked_for(known):
    """K41: the infusion is refused, and no tablet that failed comes in its place."""
    seen = plan(low_iron(**(FAILED | UNASKED | known)))
    assert status(seen, "iron-intravenous") == []
    assert seen.recommends("FE-HOLD")
    assert not seen.offers("FE-OD")
    assert not seen.offers("FE-AD")


def test_nothing_is_ordered_before_the_answers():
    seen = plan(both(**FAILED, **UNASKED))
    assert "arboxymaltose" not in to_ics(seen.plan).decode()
    requests = [
        entry["resource"]
        for entry in bundle(seen.plan)["entry"]
        if entry["resource"]["resourceType"] in ("MedicationRequest", "Task", "ServiceRequest")
    ]
    assert requests
    assert not any("iron-intravenous" in str(one["instantiatesCanonical"]) for one in requests)


@pytest.mark.parametrize(
    ("known", "tablets"),
    [
        ({"pernicious_anemia": True}, True),
        ({"pernicious_anemia": True, "oral_iron_failure": True}, False),
        ({"heart_failure": True}, False),
        ({"heart_failure": True, "left_ventricular_ejection_fraction": 51}, True),
    ],
)
def test_tablets_meanwhile_only_where_they_may_work(known, tablets):
    seen = plan(low_iron(iv_iron_allergy=None, **known))
    assert seen.recommends("FE-OD") is tablets


@pytest.mark.parametrize(("activity", "tablets"), [("active", False), ("quiescent", True)])
def test_active_bowel_disease_and_an_allergy(activity, tablets):
    """K41, S37: quiescent and with hemoglobin of 100 g/L or more tablets are acceptable."""
    colitis = present("ulcerative_colitis", activity=activity)
    seen = plan(low_iron(colitis, hemoglobin=107, iv_iron_allergy=True))
    assert seen.recommends("FE-OD") is tablets
    assert seen.recommends("iron-hold-route") is not tablets
