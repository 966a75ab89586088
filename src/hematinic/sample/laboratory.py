"""What laboratories print of a body: panels, noise, units and decimals (specification, 3.2)."""

from collections.abc import Iterator, Mapping
from random import Random

from hematinic.sample.causes import Cause
from hematinic.sample.chance import around, between, happens
from hematinic.sample.model import Happening
from hematinic.sample.physiology import Body

UNITS: Mapping[str, Mapping[str, tuple[float, int]]] = {
    "hemoglobin": {"g/L": (1, 0), "g/dL": (10, 1), "mmol/L": (16.11, 1)},
    "mcv": {"fL": (1, 0)},
    "rdw_cv": {"%": (1, 1)},
    "platelets": {"10*9/L": (1, 0), "10*3/uL": (1, 0)},
    "reticulocyte_percentage": {"%": (1, 1)},
    "vitamin_b12": {"ng/L": (1, 0), "pg/mL": (1, 0), "pmol/L": (1.355, 0)},
    "methylmalonic_acid": {"nmol/L": (1, 0), "umol/L": (1000, 2)},
    "homocysteine": {"umol/L": (1, 1)},
    "folate": {"ug/L": (1, 1), "ng/mL": (1, 1), "nmol/L": (0.4413, 1)},
    "ferritin": {"ug/L": (1, 0), "ng/mL": (1, 0)},
    "transferrin_saturation": {"%": (1, 0)},
    "crp": {"mg/L": (1, 1), "mg/dL": (10, 2)},
    "egfr": {"mL/min/{1.73_m2}": (1, 0)},
    "potassium": {"mmol/L": (1, 1)},
}
"""Of each test: the units it is printed in, with the factor to the first and the decimals."""

CENSORED = {"ferritin": (4.0, float("inf")), "vitamin_b12": (50.0, 2000.0)}
"""What lies outside is printed as `<4` or `>2000`, in the first unit."""


def canonical(name: str, value: float, unit: str) -> float:
    # A product of floats would miss a limit that it means exactly.
    return round(value * UNITS[name][unit][0], 9)


class Laboratory:
    """One patient's laboratory: it prints each test always in the same unit."""

    def __init__(self, chance: Random, cause: Cause) -> None:
        self.chance, self.cause = chance, cause
        self.units = {name: chance.choice(list(units)) for name, units in UNITS.items()}
        self.crp, self.egfr = between(chance, cause.crp), between(chance, cause.egfr)
        self.ferritin = between(chance, cause.ferritin) if cause.ferritin else None
        self.saturation = between(chance, cause.saturation) if cause.saturation else None
        self.own_b12 = between(chance, cause.b12_level) if cause.b12_level else None
        self.folate = between(chance, (5.5, 14.0))
        self.potassium = between(chance, (3.7, 4.9))

    def printed(self, day: int, name: str, value: float) -> Happening:
        low, high = CENSORED.get(name, (float("-inf"), float("inf")))
        if not low <= value <= high:
            limit = f"<{low:g}" if value < low else f">{high:g}"
            return observed(day, name, limit, next(iter(UNITS[name])))
        unit = self.units[name]
        factor, decimals = UNITS[name][unit]
        figure = round(value / factor, decimals)
        return observed(day, name, figure if decimals else int(figure), unit)

    def noisy(self, value: float, percent: float) -> float:
        return around(self.chance, value, percent / 100)

    # Panels

    def count(self, day: int, body: Body) -> Iterator[Happening]:
        yield self.printed(day, "hemoglobin", self.noisy(body.hemoglobin, 1.0))
        yield self.printed(day, "mcv", self.noisy(body.cell_volume, 1.0))

    def details(self, day: int, body: Body) -> Iterator[Happening]:
        mixed = 6 * max(body.b12_lack, body.folate_lack) + 5 * body.anemic
        yield self.printed(day, "rdw_cv", self.noisy(12.9 + mixed, 3.0))
        yield self.printed(day, "platelets", self.noisy(260 - 110 * body.b12_lack, 12.0))

    def reticulocytes(self, day: int, body: Body) -> Iterator[Happening]:
        yield self.printed(day, "reticulocyte_percentage", self.noisy(body.reticulocytes, 8.0))

    def iron(self, day: int, body: Body, treated: bool) -> Iterator[Happening]:
        """Ferritin and saturation with CRP. Treatment ends what misled, but for inflammation."""
        misled = self.ferritin is not None and not (treated and body.ferritin > self.ferritin)
        misled = misled and not (treated and self.cause.group == "combined")
        ferritin = self.ferritin if misled and self.ferritin else body.ferritin
        saturation = self.saturation if misled and self.saturation else body.saturation
        yield self.printed(day, "ferritin", self.noisy(ferritin, 4.0))
        yield self.printed(day, "transferrin_saturation", self.noisy(saturation, 4.0))
        yield self.printed(day, "crp", self.noisy(self.crp, 8.0))

    def b12(self, day: int, body: Body) -> Iterator[Happening]:
        level = self.own_b12 if self.own_b12 and not body.b12_dose else body.b12_level
        level = self.noisy(level, 3.0) + body.b12_dose
        yield self.printed(day, "vitamin_b12", level)
        if 170 <= level <= 360 or (self.own_b12 and not body.b12_dose):
            yield from self.metabolites(day, body)

    def metabolites(self, day: int, body: Body) -> Iterator[Happening]:
        """What the tissue lacks: above 280 nmol/L in deficiency, and in poor renal function."""
        renal = 1 + max(0.0, 60 - self.egfr) / 30
        acid = (150 + 1200 * body.metabolites) * renal
        yield self.printed(day, "methylmalonic_acid", self.noisy(acid, 15.0))
        if happens(self.chance, 0.4):
            amount = (9 + 40 * body.metabolites) * renal
            yield self.printed(day, "homocysteine", self.noisy(amount, 10.0))

    def chemistry(self, day: int, body: Body) -> Iterator[Happening]:
        yield self.printed(day, "egfr", self.noisy(self.egfr, 3.0))
        folate = self.folate if body.folate_lack < 0.1 else 2.8 - 1.8 * body.folate_lack
        yield self.printed(day, "folate", self.noisy(folate, 3.0))
        yield self.printed(day, "potassium", self.noisy(self.potassium, 1.0))


def observed(day: int, name: str, value: float | str, unit: str = "") -> Happening:
    return Happening(day=day, kind="observed", name=name, value=value, unit=unit)
