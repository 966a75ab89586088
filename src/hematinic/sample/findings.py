"""What is asked and examined at a visit: symptoms, assessments, background. Silence is possible."""

from collections.abc import Iterator
from random import Random

from hematinic.sample.causes import Cause
from hematinic.sample.chance import happens
from hematinic.sample.model import Happening, Kind, Person

GATE = ("paresthesia", "gait_disturbance", "cognitive_impairment", "subacute_combined_degeneration")
FURTHER = ("impaired_vibration_sense", "ataxia", "romberg_positive", "falls")
ALARM = (
    "chest_pain", "syncope", "dyspnea_at_rest", "hemodynamic_instability", "melena", "hematemesis"
)  # fmt: skip


def background(chance: Random, cause: Cause, started: int) -> Iterator[Happening]:
    """Known for years."""

    def ago(low: int, high: int) -> int:
        return started - chance.randint(low, high)

    for name in cause.present:
        span = (60, 140) if name == "pregnancy" else (200, 3000)
        if name == "gastrointestinal_bleeding":
            span = (20, 90)
        yield happening(ago(*span), "present", name)
    for name in cause.done:
        yield happening(ago(900, 4000), "done", name)
    for name, value in cause.results:
        if happens(chance, 0.7):
            day = ago(200, 2500)
            yield Happening(day=day, kind="observed", name=name, value=value)
    for name in cause.takes:
        yield medicine(ago(300, 3000), name)
    for name, share in (("levothyroxine", 0.06), ("calcium_carbonate", 0.05), ("warfarin", 0.03)):
        if happens(chance, share):
            yield medicine(ago(100, 2000), name)


def neurology(chance: Random, cause: Cause, day: int, affected: bool) -> Iterator[Happening]:
    """The gate of S5: assessed in full, in part, or not at all."""
    assessed = chance.random()
    if affected:
        features = [name for name in GATE[:3] if happens(chance, 0.5)] or ["paresthesia"]
        features += [name for name in FURTHER if happens(chance, 0.15)]
        if happens(chance, 0.06):
            features.append(GATE[3])
        for name in features:
            yield happening(day, "present", name)
        if assessed < 0.8:
            yield from (happening(day, "absent", name) for name in GATE if name not in features)
        return
    silent = 0.12 if cause.b12_deficient else 0.4
    if assessed >= silent:
        asked = GATE if assessed >= silent + 0.06 else GATE[:2]
        yield happening(day, "done", "neurological_assessment")
        yield from (happening(day, "absent", name) for name in asked)


def symptoms(chance: Random, day: int, anemic: bool, b12_lacking: bool) -> Iterator[Happening]:
    if anemic and happens(chance, 0.7):
        yield happening(day, "present", "fatigue")
    if b12_lacking and happens(chance, 0.3):
        yield happening(day, "present", "glossitis")


def visit(chance: Random, person: Person, day: int, pregnant: bool) -> Iterator[Happening]:
    """Asked at every visit, because it does not hold for long."""
    yield happening(day, "absent", "active_infection")
    if happens(chance, 0.8):
        yield from (happening(day, "absent", name) for name in ALARM)
    if person.sex == "female" and not pregnant and age(person, day) <= 55 and happens(chance, 0.85):
        yield happening(day, "absent", "pregnancy")


def allergies(day: int) -> Iterator[Happening]:
    yield happening(day, "absent", "cobalamin_allergy")
    yield happening(day, "absent", "iv_iron_allergy")


def age(person: Person, day: int) -> int:
    return int((day - person.birth) / 365.25)


def happening(day: int, kind: Kind, name: str) -> Happening:
    return Happening(day=day, kind=kind, name=name)


def medicine(day: int, name: str) -> Happening:
    return Happening(day=day, kind="started", name=name)
