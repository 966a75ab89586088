"""What once failed, read from `corpus.yaml` as each engine takes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from expressions.expressions import SCOPE, TYPES
from hematinic.expressions.check import check
from hematinic.expressions.engine import Definitions
from hematinic.expressions.logic import Value
from hematinic.expressions.parse import parse
from hematinic.expressions.types import Scope, Type
from hematinic.guideline import yaml


@dataclass(frozen=True)
class Case:
    why: str
    definitions: Definitions
    types: Mapping[str, Type]
    facts: Mapping[str, Value]
    value: Value
    blamed: tuple[str, ...]


def cases() -> Iterator[Case]:
    text = Path(__file__).with_name("corpus.yaml").read_text()
    for entry in yaml.read(text).data:
        definitions, types = [], dict(TYPES)
        for name, written in entry["define"].items():
            scope = Scope(types, SCOPE.convert, SCOPE.calls)
            node, types[name] = check(parse(written), scope, written)
            definitions.append((name, node))
        facts = {name: _value(entry["facts"].get(name)) for name in TYPES}
        blamed = tuple(entry.get("blamed", ()))
        yield Case(entry["why"], definitions, types, facts, _value(entry["is"]), blamed)


def _value(written: Any) -> Value:
    return (float(written[0]), float(written[1])) if isinstance(written, list) else written
