"""Which deficiency a record shows on a day: sections 5.1 and 5.2 of the specification, plainly.

Written from the specification and not from the guideline, so that the two can be compared.
"""

from hematinic.sample.chart import IRON, Chart, Known, above, below
from hematinic.sample.findings import FURTHER, GATE, age

RENAL = 60.0
MALABSORPTION = ("pernicious_anemia", "celiac_disease", "crohn_disease")
RISKS = (*MALABSORPTION, "vegan_diet", "nitrous_oxide_use")
RISK_MEDICINES = ("metformin", "omeprazole")
RISK_OPERATIONS = ("gastric_bypass", "ileal_resection")


def neurological(chart: Chart) -> Known:
    """S5 to S10 and K14: silence is unknown; an absence counts for 30 days before the course."""
    since = (chart.as_of if chart.b12_start is None else chart.b12_start) - 30
    if any(chart.standing(name) is True for name in (*GATE, *FURTHER)):
        return True
    gate = [chart.standing(name, since) for name in GATE]
    return False if all(answer is False for answer in gate) else None


def anemic(chart: Chart) -> Known:
    """By the limits of the WHO, on a result not older than 14 days."""
    pregnant = chart.has("pregnancy")
    limit = 130 if chart.person.sex == "male" else (110 if pregnant else 120)
    return below(chart.latest("hemoglobin", 14), limit)


def picture(chart: Chart) -> bool:
    """A picture that fits B12 deficiency, before its treatment."""
    limit = 130 if chart.person.sex == "male" else 120
    pale = below(chart.before("hemoglobin", chart.b12_start, 14), limit) is True
    large = above(chart.before("mcv", chart.b12_start, 14), 100) is True
    return pale or large or neurological(chart) is True or chart.has("glossitis", "fatigue")


def strong_picture(chart: Chart) -> bool:
    """5.1: neurology, anemia and large cells together override a normal level."""
    limit = 130 if chart.person.sex == "male" else 120
    pale = below(chart.before("hemoglobin", chart.b12_start, 14), limit) is True
    large = above(chart.before("mcv", chart.b12_start, 14), 100) is True
    injected = any(chart.all("given", "hydroxocobalamin"))
    return pale and large and (neurological(chart) is True or injected)


def b12_deficient(chart: Chart) -> Known:
    """5.1, with K12: decided before the course."""
    total = chart.before("vitamin_b12", chart.b12_start, 90)
    acid = chart.before("methylmalonic_acid", chart.b12_start, 90)
    renal = chart.before("egfr", chart.b12_start, 90)
    if chart.has("pernicious_anemia", "nitrous_oxide_use", "subacute_combined_degeneration"):
        return True
    if below(total, 180):
        return True
    if chart.result("intrinsic_factor_antibody") == "positive" and picture(chart):
        return True
    if above(acid, 280) and below(renal, RENAL) is False and picture(chart):
        return True
    if above(total, 350) is True and above(acid, 280) is not False and strong_picture(chart):
        return True
    if above(total, 350) or above(acid, 280) is False:
        return False
    return None


def b12_measured(chart: Chart) -> bool:
    return chart.before("vitamin_b12", chart.b12_start, 90) is not None


def b12_risk(chart: Chart) -> bool:
    return (
        chart.has(*RISKS)
        or any(chart.takes(name) for name in RISK_MEDICINES)
        or any(chart.done(name) for name in RISK_OPERATIONS)
        or chart.result("intrinsic_factor_antibody") == "positive"
    )


def b12_clue(chart: Chart) -> bool:
    """Macrocytes, or a wide distribution in an anemia of normal cell volume (5.3)."""
    volume, width = chart.latest("mcv", 14), chart.latest("rdw_cv", 14)
    mixed = below(volume, 80) is False and above(width, 15) is True
    return above(volume, 100) is True or mixed


def b12_suspected(chart: Chart) -> Known:
    """S3: confirmed; in the indeterminate range; or not measured, with a reason to.

    Unknown where it was not measured and neurological features were not asked for.
    """
    deficient = b12_deficient(chart)
    if deficient is not None or b12_measured(chart):
        return deficient is not False
    if b12_risk(chart) or b12_clue(chart):
        return True
    return neurological(chart)


def b12_treatable(chart: Chart) -> bool:
    """Deficient, or with neurological features and a reason to suspect it: no waiting (S5)."""
    if b12_deficient(chart) is True:
        return True
    begun = chart.b12_start is not None and any(chart.all("given", "hydroxocobalamin"))
    if begun and b12_deficient(chart) is None and b12_measured(chart):
        return True  # injections begun on suspicion go on until it is settled (K12)
    reason = b12_measured(chart) or b12_risk(chart) or b12_clue(chart)
    return neurological(chart) is True and b12_suspected(chart) is True and reason


def b12_covered(chart: Chart) -> bool:
    """K13: an injection within 3 months, or since the sample that showed the deficiency."""
    last = chart.last_given(("hydroxocobalamin",))
    return last is not None


def inflamed(chart: Chart, course: int | None) -> Known:
    """K5: CRP above 5 mg/L or a chronic inflammatory disease."""
    if chart.has("rheumatoid_arthritis", "crohn_disease", "chronic_kidney_disease"):
        return True
    return above(chart.before("crp", course, 30), 5)


def iron_deficient(chart: Chart) -> Known:
    """5.2 and K5, on the last sample before the current course (K12)."""
    return _iron(chart, chart.iron_start)


def iron_settled(chart: Chart) -> bool:
    """Not in the weeks after a course, unless both samples say the same."""
    return chart.iron_course != "open" or iron_deficient(chart) is iron_deficient_today(chart)


def iron_deficient_today(chart: Chart) -> Known:
    """The same on today's sample, whatever has been given."""
    return _iron(chart, None)


def _iron(chart: Chart, course: int | None) -> Known:
    ferritin = chart.before("ferritin", course, 30)
    saturation = chart.before("transferrin_saturation", course, 30)
    if ferritin is None:
        return None
    if below(ferritin, 30):
        return True
    if chart.has("crohn_disease", "chronic_kidney_disease"):
        if below(ferritin, 100):
            return True
        return below(saturation, 20) if below(ferritin, 300) else False
    return _iron_by_inflammation(ferritin, saturation, inflamed(chart, course))


def _iron_by_inflammation(
    ferritin: tuple[float, float], saturation: tuple[float, float] | None, inflammation: Known
) -> Known:
    if inflammation is None:
        return False if below(ferritin, 100) is False else None
    low, high = (70, 100) if inflammation else (30, 45)
    if below(ferritin, low):
        return True
    return below(saturation, 20) if below(ferritin, high) else False


def replete(chart: Chart) -> Known:
    """S55: ferritin 50, or 100 with inflammation, and saturation 20 %, measured since the first
    iron; stores that stay full after the course are full."""
    start = chart.first(IRON)
    ferritins = [
        value for day, value in chart.values("ferritin") if start is not None and day > start
    ]
    if not ferritins or not chart.values("ferritin", chart.as_of - 30):
        return False
    limit = 50 if inflamed(chart, None) is False else 100
    enough = below(ferritins[-1], limit) is False
    return enough and below(chart.latest("transferrin_saturation", 30), 20) is False


def pregnancy_possible(chart: Chart) -> bool:
    """K17: not ruled out within 7 days."""
    if chart.person.sex == "male" or not 12 <= age(chart.person, chart.as_of) <= 55:
        return False
    return chart.standing("pregnancy", chart.as_of - 7) is not False
