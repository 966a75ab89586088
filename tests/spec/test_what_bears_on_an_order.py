"""What `check` shows (specification K47)"""

import pytest

from hematinic.plan.orders import OrderChecker
from hematinic.record.patient_file import read_patient_file
from spec.patients import TODAY, both, low_b12, low_iron, ordered, planner, stop_ordered


def checker():
    return planner().rules.once(OrderChecker)


def shown(file):
    """The codes of the alerts that bear on the draft orders, each with its level."""
    made = checker()
    record = read_patient_file(file, made.rules.guideline, TODAY.toordinal())
    found = made.plan(record, TODAY.toordinal()).alerts
    return {code: one.level for one in found for code in one.alert.implements}


def test_a_critical_alert_of_the_patients_is_shown_whatever_is_ordered():
    """A severe allergy to cobalamins stands before the order, and bears on it (K47)."""
    allergic = low_b12(ordered("hydroxocobalamin", "1 mg"), cobalamin_allergy=True)
    assert shown(allergic)["AL-B12-HSR"] == "critical"


def test_iron_for_a_child_is_stopped():
    assert shown(low_iron(ordered("ferrous_sulfate", "65 mg"), age=9))["AL-OOS-CHILD"] == "critical"


def test_what_only_the_order_causes_is_shown():
    assert "AL-FE-DOSE" in shown(low_iron(ordered("ferrous_sulfate", "130 mg", every="1 d")))


def test_a_stop_is_an_order_too():
    because = "hemoglobin normal"
    taken = low_iron(stop_ordered("ferrous_sulfate", because), hemoglobin=131)
    assert "AL-STORES" in shown(taken)


@pytest.mark.parametrize("code", ["AL-DRAFT", "AL-CITE"])
def test_what_has_nothing_to_do_with_the_order_is_left_to_the_plan(code):
    assert code not in shown(both(ordered("ferrous_sulfate", "65 mg")))


def test_without_an_order_only_what_is_critical_is_shown():
    assert set(shown(both()).values()) <= {"critical"}
