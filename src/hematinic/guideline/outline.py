"""The order of a guideline: its phases by their roles, and its article, or one in the order of the
plan where it has none."""

from collections.abc import Iterator
from typing import Literal

from msgspec.structs import replace

from hematinic.guideline.article import Article, Part, Section
from hematinic.guideline.model import Guideline, Header


def phases_with(header: Header, *roles: str) -> frozenset[str]:
    """The ids of the phases with one of these roles."""
    return frozenset(phase.id for phase in header.phases if phase.role in roles)


def article_of(guideline: Guideline) -> Article:
    own = guideline.article or Article(sections=tuple(_sections(guideline)))
    return own if own.answer else replace(own, answer=tuple(map(_part, own.sections)))


def _part(section: Section) -> Part:
    """A guideline that does not say what comes first says all of it in short."""
    look: Literal["lines", "do-not", "checks"] = "lines"
    look = "checks" if section.look == "checks" else look
    look = "do-not" if section.look == "warnings" else look
    return Part(title=section.title, patient=section.patient, look=look, items=section.items,
                more=(section.id,))  # fmt: skip


def _sections(guideline: Guideline) -> Iterator[Section]:
    """A section for each phase, then the alerts and the checks; what is empty is left out."""
    for phase in guideline.header.phases:
        items = tuple(item.id for item in guideline.recommendations if item.phase == phase.id)
        if items:
            yield Section(id=phase.id, title=phase.title, patient=phase.patient, items=items)
    if guideline.alerts:
        items = tuple(alert.id for alert in guideline.alerts)
        yield Section(id="alerts", title="Warnings", look="warnings", items=items)
    if guideline.monitoring:
        items = tuple(check.id for check in guideline.monitoring)
        yield Section(id="checks", title="What to check again", look="checks", items=items)
