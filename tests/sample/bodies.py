"""Bodies treated for some months, without a record."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from hematinic.sample.causes import CAUSES
from hematinic.sample.chance import source
from hematinic.sample.model import Person
from hematinic.sample.people import body, person
from hematinic.sample.physiology import Body

CAUSE = {cause.name: cause for cause in CAUSES}
LOADING = (1, 3, 5, 8, 10, 12)


@dataclass
class Course:
    person: Person
    body: Body
    hemoglobin: list[float] = field(default_factory=list)
    ferritin: list[float] = field(default_factory=list)
    reticulocytes: list[float] = field(default_factory=list)

    def note(self) -> None:
        self.hemoglobin.append(self.body.hemoglobin)
        self.ferritin.append(self.body.ferritin)
        self.reticulocytes.append(self.body.reticulocytes)

    def rise(self, day: int) -> float:
        return self.hemoglobin[day] - self.hemoglobin[0]


def courses(cause: str, how: str, count: int = 250, days: int = 120) -> Iterator[Course]:
    """`how` names tablets, infusion, second infusion and injections; index 0 is before them."""
    for number in range(count):
        chance = source(7, number)
        who, _ = person(chance, CAUSE[cause], number)
        made = Course(who, body(chance, CAUSE[cause], who))
        made.note()
        for day in range(1, days):
            if "tablets" in how and chance.random() < 0.92:
                made.body.swallow_iron(65, alternate=False)
            if "infusion" in how and day == 1:
                made.body.infuse_iron(1000)
            if "second" in how and day == 8:
                made.body.infuse_iron(500)
            if "injections" in how and day in LOADING:
                made.body.inject_b12()
            made.body.live()
            made.note()
        yield made
