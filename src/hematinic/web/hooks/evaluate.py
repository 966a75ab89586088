"""From what a hook sees to its cards: the same input gives the same bytes, today or on a replay."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
import orjson

from hematinic.guideline.model import Guideline
from hematinic.plan.model import Plan
from hematinic.plan.orders import DRAFTS, OrderChecker
from hematinic.record.asof import seen_from
from hematinic.record.events import Event, LocalLimit, Record, RecordError
from hematinic.record.fhir import read_bundle
from hematinic.record.fhir.unseen import unseen
from hematinic.record.local_limits import with_limits
from hematinic.render.cards import Card, Shown, cards, refused
from hematinic.web.hooks.discovery import ORDERS, Key, keys
from hematinic.web.hooks.gathered import Gathered, gathered
from hematinic.web.hooks.pages import Answer
from hematinic.web.hooks.request import HookRequest

OURS = uuid5(NAMESPACE_URL, "urn:hematinic:cds-hooks")


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The answer to a hook."""

    body: bytes
    cards: tuple[Card, ...]
    not_seen: tuple[str, ...]
    refused: bool = False


class Evaluator:
    def __init__(self, checker: OrderChecker, limits: tuple[LocalLimit, ...] = ()) -> None:
        self.checker, self.limits = checker, limits
        self.keys: tuple[Key, ...] = keys(self.guideline)

    @property
    def guideline(self) -> Guideline:
        return self.checker.rules.guideline

    def evaluate(
        self, asked: HookRequest, client: str, answers: Mapping[str, Answer], today: int
    ) -> Evaluated:
        """`answers` by prefetch key; `today` is an ordinal day."""
        ours = uuid5(OURS, f"{client}\n{asked.hook}\n{asked.hook_instance}")
        resources = gathered(self.keys, answers, bytes(asked.context.draft_orders))
        try:
            shown = self.shown(asked, resources, today, ours)
        except RecordError as error:
            problems = tuple(str(problem) for problem in error.problems)
            card = refused(self.guideline.header, problems, ours)
            return Evaluated(_body([card]), (), resources.words, refused=True)
        shown_cards = tuple(cards(shown))
        return Evaluated(_body([card.data for card in shown_cards]), shown_cards, resources.words)

    def shown(self, asked: HookRequest, gathered: Gathered, today: int, ours: UUID) -> Shown:
        """Raises RecordError where the record is of no one patient, or of another."""
        record = read_bundle(gathered.bundle, self.guideline, today)
        patient = asked.context.patient_id
        if record.patient.id and record.patient.id != patient:
            says = f"the hook is about patient '{patient}', and what was sent about another"
            raise RecordError([f"{says}: '{record.patient.id}'"])
        record = seen_from(with_limits(record, self.limits), today)
        cautious: Plan | None = None
        if gathered.types:
            open_names = unseen(self.guideline, gathered.types)
            cautious = self.plan(msgspec.structs.replace(record, unseen=open_names), today)
        unread, drafts = tuple(_unread(record, gathered)), self.drafts(asked, gathered, record)
        return Shown(
            plan=self.plan(record, today),
            cautious=cautious,
            record=record,
            drafts=drafts,
            of_orders=asked.hook in ORDERS,
            patient=patient,
            failed=bool(unread) or (gathered.failed and bool(drafts)),
            not_seen=(*gathered.words, *unread),
            ours=ours,
            checker=self.checker,
        )

    def plan(self, record: Record, today: int) -> Plan:
        """With all its alerts: cards choose themselves which of them bear on orders."""
        return self.checker.whole(record, today)

    def drafts(self, asked: HookRequest, gathered: Gathered, record: Record) -> tuple[Event, ...]:
        """The orders that advice is wanted on: those selected, else all."""
        events = [
            event
            for event in record.events
            if event.kind in DRAFTS
            and (event.where in gathered.drafts or _unnamed(event, gathered))
        ]
        selected = [event for event in events if event.where in asked.context.selections]
        return tuple(selected or events)


def _unread(record: Record, gathered: Gathered) -> Iterator[str]:
    """Orders that nothing could be made of; those of other medicines are nobody's concern here."""
    yield from gathered.unnamed
    for entry in record.set_aside:
        if entry.where in gathered.drafts and entry.element:
            yield f"the order of {entry.what} ({entry.why})"


def _unnamed(event: Event, gathered: Gathered) -> bool:
    """An order without an id is known by its place in the bundle."""
    return f"{event.where.partition(' ')[0]}/" in gathered.drafts


def _body(cards: list[dict[str, object]]) -> bytes:
    return orjson.dumps({"cards": cards})
