"""Medicines in time: what is over, what goes on, how often, in the forms of every version."""

from pathlib import Path
from typing import Any

import pytest

from hematinic.plan.build import Planner
from record.as_they_come import Case, check, of
from record.fhir_resources import (
    LOINC,
    administration,
    coding,
    observation,
    quantity,
    request,
    resource,
    statement,
)

B12 = {"text": "hydroxocobalamin 1 mg/ml injection"}
FOLIC = {"text": "folic acid 5 mg tablet"}
IRON = {"text": "ferrous sulfate 200 mg tablet"}
LOW_B12 = observation(id="b12", code=coding(LOINC, "2132-9"), valueQuantity=quantity(96, "pg/mL"))
TREATED = ("B12-STD", "B12-NEURO")


def dosed(repeat: dict[str, Any], **fields: Any) -> dict[str, Any]:
    one = {"timing": {"repeat": repeat}, "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}]}  # fmt: skip
    return one | fields


def daily(**bounds: Any) -> dict[str, Any]:
    return dosed({"frequency": 1, "period": 1, "periodUnit": "d"} | bounds)


def order(medicine: dict[str, Any], written: str, *dosages: Any, **fields: Any) -> dict[str, Any]:
    told = {"id": "m", "medicationCodeableConcept": medicine, "authoredOn": written}
    return request(**told | ({"dosageInstruction": list(dosages)} if dosages else {}) | fields)


OVER = (
    Case(
        "six fills of four weeks each, of three years ago",
        of(LOW_B12, order(B12, "2023-02-01", dispenseRequest={"expectedSupplyDuration": quantity(28, "d"), "numberOfRepeatsAllowed": 5, "dispenseInterval": quantity(28, "d")})),
        over=("hydroxocobalamin",), told=("hydroxocobalamin & ask",), regimens=TREATED,
    ),
    Case(
        "as many tablets as last four weeks, and no more said",
        of(LOW_B12, order(IRON, "2025-01-10", dosed({"frequency": 3, "period": 1, "periodUnit": "d"}), dispenseRequest={"quantity": {"value": 84, "unit": "tablet"}})),
        over=("ferrous_sulfate",), told=("ferrous sulfate & ask",), no_alerts=("AL-IRON-FIRST",),
    ),
    Case(
        "valid until next month",
        of(order(IRON, "2026-10-01", daily(), dispenseRequest={"validityPeriod": {"start": "2026-10-01", "end": "2026-12-24"}})),
        goes_on=("ferrous_sulfate",),
    ),
    Case(
        "valid, as United States prescriptions are, for a year that is over",
        of(LOW_B12, order(IRON, "2024-05-01", daily(), dispenseRequest={"validityPeriod": {"start": "2024-05-01", "end": "2025-05-01"}, "numberOfRepeatsAllowed": 3})),
        over=("ferrous_sulfate",), told=("ferrous sulfate & 2025-05-01",), no_alerts=("AL-IRON-FIRST",),
    ),
    Case(
        "for six weeks, of this month", of(order(IRON, "2026-11-02", daily(boundsDuration=quantity(6, "wk")))),
        goes_on=("ferrous_sulfate",),
    ),
    Case(
        "for six weeks, of last year", of(LOW_B12, order(IRON, "2025-11-02", daily(boundsDuration=quantity(6, "wk")))),
        over=("ferrous_sulfate",), no_alerts=("AL-IRON-FIRST",),
    ),
    Case(
        "for two to three months, of spring", of(LOW_B12, order(IRON, "2026-03-01", daily(boundsRange={"low": quantity(2, "mo"), "high": quantity(3, "mo")}))),
        over=("ferrous_sulfate",), no_alerts=("AL-IRON-FIRST",),
    ),
    Case(
        "six injections on three days of the week",
        of(order(B12, "2026-11-02", {"timing": {"repeat": {"count": 6, "frequency": 1, "period": 1, "periodUnit": "d", "dayOfWeek": ["mon", "wed", "fri"]}}})),
        over=("hydroxocobalamin",),
    ),
    Case(
        "eight weeks, in words", of(LOW_B12, order(IRON, "2026-03-02", {"text": "one tablet daily for 8 weeks"})),
        over=("ferrous_sulfate",), no_alerts=("AL-IRON-FIRST",),
    ),
    Case(
        "completed, its end not told", of(LOW_B12, order(IRON, "2026-06-01", daily(), status="completed")),
        over=("ferrous_sulfate",), told=("ferrous sulfate & end",),
    ),
    Case(
        "handed over twelve days ago for four weeks",
        of(resource("MedicationDispense", id="d", status="completed", medicationCodeableConcept=IRON, whenHandedOver="2026-11-10", daysSupply=quantity(28, "d"))),
        goes_on=("ferrous_sulfate",),
    ),
    Case(
        "handed over last year for four weeks",
        of(LOW_B12, resource("MedicationDispense", id="d", status="completed", medicationCodeableConcept=IRON, whenHandedOver="2025-11-10", daysSupply=quantity(28, "d"))),
        over=("ferrous_sulfate",), no_alerts=("AL-IRON-FIRST",),
    ),
    Case(
        "R5, the period of the dose",
        of(LOW_B12, order(IRON, "2026-01-05", daily(), medicationCodeableConcept=None, medication={"concept": IRON}, effectiveDosePeriod={"start": "2026-01-05", "end": "2026-04-05"})),
        over=("ferrous_sulfate",), no_alerts=("AL-IRON-FIRST",),
    ),
    Case(
        "DSTU2, an order that ended",
        of(LOW_B12, resource("MedicationOrder", id="m", status="active", medicationCodeableConcept=IRON, subject=None, patient={"reference": "Patient/p1"}, dateWritten="2026-01-05", dateEnded="2026-02-05")),
        over=("ferrous_sulfate",), no_alerts=("AL-IRON-FIRST",),
    ),
)  # fmt: skip

OFTEN = (
    Case(
        "loading, and then maintenance: the one in force",
        of(order(B12, "2026-06-01", {"sequence": 1, "timing": {"repeat": {"frequency": 3, "period": 1, "periodUnit": "wk", "boundsPeriod": {"start": "2026-06-01", "end": "2026-06-14"}}}}, {"sequence": 2, "timing": {"repeat": {"frequency": 1, "period": 3, "periodUnit": "mo", "boundsPeriod": {"start": "2026-06-15"}}}})),
        goes_on=("hydroxocobalamin",), every={"hydroxocobalamin": 91.3125},
    ),
    Case(
        "the same, written the other way round",
        of(order(B12, "2026-06-01", {"sequence": 2, "timing": {"repeat": {"frequency": 1, "period": 3, "periodUnit": "mo", "boundsPeriod": {"start": "2026-06-15"}}}}, {"sequence": 1, "timing": {"repeat": {"frequency": 3, "period": 1, "periodUnit": "wk", "boundsPeriod": {"start": "2026-06-01", "end": "2026-06-14"}}}})),
        goes_on=("hydroxocobalamin",), every={"hydroxocobalamin": 91.3125},
    ),
    Case(
        "all of its dosages are over",
        of(LOW_B12, order(IRON, "2026-01-01", {"sequence": 1, **daily(boundsDuration=quantity(14, "d"))}, {"sequence": 2, **daily(boundsDuration=quantity(28, "d"))})),
        over=("ferrous_sulfate",), no_alerts=("AL-IRON-FIRST",),
    ),
    Case("twice a week on its days", of(order(FOLIC, "2026-11-02", dosed({"dayOfWeek": ["mon", "thu"]}))), every={"folic_acid": 3.5}),
    Case("every other week on a day", of(order(B12, "2026-10-05", dosed({"frequency": 1, "period": 2, "periodUnit": "wk", "dayOfWeek": ["mon"]}))), every={"hydroxocobalamin": 14}),
    Case("when needed, by the flag", of(order(FOLIC, "2026-11-02", {"asNeededBoolean": True, **daily()})), every={"folic_acid": None}),
    Case("when needed, in R5", of(order(FOLIC, "2026-11-02", {"asNeeded": True, **daily()})), every={"folic_acid": None}),
    Case("when needed, in words", of(order(FOLIC, "2026-11-02", {"text": "one tablet daily PRN"})), every={"folic_acid": None}),
    Case("twice a day at its hours", of(order(FOLIC, "2026-11-02", dosed({"timeOfDay": ["19:30:00", "07:30:00"]}))), every={"folic_acid": 0.5}, hours={"folic_acid": (450, 1170)}),
    Case("at its hour every other day", of(order(IRON, "2026-11-02", dosed({"frequency": 1, "period": 2, "periodUnit": "d", "timeOfDay": ["06:00:00"]}))), every={"ferrous_sulfate": 2}, hours={"ferrous_sulfate": (360,)}),
    Case("every eight hours", of(order(FOLIC, "2026-11-02", dosed({"frequency": 1, "period": 8, "periodUnit": "h"}))), every={"folic_acid": 1 / 3}),
    Case("the words of British records", of(statement(id="s", medicationCodeableConcept=IRON, dosage=[{"text": "ONE TO BE TAKEN TWICE A DAY"}])), goes_on=("ferrous_sulfate",), every={"ferrous_sulfate": 0.5}),
    Case("a code of its own", of(statement(id="s", medicationCodeableConcept=IRON, dosage=[{"timing": {"code": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation", "code": "QOD"}]}}}])), every={"ferrous_sulfate": 2}),
)  # fmt: skip

WORDS = (
    Case(
        "British words for a month's tablets, of last spring",
        of(LOW_B12, order(IRON, "2026-04-02", {"text": "ONE TO BE TAKEN TWICE A DAY"}, dispenseRequest={"quantity": {"value": 56, "unit": "tablet"}, "numberOfRepeatsAllowed": 0})),
        over=("ferrous_sulfate",), told=("ferrous sulfate & a supply of 28 days",), no_alerts=("AL-IRON-FIRST",),
    ),
    Case(
        "the same, of this month",
        of(order(IRON, "2026-11-02", {"text": "Take one daily"}, dispenseRequest={"quantity": {"value": 28, "unit": "tablet"}, "numberOfRepeatsAllowed": 0})),
        goes_on=("ferrous_sulfate",), every={"ferrous_sulfate": 1},
    ),
    Case(
        "milliliters in words are no number of tablets",
        of(order({"text": "ferrous fumarate 140 mg/5 ml oral solution"}, "2026-01-02", {"text": "one 5 ml spoonful twice a day"}, dispenseRequest={"quantity": {"value": 200, "unit": "ml"}, "numberOfRepeatsAllowed": 0})),
        goes_on=("ferrous_fumarate",),
    ),
    Case(
        "days that are named one by one, all of them past",
        of(LOW_B12, order(B12, "2026-01-02", {"timing": {"event": ["2026-01-05", "2026-01-12", "2026-01-19"]}})),
        over=("hydroxocobalamin",), regimens=TREATED,
    ),
    Case(
        "R5, whether it is taken is not known",
        of(LOW_B12, statement(id="s", status="recorded", medicationCodeableConcept=None, medication={"concept": B12}, adherence={"code": {"coding": [{"code": "unknown"}]}})),
        untaken=("hydroxocobalamin",), told=("hydroxocobalamin & not known",), regimens=TREATED,
    ),
    Case(
        "an order of which nobody knows the state", of(LOW_B12, order(B12, "2026-08-02", status="unknown")),
        untaken=("hydroxocobalamin",), told=("hydroxocobalamin & unknown",), regimens=TREATED,
    ),
    Case(
        "an order in error", of(LOW_B12, order(B12, "2026-08-02", status="entered-in-error")),
        untaken=("hydroxocobalamin",), told=("hydroxocobalamin & error",), regimens=TREATED,
    ),
)  # fmt: skip

SPOKEN = {
    "3 monthly": 91.3125, "3-monthly": 91.3125, "three times monthly": 30.4375 / 3, "every twelve weeks": 84,
    "12 weekly": 84, "twice weekly": 3.5, "3 times weekly": 7 / 3, "fortnightly": 14, "every other week": 14,
    "bi-weekly": None, "every 8 to 12 weeks": None, "2-3 monthly": None, "take 2 weekly": None,
    "monthly for 6 months then 3 monthly": None, "every day except Sunday": None, "once a week on Mondays": 7,
    "on Mondays": None, "o.d.": 1, "b.d.": 0.5, "t.d.s.": 1 / 3, "q 8 hrs": 1 / 3, "every eight hours": 1 / 3,
    "morning and night": 0.5, "nocte": 1, "once daily at night": 1, "one every three months for life": 91.3125,
    "quarterly": 91.3125, "every 48 hours": 2, "two tablets a day": None,
}  # fmt: skip
"""Days between doses, by what a dosage says."""

AMOUNTS = (
    Case(
        "code and print of a dose that differ",
        of(administration(id="a", dosage={"dose": {"value": 1, "unit": "mg", "code": "ug"}})),
        over=("hydroxocobalamin",), told=("hydroxocobalamin & 1 mg & cannot be read",),
    ),
    Case(
        "an order of which the supply says nothing",
        of(LOW_B12, order(IRON, "2025-01-01", daily(), dispenseRequest=[{"code": "> "}])),
        untaken=("ferrous_sulfate",), told=("ferrous sulfate & dispenserequest",),
    ),
)  # fmt: skip

FORMS = (
    Case(
        "DSTU2, a statement", of(resource("MedicationStatement", id="s", status="active", wasNotTaken=False, subject=None, patient={"reference": "Patient/p1"}, medicationCodeableConcept=IRON, effectivePeriod={"start": "2026-11-01"}, dosage=[{"quantityQuantity": {"value": 1, "unit": "tablet"}, "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnits": "d"}}}])),
        goes_on=("ferrous_sulfate",), every={"ferrous_sulfate": 1},
    ),
    Case(
        "STU3, an order", of(order(FOLIC, "2026-11-02", {"doseQuantity": {"value": 1, "unit": "tablet"}, "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}}, context={"reference": "Encounter/1"})),
        goes_on=("folic_acid",), every={"folic_acid": 1},
    ),
    Case(
        "R5, an injection", of(LOW_B12, administration(id="a", medicationCodeableConcept=None, medication={"reference": {"reference": "Medication/x"}}, effectiveDateTime=None, occurenceDateTime="2026-11-19T10:00:00+01:00", dosage={"dose": quantity(1, "mg"), "route": {"text": "IM"}}), {"resourceType": "Medication", "id": "x", "code": B12}),
        over=("hydroxocobalamin",),
    ),
    Case(
        "a medication that is not in the record",
        of(statement(id="s", medicationCodeableConcept=None, medicationReference={"reference": "Medication/elsewhere"})),
        told=("medication/elsewhere & not in the record",),
    ),
    Case(
        "an order that is only proposed", of(order(IRON, "2026-11-20", daily(), intent="proposal")),
        untaken=("ferrous_sulfate",), holds=("ordered ferrous_sulfate",),
    ),
    Case(
        "an order that another order made", of(order(IRON, "2026-11-02", daily(), intent="instance-order")),
        goes_on=("ferrous_sulfate",),
    ),
    Case(
        "an order held for a week, its first days told", of(LOW_B12, order(IRON, "2026-11-02", daily(), status="on-hold", statusReason={"text": "vomiting"})),
        holds=("started ferrous_sulfate", "stopped ferrous_sulfate"), over=("ferrous_sulfate",),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    "case", [*OVER, *OFTEN, *WORDS, *AMOUNTS, *FORMS], ids=lambda case: case.name
)
def test_what_is_taken(case: Case, planner: Planner, tmp_path: Path) -> None:
    check(case, planner, tmp_path)


@pytest.mark.parametrize(("text", "every"), SPOKEN.items(), ids=SPOKEN)
def test_how_often_in_words(
    text: str, every: float | None, planner: Planner, tmp_path: Path
) -> None:
    made = of(order(B12, "2026-11-02", {"text": text}))
    check(Case(text, made, every={"hydroxocobalamin": every}), planner, tmp_path)


@pytest.mark.parametrize(
    ("text", "over"),
    [("1 mg IM stat", True), ("one daily for 2/52", True), ("one daily for 3/12", False)],
)
def test_how_long_in_words(text: str, over: bool, planner: Planner, tmp_path: Path) -> None:
    made = of(order(B12, "2026-10-02", {"text": text}))
    states = {"over": ("hydroxocobalamin",)} if over else {"goes_on": ("hydroxocobalamin",)}
    check(Case(text, made, **states), planner, tmp_path)
