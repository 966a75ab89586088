"""A guideline made ready to run: every expression typed, in order, compiled.

There are two stages, each followed by what is decided of it (decision.py). The first computes
findings and whether each recommendation applies. The second may ask what is `offered(…)`: alerts,
monitoring, phases and the bottom line.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from hematinic.expressions import syntax
from hematinic.expressions.check import check
from hematinic.expressions.english import english
from hematinic.expressions.faults import ExpressionError
from hematinic.expressions.logic import Value
from hematinic.expressions.numbers import numbers
from hematinic.expressions.parse import parse
from hematinic.expressions.python import Program, compile_program
from hematinic.expressions.syntax import Node
from hematinic.expressions.types import ANY, BOOLEAN, DATE, NUMBER, Type
from hematinic.guideline import layout, names
from hematinic.guideline.cache import files_hash, kept
from hematinic.guideline.causes import causes
from hematinic.guideline.check import cross_references
from hematinic.guideline.decision import CALLS, Decision, decision
from hematinic.guideline.layout import ItemSlots, Layout
from hematinic.guideline.load import Reading, builtin, no_folder, reading
from hematinic.guideline.mistake import GuidelineError, Mistake
from hematinic.guideline.model import Alert, Check, Guideline, Recommendation
from hematinic.guideline.pairs import Measure, Pair
from hematinic.guideline.places import Places
from hematinic.guideline.probes import Probe, probes
from hematinic.guideline.published import with_figures
from hematinic.guideline.silent import silent

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Definition:
    """One expression of the guideline: of a finding, or of a part of an item."""

    name: str
    text: str
    node: Node
    type: Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    guideline: Guideline
    slots: Mapping[str, int]
    """Of every name: facts first, then definitions and what is decided of them, in order."""
    layout: Layout
    """The slots of each item."""
    facts: int
    """How many slots hold facts."""
    definitions: Mapping[str, Definition]
    """Every expression by its name, in the order in which they are computed."""
    claims: Mapping[str, Definition] = field(repr=False)
    """The expressions of invariants and pairs, for the proofs; a plan does not compute them."""
    relations: Mapping[str, Definition] = field(repr=False)
    """Likewise, what facts say of each other."""
    programs: tuple[Program, Program]
    """The definitions of each stage,"""
    decision: Decision
    decided: tuple[Program, Program]
    """and what is decided of them."""
    defaults: tuple[Value, ...]
    """The value of each fact where nothing is recorded."""
    types: Mapping[str, Type]
    """Of every fact and definition."""
    labels: Mapping[str, str]
    english: Mapping[str, str] = field(repr=False)
    """Every definition in words."""
    names: tuple[str, ...] = field(repr=False)
    """The name of every slot."""
    reads: Mapping[int, int] = field(repr=False)
    """For the slot of each definition, the bit set of the facts it reads, through findings too."""
    compared: Mapping[str, tuple[float, ...]] = field(repr=False)
    """Of each analyte the numbers that it is compared with, in its canonical unit."""
    probes: Mapping[str, Probe] = field(repr=False)
    """Of each measured element what a single result of it bears on."""
    derived: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What `once` has been asked for."""

    def once(self, make: Callable[["Rules"], Found]) -> Found:
        """What `make` makes of these rules: the first time it is asked for, and then kept. For
        what is the same for every patient."""
        if make not in self.derived:
            self.derived[make] = make(self)
        found: Found = self.derived[make]
        return found

    def names_in(self, definition: str) -> tuple[str, ...]:
        """The names that it reads, each once, in the order in which they stand."""
        known = self.once(_names_in)
        if definition not in known:
            known[definition] = syntax.names(self.definitions[definition].node)
        return known[definition]

    @property
    def items(self) -> Mapping[str, ItemSlots]:
        return self.layout.items

    def definition(self, slot: int) -> Definition:
        return self.definitions[self.names[slot]]

    def condition(self, name: str) -> int:
        """The slot of a finding, or of when an item applies."""
        return self.slots[name] if name in self.guideline.findings else self.items[name].when

    def fill(self, values: list[Value]) -> None:
        """All that follows from the facts."""
        for program, decided in zip(self.programs, self.decided, strict=True):
            program.fill(values)
            decided.fill(values)


def _names_in(rules: Rules) -> dict[str, tuple[str, ...]]:
    """Filled as they are asked for."""
    return {}


def redecided(rules: Rules, guideline: Guideline) -> Rules:
    """Of a guideline whose expressions are the same, and how they count is not."""
    found = decision(guideline, rules.decision.calls)
    decided = _compiled_steps(found, rules.slots)
    return replace(rules, guideline=guideline, decision=found, decided=decided)


def _compiled_steps(found: Decision, slots: Mapping[str, int]) -> tuple[Program, Program]:
    return tuple(compile_program(steps, slots) for steps in (found.lines, found.rest))  # type: ignore[return-value]


def load(folder: Traversable | None = None) -> Rules:
    """Raises GuidelineError, with every mistake at once."""
    folder = folder or builtin()
    if not folder.is_dir():
        raise GuidelineError([no_folder(folder)])
    from hematinic.guideline.kept_rules import pack, unpack  # which know what rules are

    return kept(files_hash(folder), lambda: compiled(folder), pack, unpack)


def compiled(folder: Traversable) -> Rules:
    """As `load`, without looking for what was kept of an earlier run."""
    return _Compiler(reading(folder)).rules()


def made(guideline: Guideline, places: Places) -> Rules:
    """Of a guideline that has been read, and perhaps changed since."""
    return _Compiler(Reading(guideline, places, [])).rules()


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
class Typed:
    """A guideline as far as it can be read: its expressions by their names, and all mistakes."""

    guideline: Guideline
    places: Places
    expressions: list[tuple[Expression, Definition]]
    """All that can be read, those of invariants and relations too, each with where it stands."""
    used: frozenset[str]
    """Every name that something refers to."""
    mistakes: list[Mistake]


def typed(folder: Traversable) -> Typed:
    """For those who look for mistakes and do not raise."""
    compiler = _Compiler(reading(folder))
    compiler.stages()
    return Typed(
        guideline=compiler.guideline,
        places=compiler.places,
        expressions=compiler.expressions,
        used=frozenset(compiler.used),
        mistakes=compiler.causes(),
    )


class _Compiler:
    def __init__(self, of: Reading) -> None:
        self.guideline, self.places = of.guideline, of.places
        self.mistakes = list(of.mistakes)
        self.calls = {name: set(self.call_arguments()) for name in CALLS}
        self.expressions: list[tuple[Expression, Definition]] = []
        self.used: set[str] = set()
        sections = ("elements", "facts", "limits")
        broken = {name for (part, name), at in of.places.items() if part in sections and at.mended}
        self.types = names.types(self.guideline, broken)

    def call_arguments(self) -> Iterator[str]:
        for item in self.guideline.recommendations:
            yield item.id
            yield from item.implements
            yield from filter(None, [item.one_of])
        yield from self.guideline.courses
        yield from self.guideline.nutrients
        yield from self.guideline.medicines
        if any(one.mended for (part, _), one in self.places.items() if part == "recommendations"):
            yield from self.guideline.statements  # it is not known what it implements

    def rules(self) -> Rules:
        first, second, claims, relations = self.stages()
        if mistakes := self.causes():
            raise GuidelineError(mistakes)
        found = self.assembled(first, second)
        return replace(
            found,
            claims={claim.name: claim for claim in claims},
            relations={relation.name: relation for relation in relations},
        )

    def stages(self) -> tuple[list[Definition], ...]:
        """Every expression that can be read, and all mistakes told."""
        referred = cross_references(self.guideline, self.places)
        self.mistakes += referred.mistakes
        self.used |= referred.used
        first = self.first_stage()
        known = self.types | dict.fromkeys(self.guideline.findings, ANY)
        known |= {definition.name: definition.type for definition in first}
        second = [self.definition(source, known, self.calls) for source in self.second_sources()]
        claims = [self.definition(*of) for of in self.claim_sources(known)]
        relations = [self.definition(of, known, {}) for of in self.relation_sources()]
        if not self.mistakes:  # it follows what is read through the whole guideline
            self.silent([*first, *second], claims)
        parts = (second, claims, relations)
        return (first, *([one for one in part if one] for part in parts))

    def causes(self) -> list[Mistake]:
        return causes(self.mistakes, self.places, self.used)

    def silent(self, *found: Iterable[Definition | None]) -> None:
        nodes, claims = ({one.name: one.node for one in each if one} for each in found)
        for name, says in silent(self.guideline, nodes, claims).items():
            says, _, helps = says.partition("; ")
            place = self.places[("findings", name)]
            self.mistakes.append(place.mistake("settled-unknown", says, "unknown", helps=helps))

    # Expressions

    def first_stage(self) -> list[Definition]:
        parsed = {
            name: self.parsed(Expression(name, finding.define, "findings", name, ("define",), None))
            for name, finding in self.guideline.findings.items()
        }
        found: list[Definition] = []
        known = self.types | dict.fromkeys(self.guideline.findings, ANY)
        for name in self.in_order(parsed):
            finding = self.guideline.findings[name]
            wanted = self.types.get(finding.of)
            source = Expression(name, finding.define, "findings", name, ("define",), wanted)
            definition = self.definition(source, known, {}, parsed[name])
            if definition and finding.options:
                definition = self.with_options(definition, finding.options)
            if definition:
                found.append(definition)
            # One that failed takes any type, so that only its own mistake is told.
            known[name] = definition.type if definition else ANY
        items = [self.definition(source, known, {}) for source in self.item_sources()]
        return found + [definition for definition in items if definition]

    def with_options(self, definition: Definition, options: tuple[str, ...]) -> Definition:
        if definition.type.kind not in ("text", "null", "any"):
            place = self.places[("findings", definition.name)]
            says = f"options are of a text, and this is {definition.type}"
            helps = "take the options out, or write one of them for each case"
            self.mistakes.append(place.mistake("wrong-type", says, "options", helps=helps))
        return replace(definition, type=Type("text", options=options))

    def in_order(self, parsed: Mapping[str, Node | None]) -> list[str]:
        """Findings so that each stands after those it reads; a circle is a mistake."""
        order: list[str] = []
        state: dict[str, str] = {}

        def visit(name: str) -> None:
            state[name] = "open"
            for read in syntax.names(parsed[name] or syntax.Null()):
                if read not in parsed:
                    continue
                if state.get(read) == "open":
                    says = f"`{name}` and `{read}` are defined by each other"
                    helps = "write one of them without the other"
                    place = self.places[("findings", name)]
                    self.mistakes.append(place.mistake("circle", says, "define", helps=helps))
                elif read not in state:
                    visit(read)
            state[name] = "done"
            order.append(name)

        for name in parsed:
            if name not in state:
                visit(name)
        return [name for name in order if parsed[name] is not None]

    def item_sources(self) -> Iterator[Expression]:
        for item in self.guideline.recommendations:
            where = ("recommendations", item.id)
            yield Expression(layout.when(item.id), item.when, *where, ("when",), BOOLEAN)
            if item.consider_when:
                name = layout.considered(item.id)
                yield Expression(name, item.consider_when, *where, ("consider_when",), BOOLEAN)
            yield from self.reasons(item)
            types = (DATE, NUMBER, names.DOSE, names.DOSE)
            for key, wanted in zip(layout.COMPUTED, types, strict=True):
                text = getattr(item.prescribe, key) if item.prescribe else ""
                if text:
                    name, path = layout.computed(key, item.id), ("prescribe", key)
                    yield Expression(name, text, *where, path, wanted)

        for i, text in enumerate(self.guideline.header.open_questions):
            place = ("open_questions", i)
            yield Expression(layout.open_question(i), text, "guideline", "", place, BOOLEAN)

    def reasons(self, item: Recommendation) -> Iterator[Expression]:
        """What speaks against its medicine stands elsewhere, and before what speaks against it."""
        general = sum(bool(reason.name) for reason in item.contraindications)
        for i, reason in enumerate(item.contraindications):
            name, text, of = layout.against(item.id, i), reason.when, "contraindications"
            if reason.name:
                yield Expression(name, text, of, reason.name, ("when",), BOOLEAN)
            else:
                path = (of, i - general, "when")
                yield Expression(name, text, "recommendations", item.id, path, BOOLEAN)

    def second_sources(self) -> Iterator[Expression]:
        for alert in self.guideline.alerts:
            name = layout.when(alert.id)
            yield Expression(name, alert.when, "alerts", alert.id, ("when",), BOOLEAN)
        for item in self.guideline.monitoring:
            where, of = ("monitoring", item.id), item.id
            yield Expression(layout.when(of), item.when, *where, ("when",), BOOLEAN)
            yield Expression(layout.due(of), item.due, *where, ("due",), DATE)
            for i, text in enumerate(item.window):
                yield Expression(layout.window(of, i), text, *where, ("window", i), DATE)
            yield Expression(layout.done(of), item.done, *where, ("done",), BOOLEAN)
            text = item.not_applicable
            yield Expression(layout.skip(of), text, *where, ("not_applicable",), BOOLEAN)
        for name, element in self.guideline.elements.items():
            for i, row in enumerate(element.beyond):
                where, (key, limit) = ("elements", name), row.limit
                if limit:
                    place, wanted = ("beyond", i, key), self.types[name]
                    yield Expression(layout.limit(name, i), limit, *where, place, wanted)
                place = ("beyond", i, "when")
                yield Expression(layout.limit_when(name, i), row.when, *where, place, BOOLEAN)
        for name, sentence in self.guideline.leaflet.items():
            yield Expression(layout.told(name), sentence.when, "leaflet", name, ("when",), BOOLEAN)
        for i, phase in enumerate(self.guideline.header.phases):
            for key, wanted in (("starts", DATE), ("ends", DATE), ("waits", BOOLEAN)):
                if text := getattr(phase, key):
                    path = ("phases", i, key)
                    yield Expression(
                        layout.phase(key, phase.id), text, "guideline", "", path, wanted
                    )
        for i, line in enumerate(self.guideline.header.bottom_line):
            path = ("bottom_line", i, "when")
            yield Expression(layout.bottom_line(i), line.when, "guideline", "", path, BOOLEAN)

    def claim_sources(
        self, known: Mapping[str, Type]
    ) -> Iterator[tuple[Expression, Mapping[str, Type], dict[str, set[str]]]]:
        """Invariants may ask all of a plan."""
        named: dict[str, tuple[Alert | Check | Recommendation, ...]] = {
            "alert": self.guideline.alerts,
            "due": self.guideline.monitoring,
            "refused": self.guideline.recommendations,
        }
        # A statement that nothing implements may be asked for too: the answer is no.
        codes = set(self.guideline.statements)
        calls = {call: arguments | codes for call, arguments in self.calls.items()}
        calls |= {call: {item.id for item in items} | codes for call, items in named.items()}
        for invariant in self.guideline.safety:
            key = "never" if invariant.never else "always"
            text = invariant.never or invariant.always
            where = ("safety", invariant.id, (key,), BOOLEAN)
            yield Expression(invariant.id, text, *where), known, calls
        for source in self.pair_sources():
            yield source, known, calls

    def pair_sources(self) -> Iterator[Expression]:
        """What is asked of both patients of a pair."""
        for measure in self.guideline.measures.values():
            for i, rung in enumerate(measure.ladder):
                where = ("measures", measure.id, ("ladder", i), BOOLEAN)
                yield Expression(layout.rung(measure.id, i), rung.holds, *where)
                if rung.as_good:
                    yield Expression(layout.as_good(measure.id, i), rung.as_good, *where)
            yield from self.unless_sources("measures", measure)
        for pair in self.guideline.pairs:
            if pair.never_again:
                name, again = layout.again(pair.id), ("never_again",)
                yield Expression(name, pair.never_again, "pairs", pair.id, again, BOOLEAN)
            yield from self.unless_sources("pairs", pair)

    @staticmethod
    def unless_sources(section: str, claim: Measure | Pair) -> Iterator[Expression]:
        for i, unless in enumerate(claim.unless):
            name, path = layout.unless(claim.id, i), ("unless", i, "when")
            yield Expression(name, unless.when, section, claim.id, path, BOOLEAN)

    def relation_sources(self) -> Iterator[Expression]:
        """Relations may ask only what is known of the patient."""
        for relation in self.guideline.relations:
            where = ("relations", relation.id, ("always",), BOOLEAN)
            yield Expression(relation.id, relation.always, *where)

    def parsed(self, source: Expression) -> Node | None:
        place = self.places[(source.section, source.entry)]
        written = source.text or place.document.at(place.whole(source.path))
        if place.follows(source.path) or written is None:
            return None  # told already: it is written wrong, or nowhere
        try:
            for piece in place.pieces:
                parse(piece.text)  # what is whole only beside the next is a mistake
            return self.read(source.text)
        except ExpressionError as error:
            self.mistake(source, error)
            return None

    def read(self, text: str) -> Node:
        return with_figures(parse(text), self.guideline.limits, self.guideline.elements)

    def definition(
        self,
        source: Expression,
        known: Mapping[str, Type],
        calls: Mapping[str, set[str]],
        parsed: Node | None = None,
    ) -> Definition | None:
        node = parsed or self.parsed(source)
        if node is None:
            return None
        self.used.update(syntax.named(node))
        try:
            scope = names.scope(self.guideline, known, calls)
            node, kind = check(node, scope, source.text, source.wanted)
        except ExpressionError as error:
            self.mistake(source, error, known, calls)
            return None
        definition = Definition(source.name, source.text, node, kind)
        self.expressions.append((source, definition))
        return definition

    def mistake(
        self,
        source: Expression,
        error: ExpressionError,
        known: Mapping[str, Type] | None = None,
        calls: Mapping[str, set[str]] | None = None,
    ) -> None:
        """Of what is written in parts, told of each part that has one, in its own words."""
        place = self.places[(source.section, source.entry)]
        scope = names.scope(self.guideline, known or {}, calls or {})
        told: list[Mistake] = []
        for piece in place.pieces:
            try:
                node = self.read(piece.text)
                if known is not None:
                    check(node, scope, piece.text, BOOLEAN if piece.truth else source.wanted)
            except ExpressionError as own:
                told += place.faulty(own, piece.path)
        if not told and place.own and place.mended:
            return  # of the table that the item is made of, and told there
        self.mistakes += told or place.faulty(error, source.path)

    # Together

    def assembled(self, first: list[Definition], second: list[Definition]) -> Rules:
        facts = [*self.types]
        decided = decision(self.guideline, _called(second))
        slots = {name: i for i, name in enumerate(facts)}
        for part, steps in ((first, decided.lines), (second, decided.rest)):
            for name in (*(definition.name for definition in part), *(name for name, _ in steps)):
                slots[name] = len(slots)
        places = layout.layout(self.guideline, slots)
        every = tuple(slots)
        # Dates of doses and checks are computed, but nobody asks what could turn them.
        asked = {every[slot] for slot in (*places.conditions, *places.open_questions)}
        asked |= set(self.guideline.findings)
        types = self.types | {d.name: d.type for d in (*first, *second)}
        spans = {name for name, kind in types.items() if kind.is_span}
        programs = (
            compile_program([(d.name, d.node) for d in first], slots, asked, spans),
            compile_program([(d.name, d.node) for d in second], slots, asked, spans),
        )
        labels = self.labels()
        return Rules(
            guideline=self.guideline,
            slots=slots,
            layout=places,
            facts=len(facts),
            definitions={definition.name: definition for definition in (*first, *second)},
            claims={},
            relations={},
            programs=programs,
            decision=decided,
            decided=_compiled_steps(decided, slots),
            defaults=tuple(self.default(name) for name in facts),
            types=types,
            labels=labels,
            english={d.name: english(d.node, labels) for d in (*first, *second)},
            names=every,
            reads=_reads((*first, *second), slots),
            compared=_compared((*first, *second), self.guideline),
            probes=probes(self.guideline, (*first, *second), slots, self.alike()),
        )

    def alike(self) -> dict[str, tuple[str, ...]]:
        """For each element the facts of its own type: itself, a baseline, the nearest to a day."""
        elements = self.guideline.elements
        return {
            name: tuple(fact for fact, kind in self.types.items() if kind == self.types[name])
            for name in elements
        }

    def default(self, name: str) -> Value:
        if name in self.guideline.limits:
            number = self.guideline.limits[name].number
            return (number, number)
        entry = self.guideline.elements.get(name) or self.guideline.facts.get(name)
        absent = entry is not None and entry.if_unrecorded == "absent"
        if not absent or name in names.PATIENT:
            return None
        is_count = name in self.guideline.facts and (
            self.guideline.facts[name].count or self.guideline.facts[name].sum
        )
        return (0.0, 0.0) if is_count else False

    def labels(self) -> dict[str, str]:
        found = dict(names.PATIENT_LABELS)
        for section in (self.guideline.elements, self.guideline.facts, self.guideline.findings):
            found |= {name: entry.label for name, entry in section.items()}
        for name, limit in self.guideline.limits.items():
            unit = self.guideline.elements[limit.of].unit
            found[name] = f"{limit.label} ({limit.number:g} {unit}, or the laboratory's own)"
        for call in CALLS:
            found |= {f"{call}({name})": f"{name} is {call}" for name in self.calls[call]}
        return found


def _called(definitions: Iterable[Definition]) -> dict[str, set[str]]:
    """What they ask of the plan: of each function the arguments."""
    found: dict[str, set[str]] = {call: set() for call in CALLS}
    for definition in definitions:
        for call in syntax.calls(definition.node):
            found[call.function].add(call.argument)
    return found


def _reads(definitions: Iterable[Definition], slots: Mapping[str, int]) -> dict[int, int]:
    """What is asked of the plan itself stands for itself, and not for all that decides it."""
    found: dict[int, int] = {}
    for definition in definitions:
        mask = 0
        for name in syntax.names(definition.node):
            slot = slots[name]
            mask |= found.get(slot, 1 << slot)
        found[slots[definition.name]] = mask
    return found


def _compared(
    definitions: Sequence[Definition], guideline: Guideline
) -> dict[str, tuple[float, ...]]:
    nodes = {definition.name: definition.node for definition in definitions}
    found: dict[str, set[float]] = {}
    for limit in guideline.limits.values():
        found.setdefault(limit.of, set()).add(limit.number)

    def visit(node: Node) -> None:
        for number in numbers(node, nodes):
            if isinstance(number, syntax.Quantity) and number.analyte:
                found.setdefault(number.analyte, set()).add(number.value)
        for child in syntax.children(node):
            visit(child)

    for node in nodes.values():
        visit(node)
    return {analyte: tuple(sorted(values)) for analyte, values in found.items()}
