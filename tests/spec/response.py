"""What the chapters on the response to a treatment share: a patient so many days into it."""

from spec.patients import both, given, low_b12, low_iron, observed, oral_iron, plan


def index(name: str, value: float, day: int, today: int):
    return observed(name, value, ago=today - day)


def tablets(today: int, *events, rises: dict[int, float] | None = None, base=low_iron, **known):
    """On this day of tablets, with what hemoglobin had risen by on some of the days before. It was
    92 g/L the day before the first tablet, so that 28 more are normal for a woman."""
    before = known.setdefault("hemoglobin", 92)
    counts = [
        observed("hemoglobin", before + rise, ago=today - day)
        for day, rise in (rises or {}).items()
    ]
    return plan(base(oral_iron(ago=today), *counts, *events, sampled=today + 1, **known))


def with_b12(today: int, *events):
    return tablets(today, given("hydroxocobalamin", ago=today), *events, rises={14: 15}, base=both)


def injected(today: int, *events, counts: dict[int, float] | None = None, base=low_b12, **known):
    """On this day of B12, with the hemoglobin of some of the days; it was 92 g/L the day before."""
    known = {"hemoglobin": 92} | known
    later = [index("hemoglobin", value, day, today) for day, value in (counts or {}).items()]
    doses = [given("hydroxocobalamin", ago=ago) for ago in range(today, -1, -50)]
    return plan(base(*doses, *later, *events, sampled=today + 1, **known))
