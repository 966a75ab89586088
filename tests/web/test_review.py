"""The ledger: computed from records, bound to content, never set by hand. Its reviewers here are
made up for the test and stand nowhere else."""

import dataclasses
import json

import msgspec
import pytest

from hematinic.guideline.board import Board, Member, Review
from hematinic.guideline.entry import Says
from hematinic.plan.build import Planner
from hematinic.review.content import Content
from hematinic.review.diff import item_changes, plan_changes
from hematinic.review.ledger import Ledger, ledger

MEMBER = Member(name="Test", profession="-", registration="-", joined="2026-01-01", interests="-")
BOARD = Board(reviewers_required=2, members={"first": MEMBER, "second": MEMBER})
ITEM = "b12-loading-standard"


@pytest.fixture(scope="module")
def content(service):
    return Content(service.guideline)


def review(content, reviewer, decision="approve", **changed):
    known = {"item": ITEM, "content": content.hashes[ITEM], "on": "2027-01-01", "conflict": "none"}
    return Review(reviewer=reviewer, decision=decision, **{**known, **changed})


def standing(content, *reviews):
    return Ledger(content, BOARD, reviews).standings[ITEM]


def test_nothing_is_reviewed_and_the_board_is_empty(content):
    found = ledger(content.guideline)
    assert found.board.members == {}
    assert found.stage == "submitted"
    assert {s.stage for s in found.standings.values()} == {"submitted"}
    assert {s.reviewers for s in found.standings.values()} == {"0 of 2 reviewers"}


def test_the_header_claims_no_more_than_the_ledger(content):
    assert content.guideline.header.status == ledger(content.guideline).stage


def test_one_approval_is_under_review_and_two_approve(content):
    assert standing(content, review(content, "first")).stage == "under_review"
    both = standing(content, review(content, "first"), review(content, "second"))
    assert (both.stage, both.reviewers) == ("approved", "2 of 2 reviewers")


def test_one_member_counts_once(content):
    assert standing(content, review(content, "first"), review(content, "first")).approvals == 1


def test_a_wish_for_change_keeps_it_under_review(content):
    found = standing(content, review(content, "first"), review(content, "second", "change"))
    assert found.stage == "under_review"


def test_an_edit_returns_an_item_to_submitted(content, service):
    guideline = service.guideline
    changed = tuple(
        msgspec.structs.replace(item, title="Something else") if item.id == ITEM else item
        for item in guideline.recommendations
    )
    edited = Content(msgspec.structs.replace(guideline, recommendations=changed))
    found = standing(edited, review(content, "first"), review(content, "second"))
    assert (found.stage, found.approvals, found.outdated) == ("submitted", 0, 2)


def test_an_edit_of_what_it_reads_or_cites_returns_it_too(content, service):
    guideline = service.guideline
    finding = msgspec.structs.replace(guideline.findings["b12_level_low"], define="false")
    findings = {**guideline.findings, "b12_level_low": finding}
    source = msgspec.structs.replace(guideline.sources["bnf"], status="superseded")
    sources = {**guideline.sources, "bnf": source}
    nutrient = msgspec.structs.replace(guideline.nutrients["vitamin_b12"], label="x")
    nutrients = {**guideline.nutrients, "vitamin_b12": nutrient}
    for edit in ({"findings": findings}, {"sources": sources}, {"nutrients": nutrients}):
        edited = Content(msgspec.structs.replace(guideline, **edit))
        assert edited.hashes[ITEM] != content.hashes[ITEM]


def test_an_edit_elsewhere_leaves_it(content, service):
    guideline = service.guideline
    other = tuple(
        msgspec.structs.replace(item, title="x") if item.id == "iron-oral-daily" else item
        for item in guideline.recommendations
    )
    edited = Content(msgspec.structs.replace(guideline, recommendations=other))
    assert edited.hashes[ITEM] == content.hashes[ITEM]


def test_a_diff_names_the_items_that_read_differently(content, service):
    guideline = service.guideline
    other = tuple(item for item in guideline.recommendations if item.id != "cause-celiac")
    finding = msgspec.structs.replace(guideline.findings["iron_overload_found"], define="false")
    findings = {**guideline.findings, "iron_overload_found": finding}
    edited = msgspec.structs.replace(guideline, recommendations=other, findings=findings)
    changes = {c.item: c for c in item_changes(content, Content(edited))}
    assert changes["cause-celiac"].what == "removed"
    assert changes["iron-hold-overload"].what == "changed"
    assert any(
        line.startswith("+") and '"false"' in line for line in changes["iron-hold-overload"].text
    )
    assert "reads iron_overload_found" in changes["iron-hold-overload"].text
    assert "draft" not in changes


def test_a_diff_names_the_patients_whose_plan_differs(service):
    data = service.guideline.examples["no-neurology"].record
    record = service.read(json.dumps(data).encode(), None)
    assert record.as_of is not None
    records = {"one": (record, record.as_of)}
    assert list(plan_changes(service.planner, service.planner, records)) == []
    guideline = service.guideline
    items = tuple(
        msgspec.structs.replace(item, says=Says(clinician="Something else."))
        if item.id == ITEM else item
        for item in guideline.recommendations if item.id != "cause-celiac"
    )  # fmt: skip
    rules = dataclasses.replace(
        service.rules, guideline=msgspec.structs.replace(guideline, recommendations=items)
    )
    (found,) = plan_changes(service.planner, Planner(rules), records)
    assert found.takes == ("cause-celiac",)
    assert [item for item, _, _ in found.reworded] == [ITEM]
