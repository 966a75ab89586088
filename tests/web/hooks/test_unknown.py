"""What was not sent, not answered or not whole is unknown: no alert falls away or falls lower for it,
no treatment is opened by it, and nothing of it counts as absent."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL

import pytest

from hematinic.plan.model import Planned
from hematinic.plan.orders import OrderChecker
from hematinic.web.hooks.evaluate import Evaluator
from hematinic.web.hooks.gathered import gathered
from hematinic.web.hooks.pages import NO_ANSWER, answer
from hematinic.web.hooks.request import hook_request
from hematinic.web.service import Service
from web.hooks import records

KEYS = (
    "patient", "results", "findings", "problems", "procedures", "allergies", "medicines-ordered",
    "medicines-taken", "medicines-given",
)  # fmt: skip

OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "timeout"}]}
WAYS: dict[str, Callable[[Any], Any]] = {
    "dropped": lambda had: ...,
    "an outcome in its place": lambda had: OUTCOME,
    "an outcome among its entries": lambda had: records.bundle([OUTCOME]),
    "an empty bundle": lambda had: records.bundle([]),
    "null": lambda had: None,
    "something else": lambda had: {"resourceType": "Binary"},
    "a page of more": lambda had: had | {"link": [{"relation": "next", "url": "http://x/2"}]},
    "text": lambda had: "gone",
}

HARD = {"critical": 0, "warning": 1, "info": 2}
Told = Callable[[dict[str, Any]], list[dict[str, Any]]]


def less(sent: dict[str, Any], key: str, way: str) -> dict[str, Any]:
    """What was sent, one key of it gone wrong."""
    if WAYS[way](sent[key]) is ...:
        return {name: value for name, value in sent.items() if name != key}
    return sent | {key: WAYS[way](sent[key])}


ALL = [(key, way) for key in KEYS for way in WAYS if (key, way) != ("patient", "a page of more")]


@pytest.mark.parametrize(("key", "way"), ALL)
def test_no_alert_of_an_order_is_lost_or_softened(
    key: str, way: str, cards: Told, sent: dict[str, Any], today: str
) -> None:
    drafts = [records.iron(today), records.draft("folic", "folic acid 5 mg oral tablet", "4511")]
    whole = cards(records.call("order-sign", sent, drafts))
    part = cards(records.call("order-sign", less(sent, key, way), drafts))
    for card in whole:
        name, level = card["source"]["topic"]["code"], HARD[card["indicator"]]
        if card["indicator"] == "critical":
            after = [c for c in part if c["source"]["topic"]["code"] in (name, "critical-alerts")]
            assert after, f"{name} is gone"
            assert HARD[after[0]["indicator"]] <= level
    if key != "findings" or way not in ("an empty bundle", "null"):
        assert part != whole or key == "patient"


@pytest.mark.parametrize("key", KEYS[1:])
@pytest.mark.parametrize("way", ["dropped", "an outcome in its place", "a page of more"])
def test_what_is_not_seen_is_told(
    key: str, way: str, cards: Told, sent: dict[str, Any], today: str
) -> None:
    for hook in ("patient-view", "order-sign"):
        call = records.call(hook, less(sent, key, way), [records.iron(today)])
        for card in cards(call):
            assert "Not seen:" in card["detail"], card["summary"]


@pytest.mark.parametrize(("key", "way"), ALL)
def test_nothing_of_it_is_absent_and_no_treatment_is_opened(
    key: str, way: str, service: Service, sent: dict[str, Any], today: str
) -> None:
    """Of the plan itself: no fact turns from unknown or present to absent, and no line that was not
    recommended is shown as such, unless it says that it takes the safe side."""
    evaluator = Evaluator(OrderChecker(service.rules))
    types = {one.name: one.type for one in evaluator.keys}

    def shown(prefetch: dict[str, Any]) -> Any:
        call = records.call("order-sign", prefetch, [records.iron(today)])
        asked = hook_request(json.dumps(call).encode(), "order-sign")
        answers = {name: answer(raw, types[name]) for name, raw in asked.prefetch.items()}
        seen = gathered(evaluator.keys, answers, bytes(asked.context.draft_orders))
        day = date.today().toordinal()
        return evaluator.shown(asked, seen, day, NAMESPACE_URL)

    whole, part = shown(sent), shown(less(sent, key, way))
    cautious = part.cautious or part.plan
    had, now = whole.plan.assessment, cautious.assessment
    for name in service.guideline.elements:
        if had.value(name) is True:
            assert now.value(name) is not False, f"{name} is falsely absent"
    before = {line.item.id for line in whole.plan.recommendations if line.status == "recommended"}
    given = {medicine(line) for line in whole.plan.recommendations if line.item.id in before}
    for line in part.plan.recommendations:
        other = next((o for o in cautious.recommendations if o.item.id == line.item.id), None)
        stands = other is not None and other.status == line.status == "recommended"
        if stands and line.item.id not in before:
            on_safe_side = other.unknown or line.item.if_unknown == "act"
            assert on_safe_side or medicine(line) in given


def medicine(line: Planned) -> str:
    """Empty of a line that gives none."""
    return line.item.prescribe.medicine if line.item.prescribe else ""


def test_no_answer_is_never_whole() -> None:
    assert not NO_ANSWER.whole
    for content in (b"", b"{", b"[]", b'"gone"', b'{"resourceType":"Bundle","entry":{}}'):
        assert not answer(content, "Condition").whole
