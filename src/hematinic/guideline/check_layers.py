"""Which layer an item speaks in: what its keys on that say of the rest, and of each other."""

from collections.abc import Iterator

from hematinic.guideline.checker import Checker, items
from hematinic.guideline.mistake import Mistake
from hematinic.guideline.model import Alert

PLACES = ("notice", "references")
"""Where an alert may be told that is about the content, and not about a patient."""


def layered(check: Checker) -> Iterator[Mistake]:
    guideline = check.guideline
    alerts = {alert.id for alert in guideline.alerts}
    for item in guideline.recommendations:
        for i, name in enumerate(item.said_by):
            yield from check.known("recommendations", item.id, name, alerts, "alert", "said_by", i)
    places = items(guideline) - alerts | {phase.id for phase in guideline.header.phases}
    for alert in guideline.alerts:
        for i, name in enumerate(alert.told_with):
            yield from check.known("alerts", alert.id, name, places | {*PLACES},
                                   "place to tell it", "told_with", i)  # fmt: skip
        yield from _told_where_it_stands(check, alert)


def _told_where_it_stands(check: Checker, alert: Alert) -> Iterator[Mistake]:
    if alert.quiet and alert.level != "warning":
        says = f"only a warning can be `quiet`; one that is {alert.level} "
        says += "always interrupts" if alert.level == "critical" else "never interrupts"
        helps = "take `quiet:` out, or change the level"
        yield check.at("alerts", alert.id, "goes-together", says, "quiet", helps=helps)
    if alert.told_with and alert.interrupts:
        says = "an alert that interrupts is told first, and not with something else"
        helps = "add `quiet: why it does not interrupt`, or take `told_with:` out"
        yield check.at("alerts", alert.id, "goes-together", says, "told_with", helps=helps)
