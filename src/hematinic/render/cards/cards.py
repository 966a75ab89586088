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
    critical = [alert for alert in fired if alert.level == "critical"]
    softer = [alert for alert in fired if alert.level != "critical"]
    all_cards = making.critical(critical)
    all_cards += making.not_ruled_out()
    hard = sum(card.level == "critical" for card in all_cards)
    room = VIEW if hard < VIEW else 0
    soft = [card for card in all_cards if card.level != "critical"]
    soft += [*(making.alert(alert) for alert in softer[:room]), *making.today()]
    chosen = [*(card for card in all_cards if card.level == "critical"), *soft[:room]]
    return chosen or list(making.incomplete())


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
            return [fired for fired in self.plan.alerts if fired.level == "critical"]
        checker = shown.checker
        names = {name for event in shown.drafts for name in checker.names(event)}
        return [
            fired
            for fired in self.orders.bearing()
            if fired.alert.interrupts
            or fired.level == "warning"
            or checker.named[fired.alert.id] & names
        ]

    # Alerts

    def critical(self, fired: Sequence[Fired]) -> list[Card]:
        if len(fired) <= VIEW:
            return [self.alert(alert) for alert in fired]
        return [self.together(fired)]

    def alert(self, fired: Fired) -> Card:
        plan, item = self.plan, fired.alert
        card = self.uuid(f"alert:{item.id}")
        sentence = lines.alert(fired, plan.assessment)
        parts = [f"**{text.escaped(lines.what_to_do(item, plan.assessment))}**"]
        if text.summary(sentence) != sentence:
            parts.append(text.escaped(sentence))
        if facts := text.because(item.id, plan):
            parts.append(text.listed(facts))
        parts.append(text.escaped(text.rule(item.id, plan)))
        topic = {"code": item.id, "display": item.implements[0]}
        suggestions = self.remedies(fired, card)
        data = {
            **self.head(card, sentence, INDICATORS[fired.level], parts),
            "source": self.source(item.cites, topic),
            **_offered(suggestions, "at-most-one"),
            **self.reasons(fired.level, item.id),
        }
        return Card(data, (item.id,), fired.level)

    def together(self, fired: Sequence[Fired]) -> Card:
        """All critical alerts in one card, none of them shortened."""
        plan, card = self.plan, self.uuid("alerts")
        sentences = [
            f"{lines.alert(each, plan.assessment)} {lines.what_to_do(each.alert, plan.assessment)}"
            for each in fired
        ]
        suggestions = [suggestion for alert in fired for suggestion in self.remedies(alert, card)]
        by_id = {suggestion["uuid"]: suggestion for suggestion in suggestions}
        cites = tuple(dict.fromkeys(cite for alert in fired for cite in alert.alert.cites))
        sentence = f"{len(fired)} critical alerts: stop and read before anything is ordered."
        data = {
            **self.head(card, sentence, "critical", [text.listed(sentences)]),
            "source": self.source(cites, {"code": "critical-alerts"}),
            **_offered(
                [suggestion | {"isRecommended": False} for suggestion in by_id.values()], "any"
            ),
            **self.reasons("critical", ""),
        }
        return Card(data, tuple(alert.alert.id for alert in fired), "critical")

    def remedies(self, fired: Fired, card: UUID) -> list[Suggestion]:
        """Of what must not be done as it stands; a caution is for the prescriber to weigh."""
        shown = self.shown
        if fired.level != "critical" or not shown.drafts:
            return []
        remedy = self.orders.of(fired)
        if remedy is None:
            return []
        return list(Suggesting(self.plan, shown.patient, card).remedies(remedy))

    # What was not seen

    def not_ruled_out(self) -> list[Card]:
        """Alerts that stand only because a part of the record was not seen."""
        shown, cautious = self.shown, self.shown.cautious
        if cautious is None or not shown.drafts:
            return []
        stands = {fired.alert.id for fired in self.plan.alerts}
        names = {name for event in shown.drafts for name in shown.checker.names(event)}
        fired = [
            alert
            for alert in cautious.alerts
            if alert.alert.id not in stands
            and alert.level != "information"
            and shown.checker.named[alert.alert.id] & names
        ]
        if not fired:
            return []
        level = min((alert.level for alert in fired), key=LEVELS.__getitem__)
        sentences = [
            f"{lines.alert(alert, cautious.assessment)} "
            f"{lines.what_to_do(alert.alert, cautious.assessment)}"
            for alert in fired
        ]
        cites = tuple(dict.fromkeys(cite for alert in fired for cite in alert.alert.cites))
        count = len(fired)
        sentence = (
            f"{'One danger is' if count == 1 else f'{count} dangers are'} not ruled out: a part of "
            f"the record was not seen."
        )
        data = {
            **self.head(
                self.uuid("not-ruled-out"), sentence, INDICATORS[level], [text.listed(sentences)]
            ),
            "source": self.source(cites, {"code": "not-ruled-out"}),
            **self.reasons(level, ""),
        }
        return [Card(data, tuple(alert.alert.id for alert in fired), level)]

    def incomplete(self) -> Iterator[Card]:
        """No all-clear for an order of which not everything could be looked at. A list that is
        merely empty is told where there is something else to say."""
        shown = self.shown
        if shown.failed and shown.of_orders:
            sentence = "Checked without a part of the record: this is no all-clear."
            data = {
                **self.head(self.uuid("not-seen"), sentence, "info", []),
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
        sentence = first.bottom_line or NOT_WHOLE
        parts = [text.escaped(sentence)] if text.summary(sentence) != sentence else []
        parts += [f"**{heading}**\n\n{text.listed(entries)}" for heading, entries in first.parts]
        urgent = [fired for fired in plan.alerts if fired.alert.interrupts]
        level: Level = "warning" if urgent else "information"
        cites = tuple(dict.fromkeys(cite for line in first.orders for cite in line.item.cites))
        suggesting = Suggesting(plan, shown.patient, card)
        data = {
            **self.head(card, sentence, INDICATORS[level], parts),
            "source": self.source(cites, {"code": "today"}),
            **_offered(list(suggesting.today(first.orders)), "any"),
            **self.reasons(level, ""),
        }
        yield Card(
            data, tuple(fired.alert.id for fired in urgent if fired.level != "critical"), level
        )

    # What all cards have

    def uuid(self, name: str) -> UUID:
        return uuid5(self.shown.ours, name)

    def head(
        self, card: UUID, sentence: str, indicator: str, parts: Sequence[str]
    ) -> dict[str, Any]:
        detail = [part for part in (*parts, self.unseen(), text.foot(self.plan)) if part]
        return {
            "uuid": str(card),
            "summary": text.summary(sentence),
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
        allowed = [
            reason
            for reason in self.guideline.override_reasons.values()
            if level in reason.levels and (not reason.alerts or alert in reason.alerts)
        ]
        allowed.sort(key=lambda reason: not reason.alerts)
        coded = [
            {"system": reason.system, "code": reason.code, "display": reason.says}
            for reason in allowed
        ]
        return {"overrideReasons": coded} if coded else {}


def _offered(suggestions: Sequence[Suggestion], behavior: str) -> dict[str, Any]:
    if not suggestions:
        return {}
    offered = [
        {key: value for key, value in suggestion.items() if value is not False}
        for suggestion in suggestions
    ]
    return {"suggestions": offered, "selectionBehavior": behavior}
