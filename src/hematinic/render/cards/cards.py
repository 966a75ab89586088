"""The cards of a plan, for one hook.

First every critical alert: a card each, or one that names them all where there are more than fill
the view. Then at most three others, and none where critical ones fill it. What was not seen of the
record is told on each card, and what it leaves open stands in one card of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from hematinic.guideline.entry import Level
from hematinic.plan.build import LEVELS
from hematinic.plan.model import Fired, Plan
from hematinic.plan.orders import OrderChecker
from hematinic.plan.remedy import Remedies
from hematinic.record.events import Event, Record
from hematinic.render.cards import text
from hematinic.render.cards.now import now
from hematinic.render.cards.suggest import Suggesting, Suggestion
from hematinic.render.words import lines
from hematinic.render.words import phrases as words

VIEW = 3
"""Cards that a clinician sees at once."""

INDICATORS: dict[Level, str] = {"critical": "critical", "warning": "warning", "information": "info"}

NOT_WHOLE = "A part of the record was not seen; what is to be done today whatever it says:"


@dataclass(frozen=True, slots=True)
class Shown:
    """What cards are made of."""

    plan: Plan
    cautious: Plan | None
    """The plan where what was not seen counts as unknown; None where all was seen."""
    record: Record
    drafts: tuple[Event, ...]
    """The orders that the advice is about."""
    of_orders: bool
    """Whether the hook is about orders; else a chart is opened."""
    patient: str
    """The id by which the client knows the patient."""
    failed: bool
    """Whether something that was asked for did not come, or not whole, or could not be read."""
    not_seen: tuple[str, ...]
    """The parts of the record that were not seen, in words."""
    ours: UUID
    """Names this call of a hook: the same call makes the same cards."""
    checker: OrderChecker


@dataclass(frozen=True, slots=True)
class Card:
    """As CDS Hooks has it, with the alerts that it tells of."""

    data: dict[str, Any]
    alerts: tuple[str, ...]
    level: Level


def cards(shown: Shown) -> list[Card]:
    """The hardest first; empty where nothing is to be said."""
    making = _Making(shown)
    fired = making.fired()
    critical = [one for one in fired if one.level == "critical"]
    others = [one for one in fired if one.level != "critical"]
    found = making.critical(critical)
    found += making.not_ruled_out()
    hard = sum(card.level == "critical" for card in found)
    room = VIEW if hard < VIEW else 0
    soft = [card for card in found if card.level != "critical"]
    soft += [*(making.alert(one) for one in others[:room]), *making.today()]
    told = [*(card for card in found if card.level == "critical"), *soft[:room]]
    return told or list(making.incomplete())


class _Making:
    def __init__(self, shown: Shown) -> None:
        self.shown, self.plan = shown, shown.plan
        self.guideline = shown.plan.assessment.rules.guideline
        self.orders = Remedies(shown.plan, shown.record, shown.drafts, shown.checker)

    def fired(self) -> list[Fired]:
        """With orders, what bears on them; without, what is critical: the rest that interrupts
        stands in the plan of today."""
        shown = self.shown
        if not shown.drafts:
            return [one for one in self.plan.alerts if one.level == "critical"]
        checker = shown.checker
        names = {name for event in shown.drafts for name in checker.names(event)}
        return [
            one
            for one in self.orders.bearing()
            if one.alert.interrupts or one.level == "warning" or checker.named[one.alert.id] & names
        ]

    # Alerts

    def critical(self, fired: Sequence[Fired]) -> list[Card]:
        if len(fired) <= VIEW:
            return [self.alert(one) for one in fired]
        return [self.together(fired)]

    def alert(self, fired: Fired) -> Card:
        plan, item = self.plan, fired.alert
        card = self.uuid(f"alert:{item.id}")
        said = lines.alert(fired, plan.assessment)
        parts = [f"**{text.escaped(lines.what_to_do(item, plan.assessment))}**"]
        if text.summary(said) != said:
            parts.append(text.escaped(said))
        if facts := text.because(item.id, plan):
            parts.append(text.listed(facts))
        parts.append(text.escaped(text.rule(item.id, plan)))
        topic = {"code": item.id, "display": item.implements[0]}
        suggestions = self.remedies(fired, card)
        data = {
            **self.head(card, said, INDICATORS[fired.level], parts),
            "source": self.source(item.cites, topic),
            **_offered(suggestions, "at-most-one"),
            **self.reasons(fired.level, item.id),
        }
        return Card(data, (item.id,), fired.level)

    def together(self, fired: Sequence[Fired]) -> Card:
        """All critical alerts in one card, none of them shortened."""
        plan, card = self.plan, self.uuid("alerts")
        told = [
            f"{lines.alert(one, plan.assessment)} {lines.what_to_do(one.alert, plan.assessment)}"
            for one in fired
        ]
        suggestions = [each for one in fired for each in self.remedies(one, card)]
        seen = {each["uuid"]: each for each in suggestions}
        cites = tuple(dict.fromkeys(cite for one in fired for cite in one.alert.cites))
        said = f"{len(fired)} critical alerts: stop and read before anything is ordered."
        data = {
            **self.head(card, said, "critical", [text.listed(told)]),
            "source": self.source(cites, {"code": "critical-alerts"}),
            **_offered([each | {"isRecommended": False} for each in seen.values()], "any"),
            **self.reasons("critical", ""),
        }
        return Card(data, tuple(one.alert.id for one in fired), "critical")

    def remedies(self, fired: Fired, card: UUID) -> list[Suggestion]:
        """Of what must not be done as it stands; a caution is for the prescriber to weigh."""
        shown = self.shown
        if fired.level != "critical" or not shown.drafts:
            return []
        found = self.orders.of(fired)
        if found is None:
            return []
        return list(Suggesting(self.plan, shown.patient, card).remedies(found))

    # What was not seen

    def not_ruled_out(self) -> list[Card]:
        """Alerts that stand only because a part of the record was not seen."""
        shown, cautious = self.shown, self.shown.cautious
        if cautious is None or not shown.drafts:
            return []
        stands = {one.alert.id for one in self.plan.alerts}
        names = {name for event in shown.drafts for name in shown.checker.names(event)}
        fired = [
            one
            for one in cautious.alerts
            if one.alert.id not in stands
            and one.level != "information"
            and shown.checker.named[one.alert.id] & names
        ]
        if not fired:
            return []
        level = min((one.level for one in fired), key=LEVELS.__getitem__)
        told = [
            f"{lines.alert(one, cautious.assessment)} "
            f"{lines.what_to_do(one.alert, cautious.assessment)}"
            for one in fired
        ]
        cites = tuple(dict.fromkeys(cite for one in fired for cite in one.alert.cites))
        count = len(fired)
        said = (
            f"{'One danger is' if count == 1 else f'{count} dangers are'} not ruled out: a part of "
            f"the record was not seen."
        )
        data = {
            **self.head(self.uuid("not-ruled-out"), said, INDICATORS[level], [text.listed(told)]),
            "source": self.source(cites, {"code": "not-ruled-out"}),
            **self.reasons(level, ""),
        }
        return [Card(data, tuple(one.alert.id for one in fired), level)]

    def incomplete(self) -> Iterator[Card]:
        """No all-clear for an order of which not everything could be looked at. A list that is
        merely empty is told where there is something else to say."""
        shown = self.shown
        if shown.failed and shown.of_orders:
            said = "Checked without a part of the record: this is no all-clear."
            data = {
                **self.head(self.uuid("not-seen"), said, "info", []),
                "source": self.source((), {"code": "not-seen"}),
            }
            yield Card(data, (), "information")

    # The plan

    def today(self) -> Iterator[Card]:
        """The bottom line, what to stop and what to do today. It is the first thing seen when a
        chart is opened; beside an order that alerts speak of, it would say the same twice."""
        shown, plan = self.shown, self.plan
        if shown.of_orders:
            return
        first = now(plan, shown.cautious)
        if first.is_empty:
            return
        card = self.uuid("today")
        said = first.bottom_line or NOT_WHOLE
        parts = [text.escaped(said)] if text.summary(said) != said else []
        parts += [f"**{heading}**\n\n{text.listed(told)}" for heading, told in first.parts]
        urgent = [one for one in plan.alerts if one.alert.interrupts]
        level: Level = "warning" if urgent else "information"
        cites = tuple(dict.fromkeys(cite for line in first.orders for cite in line.item.cites))
        suggesting = Suggesting(plan, shown.patient, card)
        data = {
            **self.head(card, said, INDICATORS[level], parts),
            "source": self.source(cites, {"code": "today"}),
            **_offered(list(suggesting.today(first.orders)), "any"),
            **self.reasons(level, ""),
        }
        yield Card(data, tuple(one.alert.id for one in urgent if one.level != "critical"), level)

    # What all cards have

    def uuid(self, name: str) -> UUID:
        return uuid5(self.shown.ours, name)

    def head(self, card: UUID, said: str, indicator: str, parts: Sequence[str]) -> dict[str, Any]:
        detail = [part for part in (*parts, self.unseen(), text.foot(self.plan)) if part]
        return {
            "uuid": str(card),
            "summary": text.summary(said),
            "indicator": indicator,
            "detail": "\n\n".join(detail),
        }

    def unseen(self) -> str:
        if not self.shown.not_seen:
            return ""
        listed = ", ".join(self.shown.not_seen)
        return text.escaped(f"Not seen: {listed}. What they would tell counts as unknown.")

    def source(self, cites: Any, topic: dict[str, str]) -> dict[str, Any]:
        header = self.plan.header
        rests = text.rests_on(cites, self.plan) if cites else ""
        label = rests or f"{header.title} ({header.version}, {words.capital(header.status)})"
        address = text.address_of(cites, self.guideline)
        system = {"system": f"urn:hematinic:card:{header.id}"}
        return {"label": label, **({"url": address} if address else {}), "topic": system | topic}

    def reasons(self, level: Level, alert: str) -> dict[str, Any]:
        """Those written for this alert first."""
        found = [
            one
            for one in self.guideline.override_reasons.values()
            if level in one.levels and (not one.alerts or alert in one.alerts)
        ]
        found.sort(key=lambda one: not one.alerts)
        coded = [{"system": one.system, "code": one.code, "display": one.says} for one in found]
        return {"overrideReasons": coded} if coded else {}


def _offered(suggestions: Sequence[Suggestion], behavior: str) -> dict[str, Any]:
    if not suggestions:
        return {}
    told = [{key: value for key, value in one.items() if value is not False} for one in suggestions]
    return {"suggestions": told, "selectionBehavior": behavior}
