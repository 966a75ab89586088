"""Whom an alert about B12 is for: B12 that was stopped (S50), and what a level is read with (3.3, 4.5,
5.1, K12). A level may be known as a bound alone: "<200" is neither low for certain nor normal.
"""

import pytest

from spec.patients import given, injections, low_b12, low_iron, plan, started, stopped

BLACK = {"black_ethnicity": True}
ANTIBODY = {"intrinsic_factor_antibody": "positive"}
WITH_CHILD = {"age": 30, "pregnancy": True, "gestation": 20}


def ended(because, *others):
    """Injections ended 20 days ago."""
    end = stopped("hydroxocobalamin", because, ago=20)
    return low_b12(*injections(6, last=30), end, *others, sampled=60)


def on_injections(because):
    """Tablets were given up; injections go on."""
    before = started("cyanocobalamin", "1 mg", ago=50, route="oral")
    return low_b12(
        before, *injections(6, last=10), stopped("cyanocobalamin", because, ago=5), sampled=60
    )


def tablets(ago, **known):
    """A small dose over the counter, begun so many days ago; the level is of two days ago."""
    return low_iron(started("cyanocobalamin", "0.05 mg", ago=ago, route="oral"), **known)


def one_injection(ago, **known):
    """A single one, so long ago that no course is current."""
    return low_iron(given("hydroxocobalamin", ago=ago), **known)


FIRES = {
    # B12 that was stopped (S50)
    "stopped for a normal level": ("b12-was-stopped", ended("level normal")),
    "stopped for a normal hemoglobin": ("b12-was-stopped", ended("hemoglobin normal")),
    # a level that is not low (3.3, 4.5, 5.1)
    "Black ethnicity, 180": ("b12-assay-ethnicity", low_b12(vitamin_b12=180, **BLACK)),
    "Black ethnicity, 180 or more": (
        "b12-assay-ethnicity", low_b12(vitamin_b12=">=180", **BLACK)),
    "antibodies, 180": ("b12-assay-antibody", low_iron(vitamin_b12=180, **ANTIBODY)),
    "antibodies, below 200": ("b12-assay-antibody", low_iron(vitamin_b12="<200", **ANTIBODY)),
    "pregnant, 350": ("b12-assay-pregnancy", low_b12(vitamin_b12=350, **WITH_CHILD)),
    "pregnant, above 300": ("b12-assay-pregnancy", low_b12(vitamin_b12=">300", **WITH_CHILD)),
    # B12 before the sample (K12)
    "tablets since the day before the sample": ("b12-assay-supplement", tablets(3, vitamin_b12=420)),
    "an injection 120 days before the sample": (
        "b12-assay-supplement", one_injection(122, vitamin_b12=250)),
    "an injection before a level below 200": (
        "b12-assay-supplement", one_injection(122, vitamin_b12="<200")),
}  # fmt: skip


@pytest.mark.parametrize(("alert", "file"), FIRES.values(), ids=FIRES)
def test_an_alert_is_for(alert, file):
    assert plan(file).alert(alert)


SILENT = {
    # B12 that was stopped (S50)
    "stopped, no reason recorded": ("b12-was-stopped", ended("")),
    "stopped at the wish of the patient": ("b12-was-stopped", ended("patient's choice")),
    "injections ended, tablets are taken": (
        "b12-was-stopped",
        ended("level normal", started("cyanocobalamin", "1 mg", ago=40, route="oral"))),
    "tablets ended, injections go on": ("b12-was-stopped", on_injections("level normal")),
    # a level that is low, or may be (3.3, 4.5, 5.1)
    "Black ethnicity, 179": ("b12-assay-ethnicity", low_b12(vitamin_b12=179, **BLACK)),
    "Black ethnicity, below 200: it may be low": (
        "b12-assay-ethnicity", low_b12(vitamin_b12="<200", **BLACK)),
    "antibodies, 179": ("b12-assay-antibody", low_iron(vitamin_b12=179, **ANTIBODY)),
    "antibodies, below 180": ("b12-assay-antibody", low_iron(vitamin_b12="<180", **ANTIBODY)),
    "pregnant, 351": ("b12-assay-pregnancy", low_b12(vitamin_b12=351, **WITH_CHILD)),
    "pregnant, above 350": ("b12-assay-pregnancy", low_b12(vitamin_b12=">350", **WITH_CHILD)),
    # B12 before the sample (K12, 5.1: the sample is taken before the first dose)
    "tablets since the day of the sample": ("b12-assay-supplement", tablets(2, vitamin_b12=420)),
    "tablets since the day of an indeterminate sample": (
        "b12-assay-supplement", tablets(2, vitamin_b12=250)),
    "an injection 121 days before the sample": (
        "b12-assay-supplement", one_injection(123, vitamin_b12=250)),
    "an injection before a low level": (
        "b12-assay-supplement", one_injection(122, vitamin_b12=179)),
}  # fmt: skip


@pytest.mark.parametrize(("alert", "file"), SILENT.values(), ids=SILENT)
def test_an_alert_is_not_for(alert, file):
    assert plan(file).alert(alert) is None
