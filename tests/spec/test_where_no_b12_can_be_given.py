"""Where neither injection nor tablet can be given today nothing urges one, and the first sentence
says so (specification K9, K34, K41, K48)."""

import pytest

from hematinic.render.words import lines
from spec.patients import File, Seen, injections, low_b12, plan

SUPPLY = ("b12-supply", "b12-supply-without-bridge", "b12-supply-covered")
LEBER = {"leber_optic_neuropathy": True}


def short_of(*events: dict[str, object], **known: object) -> Seen:
    return plan(low_b12(*events, hydroxocobalamin_unavailable=True, **known))


def first(found: Seen) -> str:
    return lines.bottom_line(found.plan)


def told(found: Seen) -> list[str]:
    return [one.alert.id for one in found.plan.alerts if one.alert.id in SUPPLY]


@pytest.mark.parametrize(
    ("known", "alert"),
    [
        ({}, "b12-supply"),
        (LEBER, "b12-supply-without-bridge"),
        ({"egfr": 20}, "b12-supply"),  # K16: weighed whatever the eGFR
    ],
)
def test_tablets_are_urged_only_where_they_are_offered(
    known: dict[str, object], alert: str
) -> None:
    found = short_of(**known)
    assert told(found) == [alert]
    assert found.offers("b12-bridge") is (alert == "b12-supply")
    assert ("2 mg a day" in found.line(alert) or "2 mg a day" in first(found)) is (
        alert == "b12-supply"
    )


def test_without_a_bridge_the_first_sentence_asks_for_the_injection() -> None:
    found = short_of(**LEBER)
    assert first(found).startswith("Hydroxocobalamin cannot be had now, and tablets")
    assert "24 to 48 hours" in first(found)
    assert "cyanocobalamin" not in found.doses()


@pytest.mark.parametrize("known", [{"cobalamin_allergy": True}, {"age": 15}])
def test_who_may_have_neither_is_not_told_to_get_one(known: dict[str, object]) -> None:
    assert told(short_of(**known)) == []


@pytest.mark.parametrize(("last", "alert"), [(20, "b12-supply-covered"), (400, "b12-supply")])
def test_who_is_covered_needs_no_tablets(last: int, alert: str) -> None:
    """K13: an injection within three months covers."""
    found = short_of(*injections(6, last=last), sampled=500)
    assert told(found) == [alert]
    assert "cannot be had now" not in first(found) or alert == "b12-supply"


REFUSES = {"refuses_injections": True}


@pytest.mark.parametrize(
    ("known", "says"),
    [
        (REFUSES, "oral B12 2 mg a day today"),
        (REFUSES | LEBER, "tablets of B12 are not used here"),
        (REFUSES | {"hydroxocobalamin_unavailable": True}, "oral B12 2 mg a day today"),
        (REFUSES | LEBER | {"hydroxocobalamin_unavailable": True}, "are not used here"),
    ],
)
def test_a_refusal_names_no_tablets_that_are_refused_too(
    known: dict[str, object], says: str
) -> None:
    """K34: Leber's disease excepted."""
    found = plan(low_b12(**known))
    assert first(found).startswith("Injections of B12 are refused")
    assert says in first(found)


# Overload


OVERLOAD: list[tuple[File, bool]] = [
    (low_b12(hemochromatosis=True), True),
    (low_b12(transferrin_saturation=46), True),
    (low_b12(transferrin_saturation=45), False),
]


@pytest.mark.parametrize(("file", "held"), OVERLOAD)
def test_in_overload_the_first_sentence_looks_for_no_iron_deficiency(
    file: File, held: bool
) -> None:
    """FE-NONE, 5.2: B12 deficiency raises both values, so they are repeated."""
    said = first(plan(file))
    assert ("No iron, for overload" in said) is held
    assert ("Iron deficiency is not shown" in said) is not held
    assert said.startswith("Treat B12 deficiency now.")
