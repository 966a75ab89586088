"""Time that is over: orders that ended with their validity or supply, dosages that follow each
other, days of the week, doses as needed, hours of the day."""

from typing import Any

import pytest

from hematinic.guideline.model import Guideline
from hematinic.plan.build import Planner
from hematinic.record.events import Event
from record.fhir_resources import (
    LOINC,
    TODAY,
    Json,
    Read,
    coding,
    day,
    observation,
    quantity,
    request,
    resource,
    statement,
)

TABLET = {"doseAndRate": [{"doseQuantity": quantity(1, "tablet")}]}


def repeat(**fields: Any) -> Json:
    return {"timing": {"repeat": fields}}


DAILY = repeat(frequency=1, period=1, periodUnit="d")


def dispensing(**fields: Any) -> Json:
    return {"dispenseRequest": fields}


# Orders


@pytest.mark.parametrize(
    ("fields", "until"),
    [
        (dispensing(validityPeriod={"end": "2026-09-30"}), "2026-09-30"),
        (dispensing(validityPeriod={"end": "2026-09-30"},
                    expectedSupplyDuration=quantity(14, "d")), "2026-10-14"),
        (dispensing(expectedSupplyDuration=quantity(28, "d"), numberOfRepeatsAllowed=0), "2026-06-29"),
        (dispensing(expectedSupplyDuration=quantity(4, "wk"), numberOfRepeatsAllowed=2), "2026-08-24"),
        (dispensing(expectedSupplyDuration=quantity(28, "d"), numberOfRepeatsAllowed=2,
                    dispenseInterval=quantity(42, "d")), "2026-09-21"),
        (dispensing(initialFill={"duration": quantity(7, "d")}, numberOfRepeatsAllowed=1,
                    expectedSupplyDuration=quantity(28, "d")), "2026-07-06"),
        # how often it is dispensed again is not told, but it is long over
        (dispensing(expectedSupplyDuration=quantity(28, "d")), "2026-06-29"),
        # the earlier of two ends
        (dispensing(validityPeriod={"end": "2026-12-31"}, numberOfRepeatsAllowed=0,
                    expectedSupplyDuration=quantity(28, "d")), "2026-06-29"),
        (dispensing(quantity=quantity(56, "tablet"), numberOfRepeatsAllowed=0)
         | {"dosageInstruction": [DAILY | TABLET]}, "2026-07-27"),
    ],
)  # fmt: skip
def test_an_active_order_ends_with_its_supply(
    guideline: Guideline, fields: Json, until: str
) -> None:
    found = Read(guideline, request(authoredOn="2026-06-01", **fields))
    assert found.event.until == day(until)
    (note,) = found.record.set_aside
    assert f"it ended {until}: not taken as going on; ask" in note.why
    assert note.element == "ferrous_sulfate"


@pytest.mark.parametrize(
    "fields",
    [
        {},
        dispensing(validityPeriod={"end": "2026-12-31"}),
        dispensing(validityPeriod={"start": "2026-06-01"}),
        dispensing(expectedSupplyDuration=quantity(90, "d"), numberOfRepeatsAllowed=3),
        dispensing(expectedSupplyDuration=quantity(150, "d")),  # 29 days ago: some may be left
        dispensing(quantity=quantity(30, "mL")) | {"dosageInstruction": [DAILY | TABLET]},
        dispensing(numberOfRepeatsAllowed=0),
    ],
)
def test_an_active_order_that_goes_on(guideline: Guideline, fields: Json) -> None:
    found = Read(guideline, request(authoredOn="2026-06-01", **fields))
    assert found.event.until is None or found.event.until >= TODAY
    assert found.record.set_aside == ()


def test_both_sides_of_a_supply_that_may_have_been_renewed(guideline: Guideline) -> None:
    def goes_on(days: int) -> bool:
        order = request(authoredOn="2026-06-01", **dispensing(expectedSupplyDuration=quantity(days, "d")))  # fmt: skip
        return Read(guideline, order).event.until is None

    assert (goes_on(144), goes_on(143)) == (True, False)


def test_old_orders_for_b12_leave_a_deficiency_untreated(planner: Planner) -> None:
    low = observation(code=coding(LOINC, "2132-9"), valueQuantity=quantity(88, "ng/L"))

    def running(**fields: Any) -> bool:
        medicine = {"medicationCodeableConcept": {"text": "hydroxocobalamin 1 mg injection"}}
        order = request(id="m", authoredOn="2018-02-01", **medicine, **fields)
        plan = planner.plan(Read(planner.rules.guideline, low, order).record, TODAY)
        return "b12" in plan.assessment.facts.courses

    assert running()
    assert not running(**dispensing(validityPeriod={"end": "2018-08-01"}))
    assert not running(dosageInstruction=[repeat(boundsPeriod={"end": "2018-03-01"})])
    assert not running(dosageInstruction=[repeat(frequency=1, period=2, periodUnit="d", count=6)])
    assert not running(dosageInstruction=[repeat(boundsDuration=quantity(3, "wk"))])
    assert not running(dosageInstruction=[{"text": "1 mg IM on alternate days for 2 weeks"}])
    assert not running(dosageInstruction=[{"timing": {"event": ["2018-02-01", "2018-02-03"]}}])
    assert not running(effectiveDosePeriod={"end": "2018-06-01"})


# Dosages in turn


def in_turn(guideline: Guideline, *dosages: Json, **fields: Any) -> list[tuple[Any, Any, Any]]:
    medicine = {"medicationCodeableConcept": {"text": "folic acid"}}
    found = Read(guideline, request(dosageInstruction=list(dosages), **medicine | fields))
    return [(event.dose, event.day[0], event.until) for event in found.events]


def taken(mg: float, sequence: int | None = None, **timing: Any) -> Json:
    found = repeat(**timing) | {"doseAndRate": [{"doseQuantity": quantity(mg, "mg")}]}
    return found | ({"sequence": sequence} if sequence else {})


def test_the_second_is_in_force_when_the_first_is_over(guideline: Guideline) -> None:
    first = taken(5, 1, boundsDuration=quantity(10, "d"))
    second = taken(1, 2)
    found = in_turn(guideline, second, first, authoredOn="2026-11-01")
    assert found == [(5, day("2026-11-01"), day("2026-11-11")), (1, day("2026-11-11"), None)]


def test_the_first_is_in_force_until_then(guideline: Guideline) -> None:
    first = taken(5, 1, boundsDuration=quantity(60, "d"))
    found = in_turn(guideline, first, taken(1, 2), authoredOn="2026-11-01")
    assert found == [(5, day("2026-11-01"), None)]


def test_periods_that_do_not_meet_are_in_turn_without_numbers(guideline: Guideline) -> None:
    first = taken(5, boundsPeriod={"start": "2026-10-01", "end": "2026-10-31"})
    second = taken(1, boundsPeriod={"start": "2026-11-01", "end": "2027-01-31"})
    for order in ((first, second), (second, first)):
        found = in_turn(guideline, *order, authoredOn="2026-10-01")
        assert found == [
            (5, day("2026-10-01"), day("2026-10-31")),
            (1, day("2026-11-01"), day("2027-01-31")),
        ]


def test_periods_that_meet_are_side_by_side(guideline: Guideline) -> None:
    first = taken(5, boundsPeriod={"start": "2026-10-01", "end": "2026-11-30"})
    second = taken(1, boundsPeriod={"start": "2026-11-01", "end": "2026-12-31"})
    ((dose, began, until),) = in_turn(guideline, first, second, authoredOn="2026-10-01")
    assert (dose, began, until) == (None, day("2026-10-01"), day("2026-12-31"))


def test_where_the_first_ends_is_not_known(guideline: Guideline) -> None:
    """Which of them is in force cannot be told: the medicine is taken, its dose is unknown."""
    ((dose, _, until),) = in_turn(guideline, taken(5, 1), taken(1, 2))
    assert (dose, until) == (None, None)


def test_the_last_of_three(guideline: Guideline) -> None:
    found = in_turn(
        guideline,
        taken(5, 1, boundsDuration=quantity(1, "wk")),
        taken(2, 2, boundsDuration=quantity(1, "wk")),
        taken(1, 3, boundsDuration=quantity(1, "wk")),
        authoredOn="2026-10-01",
    )
    assert [dose for dose, _, _ in found] == [5, 2, 1]
    assert found[-1][2] == day("2026-10-22")


def test_dosages_of_a_statement(guideline: Guideline) -> None:
    dosage = [taken(5, 1, boundsDuration=quantity(5, "d")), taken(1, 2)]
    medicine = {"medicationCodeableConcept": {"text": "folic acid"}}
    found = Read(guideline, statement(dosage=dosage, **medicine))
    assert [event.dose for event in found.events] == [5, 1]
    assert found.events[-1].until is None


# Days, hours, and as needed


def ordered(guideline: Guideline, **dosage: Any) -> Event:
    medicine = {"medicationCodeableConcept": {"text": "folic acid"}}
    return Read(guideline, request(status="draft", dosageInstruction=[dosage], **medicine)).event


@pytest.mark.parametrize(
    ("fields", "a_week"),
    [
        ({"frequency": 1, "period": 1, "periodUnit": "wk", "dayOfWeek": ["mon", "thu"]}, 2),
        ({"frequency": 1, "period": 1, "periodUnit": "d", "dayOfWeek": ["mon", "thu"]}, 2),
        ({"frequency": 2, "period": 1, "periodUnit": "wk", "dayOfWeek": ["mon", "thu"]}, 2),
        ({"frequency": 4, "period": 1, "periodUnit": "wk", "dayOfWeek": ["mon", "thu"]}, 4),
        ({"frequency": 2, "period": 1, "periodUnit": "d", "dayOfWeek": ["mon", "thu"]}, 4),
        ({"dayOfWeek": ["tue"], "timeOfDay": ["08:00", "20:00"]}, 2),
        ({"frequency": 1, "period": 2, "periodUnit": "wk", "dayOfWeek": ["tue", "fri"]}, 1),
        ({"dayOfWeek": ["mon", "mon"]}, 1),
        ({"frequency": 1, "period": 1, "periodUnit": "d", "when": ["MORN", "EVE"]}, 14),
        ({"frequency": 1, "period": 1, "periodUnit": "d", "timeOfDay": ["08:00"]}, 7),
        ({"frequency": 1, "period": 1, "periodUnits": "wk", "dayOfWeek": ["mon", "thu"]}, 2),
    ],
)
def test_days_of_the_week_set_the_count(guideline: Guideline, fields: Json, a_week: float) -> None:
    every = ordered(guideline, **repeat(**fields)).every
    assert every
    assert 7 / every == pytest.approx(a_week)


@pytest.mark.parametrize(
    "needed",
    [
        {"asNeededBoolean": True},
        {"asNeededCodeableConcept": {"text": "fatigue"}},
        {"asNeeded": True},
        {"asNeededFor": [{"text": "fatigue"}]},
        {"text": "1 tablet daily as needed"},
        {"text": "1 tablet PRN"},
        {"patientInstruction": "Take when required"},
    ],
)
def test_as_needed_is_not_daily(guideline: Guideline, needed: Json) -> None:
    event = ordered(guideline, **DAILY, **TABLET | needed)
    assert (event.every, event.as_needed) == (None, True)


def test_what_is_not_as_needed(guideline: Guideline) -> None:
    for told in ({"asNeededBoolean": False}, {"text": "one needed daily"}, {}):
        event = ordered(guideline, **DAILY, **told)
        assert (event.every, event.as_needed) == (1, False)


def test_a_daily_dose_of_what_is_taken_as_needed_is_not_known(planner: Planner) -> None:
    """5 mg of folic acid as needed may be none at all: no daily dose is claimed."""

    def dose(**dosage: Any) -> Any:
        medicine = {"medicationCodeableConcept": {"text": "folic acid"}}
        taken = {"doseAndRate": [{"doseQuantity": quantity(5, "mg")}]} | dosage
        read = Read(planner.rules.guideline, request(dosageInstruction=[taken], **medicine))
        return planner.plan(read.record, TODAY).assessment.value("folate_daily_dose")

    assert dose(**DAILY) == (5, 5)
    assert dose(**DAILY, asNeededBoolean=True) is None


def test_hours_of_the_day(guideline: Guideline) -> None:
    assert ordered(guideline, **repeat(timeOfDay=["20:30:00", "08:00"])).hours == (480, 1230)
    assert ordered(guideline, **DAILY).hours == ()


def test_hours_feed_the_timetable(planner: Planner) -> None:
    """Levodopa at half past two stays there, and the iron finds its place around it."""
    iron = observation(valueQuantity=quantity(4, "ug/L"))
    anemic = observation(id="h", code=coding(LOINC, "718-7"), valueQuantity=quantity(95, "g/L"))
    b12 = observation(id="b", code=coding(LOINC, "2132-9"), valueQuantity=quantity(500, "ng/L"))
    medicine = {"medicationCodeableConcept": {"text": "levodopa"}}

    def rows(**timing: Any) -> list[int]:
        order = request(id="m", dosageInstruction=[repeat(**timing)], **medicine)
        read = Read(planner.rules.guideline, iron, anemic, b12, order)
        timetable = planner.plan(read.record, TODAY).timetable
        assert timetable
        return [row.minute for row in timetable.rows if row.name == "levodopa"]

    usual = rows(frequency=1, period=1, periodUnit="d")
    assert rows(timeOfDay=["14:30"]) == [14 * 60 + 30] != usual


# What was dispensed


def dispensed(**fields: Any) -> Json:
    return resource(
        "MedicationDispense",
        **{
            "status": "completed",
            "medicationCodeableConcept": {"text": "ferrous sulfate 200 mg dried tablets"},
            "whenHandedOver": "2026-11-01T09:00:00Z",
            "daysSupply": quantity(28, "d"),
        }
        | fields,
    )


def test_what_was_handed_over_is_taken_while_it_lasts(guideline: Guideline) -> None:
    event = Read(guideline, dispensed(dosageInstruction=[DAILY | TABLET])).event
    assert (event.kind, event.day[0], event.until) == (
        "started",
        day("2026-11-01"),
        day("2026-11-29"),
    )
    assert (event.dose, event.every) == (65, 1)


@pytest.mark.parametrize(
    ("fields", "until"),
    [
        ({"daysSupply": None}, "2026-11-01"),
        ({"daysSupply": None, "quantity": quantity(14, "tablets"), "dosageInstruction": [DAILY | TABLET]}, "2026-11-15"),
        ({"whenHandedOver": None, "whenPrepared": "2026-11-02"}, "2026-11-30"),
    ],
)  # fmt: skip
def test_how_long_it_lasts(guideline: Guideline, fields: Json, until: str) -> None:
    assert Read(guideline, dispensed(**fields)).event.until == day(until)


def test_what_was_never_handed_over(guideline: Guideline) -> None:
    found = Read(guideline, dispensed(whenHandedOver=None))
    assert found.events == ()
    assert "was not handed over on any day" in found.why
