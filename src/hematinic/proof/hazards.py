"""The hazard log: each control is held by an invariant that is proved or a test that passes."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from hematinic.guideline.model import Guideline
from hematinic.guideline.pairs import Pair
from hematinic.guideline.safety import Control, Hazard, Invariant
from hematinic.proof.control_tests import Outcome
from hematinic.proof.report import Finding


def named_tests(guideline: Guideline) -> list[str]:
    tests = (control.test for hazard in guideline.hazards for control in hazard.controls)
    return list(dict.fromkeys(filter(None, tests)))


def controls(
    guideline: Guideline, proofs: Mapping[str, bool], tests: Mapping[str, Outcome]
) -> Iterator[Finding]:
    """`tests`: how the named tests came out."""
    for hazard in guideline.hazards:
        for control in hazard.controls:
            yield (
                _invariant(hazard, control, proofs)
                if control.invariant
                else _test(hazard, control, tests)
            )
    yield from _unanswered(guideline)


def claim(hazard: Hazard, control: Control) -> str:
    return f"{hazard.id}: {control.says}"


def _invariant(hazard: Hazard, control: Control, proofs: Mapping[str, bool]) -> Finding:
    name = control.invariant
    problem = ""
    if name not in proofs:
        problem = f"there is no invariant {name}"
    elif not proofs[name]:
        problem = f"invariant {name} is not proved"
    return Finding(
        claim=claim(hazard, control), method="proved", holds=not problem, about=hazard.id,
        says=problem or f"invariant {name}, proved",
    )  # fmt: skip


def _test(hazard: Hazard, control: Control, tests: Mapping[str, Outcome]) -> Finding:
    outcome = tests[control.test]
    return Finding(
        claim=claim(hazard, control),
        method="not checked" if outcome.verdict == "not checked" else "run",
        holds=outcome.verdict != "failed",
        about=hazard.id,
        says=f"test {control.test}: {outcome.says}",
    )


def _unanswered(guideline: Guideline) -> Iterator[Finding]:
    """An invariant that says which hazard it is for, and that the hazard does not know of."""
    named = {control.invariant for hazard in guideline.hazards for control in hazard.controls}
    claims: list[Invariant | Pair] = [*guideline.safety, *guideline.pairs]
    for invariant in claims:
        for name in invariant.hazards:
            if invariant.id not in named:
                says = f"invariant {invariant.id} names it, and it does not name the invariant"
                yield Finding(
                    claim=f"{name}: {invariant.id}",
                    method="read",
                    holds=False,
                    about=name,
                    says=says,
                )


def missing(test: str, root: Path) -> str:
    """Why a test that a hazard names cannot be found; empty where it can."""
    name, _, function = test.partition("::")
    file = root / name
    if not file.is_file():
        return f"there is no file {name}"
    if not re.search(rf"^def {re.escape(function)}\(", file.read_text(), re.MULTILINE):
        return f"there is no test {function} in {name}"
    return ""
