"""A patient's year: the body lives by the day, the clinic acts, and what is recorded is kept."""

from collections.abc import Iterable, Iterator
from operator import attrgetter
from random import Random

from hematinic.sample import findings
from hematinic.sample.care import (
    ELEMENTAL,
    FUMARATE,
    FUMARATE_ELEMENTAL,
    Care,
    care,
    infusion,
    injection,
    mistaken_orders,
    stopped,
    tablets,
)
from hematinic.sample.causes import CAUSES, SHARES, Cause
from hematinic.sample.chance import happens, source, weighted
from hematinic.sample.laboratory import Laboratory
from hematinic.sample.model import Happening, Person, Simulated
from hematinic.sample.people import body, person
from hematinic.sample.physiology import Body

BEFORE, YEAR = -24, 365


def patients(count: int, seed: int) -> Iterator[Simulated]:
    """One after another; patient k is the same whatever the count."""
    for number in range(count):
        yield simulate(seed, number)


def simulate(seed: int, number: int) -> Simulated:
    chance = source(seed, number)
    cause = weighted(chance, CAUSES, SHARES)
    simulated, started = person(chance, cause, number)
    affected = happens(chance, cause.neurological)
    decided = care(chance, cause, affected)
    story = _Story(chance, cause, simulated, started, decided, affected)
    story.live()
    return Simulated(
        person=simulated,
        cause=cause.name,
        group=cause.group,
        b12_deficient=cause.b12_deficient,
        iron_deficient=cause.iron_deficient,
        neurological=affected,
        started=started,
        visits=tuple(started + day for day in story.visits),
        happenings=tuple(sorted(story.kept, key=attrgetter("day"))),
    )


class _Story:
    def __init__(
        self,
        chance: Random,
        cause: Cause,
        person: Person,
        started: int,
        decided: Care,
        affected: bool,
    ) -> None:
        self.chance, self.cause, self.who, self.started = chance, cause, person, started
        self.care, self.affected = decided, affected
        self.body: Body = body(chance, cause, person)
        self.laboratory = Laboratory(chance, cause)
        self.pregnant = "pregnancy" in cause.present
        self.on_tablets = ""
        """The interval at which tablets are taken; empty none."""
        self.second_infusion = False
        self.visits = self.days_of_visits()
        self.kept: list[Happening] = []

    def days_of_visits(self) -> tuple[int, ...]:
        if self.pregnant:
            return (0, 91)
        if not (self.cause.b12_deficient or self.cause.iron_deficient):
            return (0, YEAR)
        return (0, self.care.begins + self.care.check_day - 1, 91, 182, YEAR)

    def keep(self, *happened: Happening) -> None:
        self.kept.extend(happened)

    def live(self) -> None:
        self.keep(*findings.background(self.chance, self.cause, self.started))
        self.keep(*mistaken_orders(self.care.mistake, self.started))
        for day in self.days():
            self.treat(day)
            self.body.live()
            self.record(day)

    def days(self) -> Iterable[int]:
        """Untreated, the body stays as it is: only the days on which something is recorded."""
        cause = self.cause
        if cause.b12_deficient or cause.iron_deficient or cause.folate_lack[1]:
            first = BEFORE if self.care.mistake in ("iron_bought", "folate_taken") else -1
            return range(first, self.visits[-1] + 1)
        if self.care.mistake:
            return (*range(BEFORE, 8), *self.visits[1:])
        return (-1, 0, 3, *self.visits[1:])

    # Treatment

    def treat(self, day: int) -> None:
        on = self.started + day
        if day in self.care.injections:
            self.body.inject_b12()
            self.keep(injection(on))
        if day in self.care.infusions:
            self.infuse(on, first=day == self.care.infusions[0])
        if self.care.b12_stop and day == 95:
            self.keep(stopped(on, "hydroxocobalamin", self.care.b12_stop))
        self.tablets(day, on)
        self.folate(day, on)

    def infuse(self, on: int, first: bool) -> None:
        """1,000 mg, and 500 mg a week later where hemoglobin was low (4.3)."""
        if first:
            self.second_infusion = self.body.hemoglobin < 105
        if first or self.second_infusion:
            dose = 1000.0 if first else 500.0
            self.body.infuse_iron(dose)
            self.keep(infusion(on, dose))

    def tablets(self, day: int, on: int) -> None:
        bought = self.care.mistake == "iron_bought"
        wanted = self.cause.iron_deficient and not self.cause.intravenous
        if day == self.care.tablets_begin and (wanted or bought):
            self.on_tablets = "1 d"
            if not bought:
                self.keep(tablets(on))
        if bought and not wanted and day == 1:
            self.end_tablets(on, "not needed")
        if wanted:
            self.change_tablets(day, on)
        due = self.on_tablets == "1 d" or (self.on_tablets == "2 d" and day % 2 == 0)
        if due and happens(self.chance, self.care.adherence):
            self.body.swallow_iron(ELEMENTAL, self.on_tablets == "2 d")

    def change_tablets(self, day: int, on: int) -> None:
        care = self.care
        ends = care.tablets_end
        if ends is not None and day == ends - 1:
            severity = "severe" if care.side_effect_severe else "moderate"
            self.keep(Happening(day=on, kind="present", name=care.side_effect, severity=severity))
        if ends is not None and day == ends:
            self.end_tablets(on, care.side_effect)
            if care.salt_switch:
                self.keep(_fumarate_ordered(on))
        if ends is not None and day == ends + 1 and care.alternate:
            self.on_tablets = "2 d"
            self.keep(tablets(on, "2 d"))
        if day == 90 and care.iron_stop and self.body.anemic < 0.1:
            self.end_tablets(on, "hemoglobin normal")
        if day in (183, YEAR - 60) and self.on_tablets and self.replete() and not care.unmonitored:
            self.end_tablets(on, "stores replete, course complete")

    def end_tablets(self, on: int, because: str) -> None:
        if self.on_tablets:
            self.on_tablets = ""
            self.keep(stopped(on, "ferrous_sulfate", because))

    def replete(self) -> bool:
        return self.body.ferritin >= 60 and self.body.anemic < 0.2

    def folate(self, day: int, on: int) -> None:
        if self.care.mistake == "folate_taken" and day >= -10:
            self.body.take_folate()
        elif self.cause.folate_lack[1] and day >= 1:
            self.body.take_folate()
            if day == 1 and not self.care.mistake.startswith("folate"):
                self.keep(_folic_acid(on))

    # What is written down

    def record(self, day: int) -> None:
        on, care = self.started + day, self.care
        if day == -23 and care.mistake == "iron_bought":
            self.keep(*self.laboratory.count(on, self.body))
            self.keep(*self.laboratory.iron(on, self.body, treated=False))
        if day == -1:
            self.first_tests(on)
        if day == 0:
            self.first_visit(on)
        if day == 3 and (care.b12_late or care.iron_late):
            self.late_tests(on)
        if day == 7 and self.body.since_supply < 10:
            self.keep(*self.laboratory.count(on, self.body))
            self.keep(*self.laboratory.reticulocytes(on, self.body))
        self.follow_up(day, on)

    def first_tests(self, on: int) -> None:
        tests, body = self.laboratory, self.body
        self.keep(*tests.count(on, body), *tests.details(on, body), *tests.chemistry(on, body))
        if not self.care.b12_late:
            self.keep(*tests.b12(on, body))
        if not self.care.iron_late:
            self.keep(*tests.iron(on, body, treated=False))

    def late_tests(self, on: int) -> None:
        if self.care.b12_late:
            self.keep(*self.laboratory.b12(on, self.body))
        if self.care.iron_late:
            self.keep(*self.laboratory.iron(on, self.body, treated=False))

    def first_visit(self, on: int) -> None:
        chance, anemic = self.chance, self.body.anemic > 0.3
        self.keep(*findings.neurology(chance, self.cause, on, self.affected))
        self.keep(*findings.symptoms(chance, on, anemic, self.cause.b12_deficient))
        self.keep(*findings.allergies(on))
        self.keep(*findings.visit(chance, self.who, on, self.pregnant))

    def follow_up(self, day: int, on: int) -> None:
        if day == self.care.plateau and day:
            self.keep(findings.happening(on, "present", "neurological_plateau"))
        if day == 24 and self.cause.b12_deficient:
            self.keep(*self.laboratory.count(on, self.body))
            self.keep(*self.laboratory.iron(on, self.body, treated=True))
        if day not in self.visits or day <= 0:
            return
        self.keep(*findings.visit(self.chance, self.who, on, self.pregnant))
        if day < 60:
            if self.care.checked:
                self.keep(*self.laboratory.count(on, self.body))
            return
        self.late_visit(day, on)

    def late_visit(self, day: int, on: int) -> None:
        tests, treated = self.laboratory, len(self.visits) > 2
        self.keep(*tests.count(on, self.body))
        if not (self.care.unmonitored and day > 91):
            self.keep(*tests.iron(on, self.body, treated))
        if day == YEAR:
            self.keep(*tests.chemistry(on, self.body))
        if not self.body.b12_dose or happens(self.chance, 0.5):
            self.keep(*tests.b12(on, self.body))


def _folic_acid(on: int) -> Happening:
    return Happening(day=on, kind="started", name="folic_acid", dose=5.0, every="1 d", route="oral")


def _fumarate_ordered(on: int) -> Happening:
    return Happening(
        day=on, kind="ordered", name="ferrous_fumarate", dose=FUMARATE_ELEMENTAL, every="1 d",
        route="oral", tablet=FUMARATE,
    )  # fmt: skip
