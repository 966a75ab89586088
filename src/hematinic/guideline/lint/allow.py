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
        covering = [allowance for allowance in allowances if allowance.covers(warning)]
        for allowance in covering:
            allowance.used.add(warning.about if allowance.only else "")
        if not covering:
            yield warning
    for allowance in allowances:
        yield from _wrong(allowance)


def _allowances(places: Places) -> Iterator[_Allowance]:
    files = {written.file: written for written in places.values()}
    for written in files.values():
        document = written.document
        starts = sorted(document.line(path) for path in document.keys if len(path) == 1)
        lines = document.text.split("\n")
        for number, line in enumerate(lines, 1):
            match = _COMMENT.search(line)
            if not match:
                continue
            first, last = 1, len(lines)
            if line[0] not in "#":
                first = max((start for start in starts if start <= number), default=1)
                last = min((start for start in starts if start > number), default=last + 1) - 1
            span = Span(number, match.start() + 1, len(line) + 1)
            only = frozenset(match[2].split())
            yield _Allowance(written, match[1], only, match[3] or "", span, first, last)


def _wrong(allowance: _Allowance) -> Iterator[Mistake]:
    known = get_args(Warns)
    says, helps = "", "take the comment out"
    if allowance.kind not in known:
        says, helps = f"`{allowance.kind}` is no warning", f"warnings are {', '.join(known)}"
    elif not allowance.reason:
        says, helps = "this allows something without a reason", "write `: ` and why, after it"
    elif (
        idle := sorted(allowance.only - allowance.used)
        if allowance.only
        else ([] if allowance.used else [allowance.kind])
    ):
        says = f"nothing here is warned of that this allows: {', '.join(idle)}"
    if says:
        whole_file = Written(allowance.written.file, allowance.written.document, ())
        yield whole_file.mistake("wrong-allowance", says, helps=helps, span=allowance.span)
