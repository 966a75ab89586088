"""A body, day by day: iron, B12 and blood, and how each answers treatment (specification, 5.19).

Effective erythropoiesis is the least of what iron, B12, folate and the marrow allow. Iron for a
rise of hemoglobin is counted by mass (Ganzoni); the rest is a limit on the hemoglobin that can be
held. All rates are means; each body has factors of its own, drawn within 30 %.
"""

from dataclasses import dataclass
from math import exp

FASTEST = 10 / 7
"""g/L a day: hemoglobin rises by about 10 g/L a week when nothing is lacking."""
APPROACH = 0.045
"""Share of the distance to the limit that is closed a day, once slower than the fastest."""
LAG = 3.5
"""Days until a change of supply is half seen in the blood; more than half of it by day 5 to 7."""
IRON_OF_HEMOGLOBIN = 0.24
"""mg of iron for each g/L and kg (Ganzoni)."""
STORE_OF_FERRITIN = 8.0
"""mg of storage iron for each microgram/L of ferritin."""
DAILY_FRACTION, ALTERNATE_FRACTION = 0.163, 0.218
"""Absorbed of 60 mg on consecutive and on alternate days, ferritin 25 or below, not anemic."""
ANEMIC_FACTOR = 1.7
"""More is absorbed the more anemic; set so that about 73 % respond by day 14."""
REFERENCE_DOSE, DOSE_POWER = 60.0, 0.55
FREED = 110.0
"""mg of iron that ineffective erythropoiesis held and B12 frees: a rise that then stalls."""
CELL_LIFE = 30.0
"""Days for the cell volume to follow the supply: normal in 8 to 12 weeks."""


def absorbed(dose: float, alternate: bool, anemic: float, ferritin: float) -> float:
    """mg of an oral dose; `anemic` from 0 (not) to 1 (hemoglobin 40 g/L or more below normal)."""
    fraction = ALTERNATE_FRACTION if alternate else DAILY_FRACTION
    factor = 1 + (ANEMIC_FACTOR - 1) * anemic
    mass: float = REFERENCE_DOSE * fraction * (dose / REFERENCE_DOSE) ** DOSE_POWER
    return mass * factor / (1 + max(0.0, ferritin - 25) / 40)


@dataclass(slots=True, kw_only=True)
class Body:
    normal: float
    """g/L of hemoglobin with nothing lacking."""
    weight: float
    hemoglobin: float
    stores: float
    """mg of storage iron."""
    ferritin_floor: float
    """microgram/L with empty stores."""
    b12_lack: float
    folate_lack: float
    capacity: float
    absorption: float
    losses: float
    cell_volume_offset: float
    response: float
    """This body's own speed, about 1."""
    cell_volume: float = 0.0
    b12_level: float = 0.0
    """ng/L"""
    b12_dose: float = 0.0
    """ng/L of the level that stems from injections."""
    recent_infusion: float = 0.0
    """mg of intravenous iron not yet taken up."""
    rate: float = 0.0
    """g/L a day, as it is now."""
    since_supply: int = 10_000
    """Days since B12 or iron was first given."""
    burst: float = 0.0
    """Percent of reticulocytes that the first treatment calls forth."""
    replaced: bool = False
    """Whether B12 has been injected."""
    metabolites: float = 0.0
    """Of lack that methylmalonic acid and homocysteine still show, 0 to 1."""

    def limit(self) -> float:
        """Hemoglobin that B12, folate and the marrow allow."""
        least = min(1 - 0.5 * self.b12_lack, 1 - 0.45 * self.folate_lack, self.capacity)
        return self.normal * least

    @property
    def anemic(self) -> float:
        return min(1.0, max(0.0, (self.normal - self.hemoglobin) / 40))

    @property
    def ferritin(self) -> float:
        """Raised by ineffective erythropoiesis, and for weeks after an infusion."""
        ferritin = self.ferritin_floor + self.stores / STORE_OF_FERRITIN
        return ferritin * (1 + 0.5 * self.b12_lack) + 0.8 * self.recent_infusion

    @property
    def saturation(self) -> float:
        supply = (self.stores + self.recent_infusion) / (self.stores + self.recent_infusion + 130)
        return min(60.0, 8 + 26 * supply + 6 * self.b12_lack)

    @property
    def reticulocytes(self) -> float:
        """Percent: a peak on day 5 to 8 after treatment begins."""
        wave = exp(-(((self.since_supply - 6.5) / 2.2) ** 2))
        return 1.0 + self.burst * wave

    # Treatment

    def inject_b12(self) -> None:
        self.begin()
        self.stores += FREED * (self.b12_lack if not self.replaced else 0.0)
        self.replaced = True
        self.b12_dose = max(self.b12_dose, 1400.0)

    def swallow_iron(self, dose: float, alternate: bool) -> None:
        """mg of elemental iron."""
        self.begin()
        self.stores += self.absorption * absorbed(dose, alternate, self.anemic, self.ferritin)

    def infuse_iron(self, dose: float) -> None:
        self.recent_infusion += dose
        self.begin()

    def take_folate(self) -> None:
        self.folate_lack = max(0.0, self.folate_lack - 0.1)

    def begin(self) -> None:
        if self.since_supply < 10_000:
            return
        self.since_supply = 0
        amplitude = 0.25 * max(0.0, self.normal - self.hemoglobin)
        iron_poor = self.ferritin < 15 and self.recent_infusion == 0
        self.burst = amplitude * (0.5 if iron_poor else 1.0)

    # A day

    def live(self) -> None:
        self.since_supply = min(10_000, self.since_supply + 1)
        # Half of an infusion is taken up in two weeks.
        taken_up = 0.05 * self.recent_infusion
        self.recent_infusion -= taken_up
        self.stores += taken_up
        self.bleed()
        self.make_blood()
        # Half of it is gone from the blood in 46 days.
        self.b12_dose *= 0.985
        if self.replaced:
            # Half of the lack is made good in about four days.
            self.b12_lack *= 0.85
        self.metabolites += (self.b12_lack - self.metabolites) / 4

    def bleed(self) -> None:
        if self.stores >= self.losses:
            self.stores -= self.losses

    def make_blood(self) -> None:
        production = min(FASTEST, APPROACH * (self.limit() - self.hemoglobin)) * self.response
        if production > 0:
            production = min(production, self.stores / (IRON_OF_HEMOGLOBIN * self.weight))
        self.rate += (max(production, -0.3) - self.rate) / LAG
        if self.rate > 0:
            self.rate = min(self.rate, self.stores / (IRON_OF_HEMOGLOBIN * self.weight))
            self.stores -= self.rate * IRON_OF_HEMOGLOBIN * self.weight
        self.hemoglobin += self.rate
        self.cell_volume += (self.cell_volume_wanted() - self.cell_volume) / CELL_LIFE

    def cell_volume_wanted(self) -> float:
        """B12 or folate lack makes cells large, iron lack small; together they hide each other."""
        large = 26 * max(self.b12_lack, self.folate_lack)
        small = 20 * exp(-self.stores / 40) * self.anemic
        return 89 + self.cell_volume_offset + large - small
