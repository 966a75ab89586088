"""What was handed over by a pharmacy: taken from that day for as long as it lasts."""

import math
from collections.abc import Iterator

from hematinic.record.events import Event
from hematinic.record.fhir.courses import taken
from hematinic.record.fhir.denied import not_given
from hematinic.record.fhir.medicine import named
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.resources import MedicationDispense
from hematinic.record.fhir.stretches import day_of, days_of, stretches
from hematinic.record.fhir.times import duration, moment
from hematinic.record.fhir.unclear import unclear_length

HANDED_OVER = ("completed", "in-progress", "")


def dispenses(dispense: MedicationDispense, where: str, reading: Reading) -> Iterator[Event]:
    known = named(dispense, where, reading)
    if known is None:
        return
    if why := not_given(dispense):
        known.aside(where, why, reading)
        return
    if dispense.status not in HANDED_OVER:
        known.aside(where, f"its status is {dispense.status[:40]}: not counted as taken", reading)
        return
    when = moment(dispense.when_handed_over) or moment(dispense.when_prepared)
    if when is None or (dispense.status == "in-progress" and not dispense.when_handed_over):
        known.aside(where, "was not handed over on any day: not counted as taken", reading)
        return
    first = stretches(dispense.dosage_instruction, day_of(when))[0]
    if unclear := unclear_length(dispense.days_supply):
        known.aside(where, f"its supply '{unclear}' cannot be read", reading)
        days = None
    else:
        days = duration(dispense.days_supply) or days_of(dispense.quantity, first.dosage)
    end = None if days is None else when.day[0] + math.ceil(days)
    yield from taken(when, end, first.dosage, known, where, reading)
