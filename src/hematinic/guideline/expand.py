"""What is written short, written out: from here on a guideline is plain.

Nothing else knows the short forms. A face that shows how a thing was written finds that beside it:
a finding keeps its `first_of`, and has its `define` too.
"""

from dataclasses import dataclass, field

import msgspec

from hematinic.guideline import against, compose, dated, fill, verdicts
from hematinic.guideline.compose import Piece
from hematinic.guideline.model import Finding, Guideline
from hematinic.guideline.wrong import Where, Wrong


@dataclass(slots=True)
class Expanded:
    guideline: Guideline
    mistakes: list[tuple[Where, Wrong]] = field(default_factory=list)
    pieces: dict[Where, tuple[Piece, ...]] = field(default_factory=dict)
    """Of what was joined together: where each part stands."""

    def put(self, **sections: object) -> None:
        self.guideline = msgspec.structs.replace(self.guideline, **sections)


def expanded(guideline: Guideline) -> Expanded:
    found = Expanded(guideline)
    _findings(found)
    _checks(found)
    _invariants(found)
    _recommendations(found)
    _places(found)
    return found


def _findings(found: Expanded) -> None:
    def plain(name: str, finding: Finding) -> Finding:
        where = ("findings", name)
        found.mistakes += ((where, wrong) for wrong in compose.mistakes(finding))
        text, found.pieces[where] = compose.composed(finding)
        return msgspec.structs.replace(finding, define=text)

    findings = {name: plain(name, finding) for name, finding in found.guideline.findings.items()}
    found.put(findings=findings)


def _checks(found: Expanded) -> None:
    guideline = found.guideline
    known = {*guideline.facts, *guideline.findings}
    for check in guideline.monitoring:
        where = ("monitoring", check.id)
        found.mistakes += ((where, wrong) for wrong in dated.mistakes(check, known))
    found.put(monitoring=tuple(dated.dated(check, known) for check in guideline.monitoring))


def _invariants(found: Expanded) -> None:
    plain = []
    for item in found.guideline.safety:
        where = ("safety", item.id)
        found.mistakes += ((where, wrong) for wrong in compose.claim_mistakes(item))
        claim, found.pieces[where] = compose.claimed(item)
        plain.append(claim)
    found.put(safety=tuple(plain))


def _recommendations(found: Expanded) -> None:
    guideline = found.guideline
    for name, table in guideline.verdicts.items():
        wrong = verdicts.mistakes(table, guideline.findings)
        found.mistakes += ((("verdicts", name), one) for one in wrong)
    found.mistakes += against.mistakes(guideline)
    items = (against.with_all(item, guideline) for item in guideline.recommendations)
    found.put(recommendations=tuple(items))


def _places(found: Expanded) -> None:
    found.guideline, wrong = fill.filled(found.guideline)
    found.mistakes += wrong
