"""The two-week rule of oral iron: S28, S29, K2, K20."""

from typing import Literal

from hematinic.sample.chart import CURRENT, TABLETS, Chart, Known, Span

FIRST, LAST = 12, 28


def on_course(chart: Chart) -> Literal["yes", "no", "open"]:
    """Whether a course of tablets is current; open for some weeks after a stop."""
    last = chart.tablet
    if last is None:
        return "no"
    return "yes" if chart.on_tablets or chart.as_of - last.day <= CURRENT else "open"


def status(chart: Chart, regimens: set[str], regimens_not: set[str]) -> str:
    course, start = on_course(chart), chart.tablets_start
    if course == "open":
        return "any"
    if course == "no" or start is None:
        if regimens & {"FE-OD", "FE-AD"}:
            return "planned"
        return "none" if {"FE-OD", "FE-AD"} <= regimens_not else "any"
    if checked(chart) is not None:
        return "done"
    if chart.as_of < start + FIRST:
        return "planned"
    return "due" if chart.as_of <= start + LAST else "not_applicable"


def checked(chart: Chart) -> Span | None:
    """Hemoglobin nearest to day 14, within day 12 to 28."""
    start = chart.tablets_start
    if start is None:
        return None
    values = chart.values("hemoglobin", start + FIRST, start + LAST)
    if not values:
        return None
    return min(values, key=lambda pair: (abs(pair[0] - start - 14), pair[0]))[1]


def before(chart: Chart) -> Span | None:
    start = chart.tablets_start
    values = chart.values("hemoglobin", start - 30, start) if start is not None else []
    return values[-1][1] if values else None


def applies(chart: Chart) -> Known:
    """Not where anemia was mild (within 10 g/L of normal) or the baseline is missing; in pregnancy
    open between the limits of the trimesters (105 and 110), which the record does not tell."""
    baseline = before(chart)
    if baseline is None:
        return False
    if chart.has("pregnancy"):
        return True if baseline[1] < 95 else (None if baseline[1] < 100 else False)
    # 10 below the limits of the WHO, which are 130 and 120.
    return baseline[1] < (120 if chart.person.sex == "male" else 110)


def responded(chart: Chart) -> Known:
    """A rise of exactly 10 g/L passes."""
    baseline, after = before(chart), checked(chart)
    if baseline is None or after is None:
        return None
    # Results of two units are converted: without rounding 10 could come out as 9.9999…
    return round(after[0] - baseline[0], 6) >= 10


def failed(chart: Chart) -> Known:
    """S36: no response at two weeks, where the rule applies.

    Open where hemoglobin rose later, or where tablets were given up before (no adequate trial).
    """
    start, baseline, judged = chart.tablets_start, before(chart), applies(chart)
    if start is None or baseline is None or responded(chart) is not False or judged is False:
        return False
    given_up = any(h.day < start + FIRST for h in chart.all("stopped", *TABLETS))
    later = [value[0] for _, value in chart.values("hemoglobin", start + LAST)]
    rose = any(value - baseline[0] >= 10 for value in later)
    return None if rose or given_up or judged is None else True
