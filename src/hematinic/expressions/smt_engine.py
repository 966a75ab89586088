"""The solver (Z3) as an engine: each fact is given its value, and a definition is read off."""

from collections.abc import Sequence

import z3

from hematinic.expressions.engine import Definitions, Facts, Types
from hematinic.expressions.logic import Value
from hematinic.expressions.smt import Encoder
from hematinic.expressions.smt_calendar import Calendar
from hematinic.expressions.smt_values import Encoded, exactly, read, variable

YEARS = (2000, 2049)
"""Between them months are told, as everywhere for the solver."""


class Solver:
    def evaluate(
        self, definitions: Definitions, types: Types, patients: Sequence[Facts]
    ) -> list[list[Value]]:
        defined = {name for name, _ in definitions}
        names: dict[str, Encoded] = {
            name: variable(name, kind) for name, kind in types.items() if name not in defined
        }
        encoder = Encoder(names, Calendar(*YEARS))
        for name, node in definitions:
            names[name] = encoder.value(node)
        return [self.of(encoder, [name for name, _ in definitions], facts) for facts in patients]

    def of(self, encoder: Encoder, definitions: Sequence[str], facts: Facts) -> list[Value]:
        solver = z3.Solver()
        for name, value in facts.items():
            solver.add(exactly(encoder.names[name], value, encoder.words))
        answer = solver.check()
        assert answer == z3.sat, "each fact has a value of its own"
        model = solver.model()
        return [read(model, encoder.names[name], encoder.words) for name in definitions]
