"""Each rule has a patient who gets it, and a near miss who does not

`one_of_each/ID.yaml` holds both, as patient files that differ in one thing: one event, or one part
of the person. `python -m tools.one_of_each` finds such a pair for a new rule.
"""

import pytest

import once
from hematinic.proof.one_of_each import faults
from spec.patients import planner

PAIRS = once.pairs()


def test_no_rule_is_without_its_pair_and_no_pair_without_its_rule():
    rules = planner().rules
    of_findings = PAIRS.keys() - rules.items.keys()
    assert of_findings <= rules.guideline.findings.keys()
    assert sorted(PAIRS.keys() - of_findings) == sorted(rules.items)


@pytest.mark.parametrize("rule", PAIRS)
def test_one_gets_it_and_the_other_just_does_not(rule):
    assert list(faults(PAIRS[rule], planner())) == []


def test_only_what_is_for_everybody_has_no_near_miss():
    """The notice that this is a draft, and where its references stand."""
    assert [rule for rule, pair in PAIRS.items() if pair.just_not is None] == ["citations", "draft"]
