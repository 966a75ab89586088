"""`/why/{item}`: everything a line rests on: its rule, what that reads, its sources, its review."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from hematinic.expressions import syntax
from hematinic.expressions.english import english
from hematinic.guideline.article import Evidence
from hematinic.guideline.model import Alert, Check, Finding, Recommendation
from hematinic.guideline.printed import quantity
from hematinic.render.screen.article import BASIS, Item, grade, plain
from hematinic.render.words.phrases import capital
from hematinic.render.words.references import STATUS, link
from hematinic.web.pages.answer import page
from hematinic.web.pages.attributes import attributes
from hematinic.web.site import Site


def routes(site: Site) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/why/{item}")
    async def why(request: Request, item: str) -> Response:
        rule = site.item(item)
        if rule is None:
            raise HTTPException(404)
        return page(request, "why.html", {**Why(site, item, rule).data(), "status": site.status()})

    return router


class Why:
    def __init__(self, site: Site, name: str, item: Item) -> None:
        self.site, self.name, self.item = site, name, item
        self.rules = site.service.rules
        self.guideline = site.service.guideline

    def data(self) -> dict[str, Any]:
        item = self.item
        return {
            "id": self.name,
            "stands": self.site.stands(self.name),
            "kind": type(item).__name__.lower(),
            "title": self.title(),
            "says": self.says(),
            "grade": grade(item) if isinstance(item, Recommendation) else "not graded",
            "basis": BASIS[item.basis] if not isinstance(item, Evidence) else "",
            "rule": self.rule(),
            "definitions": list(self.definitions()),
            "if_unknown": getattr(item, "if_unknown", ""),
            "against": [
                {"because": reason.because, "if_unknown": reason.if_unknown}
                for reason in getattr(item, "contraindications", ())
            ],
            "sources": list(self.sources()),
            "disagreements": [
                asdict_entry(disagreement) for disagreement in getattr(item, "disagrees", ())
            ],
            "statements": [
                {"code": code, "says": entry.says, "note": entry.note}
                for code in item.implements
                if (entry := self.guideline.statements.get(code))
            ],
            "standing": self.standing(),
            "attributes": attributes(self.site, self.name) if self.definition() else [],
        }

    def title(self) -> str:
        match self.item:
            case Recommendation(title=title):
                return title
            case Alert():
                return plain(self.item.line, self.rules)
            case Check(test=test):
                return capital(test)
            case Finding(label=label):
                return capital(label)
            case Evidence(outcome=outcome):
                return outcome
        raise AssertionError(self.name)

    def says(self) -> dict[str, str]:
        match self.item:
            case Recommendation(says=says):
                return {"clinician": says.clinician, "patient": says.patient}
            case Alert(patient=patient):
                return {"clinician": plain(self.item.what_to_do, self.rules), "patient": patient}
            case Check(expect=expect, if_not=if_not, patient=patient):
                return {"clinician": f"Expect {expect}. If not: {if_not}.", "patient": patient}
            case Evidence(limits=limits, patient=patient):
                return {"clinician": limits, "patient": patient}
        return {"clinician": "", "patient": ""}

    # Its rule

    def definition(self) -> str:
        """The name of the expression that decides it; a figure has none."""
        if isinstance(self.item, Evidence):
            return ""
        return self.rules.names[self.rules.condition(self.name)]

    def rule(self) -> dict[str, str]:
        name = self.definition()
        if not name:
            return {"english": "", "text": ""}
        definition = self.rules.definitions[name]
        return {
            "english": english(definition.node, self.rules.labels, quantity),
            "text": definition.text,
        }

    def definitions(self) -> Iterator[dict[str, str]]:
        """The findings it reads, directly or through others, nearest first."""
        opened: set[str] = set()
        waiting = [self.definition()] if self.definition() else []
        while waiting:
            name = waiting.pop(0)
            for read in syntax.names(self.rules.definitions[name].node):
                if read in self.guideline.findings and read not in opened:
                    opened.add(read)
                    waiting.append(read)
                    yield self.defined(read)

    def defined(self, name: str) -> dict[str, str]:
        definition = self.rules.definitions[name]
        return {
            "name": name,
            "label": self.guideline.findings[name].label,
            "english": english(definition.node, self.rules.labels, quantity),
            "text": definition.text,
        }

    # What it rests on

    def sources(self) -> Iterator[dict[str, Any]]:
        for cited in self.site.cited(self.item.cites):
            source = self.guideline.sources[cited.source]
            yield {
                **asdict(cited),
                "title": source.title,
                "year": source.year,
                "status_says": STATUS[source.status],
                "link": link(source.doi, source.pmid, source.address),
                "note": source.note,
            }

    def standing(self) -> dict[str, Any]:
        item_standing = self.site.ledger.standings.get(self.name)
        if item_standing is None:
            return {}
        return {**asdict(item_standing), "reviewers": item_standing.reviewers}


def asdict_entry(entry: Any) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in entry.__struct_fields__}
