"""What is recorded both ways gives no line of its own, and hides none (0.2, 3.4, K28, K30, K31, K35,
K36, K38, K45, 5.13, S35)"""

from typing import Any

import pytest

from spec.patients import (
    NORMAL_B12,
    TODAY,
    WELL,
    Event,
    File,
    absent,
    both,
    done,
    given,
    in_doubt,
    injections,
    low_b12,
    low_iron,
    observed,
    oral_iron,
    patient,
    plan,
    present,
    started,
    stop_ordered,
)

PICTURE = {"hemoglobin": 95, "mcv": 90, "ferritin": 150, "crp": 2}
"""Anemia; B12 was never measured."""


# A picture of B12 deficiency where B12 was never measured (K28)

UNTESTED_LINES = ("b12-after-sampling-untested", "b12-picture-tests-untested")


@pytest.mark.parametrize("line", UNTESTED_LINES)
def test_a_film_in_doubt_is_no_picture(line: str) -> None:
    sign = "hypersegmented_neutrophils"
    assert plan(patient(present(sign), **PICTURE)).offers(line)
    assert not plan(patient(*in_doubt(sign), **PICTURE)).offers(line)


def test_after_sampling_one_milligram_is_given_once() -> None:
    found = plan(patient(present("hypersegmented_neutrophils"), **PICTURE))
    assert found.due("b12-after-sampling-untested") == [TODAY.isoformat()]
    prescribed = found.item("b12-after-sampling-untested").item.prescribe
    assert prescribed is not None
    assert (str(prescribed.dose), prescribed.times) == ("1 mg", 1)


# A product that may be out of stock (K9, K41)


@pytest.mark.parametrize(
    ("alert", "known"),
    [
        ("b12-supply-without-bridge", {"cobalamin_allergy": True}),
        ("b12-supply-without-bridge", {"leber_optic_neuropathy": True}),
        ("b12-supply-covered", {}),
    ],
)
def test_a_supply_in_doubt_is_no_lack(alert: str, known: dict[str, Any]) -> None:
    names = [
        a.alert.id
        for a in plan(low_b12(*in_doubt("hydroxocobalamin_unavailable"), **known)).plan.alerts
    ]
    assert alert not in names


# Iron


def test_an_inflammation_in_doubt_does_not_explain_a_high_ferritin() -> None:
    known = WELL | NORMAL_B12 | {"ferritin": 250, "crp": 1}
    assert plan(patient(**known)).value("ferritin_high") is True
    assert plan(patient(*in_doubt("crohn_disease"), **known)).value("ferritin_high") is True
    assert plan(patient(crohn_disease=True, **known)).value("ferritin_high") is False


def test_periods_of_which_nothing_is_recorded_are_not_heavy() -> None:
    assert plan(low_iron(age=30)).value("menorrhagia") is None
    assert plan(low_iron(age=30)).value("heavy_periods") is False
    assert plan(low_iron(age=30, menorrhagia=True)).value("heavy_periods") is True


@pytest.mark.parametrize(("adherence", "answered"), [(79, False), (80, True), (None, False)])
def test_tablets_that_were_taken_and_do_not_work_are_no_better_on_alternate_days(
    adherence: float | None, answered: bool
) -> None:
    file = low_iron(
        oral_iron(ago=17),
        observed("hemoglobin", 105, ago=20),
        observed("hemoglobin", 108, ago=3),
        hemoglobin=None,
        adherence=adherence,
        sampled=25,
    )
    assert plan(file).value("oral_iron_no_response") is True
    assert plan(file).value("alternate_day_no_answer") is answered


# A sign that calls for a line, and what stands in its place where the sign is in doubt

OVER = [present("peripheral_neuropathy", ago=300), absent("peripheral_neuropathy", ago=10)]
ON_TABLETS = [*injections(6, last=30), started("cyanocobalamin", "0.1 mg", ago=20), *OVER]


def after_nerves(*events: Event) -> File:
    """Loaded, then on small tablets of B12; a neuropathy that is over."""
    return patient(*ON_TABLETS, *events, hemoglobin=130)


def between_limits(*events: Event) -> File:
    return patient(*events, vitamin_b12=220, hemoglobin=95)


def hemolysis(*events: Event) -> File:
    return patient(*events, ldh=400, haptoglobin=0.2)


def few_neutrophils(*events: Event) -> File:
    return patient(*events, neutrophils=0.8, vitamin_b12=420)


def few_platelets_on_b12(*events: Event) -> File:
    return patient(given("hydroxocobalamin", ago=60), *events, platelets=80, age=30)


def low_potassium(*events: Event) -> File:
    """On B12 tablets, which cover only where injections are refused; now there are nerves."""
    tablets = started("cyanocobalamin", "1 mg", ago=20)
    return low_b12(tablets, *events, paresthesia=True, potassium=3.2)


@pytest.mark.parametrize(
    ("sign", "known", "calls_for", "in_its_place"),
    [
        ("vegan_diet", after_nerves, "b12-step-down-specialist", "b12-never-stop-for-level"),
        ("hypersegmented_neutrophils", between_limits, "b12-picture-tests", "b12-second-test"),
        ("schistocytes", hemolysis, "microangiopathy-hematology", "hemolysis-hematology"),
        ("schistocytes", hemolysis, "microangiopathy-hematology", "emergency-referral"),
        ("fever", few_neutrophils, "counts-hematology-today", "counts-hematology-this-week"),
    ],
)
def test_a_sign_in_doubt_calls_for_nothing_and_the_next_line_stands(
    sign: str, known: Any, calls_for: str, in_its_place: str
) -> None:
    assert plan(known(present(sign))).offers(calls_for)
    doubtful = plan(known(*in_doubt(sign)))
    assert not doubtful.offers(calls_for)
    assert doubtful.offers(in_its_place)


@pytest.mark.parametrize(
    ("reason", "known", "line"),
    [
        # bleeding would explain the count, so that hematology is not urgent (K30)
        ("gastrointestinal_bleeding", few_platelets_on_b12, "relapse-hematology"),
        # 1 mg a day would cover where injections are refused, and B12 would not begin (K34, K35)
        ("refuses_injections", low_potassium, "potassium-before-b12"),
    ],
)
def test_a_reason_in_doubt_takes_no_line_away(reason: str, known: Any, line: str) -> None:
    assert plan(known(absent(reason))).offers(line)
    assert plan(known(*in_doubt(reason))).offers(line)
    assert not plan(known(present(reason))).offers(line)


def test_while_overload_is_in_doubt_no_iron_is_said_to_be_needed_or_taken() -> None:
    """AL-IV-OVERLOAD, K39, K41: "no iron" stands; neither "you need it", nor advice on tablets."""
    bacteria: dict[str, Any] = {"bacteremia": True, "heart_failure": True, "hemoglobin": 95}
    black: dict[str, Any] = {"melena": True, "hemoglobin": 95}
    for line, known in (
        ("iron-hold-route", lambda *more: both(*more, **bacteria)),
        ("iron-safety-in-bleeding", lambda *more: low_iron(oral_iron(ago=20), *more, **black)),
    ):
        assert plan(known()).recommends(line)
        doubtful = plan(known(*in_doubt("iron_overload")))
        assert not doubtful.offers(line)
        assert doubtful.recommends("iron-hold-overload")


# The first sentence


@pytest.mark.parametrize(
    ("sign", "known", "says"),
    [
        ("refuses_injections", {}, "Injections of B12 are refused. They stay"),
        (
            "refuses_injections",
            {"leber_optic_neuropathy": True},
            "Injections of B12 are refused, and",
        ),
        (
            "hydroxocobalamin_unavailable",
            {"leber_optic_neuropathy": True},
            "Hydroxocobalamin cannot be had now, and",
        ),
    ],
)
def test_a_refusal_or_a_lack_in_doubt_is_not_the_first_sentence(
    sign: str, known: dict[str, Any], says: str
) -> None:
    assert plan(low_b12(present(sign), **known)).plan.bottom_line.clinician.startswith(says)
    doubtful = plan(low_b12(*in_doubt(sign), **known)).plan.bottom_line.clinician
    assert doubtful.startswith("Treat B12 deficiency now.")


@pytest.mark.parametrize(
    ("sign", "known", "says"),
    [
        ("fever", few_neutrophils, "Call hematology today"),
        (
            "hypersegmented_neutrophils",
            lambda *more: patient(
                done("sleeve_gastrectomy", ago=400), *more, vitamin_b12=400, hemoglobin=95
            ),
            "B12 is not low, but the signs fit a deficiency.",
        ),
    ],
)
def test_a_sign_in_doubt_is_not_the_first_sentence(sign: str, known: Any, says: str) -> None:
    assert plan(known(present(sign))).plan.bottom_line.clinician.startswith(says)
    assert not plan(known(*in_doubt(sign))).plan.bottom_line.clinician.startswith(says)


@pytest.mark.parametrize("iron", [{"iron_deficiency": True}, {}])
def test_b12_deficiency_is_possible_while_pernicious_anemia_is_in_doubt(
    iron: dict[str, Any],
) -> None:
    """K38: nitrous oxide is reason enough for a first dose, and no diagnosis proves the deficiency."""
    for diagnosis, possible in (
        (in_doubt("pernicious_anemia"), True),
        ([absent("pernicious_anemia")], True),
        ([present("pernicious_anemia")], False),
    ):
        found = plan(patient(*diagnosis, nitrous_oxide_use=True, **iron)).plan.bottom_line.clinician
        assert found.startswith("B12 deficiency is possible") is possible
        after = found.endswith("Iron deficiency is treated after that first dose.")
        assert after is (possible and bool(iron))


# Alerts


def test_an_infusion_asked_for_in_doubt_has_no_provisional_dose() -> None:
    """K44: it stands where an infusion is asked for; in pregnancy, without the weight at booking."""
    known: dict[str, Any] = {"age": 30, "pregnancy": True, "gestation": 20, "weight": 70}
    asked = "iv_iron_requested"
    assert plan(low_iron(present(asked), **known)).alert("iv-iron-weight-provisional") == "warning"
    assert plan(low_iron(*in_doubt(asked), **known)).alert("iv-iron-weight-provisional") is None


def test_a_stop_of_b12_is_critical_while_the_reversible_cause_is_in_doubt() -> None:
    """K45: put right for certain, after neurological features, it is a specialist's decision."""
    stop = stop_ordered("hydroxocobalamin")
    certain = plan(after_nerves(stop, present("vegan_diet")))
    assert certain.alert("b12-not-stopped") is None
    assert certain.alert("b12-stopped-after-nerves") == "warning", "whatever the reason"
    for diet in (in_doubt("vegan_diet"), [absent("vegan_diet")]):
        assert plan(after_nerves(stop, *diet)).alert("b12-not-stopped") == "critical"
        assert plan(after_nerves(stop, *diet)).alert("b12-stopped-after-nerves") is None


def test_b12_that_is_stopped_for_an_allergy_is_not_held_to_a_specialist() -> None:
    """AL-B12-HSR."""
    stop = stop_ordered("hydroxocobalamin", "allergy")
    assert plan(after_nerves(stop, present("vegan_diet"))).alert("b12-stopped-after-nerves") is None


def test_where_no_lack_of_iron_is_known_no_infusion_is_missed() -> None:
    """K41: bacteria in the blood; ferritin was not measured."""
    known = {"bacteremia": True, "hemoglobin": 95}
    assert plan(low_iron(**known)).alert("infusion-not-here") == "information"
    assert plan(patient(**known)).alert("infusion-not-here") is None
