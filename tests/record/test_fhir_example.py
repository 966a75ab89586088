"""The example bundle: a fictional patient with both deficiencies, and two draft orders."""

from datetime import date
from pathlib import Path

from hematinic.plan.build import Planner
from hematinic.record.fhir import read_bundle

EXAMPLE = Path(__file__).parents[2] / "examples/combined-deficiency-bundle.json"
TODAY = date(2026, 11, 22).toordinal()


def test_everything_in_it_is_read(planner: Planner) -> None:
    record = read_bundle(EXAMPLE.read_bytes(), planner.rules.guideline, TODAY)
    assert record.set_aside == ()
    assert record.questioned == ()
    assert {(event.name, event.value) for event in record.events} >= {
        ("hemoglobin", (92, 92)), ("ferritin", (6, 6)), ("vitamin_b12", (105, 105)),
    }  # fmt: skip
    orders = {event.name: event for event in record.events if event.kind == "ordered"}
    assert (orders["ferrous_sulfate"].dose, orders["ferrous_sulfate"].product_dose) == (65, 325)
    assert (orders["folic_acid"].dose, orders["folic_acid"].every) == (5, 1)


def test_its_orders_are_stopped_and_its_plan_begins_with_b12(planner: Planner) -> None:
    record = read_bundle(EXAMPLE.read_bytes(), planner.rules.guideline, TODAY)
    plan = planner.plan(record, TODAY)
    critical = {code for a in plan.alerts if a.level == "critical" for code in a.alert.implements}
    assert {"AL-IRON-FIRST", "AL-FOLATE-FIRST"} <= critical
    medicines = [
        line.item.prescribe.medicine for line in plan.recommendations if line.item.prescribe
    ]
    assert medicines[0] == "hydroxocobalamin"
