"""Every expression of a guideline read and typed, in order, and every mistake told."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable

from hematinic.expressions import syntax
from hematinic.expressions.check import check
from hematinic.expressions.faults import ExpressionError
from hematinic.expressions.parse import parse
from hematinic.expressions.syntax import Node
from hematinic.expressions.types import ANY, BOOLEAN, Type
from hematinic.guideline import expression, names
from hematinic.guideline.causes import causes
from hematinic.guideline.check import cross_references
from hematinic.guideline.decision import CALLS
from hematinic.guideline.expression import Definition, Expression
from hematinic.guideline.load import Reading, reading
from hematinic.guideline.mistake import Mistake
from hematinic.guideline.model import Alert, Check, Guideline, Recommendation
from hematinic.guideline.places import Places
from hematinic.guideline.published import with_figures
from hematinic.guideline.silent import silent


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
    typing = Typing(reading(folder))
    typing.stages()
    return Typed(
        guideline=typing.guideline,
        places=typing.places,
        expressions=typing.expressions,
        used=frozenset(typing.used),
        mistakes=typing.causes(),
    )


@dataclass(frozen=True, slots=True)
class Stages:
    first: list[Definition]
    second: list[Definition]
    claims: list[Definition]
    relations: list[Definition]
    answers: list[Definition]


class Typing:
    """One reading of a guideline; what is found wrong is gathered, and `causes` tells it once."""

    def __init__(self, reading: Reading) -> None:
        self.guideline, self.places = reading.guideline, reading.places
        self.mistakes = list(reading.mistakes)
        self.calls = {name: set(self.call_arguments()) for name in CALLS}
        self.expressions: list[tuple[Expression, Definition]] = []
        self.used: set[str] = set()
        sections = ("elements", "facts", "limits")
        broken = {
            name for (part, name), at in reading.places.items() if part in sections and at.mended
        }
        self.types = names.types(self.guideline, broken)

    def call_arguments(self) -> Iterator[str]:
        for item in self.guideline.recommendations:
            yield item.id
            yield from item.implements
            yield from filter(None, [item.one_of])
        yield from self.guideline.courses
        yield from self.guideline.nutrients
        yield from self.guideline.medicines
        # While a recommendation is wrong, what it implements may be what is missing: no
        # `offered(…)` is called unknown because of it.
        if any(
            place.mended for (part, _), place in self.places.items() if part == "recommendations"
        ):
            yield from self.guideline.statements  # it is not known what it implements

    def stages(self) -> Stages:
        """Every expression that can be read, and all mistakes told."""
        referred = cross_references(self.guideline, self.places)
        self.mistakes += referred.mistakes
        self.used |= referred.used
        first = self.first_stage()
        # A finding that could not be typed takes any type: its own mistake is told, not one at each
        # place that reads it.
        known = self.types | dict.fromkeys(self.guideline.findings, ANY)
        known |= {definition.name: definition.type for definition in first}
        sources = expression.of_second_stage(self.guideline, self.types)
        second = [self.definition(source, known, self.calls) for source in sources]
        calls = self.claim_calls()
        claims = [self.definition(of, known, calls) for of in expression.of_claims(self.guideline)]
        # Relations may ask only what is known of the patient.
        relations = expression.of_relations(self.guideline)
        related = [self.definition(of, known, {}) for of in relations]
        worked = [self.definition(of, known, {}) for of in expression.of_answers(self.guideline)]
        if not self.mistakes:  # it follows what is read through the whole guideline
            self.silent([*first, *second], claims)
        parts = (second, claims, related, worked)
        return Stages(first, *([definition for definition in part if definition] for part in parts))

    def causes(self) -> list[Mistake]:
        return causes(self.mistakes, self.places, self.used)

    def silent(self, *stages: Iterable[Definition | None]) -> None:
        nodes, claims = (
            {definition.name: definition.node for definition in stage if definition}
            for stage in stages
        )
        for name, says in silent(self.guideline, nodes, claims).items():
            says, _, helps = says.partition("; ")
            place = self.places[("findings", name)]
            self.mistakes.append(place.mistake("settled-unknown", says, "unknown", helps=helps))

    def first_stage(self) -> list[Definition]:
        parsed = {
            name: self.parsed(expression.of_finding(self.guideline, name))
            for name in self.guideline.findings
        }
        definitions: list[Definition] = []
        known = self.types | dict.fromkeys(self.guideline.findings, ANY)
        # After those that it reads: their types are then known.
        for name in self.in_order(parsed):
            finding = self.guideline.findings[name]
            type_of = self.types.get(finding.of)
            source = expression.of_finding(self.guideline, name, type_of)
            definition = self.definition(source, known, {}, parsed[name])
            if definition and finding.options:
                definition = self.with_options(definition, finding.options)
            if definition:
                definitions.append(definition)
            # One that failed takes any type, so that only its own mistake is told.
            known[name] = definition.type if definition else ANY
        sources = expression.of_items(self.guideline)
        items = [self.definition(source, known, {}) for source in sources]
        return definitions + [definition for definition in items if definition]

    def with_options(self, definition: Definition, options: tuple[str, ...]) -> Definition:
        if definition.type.kind not in ("text", "null", "any"):
            place = self.places[("findings", definition.name)]
            says = f"options are of a text, and this is {definition.type}"
            helps = "take the options out, or write one of them for each case"
            self.mistakes.append(place.mistake("wrong-type", says, "options", helps=helps))
        return replace(definition, type=Type("text", options=options))

    def in_order(self, parsed: Mapping[str, Node | None]) -> list[str]:
        """The names of findings, each after those that it reads; a circle is told as a mistake."""
        order: list[str] = []
        state: dict[str, str] = {}

        def visit(name: str) -> None:
            state[name] = "open"
            for read in syntax.names(parsed[name] or syntax.Null()):
                if read not in parsed:
                    continue
                # Met again while still being visited: the two lie on one circle.
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

    def claim_calls(self) -> dict[str, set[str]]:
        """Claims may ask all of a plan."""
        named: dict[str, tuple[Alert | Check | Recommendation, ...]] = {
            "alert": self.guideline.alerts,
            "due": self.guideline.monitoring,
            "refused": self.guideline.recommendations,
        }
        # A statement that nothing implements may be asked for too: the answer is no.
        codes = set(self.guideline.statements)
        calls = {call: arguments | codes for call, arguments in self.calls.items()}
        return calls | {call: {item.id for item in items} | codes for call, items in named.items()}

    def parsed(self, source: Expression) -> Node | None:
        place = self.places[(source.section, source.entry)]
        written = source.text or place.document.at(place.in_document(source.path))
        if place.follows(source.path) or written is None:
            return None  # told already: it is written wrong, or nowhere
        try:
            # Cases are joined to one expression. `(a or` and `b)` would make a right one together,
            # and be two mistakes where they are written.
            for piece in place.pieces:
                parse(piece.text)  # what is whole only beside the next is a mistake
            return self.read(source.text)
        except ExpressionError as error:
            self.mistake(source, error)
            return None

    def read(self, text: str) -> Node:
        node = parse(text)
        # Most expressions name no published figure; to look for the word costs less than to walk
        # the tree.
        if "published" not in text:
            return node
        return with_figures(node, self.guideline.limits, self.guideline.elements)

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
            # With its quantities in canonical units from here on: no later reader converts.
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
        mistakes: list[Mistake] = []
        # The joined text is nobody's: a mistake is told at the case that holds it, in that case's
        # own words.
        for piece in place.pieces:
            try:
                node = self.read(piece.text)
                if known is not None:
                    check(node, scope, piece.text, BOOLEAN if piece.truth else source.wanted)
            except ExpressionError as own:
                mistakes += place.faulty(own, piece.path)
        if not mistakes and place.own and place.mended:
            return  # of the table that the item is made of, and told there
        self.mistakes += mistakes or place.faulty(error, source.path)
