"""Which regimens a right plan holds: the decision order of 1.13, with S11 to S42, C1 and K11."""

from itertools import pairwise

from hematinic.sample import diagnosis as d
from hematinic.sample import two_weeks
from hematinic.sample.chart import INFUSIONS, Chart, below
from hematinic.sample.model import Happening

B12 = frozenset({"B12-NEURO", "B12-NEURO-M", "B12-STD", "B12-STD-M"})
IRON = frozenset({"FE-OD", "FE-AD", "FE-IV"})
GASTROINTESTINAL = ("constipation", "nausea", "diarrhea", "vomiting")

Codes = tuple[set[str], set[str]]
"""The codes of the lines that the plan must have, and of those it must not have."""


def of(chart: Chart) -> Codes:
    must: set[str] = set()
    must_not: set[str] = set()
    for part in (b12(chart), iron(chart), folate(chart)):
        must |= part[0]
        must_not |= part[1]
    return must, must_not


# B12


def b12(chart: Chart) -> Codes:
    if chart.b12_lapsed:
        return set(), set()
    if not d.b12_treatable(chart):
        return set(), set(B12)
    if d.neurological(chart) is False:
        return standard(chart)
    if d.neurological(chart) is None and steady(chart):
        return set(), {"B12-NEURO", "B12-STD"}
    if chart.has("neurological_plateau"):
        return {"B12-NEURO-M"}, {"B12-NEURO", "B12-STD", "B12-STD-M"}
    return {"B12-NEURO", "B12-NEURO-M"}, {"B12-STD", "B12-STD-M"}


def steady(chart: Chart) -> bool:
    """K37: the last three injections lie 6 to 14 weeks apart; what nobody recorded of the nerves
    is asked for and loads nothing again."""
    days = sorted(h.day for h in chart.all("given", "hydroxocobalamin"))[-3:]
    gaps = [later - day for day, later in pairwise(days)]
    return len(days) == 3 and all(42 <= gap <= 98 for gap in gaps)


def standard(chart: Chart) -> Codes:
    """Six doses, then maintenance; neurological features are recorded absent."""
    doses = sum(1 for _ in chart.all("given", "hydroxocobalamin"))
    done = doses >= 6
    must = {"B12-STD-M"} if done else {"B12-STD", "B12-STD-M"}
    not_now = {"B12-STD"} if done else set()
    return must, {"B12-NEURO", "B12-NEURO-M"} | not_now


# Iron


def iron(chart: Chart) -> Codes:
    infusion = chart.last_given(INFUSIONS)
    if chart.stopped_today or chart.b12_lapsed:
        return set(), set()
    if infusion is not None and chart.iron_course != "over":
        return after_infusion(chart, infusion)
    deficient = d.iron_deficient(chart)
    just_ended = chart.iron_course in ("current", "open") and not chart.on_tablets
    if just_ended and not (deficient is True and d.iron_deficient_today(chart) is True):
        return set(), set()
    if deficient is None and d.b12_treatable(chart):
        return {"FE-HOLD"}, set(IRON)
    if deficient is not True:
        return set(), set(IRON)
    if may_be_complete(chart):
        return set(), set()
    if d.b12_covered(chart) or d.b12_treatable(chart) or d.b12_suspected(chart) is False:
        return route(chart)
    return ({"FE-HOLD"}, set(IRON)) if d.b12_suspected(chart) else (set(), set())


def after_infusion(chart: Chart, infusion: int) -> Codes:
    """Judged by ferritin at 8 to 12 weeks (S42); open until then, and between the limits."""
    if chart.as_of - infusion < 56:
        return set(), {"FE-OD", "FE-AD"}
    if d.replete(chart):
        return set(), set(IRON)
    if d.iron_deficient_today(chart) is True:
        return ({"FE-IV"}, {"FE-OD", "FE-AD"}) if infusion_allowed(chart) else (set(), {"FE-IV"})
    return set(), set()


def may_be_complete(chart: Chart) -> bool:
    """S42, C11: ferritin at target, and 3 months of normal hemoglobin or 6 months of iron."""
    if chart.iron_start is None or not d.replete(chart):
        return False
    limit = 130 if chart.person.sex == "male" else 120
    normal = [
        day for day, value in chart.values("hemoglobin", chart.iron_start) if value[0] >= limit
    ]
    reviewed = chart.as_of - chart.iron_start > 183
    return reviewed or (bool(normal) and chart.as_of - normal[0] >= 84)


def route(chart: Chart) -> Codes:
    hemoglobin = chart.latest("hemoglobin", 14)
    low = below(hemoglobin, 100) is True
    if chart.has("celiac_disease") and two_weeks.failed(chart) is None:
        return set(), set()
    if vein_needed(chart, low):
        return ({"FE-IV"}, {"FE-OD", "FE-AD"}) if infusion_allowed(chart) else (set(), {"FE-IV"})
    if not_tolerated(chart):
        open_ = two_weeks.failed(chart) is None
        return (set() if open_ else {"FE-AD"}), {"FE-OD"}
    must = {"FE-OD"}
    failed = two_weeks.failed(chart)
    weak = failed is True
    if (low or weak) and infusion_allowed(chart):
        must.add("FE-IV")
    vein_open = low or failed is not False or hemoglobin is None
    return must, {"FE-AD"} if vein_open else {"FE-AD", "FE-IV"}


def vein_needed(chart: Chart, low: bool) -> bool:
    """S37, S38, S59, and C1 for what is not tolerated."""
    if chart.has("pernicious_anemia", "crohn_disease") or chart.done("gastric_bypass"):
        return True
    if chart.result("intrinsic_factor_antibody") == "positive":
        return True
    failed = two_weeks.failed(chart) is True
    if chart.has("celiac_disease") and failed:
        return True
    return not_tolerated(chart) and (low or failed or severe(chart))


def not_tolerated(chart: Chart) -> bool:
    """Daily tablets given up for a symptom of the bowel, or taken with one (S56)."""
    given_up = (h.because in GASTROINTESTINAL for h in chart.all("stopped", "ferrous_sulfate"))
    return any(given_up) or (chart.on_tablets and bool(recent_symptoms(chart)))


def severe(chart: Chart) -> bool:
    recent = recent_symptoms(chart)
    return any(h.severity == "severe" or h.name == "vomiting" for h in recent)


def recent_symptoms(chart: Chart) -> list[Happening]:
    return [h for h in chart.all("present", *GASTROINTESTINAL) if h.day >= chart.as_of - 30]


def infusion_allowed(chart: Chart) -> bool:
    """Not where pregnancy is possible and not ruled out (AL-IV-T1, K6, K17)."""
    return not d.pregnancy_possible(chart)


# Folic acid


def folate(chart: Chart) -> Codes:
    """S39, C16."""
    low = below(chart.latest("folate", 90), 3) is True
    if chart.b12_lapsed or d.b12_suspected(chart) is None:
        return set(), set()
    if d.b12_suspected(chart) and not d.b12_covered(chart):
        return {"FOL-HOLD"}, {"FOL-5"}
    if low and d.b12_deficient(chart) is False:
        return {"FOL-5"}, {"FOL-HOLD"}
    if not low:
        return set(), {"FOL-5"}
    return set(), set()
