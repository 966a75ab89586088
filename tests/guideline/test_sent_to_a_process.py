"""Rules are sent to a process while other threads go on asking things of them."""

import pickle
from threading import Lock

from tests.once import RULES

from hematinic.guideline.kept_rules import Definitions, pack, unpack
from hematinic.guideline.rules import Rules


def what_no_process_can_be_sent(rules: Rules) -> object:
    return Lock()


def test_what_was_derived_stays_behind():
    """Sending goes over every part of them, which no other thread may be adding to meanwhile."""
    RULES.once(what_no_process_can_be_sent)
    try:
        sent = pickle.loads(pickle.dumps(RULES))
    finally:
        del RULES.derived[what_no_process_can_be_sent]
    assert sent.derived == {}
    assert sent.guideline == RULES.guideline
    assert sent.slots == RULES.slots
    assert sent.once(len_of_names) == len(RULES.names)


def test_definitions_made_when_asked_for_stay_behind():
    found = unpack(pack(RULES)).definitions
    assert isinstance(found, Definitions)
    first = found[next(iter(found))]
    sent = pickle.loads(pickle.dumps(found))
    assert (len(found.made), len(sent.made)) == (1, 0)
    assert sent[first.name] == first
    assert list(sent) == list(found)


def len_of_names(rules: Rules) -> int:
    return len(rules.names)
