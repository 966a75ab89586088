"""The fictional person, and the body at the beginning of the story."""

from datetime import date
from random import Random
from typing import Literal

from hematinic.sample.causes import Cause
from hematinic.sample.chance import around, between
from hematinic.sample.model import Person
from hematinic.sample.physiology import IRON_OF_HEMOGLOBIN, Body

FIRST_DAY = date(2024, 1, 8).toordinal()
DAYS = 500
"""Day 0 lies in these many days from the first; the year after it ends before mid 2026."""


def person(chance: Random, cause: Cause, number: int) -> tuple[Person, int]:
    """The person, and day 0."""
    started = FIRST_DAY + chance.randrange(DAYS)
    sex: Literal["female", "male"] = "female" if chance.choice(cause.sexes) == "f" else "male"
    age = chance.randint(*cause.ages)
    birth = date.fromordinal(started - round(365.25 * age) - chance.randrange(1, 300))
    weight = round(around(chance, 68 if sex == "female" else 82, 0.25), 1)
    return Person(number=number, birth=birth.toordinal(), sex=sex, weight=weight), started


def body(chance: Random, cause: Cause, person: Person) -> Body:
    normal = between(chance, (128, 144) if person.sex == "female" else (142, 158))
    b12, iron, folate = (
        between(chance, lack) for lack in (cause.b12_lack, cause.iron_lack, cause.folate_lack)
    )
    body = Body(
        normal=normal,
        weight=person.weight,
        hemoglobin=normal,
        stores=0.0 if iron else between(chance, (380, 900)),
        ferritin_floor=_empty(chance, iron) if iron else 12.0,
        b12_lack=b12,
        folate_lack=folate,
        capacity=between(chance, cause.capacity),
        absorption=between(chance, cause.iron_absorption) * around(chance, 1.0),
        losses=between(chance, cause.losses),
        cell_volume_offset=cause.cell_volume + between(chance, (-3, 3)),
        response=around(chance, 1.0),
        b12_level=_level(chance, b12),
        metabolites=b12,
    )
    body.hemoglobin = min(body.limit(), normal - between(chance, (45, 70)) * iron)
    if not iron:  # the iron that is not in hemoglobin lies in the stores
        body.stores += (normal - body.hemoglobin) * IRON_OF_HEMOGLOBIN * person.weight
    body.cell_volume = body.cell_volume_wanted()
    return body


def _empty(chance: Random, lack: float) -> float:
    """Ferritin with empty stores, before what B12 deficiency adds: never up to the limit of 30."""
    # 18 × 1.5 is below 30 still (`Body.ferritin`).
    return min(18.0, between(chance, (16, 22)) - 15 * lack)


def _level(chance: Random, lack: float) -> float:
    """ng/L: one in ten with a deficiency of the tissue has an indeterminate level."""
    if not lack:
        return between(chance, (385, 800))
    if chance.random() < 0.1:
        return between(chance, (190, 330))
    # From 132 down to 57: below the limit of 180, also where the lack is the least that is drawn.
    return 172 - 115 * lack
