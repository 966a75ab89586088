"""Which alerts a right plan raises (0.4, 1.14): for each code true, false, or left open."""

from collections.abc import Callable

from hematinic.sample import diagnosis as d
from hematinic.sample import expected_regimens as regimens
from hematinic.sample import two_weeks
from hematinic.sample.expected_regimens import Codes, not_tolerated, vein_needed
from hematinic.sample.findings import ALARM
from hematinic.sample.seen import TABLETS, Known, Seen, above, below

Rule = Callable[[Seen], Known]

BINDERS = ("calcium_carbonate", "levothyroxine", "omeprazole")
BY_MOUTH = frozenset({"FE-OD", "FE-AD"})


def of(seen: Seen) -> Codes:
    answers = {code: rule(seen) for code, rule in RULES.items()}
    must = {code for code, answer in answers.items() if answer is True}
    must_not = {code for code, answer in answers.items() if answer is False}
    return must, must_not


def untreated(seen: Seen) -> Known:
    if seen.b12_lapsed:
        return None
    return False if d.b12_covered(seen) else d.b12_suspected(seen)


def iron_first(seen: Seen) -> Known:
    """S2, S3, K1: ordered, or taken already, while B12 is suspected and not given."""
    return untreated(seen) if seen.ordered(*TABLETS) or seen.on_tablets else False


def folate_first(seen: Seen) -> Known:
    """S39: therapeutic folic acid, B12 deficiency not excluded and no B12 given."""
    if seen.has("pregnancy") or seen.b12_lapsed:
        return None
    if d.b12_covered(seen) or d.b12_deficient(seen) is False:
        return False
    return seen.takes("folic_acid") or seen.ordered("folic_acid")


def neurology_unknown(seen: Seen) -> Known:
    """S5: an assessment is missing or incomplete."""
    if d.b12_suspected(seen) is None or seen.b12_lapsed:
        return None
    if not (d.b12_treatable(seen) or d.b12_suspected(seen)):
        return False
    known = d.neurological(seen)
    return None if known is True else known is None


def neurology_urgent(seen: Seen) -> Known:
    if d.b12_covered(seen) or d.b12_suspected(seen) is None:
        return None
    return d.neurological(seen) is True and d.b12_suspected(seen)


def red_flag(seen: Seen) -> Known:
    """5.13 and K19, of what is simulated: hemoglobin, and cord disease (S9) that no review under
    treatment found unchanged; open once the treatment has lapsed."""
    hemoglobin = seen.latest("hemoglobin", 14)
    calm = all(seen.standing(name, seen.as_of - 30) is False for name in ALARM[:4])
    low = below(hemoglobin, 50) is True or (below(hemoglobin, 70) is True and not calm)
    if low or not seen.has("subacute_combined_degeneration"):
        return low
    settled = seen.b12_start is not None and seen.has("neurological_plateau")
    return (None if seen.b12_lapsed else False) if settled else True


def cyanocobalamin_renal(seen: Seen) -> Known:
    """S52: stopped below 50, warned of at 50 to 59, asked for where unknown."""
    if not seen.ordered("cyanocobalamin"):
        return False
    return above(seen.latest("egfr", 90), 59.999) is not True


def hypokalemia(seen: Seen) -> Known:
    """5.15: before the first B12."""
    if seen.b12_lapsed:
        return None
    if not d.b12_treatable(seen) or d.b12_covered(seen):
        return False
    hemoglobin, volume = seen.latest("hemoglobin", 14), seen.latest("mcv", 14)
    low = below(seen.latest("potassium", 3), 4.0) is True
    if low or (below(hemoglobin, 80) is True and above(volume, 100) is True):
        return True
    return None if below(hemoglobin, 80) is True else False


def severity_source(seen: Seen) -> Known:
    """The limit of 100 g/L comes from bowel disease, and is said to where it is applied."""
    if below(seen.latest("hemoglobin", 14), 100) is not True or seen.has("crohn_disease"):
        return False
    if not d.iron_settled(seen):
        return None
    if d.iron_deficient(seen) is not True:
        return False if d.iron_deficient(seen) is False else None
    first = seen.iron_start is None and not vein_needed(seen, low=False)
    return True if first else None


def gastritis_vein(seen: Seen) -> Known:
    confirmed = seen.has("pernicious_anemia")
    confirmed = confirmed or seen.result("intrinsic_factor_antibody") == "positive"
    if not confirmed:
        return False
    if not d.iron_settled(seen):
        return None
    if d.iron_deficient(seen) is False:
        return False
    return True if d.iron_deficient(seen) is True and seen.iron_start is None else None


def no_response(seen: Seen) -> Known:
    """S29, K20: asked for within the window of the check, and not after."""
    start = seen.tablets_start
    if start is None or two_weeks.on_course(seen) == "no":
        return False
    if seen.as_of > start + two_weeks.LAST:
        return None
    applies = two_weeks.applies(seen)
    return applies and two_weeks.responded(seen) is False


def rule_not_applicable(seen: Seen) -> Known:
    start = seen.tablets_start
    if start is None:
        return False
    if not start + two_weeks.FIRST <= seen.as_of <= start + two_weeks.LAST:
        return None
    applies = two_weeks.applies(seen)
    return None if two_weeks.on_course(seen) == "open" or applies is None else not applies


def stores(seen: Seen) -> Known:
    """S41: stopped because hemoglobin is normal, ferritin not at target."""
    last = seen.tablet
    if last is None or last.because != "hemoglobin normal":
        return False
    return None if d.replete(seen) or seen.stopped_today else True


def iron_review(seen: Seen) -> Known:
    """S54: more than six months, and no ferritin in the last three."""
    start = seen.tablets_start
    if not seen.on_tablets or start is None:
        return False
    running = seen.as_of - start
    last = [seen.as_of - day for day, _ in seen.values("ferritin")][-1:]
    if 175 <= running <= 190 or any(87 <= ago <= 95 for ago in last):
        return None  # months are not days
    return running > 190 and not any(ago < 87 for ago in last)


def b12_stopped(seen: Seen) -> Known:
    """S50."""
    return any(seen.all("stopped", "hydroxocobalamin"))


def interaction(seen: Seen) -> Known:
    """4.5, of what is simulated. What lowers the acid matters to tablets that are to begin, too."""
    if seen.stopped_today:
        return None
    if seen.on_tablets or seen.ordered(*TABLETS):
        return any(seen.takes(name) for name in BINDERS)
    if not seen.takes("omeprazole"):
        return False
    must, must_not = regimens.iron(seen)
    return bool(must & BY_MOUTH) or (False if must_not >= BY_MOUTH else None)


def intolerance(seen: Seen) -> Known:
    """C1: alternate days first, where nothing calls for the vein."""
    if not not_tolerated(seen):
        return None
    if d.iron_deficient(seen) is not True or d.iron_deficient_today(seen) is False:
        return None
    low = below(seen.latest("hemoglobin", 14), 100) is True
    if vein_needed(seen, low) or seen.on_tablets or two_weeks.failed(seen) is None:
        return None
    return True


def dose(seen: Seen) -> Known:
    """K7: more than once a day."""
    orders = [h for h in seen.all("ordered", *TABLETS) if h.day >= seen.as_of - 30]
    return any(h.every == "12 h" for h in orders)


def salt_switch(seen: Seen) -> Known:
    return seen.ordered(*TABLETS) and not_tolerated(seen)


def nitrous_oxide(seen: Seen) -> Known:
    return seen.has("nitrous_oxide_use")


def intramuscular_bleeding(seen: Seen) -> Known:
    if seen.b12_lapsed:
        return None
    return d.b12_treatable(seen) and seen.takes("warfarin")


def cause_missing(seen: Seen) -> Known:
    """5.4: nothing of the work-up is recorded."""
    known = seen.has("pernicious_anemia") or seen.done("gastric_bypass")
    known = known or seen.done("ileal_resection")
    b12 = d.b12_deficient(seen) is True and not known
    untreated = seen.b12_start is None and seen.iron_start is None
    return True if untreated and (b12 or d.iron_deficient(seen) is True) else None


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
