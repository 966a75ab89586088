"""Who may approve what: two reviewers who did not write it, of its present content, in time, and a
pharmacist where a dose changes. The people and the content are made up."""

import pytest

from boards import content, put_of
from hematinic.board import actions
from hematinic.board.policy import RefusedError
from hematinic.board.standing import overview, standing
from hematinic.board.verify import verify

ITEM = "iron"
DOI = "10.1000/example"


@pytest.fixture
def put_before(room, people):
    people.join("author", "author", "reviewer")

    def put(version="1", text="Give iron.", dose="", doi=DOI, **more):
        session = people.sign_in("author")
        actions.declare(room, session, "none")
        items = {ITEM: (text, dose), "other": "Look again.", **more}
        return actions.put(room, session, put_of(version, items, doi), "to begin with")

    put()
    return put


def decide(room, session, choice="approve", item=ITEM, reason="because", **more):
    return actions.decide(room, session, item, content(room, item), choice, reason, **more)


def stands(room, item=ITEM):
    return standing(room.state(), item, room.now())


def test_two_reviewers_approve(room, people, put_before):
    first, second = people.reviewer("first"), people.reviewer("second")
    assert (stands(room).stage, stands(room).workflow) == ("submitted", "submitted")
    decide(room, first)
    assert (stands(room).stage, stands(room).workflow) == ("under_review", "triaged")
    assert stands(room).wanted == "1 more reviewer"
    decide(room, second)
    found = stands(room)
    assert (found.stage, found.workflow, found.wanted) == ("approved", "resolved-no-change", "")
    assert found.publication == "draft"  # until it is released
    assert overview(room.state(), room.now()).stage == "under_review"  # the other item is not


def test_one_reviewer_counts_once(room, people, put_before):
    first = people.reviewer("first")
    decide(room, first)
    decide(room, first)
    assert len(stands(room).approvals) == 1
    assert [why for _, why in stands(room).uncounted] == ["its maker has decided anew"]


def test_nobody_reviews_what_they_wrote(room, people, put_before):
    with pytest.raises(RefusedError, match="Nobody reviews"):
        decide(room, people.sign_in("author"))


def test_an_author_may_review_what_another_wrote(room, people, put_before):
    people.join("another", "author")
    session = people.sign_in("another")
    items = {ITEM: "Give more iron.", "other": "Look again."}
    actions.put(room, session, put_of("2", items, DOI), "another wording")
    decide(room, people.sign_in("author"))
    assert len(stands(room).approvals) == 1
    with pytest.raises(RefusedError, match="Nobody reviews"):
        decide(room, people.sign_in("author"), item="other")


@pytest.mark.parametrize(
    ("profession", "stage"), [("physician", "under_review"), ("pharmacist", "approved")]
)
def test_a_dose_wants_a_pharmacist(room, people, put_before, profession, stage):
    put_before("2", "Give 5 mg.", dose="5 mg")
    decide(room, people.reviewer("first"))
    assert stands(room).wanted == "1 more reviewer, a pharmacist"
    decide(room, people.reviewer("second", profession))
    assert stands(room).stage == stage


def test_a_dose_that_stays_wants_no_pharmacist_again(room, people, put_before):
    first, second = people.reviewer("first"), people.reviewer("second", "pharmacist")
    third = people.reviewer("third")
    put_before("2", "Give 5 mg.", dose="5 mg")
    first, second, third = (people.sign_in(name) for name in ("first", "second", "third"))
    decide(room, first)
    decide(room, second)
    put_before("3", "Give 5 mg, once.", dose="5 mg")
    assert not stands(room).dose_changed
    first, third = people.sign_in("first"), people.sign_in("third")
    decide(room, first)
    decide(room, third)
    assert stands(room).stage == "approved"
    put_before("4", "Give it once.", dose="")  # that a dose is left out is a change of it
    assert stands(room).dose_changed


def test_a_dose_whose_pharmacist_took_it_back_wants_one_again(room, people, put_before):
    put_before("2", "Give 5 mg.", dose="5 mg")
    first, second = people.reviewer("first"), people.reviewer("second", "pharmacist")
    decide(room, first)
    entry = decide(room, second)
    actions.take_back(room, second, entry.seq, "a second thought")
    put_before("3", "Give 5 mg, once.", dose="5 mg")
    decide(room, people.sign_in("first"))
    decide(room, people.reviewer("third"))
    assert stands(room).stage == "under_review"


@pytest.mark.parametrize("choice", ["change", "reject"])
def test_one_who_asks_for_a_change_holds_it(room, people, put_before, choice):
    decide(room, people.reviewer("first"))
    decide(room, people.reviewer("second"))
    third = people.reviewer("third")
    entry = decide(room, third, choice)
    assert stands(room).workflow == "resolved-change-required"
    assert stands(room).stage == "under_review"
    actions.take_back(room, third, entry.seq, "answered")
    assert stands(room).stage == "approved"


def test_a_change_takes_the_approval_back(room, people, put_before):
    decide(room, people.reviewer("first"))
    decide(room, people.reviewer("second"))
    put_before("2", "Give some iron.")
    found = stands(room)
    assert (found.stage, found.approvals) == ("submitted", ())
    assert [why for _, why in found.uncounted] == ["it was of another text"] * 2
    assert len(room.state().by_item[ITEM]) == 2  # nothing is lost


def test_a_decision_is_about_the_present_text(room, people, put_before):
    first = people.reviewer("first")
    earlier = content(room, ITEM)
    put_before("2", "Give some iron.")
    first = people.sign_in("first")
    with pytest.raises(RefusedError, match="now"):
        actions.decide(room, first, ITEM, earlier, "approve")
    with pytest.raises(RefusedError, match="one item of the version"):
        actions.decide(room, first, "nothing", earlier, "approve")


def test_what_is_left_out_is_reviewed_where_it_was_approved(room, people, put_before):
    decide(room, people.reviewer("first"))
    decide(room, people.reviewer("second"))
    session = people.sign_in("author")
    actions.put(room, session, put_of("2", {"other": "Look again."}, DOI), "to leave iron out")
    assert (stands(room).kind, stands(room).stage) == ("left out", "submitted")
    assert stands(room).publication == "draft"  # it was in no release
    decide(room, people.sign_in("first"))
    decide(room, people.sign_in("second"))
    assert (stands(room).stage, stands(room).publication) == ("approved", "retired")


def test_what_nobody_approved_is_left_out_without_more(room, people, put_before):
    session = people.sign_in("author")
    actions.put(room, session, put_of("2", {"other": "Look again."}, DOI), "to leave iron out")
    assert set(room.state().items) == {"other"}


@pytest.mark.parametrize(("days", "stage"), [(729, "approved"), (730, "under_review")])
def test_an_approval_expires(room, people, timer, put_before, days, stage):
    decide(room, people.reviewer("first"))
    decide(room, people.reviewer("second"))
    first = stands(room).approvals[0].at
    timer.now = timer.now.fromisoformat(first)
    timer.on(days=days)
    assert stands(room).stage == stage


@pytest.mark.parametrize(
    ("kind", "days", "stage"),
    [
        ("retracted", 0, "under_review"),
        ("superseded", 89, "approved"),
        ("superseded", 90, "under_review"),
    ],
)
def test_a_notice_of_a_source_brings_the_review_forward(
    room, people, timer, put_before, kind, days, stage
):
    decide(room, people.reviewer("first"))
    decide(room, people.reviewer("second"))
    actions.notify(room, [{"doi": "10.1000/else", "kind": kind}])
    assert stands(room).stage == "approved"  # none of its sources
    actions.notify(room, [{"doi": DOI, "kind": kind, "says": "told by the journal"}])
    timer.on(days=days)
    assert stands(room).stage == stage
    if stage != "approved":
        assert all(f"{DOI} was {kind}" in why for _, why in stands(room).uncounted)
        decide(room, people.sign_in("first"))
        decide(room, people.sign_in("second"))
        assert stands(room).stage == "approved"  # who signs now knows of it


def test_a_decision_wants_a_fresh_code(room, people, timer, put_before):
    first = people.reviewer("first")
    timer.on(minutes=9)
    decide(room, first)
    timer.on(minutes=2)
    with pytest.raises(RefusedError, match="one-time code"):
        decide(room, first)


def test_a_reviewer_has_declared_interests(room, people, put_before):
    people.join("first", "reviewer")
    with pytest.raises(RefusedError, match="declared interests"):
        decide(room, people.sign_in("first"))


@pytest.mark.parametrize("roles", [("author",), ("editor",), ("author", "editor")])
def test_only_a_reviewer_decides(room, people, put_before, roles):
    people.join("first", *roles)
    session = people.sign_in("first")
    actions.declare(room, session, "none")
    with pytest.raises(RefusedError, match="Only a reviewer"):
        decide(room, session)


def test_only_an_author_puts_and_only_an_editor_releases(room, people, put_before):
    first = people.reviewer("first")
    with pytest.raises(RefusedError, match="An author puts"):
        actions.put(room, first, put_of("9", {ITEM: "x"}), "why")
    for action in (
        lambda: actions.release(room, first.member),
        lambda: actions.notify(room, [{"doi": DOI, "kind": "retracted"}], first.member),
        lambda: actions.leave(room, people.ids["author"], first.member),
    ):
        with pytest.raises(RefusedError, match="An editor"):
            action()


def test_who_has_left_decides_nothing_and_what_they_decided_stays(room, people, put_before):
    first, second = people.reviewer("first"), people.reviewer("second")
    decide(room, first)
    actions.leave(room, people.ids["first"])
    with pytest.raises(RefusedError, match="session has ended"):
        decide(room, first)
    decide(room, second)
    assert stands(room).stage == "approved"


def test_a_decision_is_taken_back_by_its_maker_alone(room, people, put_before):
    first, second = people.reviewer("first"), people.reviewer("second")
    entry = decide(room, first)
    with pytest.raises(RefusedError, match="not yours"):
        actions.take_back(room, second, entry.seq, "because")
    with pytest.raises(RefusedError, match="says why"):
        actions.take_back(room, first, entry.seq, " ")
    actions.take_back(room, first, entry.seq, "a second thought")
    assert stands(room).approvals == ()
    with pytest.raises(RefusedError, match="already"):
        actions.take_back(room, first, entry.seq, "again")


@pytest.mark.parametrize("choice", ["change", "reject", "comment"])
def test_all_but_an_approval_say_why(room, people, put_before, choice):
    with pytest.raises(RefusedError, match="says why"):
        decide(room, people.reviewer("first"), choice, reason=" ")


def test_a_comment_quotes_a_sentence_as_it_stands(room, people, put_before):
    first = people.reviewer("first")
    decide(room, first, "comment", reason="how much?", sentence="Give iron.")
    assert (stands(room).workflow, stands(room).stage) == ("waiting-for-input", "under_review")
    with pytest.raises(RefusedError, match="quotes it"):
        decide(room, first, "comment", reason="how much?", sentence="Give nothing.")


def test_the_same_version_is_not_put_twice(room, people, put_before):
    with pytest.raises(RefusedError, match="not put before it again"):
        put_before()
    with pytest.raises(RefusedError, match="meant"):
        actions.put(room, people.sign_in("author"), put_of("3", {ITEM: "x"}), " ")


def test_a_release_holds_its_approvals(room, people, put_before):
    decide(room, people.reviewer("first"))
    decide(room, people.reviewer("second"))
    actions.release(room)
    found = room.state().releases["1"]
    assert (set(found.approvals), found.unapproved) == ({ITEM}, ("other",))
    assert (stands(room).publication, stands(room).workflow) == ("active", "published")
    with pytest.raises(RefusedError, match="released once"):
        actions.release(room)
    assert verify(room)[1] == []


def test_who_has_an_item(room, people, put_before):
    first, second = people.reviewer("first"), people.reviewer("second")
    actions.take(room, first, ITEM)
    assert room.state().taken[ITEM][0] == first.member
    assert stands(room).stage == "under_review"
    with pytest.raises(RefusedError):
        actions.give_back(room, second, ITEM)
    actions.give_back(room, first, ITEM)
    assert room.state().taken == {}
