"""Which alerts a right plan raises (0.4, 1.14): for each code true, false, or left open."""

from collections.abc import Callable

from hematinic.sample import diagnosis as d
from hematinic.sample import expected_regimens as regimens
from hematinic.sample import two_weeks
from hematinic.sample.chart import TABLETS, Chart, Known, above, below
from hematinic.sample.expected_regimens import Codes, not_tolerated, vein_needed
from hematinic.sample.findings import ALARM

Rule = Callable[[Chart], Known]

BINDERS = ("calcium_carbonate", "levothyroxine", "omeprazole")
BY_MOUTH = frozenset({"FE-OD", "FE-AD"})


def of(chart: Chart) -> Codes:
    answers = {code: rule(chart) for code, rule in RULES.items()}
    must = {code for code, answer in answers.items() if answer is True}
    must_not = {code for code, answer in answers.items() if answer is False}
    return must, must_not


def untreated(chart: Chart) -> Known:
    if chart.b12_lapsed:
        return None
    return False if d.b12_covered(chart) else d.b12_suspected(chart)


def iron_first(chart: Chart) -> Known:
    """S2, S3, K1: ordered, or taken already, while B12 is suspected and not given."""
    return untreated(chart) if chart.ordered(*TABLETS) or chart.on_tablets else False


def folate_first(chart: Chart) -> Known:
    """S39: therapeutic folic acid, B12 deficiency not excluded and no B12 given."""
    if chart.has("pregnancy") or chart.b12_lapsed:
        return None
    if d.b12_covered(chart) or d.b12_deficient(chart) is False:
        return False
    return chart.takes("folic_acid") or chart.ordered("folic_acid")


def neurology_unknown(chart: Chart) -> Known:
    """S5: an assessment is missing or incomplete."""
    if d.b12_suspected(chart) is None or chart.b12_lapsed:
        return None
    if not (d.b12_treatable(chart) or d.b12_suspected(chart)):
        return False
    known = d.neurological(chart)
    return None if known is True else known is None


def neurology_urgent(chart: Chart) -> Known:
    if d.b12_covered(chart) or d.b12_suspected(chart) is None:
        return None
    return d.neurological(chart) is True and d.b12_suspected(chart)


def red_flag(chart: Chart) -> Known:
    """5.13 and K19, of what is simulated: hemoglobin, and cord disease (S9) that no review under
    treatment found unchanged; open once the treatment has lapsed."""
    hemoglobin = chart.latest("hemoglobin", 14)
    calm = all(chart.standing(name, chart.as_of - 30) is False for name in ALARM[:4])
    low = below(hemoglobin, 50) is True or (below(hemoglobin, 70) is True and not calm)
    if low or not chart.has("subacute_combined_degeneration"):
        return low
    settled = chart.b12_start is not None and chart.has("neurological_plateau")
    return (None if chart.b12_lapsed else False) if settled else True


def cyanocobalamin_renal(chart: Chart) -> Known:
    """S52: stopped below 50, warned of at 50 to 59, asked for where unknown."""
    if not chart.ordered("cyanocobalamin"):
        return False
    # 60 itself is enough, and `above` is strict.
    return above(chart.latest("egfr", 90), 59.999) is not True


def hypokalemia(chart: Chart) -> Known:
    """5.15: before the first B12."""
    if chart.b12_lapsed:
        return None
    if not d.b12_treatable(chart) or d.b12_covered(chart):
        return False
    hemoglobin, volume = chart.latest("hemoglobin", 14), chart.latest("mcv", 14)
    low = below(chart.latest("potassium", 3), 4.0) is True
    if low or (below(hemoglobin, 80) is True and above(volume, 100) is True):
        return True
    return None if below(hemoglobin, 80) is True else False


def severity_source(chart: Chart) -> Known:
    """The limit of 100 g/L comes from bowel disease, and is said to where it is applied."""
    if below(chart.latest("hemoglobin", 14), 100) is not True or chart.has("crohn_disease"):
        return False
    if not d.iron_settled(chart):
        return None
    if d.iron_deficient(chart) is not True:
        return False if d.iron_deficient(chart) is False else None
    first = chart.iron_start is None and not vein_needed(chart, low=False)
    return True if first else None


def gastritis_vein(chart: Chart) -> Known:
    confirmed = chart.has("pernicious_anemia")
    confirmed = confirmed or chart.result("intrinsic_factor_antibody") == "positive"
    if not confirmed:
        return False
    if not d.iron_settled(chart):
        return None
    if d.iron_deficient(chart) is False:
        return False
    return True if d.iron_deficient(chart) is True and chart.iron_start is None else None


def no_response(chart: Chart) -> Known:
    """S29, K20: asked for within the window of the check, and not after."""
    start = chart.tablets_start
    if start is None or two_weeks.on_course(chart) == "no":
        return False
    if chart.as_of > start + two_weeks.LAST:
        return None
    applies = two_weeks.applies(chart)
    return applies and two_weeks.responded(chart) is False


def rule_not_applicable(chart: Chart) -> Known:
    start = chart.tablets_start
    if start is None:
        return False
    if not start + two_weeks.FIRST <= chart.as_of <= start + two_weeks.LAST:
        return None
    applies = two_weeks.applies(chart)
    return None if two_weeks.on_course(chart) == "open" or applies is None else not applies


def stores(chart: Chart) -> Known:
    """S41: stopped because hemoglobin is normal, ferritin not at target."""
    last = chart.tablet
    if last is None or last.because != "hemoglobin normal":
        return False
    return None if d.replete(chart) or chart.stopped_today else True


def iron_review(chart: Chart) -> Known:
    """S54: more than six months, and no ferritin in the last three."""
    start = chart.tablets_start
    if not chart.on_tablets or start is None:
        return False
    running = chart.as_of - start
    last = [chart.as_of - day for day, _ in chart.values("ferritin")][-1:]
    if 175 <= running <= 190 or any(87 <= ago <= 95 for ago in last):
        return None  # months are not days
    return running > 190 and not any(ago < 87 for ago in last)


def b12_stopped(chart: Chart) -> Known:
    """S50."""
    return any(chart.all("stopped", "hydroxocobalamin"))


def interaction(chart: Chart) -> Known:
    """4.5, of what is simulated. What lowers the acid matters to tablets that are to begin, too."""
    if chart.stopped_today:
        return None
    if chart.on_tablets or chart.ordered(*TABLETS):
        return any(chart.takes(name) for name in BINDERS)
    if not chart.takes("omeprazole"):
        return False
    must, must_not = regimens.iron(chart)
    return bool(must & BY_MOUTH) or (False if must_not >= BY_MOUTH else None)


def intolerance(chart: Chart) -> Known:
    """C1: alternate days first, where nothing calls for the vein."""
    if not not_tolerated(chart):
        return None
    if d.iron_deficient(chart) is not True or d.iron_deficient_today(chart) is False:
        return None
    low = below(chart.latest("hemoglobin", 14), 100) is True
    if vein_needed(chart, low) or chart.on_tablets or two_weeks.failed(chart) is None:
        return None
    return True


def dose(chart: Chart) -> Known:
    """K7: more than once a day."""
    orders = [h for h in chart.all("ordered", *TABLETS) if h.day >= chart.as_of - 30]
    return any(h.every == "12 h" for h in orders)


def salt_switch(chart: Chart) -> Known:
    return chart.ordered(*TABLETS) and not_tolerated(chart)


def nitrous_oxide(chart: Chart) -> Known:
    return chart.has("nitrous_oxide_use")


def intramuscular_bleeding(chart: Chart) -> Known:
    if chart.b12_lapsed:
        return None
    return d.b12_treatable(chart) and chart.takes("warfarin")


def cause_missing(chart: Chart) -> Known:
    """5.4: nothing of the work-up is recorded."""
    known = chart.has("pernicious_anemia") or chart.done("gastric_bypass")
    known = known or chart.done("ileal_resection")
    b12 = d.b12_deficient(chart) is True and not known
    untreated = chart.b12_start is None and chart.iron_start is None
    return True if untreated and (b12 or d.iron_deficient(chart) is True) else None


RULES: dict[str, Rule] = {
    "AL-IRON-FIRST": iron_first,
    "AL-FOLATE-FIRST": folate_first,
    "AL-NEURO-UNKNOWN": neurology_unknown,
    "AL-NEURO-URGENT": neurology_urgent,
    "AL-REDFLAG": red_flag,
    "AL-CYANO-RENAL": cyanocobalamin_renal,
    "AL-HYPOK": hypokalemia,
    "AL-SEV-SRC": severity_source,
    "AL-PA-IV": gastritis_vein,
    "AL-HB-NORESP": no_response,
    "AL-HB-NA": rule_not_applicable,
    "AL-STORES": stores,
    "AL-FE-REVIEW": iron_review,
    "AL-B12-NOSTOP": b12_stopped,
    "AL-INTERACT": interaction,
    "AL-INTOL-STEP": intolerance,
    "AL-FE-DOSE": dose,
    "AL-SALTSWITCH": salt_switch,
    "AL-N2O": nitrous_oxide,
    "AL-IM-BLEED": intramuscular_bleeding,
    "AL-CAUSE": cause_missing,
}
