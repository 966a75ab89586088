"""Which deficiency a record shows on a day: sections 5.1 and 5.2 of the specification, plainly.

Written from the specification and not from the guideline, so that the two can be compared.
"""

from hematinic.sample.findings import FURTHER, GATE, age
from hematinic.sample.seen import IRON, Known, Seen, above, below

RENAL = 60.0
MALABSORPTION = ("pernicious_anemia", "celiac_disease", "crohn_disease")
RISKS = (*MALABSORPTION, "vegan_diet", "nitrous_oxide_use")
RISK_MEDICINES = ("metformin", "omeprazole")
RISK_OPERATIONS = ("gastric_bypass", "ileal_resection")


def neurological(seen: Seen) -> Known:
    """S5 to S10 and K14: silence is unknown; an absence counts for 30 days before the course."""
    since = (seen.as_of if seen.b12_start is None else seen.b12_start) - 30
    if any(seen.standing(name) is True for name in (*GATE, *FURTHER)):
        return True
    gate = [seen.standing(name, since) for name in GATE]
    return False if all(answer is False for answer in gate) else None


def anemic(seen: Seen) -> Known:
    """By the limits of the WHO, on a result not older than 14 days."""
    pregnant = seen.has("pregnancy")
    limit = 130 if seen.person.sex == "male" else (110 if pregnant else 120)
    return below(seen.latest("hemoglobin", 14), limit)


def picture(seen: Seen) -> bool:
    """A picture that fits B12 deficiency, before its treatment."""
    limit = 130 if seen.person.sex == "male" else 120
    pale = below(seen.before("hemoglobin", seen.b12_start, 14), limit) is True
    large = above(seen.before("mcv", seen.b12_start, 14), 100) is True
    return pale or large or neurological(seen) is True or seen.has("glossitis", "fatigue")


def strong_picture(seen: Seen) -> bool:
    """5.1: neurology, anemia and large cells together override a normal level."""
    limit = 130 if seen.person.sex == "male" else 120
    pale = below(seen.before("hemoglobin", seen.b12_start, 14), limit) is True
    large = above(seen.before("mcv", seen.b12_start, 14), 100) is True
    injected = any(seen.all("given", "hydroxocobalamin"))
    return pale and large and (neurological(seen) is True or injected)


def b12_deficient(seen: Seen) -> Known:
    """5.1, with K12: decided before the course."""
    total = seen.before("vitamin_b12", seen.b12_start, 90)
    acid = seen.before("methylmalonic_acid", seen.b12_start, 90)
    renal = seen.before("egfr", seen.b12_start, 90)
    if seen.has("pernicious_anemia", "nitrous_oxide_use", "subacute_combined_degeneration"):
        return True
    if below(total, 180):
        return True
    if seen.result("intrinsic_factor_antibody") == "positive" and picture(seen):
        return True
    if above(acid, 280) and below(renal, RENAL) is False and picture(seen):
        return True
    if above(total, 350) is True and above(acid, 280) is not False and strong_picture(seen):
        return True
    if above(total, 350) or above(acid, 280) is False:
        return False
    return None


def b12_measured(seen: Seen) -> bool:
    return seen.before("vitamin_b12", seen.b12_start, 90) is not None


def b12_risk(seen: Seen) -> bool:
    return (
        seen.has(*RISKS)
        or any(seen.takes(name) for name in RISK_MEDICINES)
        or any(seen.done(name) for name in RISK_OPERATIONS)
        or seen.result("intrinsic_factor_antibody") == "positive"
    )


def b12_clue(seen: Seen) -> bool:
    """Macrocytes, or a wide distribution in an anemia of normal cell volume (5.3)."""
    volume, width = seen.latest("mcv", 14), seen.latest("rdw_cv", 14)
    mixed = below(volume, 80) is False and above(width, 15) is True
    return above(volume, 100) is True or mixed


def b12_suspected(seen: Seen) -> Known:
    """S3: confirmed; in the indeterminate range; or not measured, with a reason to.

    Unknown where it was not measured and neurological features were not asked for.
    """
    deficient = b12_deficient(seen)
    if deficient is not None or b12_measured(seen):
        return deficient is not False
    if b12_risk(seen) or b12_clue(seen):
        return True
    return neurological(seen)


def b12_treatable(seen: Seen) -> bool:
    """Deficient, or with neurological features and a reason to suspect it: no waiting (S5)."""
    if b12_deficient(seen) is True:
        return True
    begun = seen.b12_start is not None and any(seen.all("given", "hydroxocobalamin"))
    if begun and b12_deficient(seen) is None and b12_measured(seen):
        return True  # injections begun on suspicion go on until it is settled (K12)
    reason = b12_measured(seen) or b12_risk(seen) or b12_clue(seen)
    return neurological(seen) is True and b12_suspected(seen) is True and reason


def b12_covered(seen: Seen) -> bool:
    """K13: an injection within 3 months, or since the sample that showed the deficiency."""
    last = seen.last_given(("hydroxocobalamin",))
    return last is not None


def inflamed(seen: Seen, course: int | None) -> Known:
    """K5: CRP above 5 mg/L or a chronic inflammatory disease."""
    if seen.has("rheumatoid_arthritis", "crohn_disease", "chronic_kidney_disease"):
        return True
    return above(seen.before("crp", course, 30), 5)


def iron_deficient(seen: Seen) -> Known:
    """5.2 and K5, on the last sample before the current course (K12)."""
    return _iron(seen, seen.iron_start)


def iron_settled(seen: Seen) -> bool:
    """Not in the weeks after a course, unless both samples say the same."""
    return seen.iron_course != "open" or iron_deficient(seen) is iron_deficient_today(seen)


def iron_deficient_today(seen: Seen) -> Known:
    """The same on today's sample, whatever has been given."""
    return _iron(seen, None)


def _iron(seen: Seen, course: int | None) -> Known:
    ferritin = seen.before("ferritin", course, 30)
    saturation = seen.before("transferrin_saturation", course, 30)
    if ferritin is None:
        return None
    if below(ferritin, 30):
        return True
    if seen.has("crohn_disease", "chronic_kidney_disease"):
        if below(ferritin, 100):
            return True
        return below(saturation, 20) if below(ferritin, 300) else False
    return _iron_by_inflammation(ferritin, saturation, inflamed(seen, course))


def _iron_by_inflammation(
    ferritin: tuple[float, float], saturation: tuple[float, float] | None, inflammation: Known
) -> Known:
    if inflammation is None:
        return False if below(ferritin, 100) is False else None
    low, high = (70, 100) if inflammation else (30, 45)
    if below(ferritin, low):
        return True
    return below(saturation, 20) if below(ferritin, high) else False


def replete(seen: Seen) -> Known:
    """S55: ferritin 50, or 100 with inflammation, and saturation 20 %, measured since the first
    iron; stores that stay full after the course are full."""
    start = seen.first(IRON)
    ferritins = [
        value for day, value in seen.values("ferritin") if start is not None and day > start
    ]
    if not ferritins or not seen.values("ferritin", seen.as_of - 30):
        return False
    limit = 50 if inflamed(seen, None) is False else 100
    enough = below(ferritins[-1], limit) is False
    return enough and below(seen.latest("transferrin_saturation", 30), 20) is False


def pregnancy_possible(seen: Seen) -> bool:
    """K17: not ruled out within 7 days."""
    if seen.person.sex == "male" or not 12 <= age(seen.person, seen.as_of) <= 55:
        return False
    return seen.standing("pregnancy", seen.as_of - 7) is not False
