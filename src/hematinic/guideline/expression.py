"""Every expression of a guideline: what it is called, where it stands, and of what type it must be.

There are two stages. The first holds findings and whether each recommendation applies. The second
may ask what is `offered(…)`: alerts, monitoring, phases and the bottom line. Claims and relations
are for the proofs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hematinic.expressions.syntax import Node
from hematinic.expressions.types import BOOLEAN, DATE, NUMBER, Type
from hematinic.guideline import layout, names
from hematinic.guideline.model import Guideline, Recommendation
from hematinic.guideline.pairs import Measure, Pair


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression before it is parsed: its name, its place, and the type it must have."""

    name: str
    text: str
    section: str
    entry: str
    path: tuple[str | int, ...]
    wanted: Type | None


@dataclass(frozen=True, slots=True)
class Definition:
    """One that is read and typed: of a finding, or of a part of an item."""

    name: str
    text: str
    node: Node
    type: Type


def of_finding(guideline: Guideline, name: str, wanted: Type | None = None) -> Expression:
    text = guideline.findings[name].define
    return Expression(name, text, "findings", name, ("define",), wanted)


def of_items(guideline: Guideline) -> Iterator[Expression]:
    for item in guideline.recommendations:
        where = ("recommendations", item.id)
        yield Expression(layout.when(item.id), item.when, *where, ("when",), BOOLEAN)
        if item.consider_when:
            name = layout.considered(item.id)
            yield Expression(name, item.consider_when, *where, ("consider_when",), BOOLEAN)
        yield from _reasons(item)
        types = (DATE, NUMBER, names.DOSE, names.DOSE)
        for key, wanted in zip(layout.COMPUTED, types, strict=True):
            text = getattr(item.prescribe, key) if item.prescribe else ""
            if text:
                name, path = layout.computed(key, item.id), ("prescribe", key)
                yield Expression(name, text, *where, path, wanted)

    for i, text in enumerate(guideline.header.open_questions):
        place = ("open_questions", i)
        yield Expression(layout.open_question(i), text, "guideline", "", place, BOOLEAN)


def _reasons(item: Recommendation) -> Iterator[Expression]:
    """What speaks against its medicine stands elsewhere, and before what speaks against it."""
    # The first of them come from `contraindications.yaml`, so the item's own third may be its first
    # in the file.
    general = sum(bool(reason.name) for reason in item.contraindications)
    for i, reason in enumerate(item.contraindications):
        name, text, section = layout.against(item.id, i), reason.when, "contraindications"
        if reason.name:
            yield Expression(name, text, section, reason.name, ("when",), BOOLEAN)
        else:
            path = (section, i - general, "when")
            yield Expression(name, text, "recommendations", item.id, path, BOOLEAN)


def of_second_stage(guideline: Guideline, types: Mapping[str, Type]) -> Iterator[Expression]:
    for alert in guideline.alerts:
        name = layout.when(alert.id)
        yield Expression(name, alert.when, "alerts", alert.id, ("when",), BOOLEAN)
    for item in guideline.monitoring:
        where, name = ("monitoring", item.id), item.id
        yield Expression(layout.when(name), item.when, *where, ("when",), BOOLEAN)
        yield Expression(layout.due(name), item.due, *where, ("due",), DATE)
        for i, text in enumerate(item.window):
            yield Expression(layout.window(name, i), text, *where, ("window", i), DATE)
        yield Expression(layout.done(name), item.done, *where, ("done",), BOOLEAN)
        text = item.not_applicable
        yield Expression(layout.skip(name), text, *where, ("not_applicable",), BOOLEAN)
    for name, element in guideline.elements.items():
        for i, row in enumerate(element.beyond):
            where, (key, limit) = ("elements", name), row.limit
            if limit:
                place, wanted = ("beyond", i, key), types[name]
                yield Expression(layout.limit(name, i), limit, *where, place, wanted)
            place = ("beyond", i, "when")
            yield Expression(layout.limit_when(name, i), row.when, *where, place, BOOLEAN)
    for name, sentence in guideline.leaflet.items():
        yield Expression(
            layout.sentence_told(name), sentence.when, "leaflet", name, ("when",), BOOLEAN
        )
    for i, phase in enumerate(guideline.header.phases):
        for key, wanted in (("starts", DATE), ("ends", DATE), ("waits", BOOLEAN)):
            if text := getattr(phase, key):
                path = ("phases", i, key)
                yield Expression(layout.phase(key, phase.id), text, "guideline", "", path, wanted)
    for i, line in enumerate(guideline.header.bottom_line):
        path = ("bottom_line", i, "when")
        yield Expression(layout.bottom_line(i), line.when, "guideline", "", path, BOOLEAN)


def of_claims(guideline: Guideline) -> Iterator[Expression]:
    """Invariants, and what is asked of both patients of a pair."""
    for invariant in guideline.safety:
        key = "never" if invariant.never else "always"
        text = invariant.never or invariant.always
        yield Expression(invariant.id, text, "safety", invariant.id, (key,), BOOLEAN)
    for measure in guideline.measures.values():
        for i, rung in enumerate(measure.ladder):
            where = ("measures", measure.id, ("ladder", i), BOOLEAN)
            yield Expression(layout.rung(measure.id, i), rung.holds, *where)
            if rung.as_good:
                yield Expression(layout.as_good(measure.id, i), rung.as_good, *where)
        yield from _unless("measures", measure)
    for pair in guideline.pairs:
        if pair.never_again:
            name, again = layout.again(pair.id), ("never_again",)
            yield Expression(name, pair.never_again, "pairs", pair.id, again, BOOLEAN)
        yield from _unless("pairs", pair)


def of_answers(guideline: Guideline) -> Iterator[Expression]:
    """When a case of an answer is told, and what it tells: each only where a question asks."""
    for name, answer in guideline.answers.items():
        for i, case in enumerate(answer.here):
            where = ("answers", name, ("here", i, "when"), BOOLEAN)
            yield Expression(layout.worked(name, i), case.when, *where)
            for value, text in case.values.items():
                path = ("here", i, "values", value)
                of_value = layout.worked_value(name, i, value)
                yield Expression(of_value, text, "answers", name, path, None)


def _unless(section: str, claim: Measure | Pair) -> Iterator[Expression]:
    for i, unless in enumerate(claim.unless):
        name, path = layout.unless(claim.id, i), ("unless", i, "when")
        yield Expression(name, unless.when, section, claim.id, path, BOOLEAN)


def of_relations(guideline: Guideline) -> Iterator[Expression]:
    """Relations may ask only what is known of the patient."""
    for relation in guideline.relations:
        where = ("relations", relation.id, ("always",), BOOLEAN)
        yield Expression(relation.id, relation.always, *where)
