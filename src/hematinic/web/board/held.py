"""What holds an item: the invariants that speak of it, the hazards they control, its tests."""

import re
from pathlib import Path
from typing import Any

from hematinic.expressions import syntax
from hematinic.guideline.rules import Rules
from hematinic.guideline.statements import coverage
from hematinic.web.site import Site

CALL = re.compile(r"(\w+)\((.+)\)\Z")
TESTS = Path("tests/spec")
"""Where this runs in the project's own folder; what is installed has none."""


def held(site: Site, item: str) -> dict[str, Any]:
    rules = site.service.rules
    guideline, speaking = rules.guideline, rules.once(_speaking).get(item, frozenset())
    return {
        "invariants": [
            {"id": invariant.id, "because": invariant.because}
            for invariant in guideline.safety
            if invariant.id in speaking
        ],
        "hazards": [
            {"id": hazard.id, "cause": hazard.cause, "harm": hazard.harm, "controls": controls}
            for hazard in guideline.hazards
            if (
                controls := [
                    {"says": control.says, "invariant": control.invariant}
                    for control in hazard.controls
                    if control.invariant in speaking
                ]
            )
        ],
        "tests": rules.once(_tested).get(item, []),
    }


def _speaking(rules: Rules) -> dict[str, frozenset[str]]:
    """Of each item, the invariants whose claim asks what becomes of it, alone or with others."""
    speaking: dict[str, set[str]] = {}
    for invariant in rules.guideline.safety:
        for name in syntax.names(rules.claims[invariant.id].node):
            for item in _asked(rules, name):
                speaking.setdefault(item, set()).add(invariant.id)
    return {item: frozenset(names) for item, names in speaking.items()}


def _asked(rules: Rules, name: str) -> list[str]:
    """Of `offered(iron)`, the lines that it may be."""
    call = CALL.match(name)
    if call is None:
        return []
    known = rules.decision.named.get(call[1], {})
    return [slot.partition(" ")[2] for slot in known.get(call[2], ())]


def _tested(rules: Rules) -> dict[str, list[str]]:
    """Of each item, the tests that name one of the statements which it implements."""
    if not TESTS.is_dir():
        return {}
    tested: dict[str, dict[str, None]] = {}
    for statement in coverage(rules.guideline, TESTS):
        for item in statement.items:
            tested.setdefault(item.id, {}).update(dict.fromkeys(statement.tests))
    return {item: [*tests] for item, tests in tested.items()}
