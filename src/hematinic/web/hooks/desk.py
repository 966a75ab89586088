"""Where a hook is answered: who calls, what is missing, what is said, and what is kept of it."""

import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import uuid4

import httpx2

from hematinic.plan.orders import OrderChecker
from hematinic.render.cards import Card
from hematinic.web.away import Lanes, RemoteApplication
from hematinic.web.hooks.audit import Audit
from hematinic.web.hooks.discovery import HOOKS, service_id
from hematinic.web.hooks.evaluate import Evaluated, Evaluator
from hematinic.web.hooks.fetch import Fetching, allowed, make_client, replayed
from hematinic.web.hooks.keys import Keys
from hematinic.web.hooks.pages import Answer, answer
from hematinic.web.hooks.request import BadRequestError, HookRequest, hook_request
from hematinic.web.hooks.settings import Settings
from hematinic.web.hooks.store import SHOWN, Row, Store, now
from hematinic.web.hooks.trust import Caller, Trust
from hematinic.web.service import Service, in_time

FETCHING = 0.25
"""Seconds after which a call no longer waits for a FHIR server: the rest of half a second is for
the plan."""


Answers = dict[str, Answer]
"""By prefetch key."""

Pages = dict[str, list[bytes]]
"""What a FHIR server sent, by prefetch key."""


@dataclass(frozen=True, slots=True)
class Call:
    """All that an evaluation rests on, as it came."""

    body: bytes
    hook: str
    client: str
    pages: Pages
    today: int
    """An ordinal day."""


@dataclass
class Desk:
    service: Service
    settings: Settings
    lanes: Lanes | None = None
    """Where hooks are evaluated; None: here."""

    def __post_init__(self) -> None:
        checker = OrderChecker(self.service.rules)
        self.evaluator = Evaluator(checker, self.service.local_limits)
        self.hooks = {service_id(self.service.guideline, hook): hook for hook in HOOKS}
        self.types = {key.name: key.type for key in self.evaluator.keys}
        self.trust = Trust(self.settings, Keys(self.http))
        self.audit = Audit(self.settings.audit)
        self.asking: httpx2.AsyncClient | None = None

    @cached_property
    def store(self) -> Store:
        """Opened when it is first wanted."""
        return Store(self.settings.database)

    def http(self) -> httpx2.AsyncClient:
        """Made when it is first wanted, and kept for its connections."""
        if self.asking is None:
            self.asking = make_client(self.settings.ca_file)
        return self.asking

    async def close(self) -> None:
        if self.asking is not None:
            await self.asking.aclose()
            self.asking = None
        if "store" in self.__dict__:
            self.store.close()
            del self.__dict__["store"]

    async def hook(self, name: str, body: bytes, caller: Caller) -> Evaluated:
        """`name` is the id of a service. Raises BadRequestError, and what `evaluate` raises."""
        began = time.perf_counter()
        asked = hook_request(body, self.hooks[name])
        answers, pages = await self.answers(asked, caller, began)
        # Of a patient of whom nothing was seen no silence may be given: it would read as `no
        # alert`.
        if asked.hook == HOOKS[0] and not any(a.resources for a in answers.values()):
            says = "nothing of the record was sent, and nothing could be read from fhirServer"
            raise BadRequestError(says, 412)
        today = date.today().toordinal()
        evaluated = await self.evaluate(
            asked, answers, Call(body, asked.hook, caller.name, pages, today)
        )
        # Only once it is answered, and without a patient: which card, of which alert, to which
        # client.
        self.store.put(self.rows(evaluated.cards, asked.hook, caller))
        evaluation = uuid4().hex
        self.audit.line(
            self.entry(evaluation, asked.hook, caller)
            | {
                "user": _staff(asked.context.user_id),
                "instance": asked.hook_instance[:80],
                "alerts": [name for card in evaluated.cards for name in card.alerts],
                "cards": len(evaluated.cards),
                "refused": evaluated.refused,
                "not_seen": list(evaluated.not_seen),
                "milliseconds": round((time.perf_counter() - began) * 1000, 1),
            }
        )
        if self.settings.audit.keep_input:
            self.audit.keep(
                evaluation, self.kept(asked.hook, caller, body, pages, today, evaluated.body)
            )
        return evaluated

    async def evaluate(self, asked: HookRequest, answers: Answers, call: Call) -> Evaluated:
        """In a process of its own, where there are any. Raises BusyError, TooLongError,
        CrashError; else WebError."""
        if self.lanes is None:
            by, today = call.client, call.today
            return await in_time(lambda: self.evaluator.evaluate(asked, by, answers, today))
        return await self.lanes.of_hook(len(call.body)).run(_evaluated, call)

    def evaluated(self, call: Call) -> Evaluated:
        asked = hook_request(call.body, call.hook)
        answers = replayed(self.sent(asked), self.evaluator.keys, call.pages)
        return self.evaluator.evaluate(asked, call.client, answers, call.today)

    async def answers(
        self, asked: HookRequest, caller: Caller, began: float
    ) -> tuple[Answers, Pages]:
        """To every prefetch key, and the pages that were fetched for them."""
        sent = self.sent(asked)
        server = allowed(asked.fhir_server, caller)
        # Nothing is fetched that was sent whole. A part of a page is fetched anew: what is missing
        # from it could be the very dose that an alert asks for.
        if not server or all(key.name in sent and sent[key.name].whole
                             for key in self.evaluator.keys):  # fmt: skip
            return sent, {}
        fetching = Fetching(
            self.http(), server, asked.fhir_authorization.token, asked.context.patient_id
        )
        left = FETCHING - (time.perf_counter() - began)
        return await fetching.missing(self.evaluator.keys, sent, left), fetching.pages

    def sent(self, asked: HookRequest) -> Answers:
        return {
            name: answer(content, self.types[name])
            for name, content in asked.prefetch.items()
            if name in self.types
        }

    # What is kept

    def rows(self, cards: Iterable[Card], hook: str, caller: Caller) -> list[Row]:
        at, content = now(), self.service.guideline.content_hash
        return [
            Row(
                SHOWN,
                {
                    "card": card.data["uuid"], "alert": alert, "client": caller.name,
                    "level": card.level, "hook": hook, "guideline": content, "at": at,
                },
            )
            for card in cards
            for alert in card.alerts
        ]  # fmt: skip

    def entry(self, evaluation: str, call: str, caller: Caller) -> dict[str, Any]:
        header = self.service.guideline.header
        return {
            "id": evaluation,
            "call": call,
            "client": caller.name,
            "guideline": f"{header.id} {header.version}",
            "content": self.service.guideline.content_hash,
        }

    def kept(
        self, call: str, caller: Caller, body: bytes, pages: Pages, today: int, answered: bytes
    ) -> dict[str, Any]:  # fmt: skip
        """Enough to say the same again."""
        return {
            "call": call,
            "client": caller.name,
            "today": today,
            "content": self.service.guideline.content_hash,
            "request": body.decode(),
            "pages": {name: [page.decode() for page in each] for name, each in pages.items()},
            "said": hashlib.sha256(answered).hexdigest(),
        }


def _evaluated(there: RemoteApplication, call: Call) -> Evaluated:
    """In a process of a pool, by the desk of its own application."""
    desk: Desk = there.app.state.desk
    return desk.evaluated(call)


def _staff(user: str) -> str:
    """Whose doing it is. A patient or a relative who looks at a chart is not told by a line."""
    return user[:80] if user.startswith(("Practitioner/", "PractitionerRole/")) else ""
