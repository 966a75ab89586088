"""What nitrous oxide has harmed is treated after it is no longer used (specification 5.1, 5.12)."""

import pytest

from spec.patients import absent, injections, low_b12, low_iron, plan, present


def used(ago, *events, **known):
    """Used so many days ago and no longer; B12 is 420 ng/L, the feet are numb."""
    use = [present("nitrous_oxide_use", ago=ago), absent("nitrous_oxide_use", ago=2)]
    return plan(low_iron(*use, *events, **({"paresthesia": True} | known)))


@pytest.mark.parametrize(("ago", "treated"), [(10, True), (365, True), (366, False)])
def test_for_a_year_after_its_use(ago, treated):
    """5.1: a normal level is overridden; the year is our own."""
    assert used(ago).value("b12_deficiency") is treated
    assert used(ago).recommends("B12-NEURO") is treated


def test_the_course_goes_on_when_the_exposure_ends():
    """5.12: ten injections, the exposure ended on the way."""
    found = used(30, *injections(10), sampled=40)
    assert found.recommends("B12-NEURO")


def test_one_who_never_used_it():
    """5.12."""
    found = plan(low_iron(absent("nitrous_oxide_use", ago=2), paresthesia=True))
    assert found.value("b12_deficiency") is False


def test_it_is_a_risk_and_a_cause_that_ends():
    """S3, S51, C6."""
    ended = [present("nitrous_oxide_use", ago=100), absent("nitrous_oxide_use", ago=2)]
    assert plan(low_b12(*ended)).value("b12_risk_factor") is True
    assert plan(low_b12(*ended)).value("b12_cause_reversible") is True
    assert plan(low_b12()).value("b12_risk_factor") is False


def test_tablets_are_no_alternative_after_it():
    """5.12: injections."""
    ended = [present("nitrous_oxide_use", ago=100), absent("nitrous_oxide_use", ago=2)]
    assert plan(low_b12()).offers("b12-oral-high-dose")
    assert not plan(low_b12(*ended)).offers("b12-oral-high-dose")
