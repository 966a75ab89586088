"""Every engine by its name; what is added here is held by the tests of all."""

from collections.abc import Mapping

from hematinic.expressions.columns import Columns
from hematinic.expressions.engine import Engine
from hematinic.expressions.python import Compiled
from hematinic.expressions.reference import Reference
from hematinic.expressions.smt_engine import Solver

ENGINES: Mapping[str, Engine] = {
    "reference": Reference(),
    "compiled": Compiled(),
    "columns": Columns(),
    "solver": Solver(),
}
