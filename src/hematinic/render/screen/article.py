"""The article: every section computed from the guideline's items, for one reader, as data.

The reader changes wording (clinician or patient) and depth (what stands open), never content: each
reader gets the same items in the same order.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from msgspec import structs

from hematinic.expressions import syntax
from hematinic.expressions.english import english
from hematinic.guideline.article import Article, Evidence, Part, Section
from hematinic.guideline.entry import Cite, Reader
from hematinic.guideline.model import Alert, Check, Finding, Guideline, Recommendation
from hematinic.guideline.outline import article_of, phases_with
from hematinic.guideline.printed import quantity
from hematinic.guideline.rules import Rules
from hematinic.plan.model import Plan
from hematinic.render.screen.figure import figure
from hematinic.render.words import lines
from hematinic.render.words import phrases as words
from hematinic.render.words.medication import medication
from hematinic.render.words.references import References

Audience = Literal["hospital", "general", "pharmacist", "nurse", "student", "patient"]

AUDIENCES: dict[Audience, str] = {
    "hospital": "Hospital clinician",
    "general": "General practitioner",
    "pharmacist": "Pharmacist",
    "nurse": "Nurse",
    "student": "Student",
    "patient": "Patient or carer",
}

OPEN: dict[Audience, tuple[str, ...]] = {
    "hospital": ("sources",),
    "general": ("sources",),
    "pharmacist": ("sources", "against"),
    "nurse": ("sources", "patient"),
    "student": ("sources", "rule", "against"),
    "patient": (),
}
"""The folded parts that are open at first, by reader. Every reader has all parts."""

BASIS = {
    "read": "",
    "memory": "from memory; no source was read for it",
    "design": "our own proposal",
}

MOST_NUMBERS = 2
"""Citation numbers on a sentence of the answer."""

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """An article for one reader, being written."""

    rules: Rules
    article: Article
    reader: Reader
    references: References

    def sections(self) -> Iterator[dict[str, Any]]:
        for section in self.article.sections:
            yield {
                "id": section.id,
                "title": self.heading(section),
                "look": section.look,
                "fold": section.fold,
                "lines": [self.line(name) for name in section.items],
            }

    def parts(self) -> Iterator[dict[str, Any]]:
        """The answer on one page: each item in few words, with where the rest of it stands."""
        titled = {section.id: self.heading(section) for section in self.article.sections}
        topics = topic_of(self.article)
        known = items(self.rules.guideline)
        for part in self.article.answer:
            for name in (*part.items, *(part.for_patients or ())):  # numbered alike for all readers
                self.references.first(known[name].cites, name, MOST_NUMBERS)
        for part in self.article.answer:
            names = part.read_by(self.reader)
            led = {topics[name] for name in names}
            yield {
                "title": self.heading(part),
                "look": part.look,
                "lines": [self.short(name, topics[name]) for name in names],
                "more": [
                    {"topic": name, "title": titled[name]} for name in part.more if name not in led
                ],
            }

    def short(self, name: str, topic: str) -> Line:
        """At most MOST_NUMBERS sources stand beside it; its page has them all."""
        item = items(self.rules.guideline)[name]
        return {
            "id": name,
            "cites": self.references.first(item.cites, name, MOST_NUMBERS),
            "topic": topic,
            "title": "",
            "level": "",
            "when": "",
            "says": "",
            **self.said(name, item),
        }

    def said(self, name: str, item: "Item") -> Line:
        """A patient reads sentences; titles and doses stand in the plan and the leaflet."""
        patient = self.reader == "patient"
        match item:
            case Recommendation(short=short, says=says) if patient:
                return {"says": short.patient or says.patient or says.clinician}
            case Recommendation(short=short, says=says):
                text = plain(short.clinician or says.clinician, self.rules)
                status = "" if item.status == "recommended" else f" ({item.status})"
                return {"title": item.title + status, "says": f"{self.dosed(item)}{text}"}
            case Alert(short=short):
                text = (short.patient or item.patient) if patient else short.clinician
                whole = item.what_to_do if patient else f"{item.line} {item.what_to_do}"
                return {"level": item.level, "says": plain(text or whole, self.rules)}
            case Check(short=short):
                text = (short.patient or item.patient) if patient else short.clinician
                return {"when": self.interval(item), "says": text or words.capital(item.test)}
            case Finding():
                return {"title": words.capital(item.label), "says": self.ways(item)}
            case Evidence():
                return {"title": item.outcome, "says": item.patient if patient else item.limits}
        raise AssertionError(name)

    def dosed(self, item: Recommendation) -> str:
        """Without how long: that is what the sentence after it says."""
        if not item.prescribe or not item.prescribe.dose:
            return ""
        line = medication(item, item.prescribe, self.rules.guideline, self.reader)
        return f"{structs.replace(line, how_long='').sentence}. "

    def interval(self, item: Check) -> str:
        """`2 weeks`, of a check that is counted from the beginning of something."""
        match self.rules.definition(self.rules.layout.checks[item.id].due).node:
            case syntax.Shift(by=by):
                return f"{by.count} {by.unit if by.count > 1 else by.unit[:-1]}"
        return ""

    def ways(self, item: Finding) -> str:
        """`Dialysis; malabsorption of iron; no response to oral iron.`"""
        node, labels = self.rules.definitions[item.name].node, self.rules.labels
        parts = node.of if isinstance(node, syntax.Or) else (node,)
        return words.capital("; ".join(english(part, labels, quantity) for part in parts)) + "."

    def heading(self, section: Section | Part) -> str:
        return section.patient or section.title if self.reader == "patient" else section.title

    def line(self, name: str) -> Line:
        item = items(self.rules.guideline)[name]
        match item:
            case Recommendation():
                return self.recommendation(item)
            case Alert():
                return self.alert(item)
            case Check():
                return self.check(item)
            case Finding():
                return self.finding(item)
            case Evidence():
                return self.evidence(item)
        raise AssertionError(name)

    # Kinds of item

    def recommendation(self, item: Recommendation) -> Line:
        prescribe, guideline = item.prescribe, self.rules.guideline
        line = None
        if prescribe:
            line = medication(item, prescribe, guideline, self.reader)
        text = item.says.patient or item.says.clinician
        return {
            **self.common(item.id, "recommendation", item.cites),
            "title": item.title,
            "status": item.status,
            "medication": {**structs.asdict(line), "text": line.text} if line else None,
            "sentences": self.sentences(
                text if self.reader == "patient" else item.says.clinician, item.cites, item.id
            ),
            "patient": item.says.patient,
            "grade": grade(item),
            "basis": BASIS[item.basis],
            "rule": self.rule(item.id),
            "against": [words.capital(reason.because) for reason in item.contraindications],
            "disagreements": len(item.disagrees),
        }

    def alert(self, item: Alert) -> Line:
        says = f"{plain(item.line, self.rules)} {plain(item.what_to_do, self.rules)}"
        if self.reader == "patient":
            says = item.patient or item.what_to_do
        return {
            **self.common(item.id, "alert", item.cites),
            "title": "",
            "level": item.level,
            "line": plain(item.line, self.rules),
            "what_to_do": plain(item.what_to_do, self.rules),
            "sentences": self.sentences(says, item.cites, item.id),
            "patient": item.patient,
            "basis": BASIS[item.basis],
            "rule": self.rule(item.id),
            "disagreements": len(item.disagrees),
        }

    def check(self, item: Check) -> Line:
        slots = self.rules.layout.checks[item.id]
        text = item.patient if self.reader == "patient" and item.patient else ""
        return {
            **self.common(item.id, "check", item.cites),
            "title": words.capital(item.test),
            "optional": item.optional,
            "when": self.from_start(slots.due),
            "window": [self.from_start(slot).partition(" after ")[0] for slot in slots.window],
            "expect": (self.reader == "patient" and item.patient_expect) or item.expect,
            "if_not": (self.reader == "patient" and item.patient_if_not) or item.if_not,
            "sentences": self.sentences(text, item.cites, item.id),
            "patient": item.patient,
            "basis": BASIS[item.basis],
            "rule": self.rule(item.id),
            "disagreements": len(item.disagrees),
        }

    def finding(self, item: Finding) -> Line:
        node, labels = self.rules.definitions[item.name].node, self.rules.labels
        parts = node.of if isinstance(node, syntax.Or) else (node,)
        numbers = sorted({cited.number for cited in self.references.cited(item.cites, item.name)})
        return {
            **self.common(item.name, "finding", item.cites),
            "title": words.capital(item.label),
            "sentences": [
                {"text": english(part, labels, quantity), "cites": numbers} for part in parts
            ],
            "basis": BASIS[item.basis],
            "rule": english(node, labels, quantity),
            "disagreements": 0,
        }

    def evidence(self, item: Evidence) -> Line:
        text = item.patient if self.reader == "patient" else item.limits
        return {
            **self.common(item.id, "evidence", item.cites),
            "title": item.outcome,
            "sentences": self.sentences(text, item.cites, item.id),
            "figure": figure(item),
            "basis": "",
            "rule": "",
            "disagreements": 0,
        }

    # Parts of a line

    def common(self, name: str, kind: str, cites: tuple[Cite, ...]) -> Line:
        cited = self.references.cited(cites, name)
        return {
            "id": name,
            "kind": kind,
            "why": f"/why/{name}",
            "sources": [asdict(cited) for cited in cited],
            "grade": "not graded",
        }

    def sentences(self, text: str, cites: tuple[Cite, ...], name: str) -> list[dict[str, Any]]:
        numbers = sorted({cited.number for cited in self.references.cited(cites, name)})
        return [{"text": sentence, "cites": numbers} for sentence in split(text)]

    def rule(self, name: str) -> str:
        return english(
            self.rules.definition(self.rules.items[name].when).node, self.rules.labels, quantity
        )

    def from_start(self, slot: int) -> str:
        """`14 days after the first day of oral iron`: in an article nothing has begun yet."""
        node = self.rules.definition(slot).node
        return english(node, self.rules.labels, quantity).replace(", or else today", "")


Item = Recommendation | Alert | Check | Finding | Evidence


def topic_of(article: Article) -> dict[str, str]:
    """The section in which each item stands in full."""
    return {name: section.id for section in article.sections for name in section.items}


def items(guideline: Guideline) -> dict[str, Item]:
    return {
        **guideline.findings,
        **{item.id: item for item in guideline.items},
        **guideline.evidence,
    }


def article_data(rules: Rules, model: Plan | None, audience: Audience) -> dict[str, Any]:
    """`model` is the plan of the article's model patient: it gives the answer in two sentences."""
    article = article_of(rules.guideline)
    reader: Reader = "patient" if audience == "patient" else "clinician"
    references = References(rules.guideline)
    header = rules.guideline.header
    written = Written(rules, article, reader, references)
    answer = _answer(written, model, article) if model else None
    parts = list(written.parts())
    sections = list(written.sections())
    disagreements = list(_disagreements(written))
    patient = reader == "patient"
    return {
        "question": header.question,
        "title": header.title,
        "audience": audience,
        "reader": reader,
        "for_whom": header.population,
        "jurisdiction": header.jurisdiction,
        "intended_use": header.intended_use,
        "answer": answer,
        "parts": parts,
        "sections": sections,
        "disagreements": disagreements,
        "references": references.listed(),
        "disclaimer": header.disclaimer.patient if patient else header.disclaimer.clinician,
    }


def _answer(written: Written, plan: Plan, article: Article) -> dict[str, Any]:
    """The bottom line of the model patient's plan."""
    assert article.model is not None
    patient = written.reader == "patient"
    says = lines.bottom_line(plan, "patient" if patient else "clinician")
    cites = _answered_by(written, plan)
    return {
        "sentences": [{"text": sentence, "cites": cites} for sentence in split(says)],
        "assuming": article.model.patient if patient else article.model.says,
        "grade": "not graded",
        "why": "/plan?example=the-article",
    }


def _answered_by(written: Written, model: Plan) -> list[int]:
    """The numbers of the sources of what the answer says to give: what the model plan starts."""
    started = [line for line in model.recommendations if line.status == "recommended"]
    treating = phases_with(written.rules.guideline.header, "treatment")
    items = [line.item for line in started if line.item.phase in treating]
    by = {item.id: written.references.first(item.cites, item.id, 1) for item in items}
    return sorted({number for numbers in by.values() for number in numbers})[:MOST_NUMBERS]


def _disagreements(written: Written) -> Iterator[dict[str, Any]]:
    """Each once, with the items that hold it."""
    disagreements: dict[tuple[str, ...], dict[str, Any]] = {}
    guideline = written.rules.guideline
    for item in guideline.items:
        for disagree in item.disagrees:
            key = (disagree.source, disagree.says)
            if key not in disagreements:
                disagreements[key] = {
                    "article": disagree.article,
                    "source": disagree.source,
                    "short": guideline.sources[disagree.source].short,
                    "number": written.references.number(disagree.source, item.id),
                    "says": disagree.says,
                    "followed": disagree.followed,
                    "because": disagree.because,
                    "items": [],
                }
            disagreements[key]["items"].append(item.id)
    yield from disagreements.values()


def grade(item: Recommendation) -> str:
    """In words, with whose grade it is; never one of our making without saying so."""
    if item.strength == "not graded":
        return "not graded"
    certainty = "" if item.certainty == "not graded" else f", {item.certainty} certainty"
    by = "our own grade" if item.graded_by == "our own proposal" else f"graded by {item.graded_by}"
    return f"{item.strength} recommendation{certainty} ({by})"


def split(text: str) -> list[str]:
    # A sentence begins with a capital, a figure or a quote: what follows `e.g.` goes on.
    return [part for part in re.split(r"(?<=[.?!])\s+(?=[A-Z0-9\"“])", text.strip()) if part]


def plain(text: str, rules: Rules) -> str:
    """Without the values only a patient has: `({x} expected)` goes, `{x}` becomes its label."""
    text = re.sub(r" \([^()]*\{[^()]*\)", "", text)
    return re.sub(r"\{(\w+)\}", lambda match: rules.labels.get(match[1], match[1]), text)
