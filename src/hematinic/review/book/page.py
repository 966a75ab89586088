"""What the page of a rule says, as data: each face of it prints the same."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

import msgspec

from hematinic.expressions import syntax
from hematinic.expressions.english import english
from hematinic.expressions.syntax import Node
from hematinic.guideline.model import Alert, Check, Recommendation
from hematinic.guideline.places import Places
from hematinic.guideline.printed import quantity
from hematinic.guideline.rules import Rules
from hematinic.plan.build import Planner
from hematinic.proof.one_of_each import Pair
from hematinic.render.screen.article import BASIS, grade, plain
from hematinic.render.words import phrases as words
from hematinic.render.words.medication import medication
from hematinic.render.words.outline import READ
from hematinic.render.words.references import STATUS, link
from hematinic.review.book.patients import Seen, Told, seen

Rule = Recommendation | Alert | Check

KINDS: Mapping[type, str] = {
    Recommendation: "Recommendation",
    Alert: "Alert",
    Check: "Check",
}

UNKNOWN = {
    "act": "Where it is not known whether this holds, it counts as holding.",
    "hold": "Where it is not known whether this holds, it counts as not holding.",
    "ask": "Where it is not known whether this holds, it is asked.",
}


SEVERAL = re.compile(r",|\b(?:and|or)\b")
"""In a label: within a sentence it stands in quotes, so that it is seen where it ends."""


class Stated(msgspec.Struct, frozen=True):
    """A sentence of the article or the specification that the rule carries out."""

    code: str
    says: str
    note: str


class Word(msgspec.Struct, frozen=True):
    """A finding, and what is meant by it."""

    name: str
    label: str
    means: str


class Against(msgspec.Struct, frozen=True):
    because: str
    when: str
    unknown: str


class Other(msgspec.Struct, frozen=True):
    id: str
    title: str


class Source(msgspec.Struct, frozen=True):
    short: str
    title: str
    year: str
    link: str
    at: str
    read: str
    status: str


class Page(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    kind: str
    title: str
    file: str
    """Where it is written."""
    heads: tuple[tuple[str, str], ...]
    carries_out: tuple[Stated, ...]
    joined: Literal["and", "or", ""]
    when: tuple[str, ...]
    """In English: one condition, or several that are joined."""
    written: str
    """As the guideline has it."""
    unknown: str
    words: tuple[Word, ...]
    """The findings that it names itself."""
    against: tuple[Against, ...]
    says: tuple[tuple[str, str], ...]
    """To whom, and what."""
    gets_it: Seen | None
    just_not: Told | None
    everybody: bool
    """No near miss, because there is nobody who does not get it."""
    replaces: tuple[Other, ...]
    replaced_by: tuple[Other, ...]
    why: tuple[str, ...]
    sources: tuple[Source, ...]


class Pages:
    """`files` tells where each entry is written."""

    def __init__(
        self, planner: Planner, pairs: Mapping[str, Pair], files: Mapping[str, str]
    ) -> None:
        self.planner, self.rules, self.pairs, self.files = planner, planner.rules, pairs, files
        self.guideline = planner.rules.guideline
        self.labels = {
            name: f"“{label}”" if SEVERAL.search(label) else label
            for name, label in self.rules.labels.items()
        }
        self.items = {item.id: item for item in self.guideline.items}

    def all(self) -> Iterator[Page]:
        return map(self.page, self.items)

    def page(self, rule: str) -> Page:
        item, pair = self.items[rule], self.pairs.get(rule)
        definition = self.rules.definition(self.rules.items[rule].when)
        shown = seen(self.planner, pair) if pair else (None, None)
        return Page(
            id=rule,
            kind=KINDS[type(item)],
            title=title_of(item, self.rules),
            file=self.files.get(rule, ""),
            heads=tuple(self.heads(item)),
            carries_out=tuple(self.carries_out(item)),
            joined=_JOINED.get(type(definition.node), ""),
            when=tuple(map(self.english, _parts(definition.node))),
            written=definition.text,
            unknown=UNKNOWN.get(getattr(item, "if_unknown", ""), ""),
            words=tuple(self.words(definition.node)),
            against=tuple(self.against(item)),
            says=tuple(self.says(item)),
            gets_it=shown[0],
            just_not=shown[1],
            everybody=bool(pair and pair.just_not is None),
            replaces=tuple(self.others(getattr(item, "instead_of", ()))),
            replaced_by=tuple(self.others(self.above(rule))),
            why=tuple(self.why(item)),
            sources=tuple(self.sources(item)),
        )

    def english(self, node: Node) -> str:
        sentence = english(node, self.labels, quantity).rstrip(".")
        # `eGFR` and its like keep their small letter.
        return f"{sentence if sentence[1:2].isupper() else words.capital(sentence)}."

    # Its parts

    def heads(self, item: Rule) -> Iterator[tuple[str, str]]:
        match item:
            case Recommendation():
                phases = {phase.id: phase.title for phase in self.guideline.header.phases}
                yield "What it is", f"{item.action}, {item.status}"
                yield "Phase", phases[item.phase]
                if item.prescribe:
                    line = medication(item, item.prescribe, self.guideline, "clinician")
                    yield "Dose", line.sentence
                if item.test:
                    yield "Tests", ", ".join(map(self.label, item.test))
                yield "Grade", grade(item)
            case Alert():
                quiet = "" if item.interrupts else ", and does not interrupt"
                yield "Level", f"{item.level}{quiet}"
            case Check():
                slots = self.rules.layout.checks[item.id]
                yield "Due", self.defined(slots.due)
                yield "Window", " to ".join(map(self.defined, slots.window))
                yield "Done when", self.defined(slots.done)
                yield "Not applicable where", self.defined(slots.skip)
        if item.basis != "read":
            yield "Basis", BASIS[item.basis]

    def defined(self, slot: int) -> str:
        return english(self.rules.definition(slot).node, self.labels, quantity)

    def label(self, name: str) -> str:
        return self.rules.labels.get(name, name.replace("_", " "))

    def carries_out(self, item: Rule) -> Iterator[Stated]:
        for code in item.implements:
            if entry := self.guideline.statements.get(code):
                yield Stated(code, entry.says, entry.note)

    def words(self, node: Node) -> Iterator[Word]:
        for name in syntax.names(node):
            if name in self.guideline.findings:
                yield self.word(name)

    def word(self, name: str) -> Word:
        return Word(name, self.label(name), self.english(self.rules.definitions[name].node))

    def findings(self) -> Iterator[Word]:
        """All of them, as the words of every rule."""
        return map(self.word, self.guideline.findings)

    def against(self, item: Rule) -> Iterator[Against]:
        slots = self.rules.layout.recommendations.get(item.id)
        if slots is None or not isinstance(item, Recommendation):
            return
        for reason, slot in zip(item.contraindications, slots.against, strict=True):
            when = self.english(self.rules.definition(slot).node)
            yield Against(reason.because, when, UNKNOWN[reason.if_unknown])

    def says(self, item: Rule) -> Iterator[tuple[str, str]]:
        match item:
            case Recommendation(says=says):
                texts = (("To the clinician", says.clinician), ("To the patient", says.patient))
            case Alert():
                acts = f"{item.line} {item.what_to_do}"
                texts = (("To the clinician", acts), ("To the patient", item.patient))
            case Check():
                acts = f"Expect {item.expect}. If not: {item.if_not}."
                texts = (("To the clinician", acts), ("To the patient", item.patient))
        for whom, text in (*texts, ("In short", item.short.clinician)):
            if text:
                yield whom, plain(text, self.rules)

    # What it stands with

    def others(self, names: Iterable[str]) -> Iterator[Other]:
        for name in names:
            if name in self.items:
                yield Other(name, title_of(self.items[name], self.rules))

    def above(self, rule: str) -> Iterator[str]:
        for other in self.items.values():
            if rule in getattr(other, "instead_of", ()):
                yield other.id

    def why(self, item: Rule) -> Iterator[str]:
        if isinstance(item, Recommendation) and item.because:
            yield item.because
        if isinstance(item, Alert) and item.quiet:
            yield f"It does not interrupt: {item.quiet}."
        for apart in item.disagrees:
            source = self.guideline.sources[apart.source].short
            yield (
                f"The article says: {apart.article}. {source} says: {apart.says}. Followed: "
                f"{apart.followed}, because {apart.because}."
            )

    def sources(self, item: Rule) -> Iterator[Source]:
        for cite in item.cites:
            source = self.guideline.sources[cite.source]
            yield Source(
                source.short,
                source.title,
                str(source.year or ""),
                link(source.doi, source.pmid, source.address),
                cite.at,
                "" if source.kind == "design" else READ[cite.read],
                STATUS[source.status],
            )


_JOINED: Mapping[type, Literal["and", "or"]] = {syntax.And: "and", syntax.Or: "or"}


def _parts(node: Node) -> tuple[Node, ...]:
    return node.of if isinstance(node, syntax.And | syntax.Or) else (node,)


def title_of(item: Rule, rules: Rules) -> str:
    match item:
        case Recommendation():
            return item.title or words.capital(item.id.replace("-", " "))
        case Alert():
            return plain(item.line, rules).rstrip(".")
        case Check():
            return words.capital(item.test)


def files_of(places: Places) -> dict[str, str]:
    """In which file of the guideline each rule is written."""
    sections = ("recommendations", "alerts", "monitoring")
    return {name: at.file for (section, name), at in places.items() if section in sections}
