"""What `hematinic verify` found: each claim with the method behind it, as a value and in words."""

from collections import Counter
from typing import Any, Literal

import msgspec
from rich.console import Console
from rich.markup import escape
from rich.text import Text

from hematinic.render.face import written
from hematinic.render.screen.console import console as terminal

Method = Literal["proved", "tested", "run", "computed", "read", "not checked"]

METHODS: dict[Method, str] = {
    "proved": "proved for every combination of facts within their bounds and declared relations",
    "tested": "tested on generated records",
    "run": "held by a named test, which was run",
    "computed": "computed again from its data",
    "read": "read off the guideline",
    "not checked": "not checked",
}


Checked = tuple[str, bool, str]
"""A claim, whether it holds, and why, or why not."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    claim: str
    method: Method
    holds: bool
    about: str = ""
    """What matter it belongs to; a face tells those of one matter together."""
    words: str = ""
    """The claim in English, and"""
    expression: str = ""
    """as it is written."""
    implements: tuple[str, ...] = ()
    says: str = ""
    """Why it matters, or what is wrong."""
    seconds: float = 0.0
    patient: dict[str, Any] | None = None
    """Of a refutation: a patient file, to run `hematinic plan` on."""
    facts: dict[str, Any] | None = None
    """Of a refutation: what was known of the patient."""
    reproduced: bool = False
    """Whether the file gives the same facts; where not, no record can be written that does."""
    worse: dict[str, Any] | None = None
    """Of a refutation by two patients: the other's file,"""
    worse_facts: dict[str, Any] | None = None
    """and what was known of the other."""

    @property
    def patients(self) -> list[tuple[str, dict[str, Any], dict[str, Any] | None]]:
        """Of a refutation: who, the file and the facts."""
        sides = [(MILDER if self.worse else "", self.patient, self.facts)]
        sides += [(WORSE, self.worse, self.worse_facts)]
        return [(whose, file, facts) for whose, file, facts in sides if file is not None]


MILDER, WORSE = "the milder of the two", "the worse of the two"


class Section(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    title: str
    method: Method
    findings: tuple[Finding, ...]
    summary: str = ""
    listed: bool = False
    """Whether what holds is shown too: it is of interest by itself."""
    seconds: float = 0.0
    """How long it took, where that is told."""

    @property
    def failed(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.holds]

    @property
    def methods(self) -> list[str]:
        """How many claims by which method; by its own where there is no claim."""
        counts = Counter(finding.method for finding in self.findings) or Counter({self.method: 0})
        return [f"{count} {METHODS[method]}" for method, count in counts.items()]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    guideline: str
    version: str
    content_hash: str
    day: str
    seconds: float
    sections: tuple[Section, ...]
    computed: str = ""
    """When, in UTC."""

    def section(self, name: str) -> Section:
        return next(section for section in self.sections if section.id == name)

    @property
    def failed(self) -> list[Finding]:
        return [finding for section in self.sections for finding in section.failed]

    @property
    def exit_status(self) -> int:
        return 2 if self.failed else 0


class VerifyAnswer(Report, frozen=True, kw_only=True):
    """As `hematinic verify --format json` prints it."""

    holds: bool
    methods: dict[Method, str]


def to_json(report: Report) -> bytes:
    data = msgspec.structs.asdict(report)
    return written(VerifyAnswer(**data, holds=not report.failed, methods=METHODS))


def show(report: Report, console: Console | None = None) -> None:
    out = console or terminal(markup=True)
    out.print(f"[bold]Verification of {escape(report.guideline)} {report.version}[/bold]")
    when = f", computed {report.computed} UTC" if report.computed else ""
    out.print(f"content {report.content_hash[:12]}, {report.day}, {report.seconds:.1f} s{when}")
    for section in report.sections:
        out.print()
        out.print(Text(section.title.upper(), style="bold underline"))
        took = f", in {section.seconds:.1f} s" if section.seconds else ""
        for line in section.methods:
            out.print(Text(f"{line}{took}", style="dim"))
        if section.summary:
            out.print(Text(section.summary))
        shown = section.findings if section.listed else section.failed
        for finding in shown:
            _show(finding, out)
        if not section.failed and section.findings and not section.listed:
            out.print(Text("  all hold", style="green"))
    out.print()
    failed = len(report.failed)
    verdict = f"{failed} failed" if failed else "Nothing failed"
    out.print(Text(verdict, style="bold red" if failed else "bold green"))


def _show(finding: Finding, out: Console) -> None:
    mark = ("· ", "dim") if finding.holds else ("✗ ", "bold red")
    out.print(Text.assemble("  ", mark, (finding.claim, "bold")))
    if finding.says:
        out.print(Text(f"    {finding.says}"))
    if finding.patient is not None:
        whose = "these patients" if finding.worse else "this patient"
        note = (
            f"{whose}, whom hematinic plan can read:"
            if finding.reproduced
            else "no record gives just these facts; the nearest file, and the facts themselves:"
        )
        out.print(Text(f"    {note}", style="dim"))
    for whose, file, facts in finding.patients:
        _show_patient(whose, file, None if finding.reproduced else facts, out)


def _show_patient(whose: str, file: dict[str, Any], facts: object, out: Console) -> None:
    from hematinic.proof.vignettes import written

    if whose:
        out.print(Text(f"    {whose}", style="dim"))
    for line in written(file).splitlines():
        out.print(Text(f"      {line}"))
    if isinstance(facts, dict):
        known = ", ".join(f"{name} {value}" for name, value in facts.items())
        out.print(Text(f"      {known}"))
