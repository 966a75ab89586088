"""Where each numbered statement of the specification is implemented, cited and tested."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hematinic.guideline.entry import Cite
from hematinic.guideline.limited import text_of
from hematinic.guideline.model import Alert, Guideline, Recommendation, StatementGroup


@dataclass(frozen=True, slots=True)
class Implementation:
    section: str
    id: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    code: str
    says: str
    items: tuple[Implementation, ...]
    by: tuple[str, ...]
    """Modules that implement it, where it is not a matter of content."""
    tests: tuple[str, ...]

    @property
    def implemented(self) -> bool:
        return bool(self.items or self.by)


EVERYONE = StatementGroup(codes=".*", title="Statements")
"""Where a guideline has no groups, or none for a code."""


def group_of(code: str, guideline: Guideline) -> StatementGroup:
    groups = (*guideline.header.statement_groups, EVERYONE)
    return next(group for group in groups if re.fullmatch(group.codes, code))


def of_content(item: Recommendation | Alert, guideline: Guideline) -> bool:
    """It is said of the content itself, not of a patient."""
    return any(guideline.statements[code].of_content for code in item.implements)


def coverage(guideline: Guideline, tests: Path | None = None) -> list[Coverage]:
    """Every statement in its order. `tests` is a folder of test files that name codes."""
    items: dict[str, list[Implementation]] = {}
    for section, name, implements, cites in _entries(guideline):
        for code in implements:
            items.setdefault(code, []).append(Implementation(section, name, cites))
    named = _named_in(tests, guideline.statements) if tests else {}
    return [
        Coverage(code, entry.says, tuple(items.get(code, ())), entry.by, tuple(named.get(code, ())))
        for code, entry in guideline.statements.items()
    ]


def _entries(
    guideline: Guideline,
) -> Iterator[tuple[str, str, tuple[str, ...], tuple[Cite, ...]]]:
    for name, finding in guideline.findings.items():
        yield "findings", name, finding.implements, finding.cites
    for item in guideline.recommendations:
        yield "recommendations", item.id, item.implements, item.cites
        for reason in item.contraindications:
            yield "recommendations", item.id, reason.implements, reason.cites
    for alert in guideline.alerts:
        yield "alerts", alert.id, alert.implements, alert.cites
    for check in guideline.monitoring:
        yield "monitoring", check.id, check.implements, check.cites
    for name, interaction in guideline.interactions.items():
        yield "interactions", name, interaction.implements, interaction.cites
    for name, sentence in guideline.leaflet.items():
        yield "leaflet", name, sentence.implements, sentence.cites


_TEST = re.compile(r"^def (test_\w+)", re.MULTILINE)
_RANGE = re.compile(r"\b([A-Z])(\d+)(?: to |-|–)\1?(\d+)\b")


def _named_in(folder: Path, codes: Iterable[str]) -> dict[str, list[str]]:
    """For each code, the tests in whose text it stands; `S6-S9` and `S6 to S9` name all between."""
    # Longest first, or `S1` would be found in `S11`.
    longest_first = sorted(codes, key=len, reverse=True)
    known = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")
    files: dict[str, list[str]] = {}
    for file in sorted(folder.rglob("test_*.py")):
        text = text_of(file)
        starts = [match.start() for match in _TEST.finditer(text)]
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
            match = _TEST.match(text, start)
            assert match is not None
            for code in _codes(text[start:end], known):
                files.setdefault(code, []).append(f"{file.stem}.{match[1]}")
    return files


def _codes(text: str, known: re.Pattern[str]) -> set[str]:
    codes = set(known.findall(text))
    for letter, first, last in _RANGE.findall(text):
        codes |= {f"{letter}{number}" for number in range(int(first), int(last) + 1)}
    return codes
