"""What the article says of itself to programs (JSON-LD, schema.org): true, and no review claimed.

The reviewers here are made up for the test and stand nowhere else."""

import json
import re

import msgspec
import pytest

from hematinic.guideline.board import Board, Member, Review
from hematinic.review.ledger import Ledger, ledger
from hematinic.web.pages.described import approvals_of_the_whole, described
from hematinic.web.site import make_site

MEMBER = Member(
    name="Made up", profession="Tester", registration="-", joined="2027-01-01", interests="-"
)
BOARD = Board(reviewers_required=2, members={"first": MEMBER, "second": MEMBER})
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture(scope="module")
def site(service):
    return make_site(service)


@pytest.fixture
def written(client):
    (block,) = BLOCK.findall(client.get("/").text)
    return json.loads(block)


def told(site, signed: Ledger):
    article = site.read("hospital")
    return described(article, site.status(), signed, [1])


def review(content, item, reviewer, on="2027-01-02"):
    return Review(
        item=item,
        content=content.hashes[item],
        reviewer=reviewer,
        on=on,
        decision="approve",
        conflict="none",
    )


def signed(site, *reviews):
    return Ledger(site.ledger.content, BOARD, reviews)


def test_the_page_is_a_medical_web_page(written, service):
    assert (written["@context"], written["@type"]) == ("https://schema.org", "MedicalWebPage")
    header = service.guideline.header
    assert written["name"] == header.question
    assert written["version"] == header.version
    assert written["dateModified"] == header.last_updated
    assert written["abstract"].startswith("Treat both deficiencies, B12 first.")


def test_it_claims_no_review_and_says_that_there_is_none(written):
    assert "reviewedBy" not in written
    assert "lastReviewed" not in written
    assert written["creativeWorkStatus"].startswith("No clinician has reviewed this.")


def test_it_cites_what_the_page_prints(written, client):
    data = client.get("/?format=json").json()
    printed = [
        one["title"] for one in data["article"]["references"] if one["number"] in data["cited"]
    ]
    assert [one["name"] for one in written["citation"]] == printed
    assert printed


def test_a_patient_is_told_that_the_page_is_for_patients(client):
    page = client.get("/", headers={"cookie": "reader=patient"}).text
    (block,) = BLOCK.findall(page)
    assert json.loads(block)["audience"]["audienceType"] == "Patient"


def test_nothing_in_it_can_end_the_block(client):
    (block,) = BLOCK.findall(client.get("/").text)
    assert not set(block) & set("<>&")


def test_one_signature_under_one_item_is_no_review_of_the_page(site):
    content = site.ledger.content
    one = signed(site, review(content, "b12-loading-standard", "first"))
    assert "reviewedBy" not in told(site, one)


def test_who_approved_every_item_is_named_with_the_last_day(site):
    content = site.ledger.content
    items = list(content.hashes)
    reviews = [review(content, item, "first") for item in items]
    reviews += [review(content, item, "second") for item in items[1:]]
    reviews.append(review(content, items[0], "first", on="2027-02-03"))
    said = told(site, signed(site, *reviews))
    assert said["reviewedBy"] == [{"@type": "Person", "name": "Made up", "jobTitle": "Tester"}]
    assert said["lastReviewed"] == "2027-02-03"


def approved_by(reviewer, content):
    return [review(content, item, reviewer) for item in content.hashes]


@pytest.mark.parametrize("change", [{"decision": "comment"}, {"content": "of an earlier text"}])
def test_one_item_that_is_not_approved_as_it_stands_is_enough(site, change):
    *others, last = approved_by("first", site.ledger.content)
    changed = msgspec.structs.replace(last, **change)
    assert approvals_of_the_whole(signed(site, *others, changed)) == {}
    assert approvals_of_the_whole(signed(site, *approved_by("first", site.ledger.content)))


def test_a_later_wish_for_change_takes_an_approval_back(site):
    approved = approved_by("first", site.ledger.content)
    later = msgspec.structs.replace(approved[-1], decision="change", on="2027-03-01")
    assert approvals_of_the_whole(signed(site, *approved, later)) == {}


def test_who_is_not_on_the_board_signs_nothing(site):
    assert approvals_of_the_whole(signed(site, *approved_by("nobody", site.ledger.content))) == {}


def test_this_guideline_has_been_signed_by_nobody(service):
    assert approvals_of_the_whole(ledger(service.guideline)) == {}
