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


def dispenses(found: MedicationDispense, where: str, reading: Reading) -> Iterator[Event]:
    known = named(found, where, reading)
    if known is None:
        return
    if why := not_given(found):
        known.aside(where, why, reading)
        return
    if found.status not in HANDED_OVER:
        known.aside(where, f"its status is {found.status[:40]}: not counted as taken", reading)
        return
    when = moment(found.when_handed_over) or moment(found.when_prepared)
    if when is None or (found.status == "in-progress" and not found.when_handed_over):
        known.aside(where, "was not handed over on any day: not counted as taken", reading)
        return
    first = stretches(found.dosage_instruction, day_of(when))[0]
    if unclear := unclear_length(found.days_supply):
        known.aside(where, f"its supply '{unclear}' cannot be read", reading)
        days = None
    else:
        days = duration(found.days_supply) or days_of(found.quantity, first.dosage)
    end = None if days is None else when.day[0] + math.ceil(days)
    yield from taken(when, end, first.dosage, known, where, reading)
