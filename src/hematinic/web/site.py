"""Everything that the pages are made from, made once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson
from msgspec import structs

from hematinic.board.as_ledger import ledger_of
from hematinic.board.database import opened
from hematinic.board.moment import clock, instant
from hematinic.board.release_file import Released, differs, pinned_ledger
from hematinic.board.release_file import read as read_release
from hematinic.board.room import Room
from hematinic.guideline.entry import Cite
from hematinic.guideline.model import Example
from hematinic.guideline.outline import article_of
from hematinic.guideline.rules import Rules, redecided
from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.record.events import RecordError
from hematinic.render.screen.article import Audience, Item, article_data, items, topic_of
from hematinic.render.words.references import Cited, References
from hematinic.render.words.status import status
from hematinic.review.content import Content
from hematinic.review.ledger import Ledger, ledger
from hematinic.web.service import Service


@dataclass(frozen=True)
class Site:
    service: Service
    written: Ledger
    """By the reviews in the guideline's own folder."""
    room: Room | None = None
    """The board, where one is set up: then its decisions count, and nothing else."""
    release: Released | None = None
    """Or a release of it that this site pins."""
    articles: dict[Audience, dict[str, Any]] = field(default_factory=dict)

    @property
    def content(self) -> Content:
        return self.written.content

    @property
    def ledger(self) -> Ledger:
        """As it stands now."""
        if self.release:
            return pinned_ledger(self.release, self.content, instant(clock()))
        if self.room is None:
            return self.written
        return ledger_of(self.room, self.content, self.written.board.wanted)

    @property
    def fictional(self) -> str:
        """Why no name and no approval here counts; empty where they do."""
        if self.release:
            return self.release.fictional
        return self.room.fictional if self.room else ""

    @property
    def decided(self) -> int:
        """Another number after each decision: what tells of the status is made anew then."""
        return self.room.state().seq if self.room else 0

    def approved(self) -> bool:
        return self.ledger.stage == "approved"

    @cached_property
    def model_plan(self) -> Plan | None:
        """Of the article's model patient, on the day on which the sources were checked."""
        if self.model_patient is None:
            return None
        return self.service.read_and_plan(orjson.dumps(self.model_patient), None)

    @cached_property
    def model_patient(self) -> dict[str, Any] | None:
        article, day = self.service.guideline.article, self.service.guideline.header.sources_checked
        if article is None or article.model is None:
            return None
        record = article.model.record
        events = [event | {"on": day} for event in record["events"]]
        return record | {"as_of": day, "events": events}

    @cached_property
    def examples(self) -> Mapping[str, Example]:
        """Patients to begin with: the article's own first."""
        article, examples = self.service.guideline.article, self.service.guideline.examples
        if article is None or article.model is None or self.model_patient is None:
            return examples
        return {
            "the-article": Example(says=article.model.says, record=self.model_patient),
            **examples,
        }

    @cached_property
    def references(self) -> Mapping[str, int]:
        """The number of each source in the article, so that every page uses the same."""
        return {entry["id"]: entry["number"] for entry in self.read("hospital")["references"]}

    def read(self, audience: Audience) -> dict[str, Any]:
        if audience not in self.articles:
            rules = self.service.rules
            self.articles[audience] = article_data(rules, self.model_plan, audience)
        return self.articles[audience]

    def stands(self, name: str) -> str:
        """The address at which an item is told in full."""
        topic = topic_of(article_of(self.service.guideline)).get(name)
        return f"/answer/{topic}#{name}" if topic else "/"

    def item(self, name: str) -> Item | None:
        return items(self.service.guideline).get(name)

    def cited(self, cites: tuple[Cite, ...]) -> list[Cited]:
        """With the numbers of the article; a source it does not name comes after them."""
        references = References(self.service.guideline)
        references.numbers.update(self.references)
        return references.cited(cites, "")

    def status(self) -> dict[str, Any]:
        ledger, header = self.ledger, self.service.guideline.header
        approvals = min(standing.approvals for standing in ledger.standings.values())
        required = ledger.board.reviewers_required
        standing = status(header, ledger.stage, approvals, required, date.today())
        return standing | {"says": f"{self.fictional} {standing['says']}".strip()}


def make_site(service: Service, board: str = "", release: str = "") -> Site:
    """`board` is the address of its database, `release` the file of one that is pinned. Raises
    GuidelineError, RecordError."""
    written = service.rules.once(_ledger)
    if not release:
        return Site(service, written, Room(opened(board)) if board else None)
    released = read_release(Path(release))
    if why := differs(released, service.guideline):
        raise RecordError([f"{release}: {why}"])
    return Site(service, written, release=released)


def with_status(service: Service, site: Site) -> Service:
    """A pinned release of which all is approved is told so by every face. What a board decides
    while this runs is not: plans would go on saying so when it was taken back."""
    guideline = service.guideline
    if not site.release or site.fictional or not site.approved():
        return service
    header = structs.replace(guideline.header, status="approved")
    rules = redecided(service.rules, structs.replace(guideline, header=header))
    return replace(service, planner=Planner(rules))


def _ledger(rules: Rules) -> Ledger:
    return ledger(rules.guideline)
