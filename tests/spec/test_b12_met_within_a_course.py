"""A record that begins within a B12 course: maintenance is no loading, nerves that get worse are
reviewed anew, and who has had injections needs no first one (specification S11 to S14, 5.16, K13, K15)."""

import pytest

from spec.patients import (
    TODAY,
    absent,
    done,
    given,
    injections,
    low_b12,
    low_iron,
    observed,
    ordered,
    patient,
    plan,
    present,
    started,
)
from spec.test_recorded_both_ways import plan as plan_two_ways
from spec.test_recorded_both_ways import two_ways

FELT = {"paresthesia": True}


# Maintenance is not counted as loading (S13, S14)


def spaced(count, days, **known):
    """So many injections, evenly spread over so many days."""
    step = days / (count - 1)
    doses = [given("hydroxocobalamin", ago=20 + round(days - step * i)) for i in range(count)]
    return plan(low_b12(*doses, pernicious_anemia=True, sampled=days + 25, **known))


@pytest.mark.parametrize(
    ("count", "days", "complete"),
    [(4, 270, True), (4, 63, True), (4, 62, False), (2, 21, True), (2, 20, False), (5, 84, True), (5, 83, False)],
)  # fmt: skip
def test_injections_three_weeks_apart_are_of_a_maintenance(count, days, complete):
    """S13, S14: fewer than six are recorded, and none of them is a loading dose."""
    found = spaced(count, days)
    assert found.value("loading_complete_standard") is complete
    assert found.offers("b12-loading-standard") is not complete


@pytest.mark.parametrize(("days", "complete"), [(21, True), (20, False)])
def test_one_injection_of_a_course_that_began_before_it(days, complete):
    """S14: on injections every two months, of which one was charted."""
    running = started("hydroxocobalamin", "1 mg", every="2 mo", ago=30 + days)
    dose = given("hydroxocobalamin", ago=30)
    found = plan(low_b12(running, dose, sampled=40 + days))
    assert found.value("loading_complete_standard") is complete


def test_one_injection_is_of_a_loading():
    """S13."""
    found = plan(low_b12(given("hydroxocobalamin", ago=60), pernicious_anemia=True, sampled=61))
    assert found.value("b12_injections_spaced") is False
    assert found.offers("b12-loading-standard")


def test_with_neurological_features_spacing_is_no_review():
    """S11, K21: the injections go on until a review is recorded."""
    found = spaced(5, 240, **FELT)
    assert found.value("loading_complete_neurological") is False
    assert found.offers("b12-loading-neurological")


MAINTENANCE = [
    ("b12-maintenance-standard", {}),
    ("b12-maintenance-neurological", FELT | {"neurological_plateau": True}),
]


@pytest.mark.parametrize(("item", "known"), MAINTENANCE)
def test_where_the_last_injection_is_not_recorded_the_next_is_not_put_off(item, known):
    """S12, S14: today, and the line says that the day is to be asked for."""
    running = started("hydroxocobalamin", "1 mg", every="2 mo", ago=400)
    found = plan(low_b12(running, sampled=410, **known))
    assert found.due(item)[0] == TODAY.isoformat()
    after = plan(low_b12(running, given("hydroxocobalamin", ago=20), sampled=410, **known))
    assert after.due(item)[0] == "2027-01-02"


# Nerves that get worse after a plateau (S11, 5.16)


def maintained(*events, **known):
    """On injections for years, with a plateau 900 days ago."""
    doses = injections(12, every=60, last=20)
    base = [present("neurological_plateau", ago=900), *doses]
    return plan(low_b12(*base, *events, pernicious_anemia=True, sampled=1000, **(FELT | known)))


@pytest.mark.parametrize(
    ("worse", "plateau", "complete"),
    [(None, None, True), (10, None, False), (10, 9, True), (10, 10, False), (10, 11, False)],
)
def test_a_plateau_ends_when_features_progress(worse, plateau, complete):
    """S11: until two reviews show no change again."""
    events = [present("neurological_progression", ago=worse)] if worse else []
    events += [present("neurological_plateau", ago=plateau)] if plateau else []
    found = maintained(*events)
    assert found.value("loading_complete_neurological") is complete
    assert found.offers("b12-loading-neurological") is not complete


def test_a_progression_recorded_both_ways_is_not_taken_for_a_plateau():
    """S11, 0.2: the injections go on every other day until it is settled."""
    doses = [present("neurological_plateau", ago=900), *injections(12, every=60, last=20)]
    file = low_b12(*doses, pernicious_anemia=True, sampled=1000, **FELT)
    found = plan_two_ways(file, *two_ways("neurological_progression"))
    assert found.value("loading_complete_neurological") is None
    assert found.offers("b12-loading-neurological")


@pytest.mark.parametrize(
    ("events", "level"), [([], "warning"), ([present("neurological_plateau")], None)]
)
def test_a_progression_without_a_plateau_leaves_the_review_overdue(events, level):
    """K21: ten injections without a review."""
    worse = present("neurological_progression", ago=5)
    found = plan(low_b12(*injections(10), worse, *events, sampled=30, **FELT))
    assert found.alert("neurological-review-overdue") == level


def test_a_progression_that_has_ended_leaves_the_plateau():
    """S11."""
    over = [present("neurological_progression", ago=30), absent("neurological_progression", ago=3)]
    assert maintained(*over).value("loading_complete_neurological") is True


# Who needs a first injection (S5, S11, K15, 5.10)


def test_the_first_injection_is_asked_for_where_there_was_none():
    """S5."""
    found = plan(low_b12(**FELT))
    assert found.alert("neurology-urgent") == "warning"
    assert found.alert("neurology-on-treatment") is None


def test_on_injections_they_go_on():
    """S11, 5.16."""
    found = plan(low_b12(*injections(3), sampled=10, **FELT))
    assert found.alert("neurology-on-treatment") == "warning"
    assert found.alert("neurology-urgent") is None


def test_tablets_are_no_injection():
    """S18."""
    tablets = started("cyanocobalamin", "1 mg", ago=5, every="1 d", route="oral")
    assert plan(low_b12(tablets, sampled=6, **FELT)).alert("neurology-urgent") == "warning"


def test_after_a_plateau_there_is_no_alarm_until_it_gets_worse():
    """S11, S12."""
    assert maintained().alert("AL-NEURO-URGENT") is None
    worse = present("neurological_progression", ago=10)
    assert maintained(worse).alert("AL-NEURO-URGENT") == "warning"


@pytest.mark.parametrize("doses", [[], injections(3)], ids=["before", "on injections"])
@pytest.mark.parametrize("known", [{"age": 15}, {"cobalamin_allergy": True}], ids=str)
def test_no_injection_is_called_for_that_must_not_be_given(known, doses):
    """K15, 5.10: a child, an allergy to cobalamins."""
    found = plan(low_b12(*doses, **(FELT | known)))
    assert found.alert("AL-NEURO-URGENT") is None


def test_on_injections_without_a_feature_or_a_deficiency_nothing_is_said():
    """S5."""
    assert plan(low_b12(*injections(3), sampled=10)).alert("AL-NEURO-URGENT") is None
    unasked = low_b12(*injections(3), sampled=10, paresthesia=None)
    assert plan(unasked).alert("AL-NEURO-URGENT") is None
    assert plan(low_iron(*injections(3), sampled=10, **FELT)).alert("AL-NEURO-URGENT") is None


def test_on_injections_with_b12_never_measured_it_is_said():
    """AL-NEURO-URGENT: nothing excludes a deficiency."""
    assert plan(patient(*injections(3), **FELT)).alert("AL-NEURO-URGENT") == "warning"


# Tablets because injections are refused (S39, K13)


@pytest.mark.parametrize("mg", [("1 mg", True), ("0.5 mg", False)], ids=str)
@pytest.mark.parametrize("cause", [{"pernicious_anemia": True}, FELT], ids=str)
def test_tablets_of_1_mg_are_cover_where_injections_are_refused(cause, mg):
    """S39: or oral of 1 mg a day or more started and injections refused."""
    dose, covers = mg
    tablets = started("cyanocobalamin", dose, ago=40, every="1 d", route="oral")
    folate = ordered("folic_acid", "5 mg", every="1 d")
    refusing = plan(low_b12(tablets, folate, refuses_injections=True, sampled=41, **cause))
    willing = plan(low_b12(tablets, folate, refuses_injections=False, sampled=41, **cause))
    assert refusing.value("b12_cover") is covers
    assert willing.value("b12_cover") is False
    assert (refusing.alert("AL-FOLATE-FIRST") is None) is covers


# Before the results, where life is in danger (S39, 5.14)

FILM = {"hypersegmented_neutrophils": True}


def threatened(**known):
    """B12 was not measured; MCV 128."""
    return plan(patient(**({"hemoglobin": 48, "mcv": 128} | known)))


@pytest.mark.parametrize("hemoglobin", [(69, True), (70, False)], ids=str)
@pytest.mark.parametrize("film", ["hypersegmented_neutrophils", "macro_ovalocytes"])
def test_below_70_with_a_megaloblastic_film_the_first_dose_does_not_wait(film, hemoglobin):
    """S39, 5.14: after the sample, before its result; above, it is weighed (K28)."""
    value, given_now = hemoglobin
    found = threatened(hemoglobin=value, **{film: True})
    assert found.recommends("B12-NEURO") is given_now
    assert found.considers("b12-after-sampling-untested") is not given_now
    assert found.offers("b12-test")


def test_a_large_volume_alone_is_weighed():
    """5.3, K28: it has other causes; without one recorded B12 after sampling is considered."""
    found = threatened()
    assert not found.recommends("B12-NEURO")
    assert found.considers("b12-after-sampling-untested")


@pytest.mark.parametrize(
    ("known", "weighed"),
    [
        ({"mcv": 111}, True),
        ({"mcv": 110}, False),
        ({"mcv": 111, "hemoglobin": 130}, False),
        ({"mcv": 111, "hemoglobin": 130, "platelets": 90}, True),
        ({"mcv": 111, "alcohol_misuse": True}, False),
        ({"mcv": 111, "methylmalonic_acid": 150}, False),
        ({"mcv": 111, "age": 15}, False),
        ({"mcv": 95, "macro_ovalocytes": True}, True),
    ],
)
def test_a_strong_picture_is_met_before_b12_is_measured(known, weighed):
    """K28: the tests of the same day, and B12 after them at least to be considered."""
    found = plan(patient(**({"hemoglobin": 85, "ferritin": 150, "crp": 2} | known)))
    assert found.considers("b12-after-sampling-untested") is weighed
    if known.get("age") != 15:
        assert found.recommends("b12-picture-tests-untested") is weighed
    assert found.plan.bottom_line.clinician.startswith("B12 deficiency is possible") is weighed


@pytest.mark.parametrize(
    ("events", "known"),
    [
        ([started("cyanocobalamin", "1 mg", ago=20)], {}),
        (injections(2), {}),
        ([], {"vitamin_b12": 420}),
        ([], {"pernicious_anemia": True}),
    ],
)
def test_what_is_treated_measured_or_known_is_no_untested_picture(events, known):
    found = plan(patient(*events, hemoglobin=85, mcv=118, ferritin=150, crp=2, **known))
    assert not found.offers("b12-after-sampling-untested")
    assert not found.offers("b12-picture-tests-untested")


def test_the_dose_due_after_surgery_stands_in_its_place():
    """5.11: it is due today by itself."""
    bypass = {"hemoglobin": 85, "mcv": 118, "ferritin": 150, "crp": 2}
    file = patient(done("gastric_bypass", ago=900), **bypass)
    assert not plan(file).offers("b12-after-sampling-untested")
    assert plan(file).offers("b12-picture-tests-untested")
    assert plan(file).prescribes("vitamin_b12")


def test_a_normal_level_against_the_film_withholds_nothing():
    """K28: the film with anemia is a strong picture whatever the level."""
    assert threatened(vitamin_b12=420, **FILM).prescribes("vitamin_b12")
    assert threatened(hemoglobin=84, vitamin_b12=420, **FILM).considers("b12-after-sampling")


def test_what_was_measured_before_iron_is_measured():
    """K28: its level is old, and the picture stands against it or with it."""
    level = [observed("vitamin_b12", 420, ago=200), started("ferrous_sulfate", "65 mg", ago=150)]
    found = plan(patient(*level, hemoglobin=85, mcv=118, ferritin=150, crp=2))
    assert not found.offers("b12-after-sampling-untested")
    assert not found.offers("b12-picture-tests-untested")
