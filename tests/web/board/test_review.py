"""A whole review through the pages: a version is put, two people sign, it is approved and released;
every face follows. The people are made up."""

import pytest
from markupsafe import escape
from ruamel.yaml import YAML

from hematinic.board import manifest
from hematinic.board.verify import verify
from hematinic.guideline.outline import article_of

ITEM = "magnesium-first"
EMPTY = ("", [], {}, None)
FACES = (
    "/",
    "/policy",
    "/board",
    "/about",
    f"/why/{ITEM}",
    "/alerts",
    "/statements",
    "/attributes",
)
"""Whose stepper follows at once, though some are kept between requests."""


@pytest.fixture(scope="module", autouse=True)
def put(site):
    author = site.signed("author")
    assert author.post("/put", meant="To begin with.").status_code == 303
    return author


def sign(site, login, item=ITEM, choice="approve", **fields):
    return site.signed(login).decide(item, choice, **fields)


def test_the_queue_has_the_dangerous_first(site):
    page = site.signed("pharmacist").get("/queue?format=json").json()
    first = [one["why"] for one in page["waiting"]]
    assert first[0] == "a dose is new"
    assert (
        first.index("an alert: critical") < first.index("an alert: warning") < first.index("check")
    )
    assert page["counts"] == {"Submitted": 12, "Under review": 0, "Approved": 0}


def test_the_page_of_an_item_tells_its_life(site):
    text = site.signed("pharmacist").get(f"/item/{ITEM}").text
    for said in ("What it says", "When it applies", "Sources, and what was read", "What happens to",
                 "Your decision", "Its history", "put version", "To begin with."):  # fmt: skip
        assert said in text, said


def test_a_comment_can_be_on_a_sentence_and_not_on_a_condition(site):
    found = site.signed("pharmacist").get(f"/item/{ITEM}?format=json").json()["sentences"]
    assert found
    conditions = [item_of(site, ITEM)["when"]]
    assert " " in conditions[0] or conditions[0]
    assert not {*conditions} & {*found}
    assert all(" " in one for one in found)


def item_of(site, item):
    with site.room.database.read() as connection:
        return manifest.meaning(connection, site.room.state().present.manifest, item)["item"]


def test_sections_stand_as_in_the_article_and_phases_in_their_order(site):
    page = site.signed("pharmacist").get("/queue?format=json").json()
    sections = [*page["sections"]]
    guideline = site.app.state.site.service.guideline
    known = [one.id for one in article_of(guideline).sections]
    known += [phase.id for phase in guideline.header.phases if phase.id not in known]
    expected = [name for name in known if name in sections]
    assert len(expected) > 1
    assert sections[: len(expected)] == expected


def test_everything_that_is_signed_stands_on_the_page(site):
    """A hash is over every field of an item; a reviewer signs none that was not shown."""
    reviewer = site.signed("pharmacist")
    with site.room.database.read() as connection:
        for item in site.room.state().items:
            text = manifest.meaning(connection, site.room.state().present.manifest, item)["item"]
            page = reviewer.get(f"/item/{item}?format=json").json()
            kept = YAML(typ="safe").load(page["whole"]["written"])[item]
            assert kept == {name: said for name, said in text.items() if said not in EMPTY}, item


def test_the_dose_and_each_condition_stand_in_words(site):
    page = site.signed("pharmacist").get(f"/item/{ITEM}?format=json").json()["whole"]["page"]
    assert dict(page["heads"])["Dose"].startswith("Magnesium")
    text = site.signed("pharmacist").get(f"/item/{ITEM}").text
    for one in (*page["when"], dict(page["heads"])["Dose"]):
        assert str(escape(one)) in text, one


def test_a_member_is_led_to_no_page_that_is_not_of_their_role(site):
    led = {
        login: site.signed(login).get("/queue").text for login in ("author", "pharmacist", "editor")
    }
    assert {login for login, text in led.items() if "/board/put" in text} == {"author"}
    assert {login for login, text in led.items() if "/board/edit" in text} == {"editor"}


def test_an_invitation_is_a_whole_address(site):
    made = site.signed("editor").post(
        "/edit/invite", **{"role-reviewer": "yes"}, profession="nurse"
    )
    assert made.status_code == 200
    assert 'id="link">http://testserver/board/join/' in made.text
    assert "one person and 14 days" in made.text


def test_two_sign_and_every_face_follows(site):
    before = site.browser().client.get("/board").text
    assert "Test pharmacist" in before
    assert sign(site, "haematologist").status_code == 303
    page = site.signed("author").get(f"/item/{ITEM}?format=json").json()
    assert page["standing"]["wanted"] == "1 more reviewer, a pharmacist"
    for login, yours in (("haematologist", "approves"), ("pharmacist", "")):
        rows = site.signed(login).get("/queue?format=json").json()["waiting"]
        assert [one["yours"] for one in rows if one["item"] == ITEM] == [yours]
    assert sign(site, "pharmacist").status_code == 303
    public = site.browser().client
    why = public.get(f"/why/{ITEM}?format=json").json()
    assert (why["standing"]["stage"], why["standing"]["reviewers"]) == (
        "approved",
        "2 of 2 reviewers",
    )
    members = public.get("/board?format=json").json()["members"]
    approved = {one["name"]: [each["item"] for each in one["approved"]] for one in members}
    assert approved["Test pharmacist"] == approved["Test haematologist"] == [ITEM]
    assert approved["Test author"] == []
    status = public.get("/board?format=json").json()["status"]
    assert status["stage"] == "under_review"  # the rest of it waits


def test_when_all_is_approved_so_is_the_whole(site):
    for item in site.room.state().items:
        for login in ("haematologist", "pharmacist"):
            if item != ITEM:
                assert sign(site, login, item).status_code == 303
    public = site.browser().client
    for path in FACES:
        assert public.get(f"{path}?format=json").json()["status"]["stage"] == "approved", path
    editor = site.signed("editor")
    assert editor.post("/edit/release").status_code == 303
    [release] = site.room.state().releases.values()
    assert release.unapproved == ()
    page = editor.get(f"/item/{ITEM}?format=json").json()
    assert (page["standing"]["publication"], page["standing"]["workflow"]) == (
        "active",
        "published",
    )
    entry = site.room.state().by_item[ITEM][0].seq
    assert site.signed("haematologist").post(
        f"/item/{ITEM}/back", decision=str(entry), reason="a second thought"
    ).status_code == 303  # fmt: skip
    for path in FACES:
        assert public.get(f"{path}?format=json").json()["status"]["stage"] == "under_review", path


def test_a_refusal_is_told_and_what_was_typed_stays(site):
    answer = sign(site, "haematologist", choice="change", reason=" ")
    assert answer.status_code == 409
    assert "says why" in answer.text
    stale = site.signed("haematologist").decide(
        ITEM, "approve", content="0" * 64, reason="I typed this"
    )
    assert stale.status_code == 409
    assert "I typed this" in stale.text


def test_the_record_holds_after_all_of_it(site):
    assert verify(site.room)[1] == []


def test_the_rules_are_printed_as_they_are_enforced(site):
    from hematinic.board.policy import RULES

    found = site.browser().get("/policy?format=json").json()["rules"]
    assert {one["name"]: one["says"] for one in found} == RULES
