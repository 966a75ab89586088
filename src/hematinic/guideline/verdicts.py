"""A table of verdicts as the recommendations that it stands for."""

from collections.abc import Iterator

from hematinic.expressions.check import nearest
from hematinic.guideline.compose import Path, whole
from hematinic.guideline.entry import Says
from hematinic.guideline.model import Finding, Recommendation
from hematinic.guideline.written import Verdict, Verdicts


def lines(table: Verdicts) -> Iterator[tuple[str, Recommendation]]:
    """Each verdict with its item."""
    for name, verdict in table.verdicts.items():
        yield name, _line(table, name, verdict)


def _line(table: Verdicts, name: str, verdict: Verdict) -> Recommendation:
    return Recommendation(
        id=f"{table.id}-{name.replace('_', '-')}",
        implements=verdict.implements or table.implements,
        phase=table.phase,
        when=f"{whole(table.when)} and {table.of} = '{name}'",
        if_unknown=table.if_unknown,
        action=verdict.action,
        one_of=table.of,
        test=verdict.test,
        title=f"{table.title}, {verdict.title}",
        since=table.since,
        tells=verdict.tells or table.tells,
        says=Says(clinician=verdict.clinician, patient=verdict.patient),
        basis=verdict.basis,
        cites=verdict.cites,
    )


def mistakes(table: Verdicts, findings: dict[str, Finding]) -> Iterator[tuple[str, Path]]:
    """A value without its line would be a patient without one."""
    finding = findings.get(table.of)
    if finding is None or not finding.options:
        hint = nearest(table.of, [name for name, found in findings.items() if found.options])
        yield f"there is no finding with options called '{table.of}'{hint}", ("of",)
        return
    for name in table.verdicts:
        if name not in finding.options:
            hint = nearest(name, finding.options)
            yield f"'{name}' is never the value of {table.of}{hint}", ("verdicts", name)
    for name in finding.options:
        if name not in table.verdicts:
            yield f"{table.of} may be '{name}', for which no verdict stands", ("verdicts",)
