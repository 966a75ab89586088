"""A table of verdicts as the recommendations that it stands for."""

from collections.abc import Iterator

from hematinic.expressions.faults import closest
from hematinic.guideline.compose import bracketed
from hematinic.guideline.entry import Says
from hematinic.guideline.model import Finding, Recommendation
from hematinic.guideline.written import Verdict, Verdicts
from hematinic.guideline.wrong import Wrong, unknown


def lines(table: Verdicts) -> Iterator[tuple[str, Recommendation]]:
    """Each verdict with its item."""
    for name, verdict in table.verdicts.items():
        yield name, _line(table, name, verdict)


def _line(table: Verdicts, name: str, verdict: Verdict) -> Recommendation:
    return Recommendation(
        id=f"{table.id}-{name.replace('_', '-')}",
        implements=verdict.implements or table.implements,
        phase=table.phase,
        # Just one line stands for a patient: the values of a finding exclude each other, and its
        # options are all there are.
        when=f"{bracketed(table.when)} and {table.of} = '{name}'",
        if_unknown=table.if_unknown,
        action=verdict.action,
        one_of=table.of,
        test=verdict.test,
        title=f"{table.title}, {verdict.title}",
        since=table.since,
        tells=verdict.tells or table.tells,
        short=verdict.short,
        says=Says(clinician=verdict.clinician, patient=verdict.patient),
        basis=verdict.basis,
        cites=verdict.cites,
    )


def mistakes(table: Verdicts, findings: dict[str, Finding]) -> Iterator[Wrong]:
    """A value without its line would be a patient without one."""
    finding = findings.get(table.of)
    if finding is not None and not finding.define:
        return  # it cannot be read; that is told where it stands
    if finding is None or not finding.options:
        known = [name for name, finding in findings.items() if finding.options]
        yield unknown("finding with options", table.of, known, "of")
        return
    for name in table.verdicts:
        if name not in finding.options:
            close = closest(name, finding.options)
            helps = f"did you mean {close}? " if close else ""
            helps += f"It is one of {', '.join(finding.options)}"
            says = f"`{name}` is never the value of {table.of}"
            yield Wrong("wrong-value", says, ("verdicts", name), helps)
    # Every value has its line: one that is forgotten would leave such a patient without a word.
    for name in finding.options:
        if name not in table.verdicts:
            says = f"{table.of} may be `{name}`, for which no verdict stands"
            yield Wrong("missing-key", says, ("verdicts",), f"add `{name}:` with its line")
