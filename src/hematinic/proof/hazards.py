"""The hazard log: every control is held by an invariant that is proved or a test that exists."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from hematinic.guideline.model import Control, Guideline

Checked = tuple[str, bool, str]
"""The claim, whether it holds, and why not."""


def controls(
    guideline: Guideline, proofs: Mapping[str, bool], tests: Path | None
) -> Iterator[Checked]:
    for hazard in guideline.hazards:
        for control in hazard.controls:
            problem = _invariant(control, proofs) if control.invariant else _test(control, tests)
            yield f"{hazard.id}: {control.says}", not problem, problem
    named = {control.invariant for hazard in guideline.hazards for control in hazard.controls}
    for invariant in guideline.safety:
        for hazard_id in invariant.hazards:
            if invariant.id not in named:
                says = f"invariant {invariant.id} names it, and it does not name the invariant"
                yield f"{hazard_id}: {invariant.id}", False, says


def _invariant(control: Control, proofs: Mapping[str, bool]) -> str:
    if control.invariant not in proofs:
        return f"there is no invariant {control.invariant}"
    return "" if proofs[control.invariant] else f"invariant {control.invariant} is not proved"


def _test(control: Control, tests: Path | None) -> str:
    """Whether it passes is the matter of the tests themselves."""
    if tests is None:
        return ""  # installed without its tests
    name, _, function = control.test.partition("::")
    file = tests / name
    if not file.is_file():
        return f"there is no file {name}"
    if not re.search(rf"^def {re.escape(function)}\(", file.read_text(), re.MULTILINE):
        return f"there is no test {function} in {name}"
    return ""
