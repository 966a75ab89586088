"""Which regimens a right plan holds: the decision order of 1.13, with S11 to S42, C1 and K11."""

from itertools import pairwise

from hematinic.sample import diagnosis as d
from hematinic.sample import two_weeks
from hematinic.sample.model import Happening
from hematinic.sample.seen import INFUSIONS, Seen, below

B12 = frozenset({"B12-NEURO", "B12-NEURO-M", "B12-STD", "B12-STD-M"})
IRON = frozenset({"FE-OD", "FE-AD", "FE-IV"})
GASTROINTESTINAL = ("constipation", "nausea", "diarrhea", "vomiting")

Codes = tuple[set[str], set[str]]
"""Those that must stand, and those that must not."""


def of(seen: Seen) -> Codes:
    must: set[str] = set()
    must_not: set[str] = set()
    for part in (b12(seen), iron(seen), folate(seen)):
        must |= part[0]
        must_not |= part[1]
    return must, must_not


# B12


def b12(seen: Seen) -> Codes:
    if seen.b12_lapsed:
        return set(), set()
    if not d.b12_treatable(seen):
        return set(), set(B12)
    if d.neurological(seen) is False:
        return standard(seen)
    if d.neurological(seen) is None and steady(seen):
        return set(), {"B12-NEURO", "B12-STD"}
    if seen.has("neurological_plateau"):
        return {"B12-NEURO-M"}, {"B12-NEURO", "B12-STD", "B12-STD-M"}
    return {"B12-NEURO", "B12-NEURO-M"}, {"B12-STD", "B12-STD-M"}


def steady(seen: Seen) -> bool:
    """K37: the last three injections lie 6 to 14 weeks apart; what nobody recorded of the nerves
    is asked for and loads nothing again."""
    days = sorted(h.day for h in seen.all("given", "hydroxocobalamin"))[-3:]
    gaps = [later - day for day, later in pairwise(days)]
    return len(days) == 3 and all(42 <= gap <= 98 for gap in gaps)


def standard(seen: Seen) -> Codes:
    """Six doses, then maintenance; neurological features are recorded absent."""
    doses = sum(1 for _ in seen.all("given", "hydroxocobalamin"))
    done = doses >= 6
    must = {"B12-STD-M"} if done else {"B12-STD", "B12-STD-M"}
    not_now = {"B12-STD"} if done else set()
    return must, {"B12-NEURO", "B12-NEURO-M"} | not_now


# Iron


def iron(seen: Seen) -> Codes:
    infusion = seen.last_given(INFUSIONS)
    if seen.stopped_today or seen.b12_lapsed:
        return set(), set()
    if infusion is not None and seen.iron_course != "over":
        return after_infusion(seen, infusion)
    deficient = d.iron_deficient(seen)
    just_ended = seen.iron_course in ("current", "open") and not seen.on_tablets
    if just_ended and not (deficient is True and d.iron_deficient_today(seen) is True):
        return set(), set()
    if deficient is None and d.b12_treatable(seen):
        return {"FE-HOLD"}, set(IRON)
    if deficient is not True:
        return set(), set(IRON)
    if may_be_complete(seen):
        return set(), set()
    if d.b12_covered(seen) or d.b12_treatable(seen) or d.b12_suspected(seen) is False:
        return route(seen)
    return ({"FE-HOLD"}, set(IRON)) if d.b12_suspected(seen) else (set(), set())


def after_infusion(seen: Seen, infusion: int) -> Codes:
    """Judged by ferritin at 8 to 12 weeks (S42); open until then, and between the limits."""
    if seen.as_of - infusion < 56:
        return set(), {"FE-OD", "FE-AD"}
    if d.replete(seen):
        return set(), set(IRON)
    if d.iron_deficient_today(seen) is True:
        return ({"FE-IV"}, {"FE-OD", "FE-AD"}) if infusion_allowed(seen) else (set(), {"FE-IV"})
    return set(), set()


def may_be_complete(seen: Seen) -> bool:
    """S42, C11: ferritin at target, and 3 months of normal hemoglobin or 6 months of iron."""
    if seen.iron_start is None or not d.replete(seen):
        return False
    limit = 130 if seen.person.sex == "male" else 120
    normal = [day for day, value in seen.values("hemoglobin", seen.iron_start) if value[0] >= limit]
    reviewed = seen.as_of - seen.iron_start > 183
    return reviewed or (bool(normal) and seen.as_of - normal[0] >= 84)


def route(seen: Seen) -> Codes:
    hemoglobin = seen.latest("hemoglobin", 14)
    low = below(hemoglobin, 100) is True
    if seen.has("celiac_disease") and two_weeks.failed(seen) is None:
        return set(), set()
    if vein_needed(seen, low):
        return ({"FE-IV"}, {"FE-OD", "FE-AD"}) if infusion_allowed(seen) else (set(), {"FE-IV"})
    if not_tolerated(seen):
        open_ = two_weeks.failed(seen) is None
        return (set() if open_ else {"FE-AD"}), {"FE-OD"}
    must = {"FE-OD"}
    failed = two_weeks.failed(seen)
    weak = failed is True
    if (low or weak) and infusion_allowed(seen):
        must.add("FE-IV")
    vein_open = low or failed is not False or hemoglobin is None
    return must, {"FE-AD"} if vein_open else {"FE-AD", "FE-IV"}


def vein_needed(seen: Seen, low: bool) -> bool:
    """S37, S38, S59, and C1 for what is not tolerated."""
    if seen.has("pernicious_anemia", "crohn_disease") or seen.done("gastric_bypass"):
        return True
    if seen.result("intrinsic_factor_antibody") == "positive":
        return True
    failed = two_weeks.failed(seen) is True
    if seen.has("celiac_disease") and failed:
        return True
    return not_tolerated(seen) and (low or failed or severe(seen))


def not_tolerated(seen: Seen) -> bool:
    """Daily tablets given up for a symptom of the bowel, or taken with one (S56)."""
    given_up = (h.because in GASTROINTESTINAL for h in seen.all("stopped", "ferrous_sulfate"))
    return any(given_up) or (seen.on_tablets and bool(recent_symptoms(seen)))


def severe(seen: Seen) -> bool:
    recent = recent_symptoms(seen)
    return any(h.severity == "severe" or h.name == "vomiting" for h in recent)


def recent_symptoms(seen: Seen) -> list[Happening]:
    return [h for h in seen.all("present", *GASTROINTESTINAL) if h.day >= seen.as_of - 30]


def infusion_allowed(seen: Seen) -> bool:
    """Not where pregnancy is possible and not ruled out (AL-IV-T1, K6, K17)."""
    return not d.pregnancy_possible(seen)


# Folic acid


def folate(seen: Seen) -> Codes:
    """S39, C16."""
    low = below(seen.latest("folate", 90), 3) is True
    if seen.b12_lapsed or d.b12_suspected(seen) is None:
        return set(), set()
    if d.b12_suspected(seen) and not d.b12_covered(seen):
        return {"FOL-HOLD"}, {"FOL-5"}
    if low and d.b12_deficient(seen) is False:
        return {"FOL-5"}, {"FOL-HOLD"}
    if not low:
        return set(), {"FOL-5"}
    return set(), set()
