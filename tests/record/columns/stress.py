"""Records as no clinic has them: ties, partial days, minutes, stops on the day of the start, and
every medicine and element, so that each kernel meets what its verb was defined for."""

import random
from collections.abc import Iterator

from hematinic.guideline.model import Element, Guideline, Medicine
from hematinic.record.events import Event, LocalLimit, Patient, Record

BACK = (0, 0, 0, 1, 1, 2, 5, 11, 14, 15, 20, 28, 30, 31, 40, 56, 57, 84, 85, 91, 120, 121, 200, 400)
"""Days ago, around the limits that facts have."""


def stressed(guideline: Guideline, as_of: int, records: int, seed: int) -> Iterator[Record]:
    chance = random.Random(seed)
    for _ in range(records):
        yield _Maker(guideline, as_of, chance).record()


class _Maker:
    def __init__(self, guideline: Guideline, as_of: int, chance: random.Random) -> None:
        self.guideline, self.as_of, self.chance = guideline, as_of, chance
        some = chance.choice((3, 6, 12))
        self.elements = chance.sample(list(guideline.elements.values()), some)
        self.medicines = chance.sample(list(guideline.medicines.values()), chance.choice((1, 2, 4)))
        self.days = [self.day_ago() for _ in range(chance.choice((2, 4, 8)))]
        """Few, so that much falls on the same."""

    def record(self) -> Record:
        chance = self.chance
        events = [self.found() for _ in range(chance.choice((0, 3, 12, 25)))]
        events += [self.treated() for _ in range(chance.choice((0, 2, 8, 20)))]
        chance.shuffle(events)
        birth = None
        if chance.random() < 0.9:
            born = self.as_of - chance.randint(0, 95 * 365)
            birth = (float(born), float(born + chance.choice((0, 0, 30, 364))))
        return Record(
            patient=Patient(
                id=f"stress-{chance.random()}",
                birth=birth,
                sex=chance.choice(("female", "male", "other", "unknown")),
            ),
            events=tuple(events),
            jurisdiction=chance.choice(("", "", "UK", "US")),
            questioned=chance.choice(((), ({"where": "", "what": "", "why": ""},))),  # type: ignore[arg-type]
            local_limits=tuple(self.limits()) if chance.random() < 0.2 else (),
        )

    def limits(self) -> Iterator[LocalLimit]:
        for name, limit in self.guideline.limits.items():
            if self.chance.random() < 0.5:
                value = round(self.chance.uniform(*limit.between), 1)
                yield LocalLimit(name=name, value=value, written="", laboratory="a", source="b")

    # When

    def day_ago(self) -> tuple[float, float]:
        last = float(self.as_of - self.chance.choice(BACK))
        if self.chance.random() < 0.05:
            last += self.chance.choice((1, 3, 40))  # not yet known on the day
        back = self.chance.choice((0, 0, 0, 0, 0, 1, 30, float("inf")))
        return (last - back, last)

    def when(self) -> dict[str, object]:
        chance = self.chance
        day = chance.choice(self.days) if chance.random() < 0.8 else self.day_ago()
        minute, instant = -1, -1
        if day[0] == day[1] and chance.random() < 0.5:
            minute = chance.choice((0, 480, 481, 720))
            if chance.random() < 0.3:
                instant = (
                    int(day[0] - 719_163) * 86400 + minute * 60 + chance.choice((-43200, 0, 9))
                )
        recorded = chance.choice((-1, -1, 29_000_000, 29_000_001))
        return {"day": day, "minute": minute, "instant": instant, "recorded": recorded}

    # What

    def found(self) -> Event:
        chance = self.chance
        element = chance.choice(self.elements)
        more: dict[str, object] = {"name": element.name, **self.when()}
        match element.kind:
            case "condition":
                more["kind"] = chance.choice(("present", "present", "absent"))
                more["severity"] = chance.choice(("", "mild", "severe"))
                more["activity"] = chance.choice(("", "active", "quiescent"))
            case "procedure":
                more["kind"] = "done"
            case "result":
                more |= {"kind": "observed", "value": chance.choice((None, *element.options))}
            case _:
                more |= {"kind": "observed", "value": self.measured(element)}
                if chance.random() < 0.5:
                    more["reference"] = chance.choice(((10.0, 20.0), (10.0, 30.0), (5.5, 20.0)))
        return Event(**more)  # type: ignore[arg-type]

    def measured(self, element: Element) -> object:
        chance = self.chance
        low, high = element.plausible or element.possible or (0.0, 1000.0)
        high = min(high, low + 1e4)
        value = chance.choice(
            (low, round((low + high) / 2, 1), round(chance.uniform(low, high), 1))
        )
        return chance.choice(
            ((value, value), (value, value), (value, value), (low, value), (value, high), None)
        )

    def treated(self) -> Event:
        chance = self.chance
        medicine = chance.choice(self.medicines)
        kinds = ("started", "started", "stopped", "given", "given", "ordered", "stop_ordered")
        kind, more = chance.choice(kinds), self.when()
        if chance.random() < 0.08:
            kind, more = "booked", {"day": (self.as_of + 3.0, self.as_of + 3.0)}
        return Event(
            kind=kind,  # type: ignore[arg-type]
            name=medicine.name,
            dose=chance.choice((None, 0.05, 1.0, 65.0, 500.0, 1000.0)),
            every=chance.choice((None, 1 / 3, 0.5, 1.0, 2.0, 60.875)),
            as_needed=chance.random() < 0.1,
            until=chance.choice(
                (None, None, float(self.as_of), self.as_of - 20.0, self.as_of + 9.0)
            ),
            route=chance.choice(("", "", *medicine.routes, "nasal")),
            because=chance.choice(("", "a reason of their own", *self.reasons())),
            tablet_elemental=chance.choice((None, 65.0, 100.0)),
            contents=self.contents(medicine),
            severity=chance.choice(("", "mild", "severe")),
            **more,  # type: ignore[arg-type]
        )

    def reasons(self) -> list[str]:
        return [words[0] for words in self.guideline.header.reasons.values()]

    def contents(self, medicine: Medicine) -> tuple[tuple[str, float], ...]:
        return tuple((one, 0.35) for one in medicine.gives if self.chance.random() < 0.5)
