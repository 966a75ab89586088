"""Warnings that the folder allows, each with a reason.

    # allow long-text: the law wants all of it
    # allow unsupported-number 999 112: numbers to call

An indented comment allows it in the entry that it stands in, one at the left margin in the file.
Words after the kind allow only what they name.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import get_args

from hematinic.guideline.mistake import Mistake, Warns
from hematinic.guideline.places import Places, Written
from hematinic.guideline.yaml_faults import Span

_COMMENT = re.compile(r"#\s*allow ([\w-]+)((?: [^\s:]+)*) *(?::[ ]*(.*))?$")


@dataclass(slots=True)
class _Allowance:
    written: Written
    kind: str
    only: frozenset[str]
    reason: str
    span: Span
    first: int
    last: int
    """The lines it is about."""
    used: set[str] = field(default_factory=set)

    def covers(self, warning: Mistake) -> bool:
        if warning.kind != self.kind or not self.reason:
            return False
        if warning.file != self.written.file or not self.first <= warning.line <= self.last:
            return False
        return not self.only or warning.about in self.only


def allowed(warnings: Iterable[Mistake], places: Places) -> Iterator[Mistake]:
    """Those that nothing allows; and the allowances that allow nothing."""
    allowances = list(_allowances(places))
    for warning in warnings:
        covering = [one for one in allowances if one.covers(warning)]
        for one in covering:
            one.used.add(warning.about if one.only else "")
        if not covering:
            yield warning
    for one in allowances:
        yield from _wrong(one)


def _allowances(places: Places) -> Iterator[_Allowance]:
    files = {written.file: written for written in places.values()}
    for written in files.values():
        document = written.document
        starts = sorted(document.line(path) for path in document.keys if len(path) == 1)
        lines = document.text.split("\n")
        for number, line in enumerate(lines, 1):
            found = _COMMENT.search(line)
            if not found:
                continue
            first, last = 1, len(lines)
            if line[0] not in "#":
                first = max((start for start in starts if start <= number), default=1)
                last = min((start for start in starts if start > number), default=last + 1) - 1
            span = Span(number, found.start() + 1, len(line) + 1)
            only = frozenset(found[2].split())
            yield _Allowance(written, found[1], only, found[3] or "", span, first, last)


def _wrong(one: _Allowance) -> Iterator[Mistake]:
    known = get_args(Warns)
    says, helps = "", "take the comment out"
    if one.kind not in known:
        says, helps = f"`{one.kind}` is no warning", f"warnings are {', '.join(known)}"
    elif not one.reason:
        says, helps = "this allows something without a reason", "write `: ` and why, after it"
    elif idle := sorted(one.only - one.used) if one.only else ([] if one.used else [one.kind]):
        says = f"nothing here is warned of that this allows: {', '.join(idle)}"
    if says:
        whole = Written(one.written.file, one.written.document, ())
        yield whole.mistake("wrong-allowance", says, helps=helps, span=one.span)
