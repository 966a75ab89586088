"""Rules as bytes and back: typed values by MessagePack, which cannot run anything when it is read.

The one thing in it that runs is the compiled expressions, in Python's own form of compiled code as
in `__pycache__`: they get no name but the few functions of the language (`expressions/python.py`).
The tree of an expression is read when somebody asks for it; most plans never do.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from hematinic.expressions.flat import flat, tree
from hematinic.expressions.logic import Span
from hematinic.expressions.python import Program
from hematinic.expressions.types import Type
from hematinic.guideline import amounts, layout
from hematinic.guideline.decision import decision
from hematinic.guideline.expression import Definition
from hematinic.guideline.model import Guideline
from hematinic.guideline.probes import Probe
from hematinic.guideline.rules import Rules


class _Definition(msgspec.Struct, array_like=True):
    text: str
    node: bytes
    """Read by itself, when it is asked for."""
    type: Type


class _Probe(msgspec.Struct, array_like=True):
    items: dict[str, tuple[int, ...]]
    facts: tuple[int, ...]
    computed: tuple[int, ...]
    code: bytes


_Definitions = dict[str, _Definition]


class _Rules(msgspec.Struct, array_like=True):
    guideline: Guideline
    names: tuple[str, ...]
    facts: int
    definitions: _Definitions
    claims: _Definitions
    relations: _Definitions
    worked: _Definitions
    programs: tuple[bytes, bytes]
    decided: tuple[bytes, bytes]
    open: bytes
    calls: dict[str, set[str]]
    defaults: tuple[bool | str | Span | None, ...]
    types: dict[str, Type]
    labels: dict[str, str]
    english: dict[str, str]
    reads: dict[int, bytes]
    """Bit sets wider than any integer of the format."""
    compared: dict[str, tuple[float, ...]]
    probes: dict[str, _Probe]


class Definitions(Mapping[str, Definition]):
    """In their order; each is made when it is first asked for."""

    def __init__(self, packed: _Definitions) -> None:
        self.packed, self.made = packed, dict[str, Definition]()

    def __getitem__(self, name: str) -> Definition:
        # Unpacked when it is first read: a plan reads few of two thousand, and the command line is
        # to start at once.
        definition = self.made.get(name)
        if definition is None:
            packed = self.packed[name]
            node = tree(msgspec.msgpack.decode(packed.node))
            definition = self.made[name] = Definition(name, packed.text, node, packed.type)
        return definition

    def __iter__(self) -> Iterator[str]:
        return iter(self.packed)

    def __len__(self) -> int:
        return len(self.packed)

    def __reduce__(self) -> tuple[Any, ...]:
        """Without those made, which another thread may be adding to."""
        return Definitions, (self.packed,)


def pack(rules: Rules) -> bytes:
    first, second = rules.programs
    lines, after = rules.decided
    packed = _Rules(
        guideline=rules.guideline,
        names=rules.names,
        facts=rules.facts,
        definitions=_packed(rules.definitions.values()),
        claims=_packed(rules.claims.values()),
        relations=_packed(rules.relations.values()),
        worked=_packed(rules.worked.values()),
        programs=(first.as_bytes(), second.as_bytes()),
        decided=(lines.as_bytes(), after.as_bytes()),
        open=rules.open.as_bytes(),
        calls=dict(rules.decision.calls),
        defaults=rules.defaults,
        types=dict(rules.types),
        labels=dict(rules.labels),
        english=dict(rules.english),
        reads={slot: _bytes(mask) for slot, mask in rules.reads.items()},
        compared=dict(rules.compared),
        probes={
            name: _Probe(dict(p.items), p.facts, p.computed, p.program.as_bytes())
            for name, p in rules.probes.items()
        },
    )
    return msgspec.msgpack.encode(packed, enc_hook=amounts.encoded)


def _packed(definitions: Iterable[Definition]) -> _Definitions:
    encoded = msgspec.msgpack.encode
    return {d.name: _Definition(d.text, encoded(flat(d.node)), d.type) for d in definitions}


def _bytes(mask: int) -> bytes:
    return mask.to_bytes((mask.bit_length() + 7) // 8, "little")


def unpack(content: bytes) -> Rules:
    """Raises MsgspecError, ValueError, EOFError or TypeError where it is none of ours."""
    kept: Any = msgspec.msgpack.decode(content, type=_Rules, dec_hook=amounts.decoded)
    slots = {name: i for i, name in enumerate(kept.names)}
    first, second = map(Program, kept.programs)
    lines, after = map(Program, kept.decided)
    return Rules(
        guideline=kept.guideline,
        slots=slots,
        layout=layout.layout(kept.guideline, slots),
        facts=kept.facts,
        definitions=Definitions(kept.definitions),
        claims=Definitions(kept.claims),
        relations=Definitions(kept.relations),
        worked=Definitions(kept.worked),
        programs=(first, second),
        # Made anew and not kept: it follows from the guideline.
        decision=decision(kept.guideline, kept.calls),
        decided=(lines, after),
        open=Program(kept.open),
        defaults=kept.defaults,
        types=kept.types,
        labels=kept.labels,
        english=kept.english,
        names=kept.names,
        reads={slot: int.from_bytes(mask, "little") for slot, mask in kept.reads.items()},
        compared=kept.compared,
        probes={
            name: Probe(p.items, p.facts, p.computed, Program(p.code))
            for name, p in kept.probes.items()
        },
    )
