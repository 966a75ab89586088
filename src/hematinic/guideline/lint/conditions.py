"""Parts of a condition that change nothing."""

from collections.abc import Iterator

from hematinic.expressions.simpler import Idle, Known, idle
from hematinic.guideline.mistake import Kind, Mistake
from hematinic.guideline.names import NEVER_UNKNOWN
from hematinic.guideline.typed import Typed

KIND: Kind = "simpler-condition"


def simpler(typed: Typed) -> Iterator[Mistake]:
    findings, limits = typed.guideline.findings, typed.guideline.limits
    definitions = {
        source.entry: definition.node
        for source, definition in typed.expressions
        if source.section == "findings" and source.entry in findings
    }
    known = Known(definitions, {*NEVER_UNKNOWN, *limits})
    for source, definition in typed.expressions:
        written = typed.places[(source.section, source.entry)]
        for idle_part in idle(definition.node, known):
            span = written.located(source.path, source.text, idle_part.part.at, idle_part.part.to)
            helps = _help(idle_part, source.text)
            yield written.mistake(KIND, idle_part.says, *source.path, helps=helps, span=span)


def _help(idle: Idle, text: str) -> str:
    if idle.beside is None or idle.beside == idle.part:
        return "the condition is the same without it"
    return f"beside it stands `{text[idle.beside.at : idle.beside.to]}`"
