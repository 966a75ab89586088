"""Parts of a condition that change nothing."""

from collections.abc import Iterator

from hematinic.expressions.simpler import Idle, Known, idle
from hematinic.guideline.mistake import Kind, Mistake
from hematinic.guideline.names import NEVER_UNKNOWN
from hematinic.guideline.typed import Typed

KIND: Kind = "simpler-condition"


def simpler(found: Typed) -> Iterator[Mistake]:
    findings, limits = found.guideline.findings, found.guideline.limits
    definitions = {
        source.entry: definition.node
        for source, definition in found.expressions
        if source.section == "findings" and source.entry in findings
    }
    known = Known(definitions, {*NEVER_UNKNOWN, *limits})
    for source, definition in found.expressions:
        written = found.places[(source.section, source.entry)]
        for one in idle(definition.node, known):
            span = written.located(source.path, source.text, one.part.at, one.part.to)
            helps = _help(one, source.text)
            yield written.mistake(KIND, one.says, *source.path, helps=helps, span=span)


def _help(one: Idle, text: str) -> str:
    if one.beside is None or one.beside == one.part:
        return "the condition is the same without it"
    return f"beside it stands `{text[one.beside.at : one.beside.to]}`"
