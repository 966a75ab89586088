"""What the simulated clinic does in a year, by day: treatment, side effects, stops and mistakes.

Days count from day 0, which is seen before anything of it is given: the clinic begins on day 1.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random

from hematinic.sample.causes import Cause
from hematinic.sample.chance import between, happens
from hematinic.sample.model import Happening

TABLET = "200 mg dried"
ELEMENTAL = 65.0

FUMARATE = "210 mg"
FUMARATE_ELEMENTAL = 68.0

MISTAKES = (
    "iron_order", "iron_bought", "folate_taken", "folate_order", "cyanocobalamin_order",
    "iron_twice",
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Care:
    """The decisions of one story, all drawn before the body lives it."""

    mistake: str = ""
    b12_late: bool = False
    """B12 was not measured with the other tests, but on day 3."""
    iron_late: bool = False
    begins: int = 1
    adherence: float = 1.0
    side_effect: str = ""
    side_effect_severe: bool = False
    tablets_end: int | None = None
    """The day daily tablets are given up."""
    alternate: bool = False
    """Whether alternate days follow."""
    salt_switch: bool = False
    checked: bool = True
    """Whether hemoglobin is measured at two weeks."""
    check_day: int = 15
    plateau: int = 0
    """The day of a neurological review without further change; 0 none."""
    b12_stop: str = ""
    """A reason for which B12 is stopped on day 95."""
    iron_stop: bool = False
    """Tablets are stopped on day 90 because hemoglobin is normal."""
    unmonitored: bool = False
    """Tablets go on through the year, with no ferritin after day 91."""
    injections: tuple[int, ...] = ()
    infusions: tuple[int, ...] = ()
    orders: list[Happening] = field(default_factory=list)

    @property
    def tablets_begin(self) -> int:
        return -22 if self.mistake == "iron_bought" else self.begins


def care(chance: Random, cause: Cause, affected: bool) -> Care:
    care = Care(
        adherence=between(chance, (0.85, 1.0) if happens(chance, 0.85) else (0.2, 0.5)),
        check_day=chance.randint(13, 20),
        checked=happens(chance, 0.88),
    )
    treated = cause.b12_deficient or cause.iron_deficient
    if happens(chance, 0.3 if treated else 0.1):
        care.mistake = chance.choice(MISTAKES)
    care.b12_late = happens(chance, 0.08 if cause.b12_deficient else 0.2)
    care.iron_late = cause.b12_deficient and happens(chance, 0.05)
    if care.iron_late and care.mistake == "iron_bought":
        care.iron_late = False
    if care.b12_late or care.iron_late:
        care.begins = 4
    if cause.iron_deficient and not cause.intravenous:
        _tablets(chance, care)
    if cause.b12_deficient:
        _b12(chance, care, affected)
    if cause.iron_deficient and cause.intravenous:
        first = 28 if cause.ferritin else care.begins  # what was masked is seen on day 24
        care.infusions = (first, first + 7)
    return care


def _tablets(chance: Random, care: Care) -> None:
    """Side effects in 30 to 40 %; 10 % give up by day 14 and 32 % by two months."""
    if happens(chance, 0.36):
        care.side_effect = chance.choice(("constipation", "nausea", "diarrhea", "vomiting"))
        care.side_effect_severe = care.side_effect == "vomiting" or happens(chance, 0.1)
        # 0.36 × 0.88 is the 32 % who give up; the power below brings a third of them before day 14.
        if happens(chance, 0.88):
            care.tablets_end = max(care.begins + 1, round(62 * chance.random() ** 1.5) + 2)
            care.alternate = happens(chance, 0.5)
            care.salt_switch = not care.alternate and happens(chance, 0.3)
    elif happens(chance, 0.15):
        care.iron_stop = True
    elif happens(chance, 0.15):
        care.unmonitored = True


def _b12(chance: Random, care: Care, affected: bool) -> None:
    if affected:
        care.plateau = chance.choice((28, 42, 56, 70))
        loading = list(range(care.begins, care.plateau + 1, 2))
        apart = 61
    else:
        loading = [care.begins + offset for offset in (0, 2, 4, 7, 9, 11)]
        apart = chance.choice((61, 75, 91))
    if happens(chance, 0.08):
        care.b12_stop = chance.choice(("level normal", "vitamin B12 level high"))
    last = 95 if care.b12_stop else 366
    following = range(loading[-1] + apart, last, apart)
    care.injections = (*loading, *following)


def mistaken_orders(mistake: str, day: int) -> Iterator[Happening]:
    """Drafts of day 0, and what is taken already."""
    tablet = Happening(
        day=day, kind="ordered", name="ferrous_sulfate", dose=ELEMENTAL, every="1 d",
        route="oral", tablet=TABLET,
    )  # fmt: skip
    folate = replace(tablet, name="folic_acid", dose=5.0, tablet="")
    match mistake:
        case "iron_order":
            yield tablet
        case "iron_twice":
            yield replace(tablet, every="12 h")
        case "iron_bought":
            yield replace(tablet, kind="started", day=day - 22)
        case "folate_order":
            yield folate
        case "folate_taken":
            yield replace(folate, kind="started", day=day - 10)
        case "cyanocobalamin_order":
            yield replace(folate, name="cyanocobalamin", dose=1.0)


def tablets(day: int, every: str = "1 d") -> Happening:
    return Happening(
        day=day, kind="started", name="ferrous_sulfate", dose=ELEMENTAL, every=every,
        route="oral", tablet=TABLET,
    )  # fmt: skip


def stopped(day: int, name: str, because: str) -> Happening:
    return Happening(day=day, kind="stopped", name=name, because=because)


def injection(day: int) -> Happening:
    return Happening(
        day=day, kind="given", name="hydroxocobalamin", dose=1.0, route="intramuscular"
    )


def infusion(day: int, dose: float) -> Happening:
    return Happening(
        day=day, kind="given", name="ferric_carboxymaltose", dose=dose, route="intravenous"
    )
