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
    result = Expanded(guideline)
    _findings(result)
    _checks(result)
    _invariants(result)
    _recommendations(result)
    _places(result)
    return result


def _findings(result: Expanded) -> None:
    def plain(name: str, finding: Finding) -> Finding:
        where = ("findings", name)
        result.mistakes += ((where, wrong) for wrong in compose.mistakes(finding))
        text, result.pieces[where] = compose.composed(finding)
        return msgspec.structs.replace(finding, define=text)

    findings = {name: plain(name, finding) for name, finding in result.guideline.findings.items()}
    result.put(findings=findings)


def _checks(result: Expanded) -> None:
    guideline = result.guideline
    known = {*guideline.facts, *guideline.findings}
    for check in guideline.monitoring:
        where = ("monitoring", check.id)
        result.mistakes += ((where, wrong) for wrong in dated.mistakes(check, known))
    result.put(monitoring=tuple(dated.dated(check, known) for check in guideline.monitoring))


def _invariants(result: Expanded) -> None:
    plain = []
    for item in result.guideline.safety:
        where = ("safety", item.id)
        result.mistakes += ((where, wrong) for wrong in compose.claim_mistakes(item))
        claim, result.pieces[where] = compose.claimed(item)
        plain.append(claim)
    result.put(safety=tuple(plain))


def _recommendations(result: Expanded) -> None:
    guideline = result.guideline
    for name, table in guideline.verdicts.items():
        wrong = verdicts.mistakes(table, guideline.findings)
        result.mistakes += ((("verdicts", name), mistake) for mistake in wrong)
    result.mistakes += against.mistakes(guideline)
    items = (against.with_all(item, guideline) for item in guideline.recommendations)
    result.put(recommendations=tuple(items))


def _places(result: Expanded) -> None:
    result.guideline, wrong = fill.filled(result.guideline)
    result.mistakes += wrong
