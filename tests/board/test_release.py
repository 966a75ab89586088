"""A release: a version frozen with its approvals, as a file that a site pins, and as FHIR. The
guideline and its people are made up."""

import base64
import hashlib
import json
from pathlib import Path

import msgspec
import pytest
from starlette.testclient import TestClient

from hematinic.board import actions, manifest
from hematinic.board.database import made
from hematinic.board.fhir import WORKFLOW, exported
from hematinic.board.release_file import against, read, released, write
from hematinic.board.room import Room
from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from hematinic.record.events import RecordError
from hematinic.web.app import create_app
from hematinic.web.hooks.settings import Settings, read_settings
from hematinic.web.service import Service

SMALL = Path(__file__).parents[1] / "guidelines" / "magnesium_potassium"
ITEM = "magnesium-first"


@pytest.fixture(scope="module")
def guideline():
    return load(SMALL).guideline


@pytest.fixture(scope="module")
def put(guideline):
    return manifest.put(guideline, SMALL)


@pytest.fixture
def address(tmp_path):
    return f"sqlite:///{tmp_path / 'board.sqlite'}"


@pytest.fixture
def approve(room, people, put):
    """Puts the version, and approves these items of it; all where none is named."""

    def approve(*items):
        people.join("author", "author")
        actions.put(room, people.sign_in("author"), put, "to begin with")
        for login, profession in (("first", "haematologist"), ("second", "pharmacist")):
            session = people.reviewer(login, profession)
            for item in items or room.state().items:
                actions.decide(room, session, item, room.state().listed(item).content, "approve")
        return room

    return approve


@pytest.fixture
def pinned(tmp_path, approve):
    def pinned(*items, **changed):
        room = approve(*items)
        actions.release(room)
        found = released(room, room.state().present.manifest.version)
        file = tmp_path / "release.json"
        write(msgspec.structs.replace(found, **changed), file)
        return str(file)

    return pinned


def served(**settings):
    return TestClient(create_app(Service(Planner(load(SMALL)), folder=SMALL), Settings(**settings)))


def status(client):
    return client.get("/policy?format=json").json()["status"]["stage"]


RECORD = {"patient": {"id": "x", "sex": "female", "birth_date": "1980-01-01"}, "as_of": "2026-11-22",
          "events": []}  # fmt: skip


def test_a_site_that_pins_a_release_shows_its_approvals_on_every_face(pinned, timer):
    client = served(release=pinned())
    timer.on(days=1)
    assert status(client) == "approved"
    assert client.post("/api/plan", json=RECORD).json()["guideline"]["status"] == "approved"
    members = client.get("/board?format=json").json()["members"]
    assert {one["name"] for one in members} == {"Test first", "Test second"}
    assert client.get("/board/sign-in").status_code == 404  # there is no room here


def test_one_item_without_approval_and_no_face_says_approved(pinned):
    client = served(release=pinned(ITEM))
    assert status(client) == "under_review"
    assert client.post("/api/plan", json=RECORD).json()["guideline"]["status"] == "submitted"
    assert client.get(f"/why/{ITEM}?format=json").json()["standing"]["stage"] == "approved"


def test_a_made_up_board_approves_nothing(pinned):
    client = served(release=pinned(fictional="All of it is made up."))
    assert client.post("/api/plan", json=RECORD).json()["guideline"]["status"] == "submitted"
    assert "All of it is made up." in client.get("/").text


def test_another_content_than_the_pinned_one_is_not_served(pinned):
    with pytest.raises(RecordError, match="the release pins"):
        served(release=pinned(content_hash="0" * 64))


@pytest.mark.parametrize(("items", "code"), [((), 200), ((ITEM,), 403)])
def test_a_site_may_withhold_what_is_not_approved(pinned, items, code):
    client = served(release=pinned(*items), unapproved="withhold")
    assert client.post("/api/plan", json=RECORD).status_code == code
    for path in ("/", "/plan", "/openapi.json", "/board", "/policy"):
        wanted = 200 if path not in ("/", "/plan") else code
        assert client.get(path).status_code == wanted, path


def test_a_site_without_a_board_that_withholds_shows_nothing(tmp_path):
    client = served(unapproved="withhold")
    assert client.get("/").status_code == 403
    assert client.get("/cds-services").status_code == 403
    assert served().get("/").status_code == 200


def test_settings_name_one_of_them(tmp_path):
    file = tmp_path / "site.yaml"
    file.write_text("board: sqlite:///b.sqlite\nrelease: r.json\n")
    with pytest.raises(RecordError, match="either board or release"):
        read_settings(file)
    file.write_text("release: r.json\nunapproved: withhold\n")
    found = read_settings(file)
    assert (found.release, found.unapproved) == (str(tmp_path / "r.json"), "withhold")


def test_a_release_that_was_changed_is_not_what_the_chain_says(pinned, room):
    file = Path(pinned(ITEM))
    found = read(file)
    state = room.state()
    assert against(found, state) == []
    forged = msgspec.structs.replace(
        found, approvals={**found.approvals, "kidneys": found.approvals[ITEM]}
    )
    assert against(forged, state)
    assert against(msgspec.structs.replace(found, approvals={}), state)
    assert against(msgspec.structs.replace(found, hash="0" * 64), state)
    file.write_text("{}")
    with pytest.raises(RecordError, match="not a release"):
        read(file)


# As FHIR


def bundle(room, guideline):
    return json.loads(exported(room, guideline))


def of_kind(found, kind):
    return [one["resource"] for one in found["entry"] if one["resource"]["resourceType"] == kind]


def test_artifacts_carry_the_states_and_approvals_as_provenance(approve, guideline):
    room = approve(ITEM)
    found = bundle(room, guideline)
    by_id = {one["id"]: one for one in of_kind(found, "ActivityDefinition")}
    approved, other = by_id[ITEM], by_id["potassium-after"]
    assert (approved["status"], approved["experimental"]) == ("draft", True)  # until a release
    assert {"url": WORKFLOW, "valueCode": "resolved-no-change"} in approved["extension"]
    assert approved["approvalDate"] == "2027-01-15"
    assert {"url": WORKFLOW, "valueCode": "submitted"} in other["extension"]
    assert "approvalDate" not in other
    actions.release(room)
    found = bundle(room, guideline)
    [approved] = [one for one in of_kind(found, "ActivityDefinition") if one["id"] == ITEM]
    assert (approved["status"], approved["experimental"]) == ("active", False)
    [plan] = of_kind(found, "PlanDefinition")
    assert plan["status"] == "draft"  # not all of it is


def test_a_provenance_holds_its_entry_of_the_chain(approve, guideline):
    room = approve(ITEM)
    found = of_kind(bundle(room, guideline), "Provenance")
    hashes = {entry.hash for entry in room.state().entries}
    assert len(found) == 2
    for one in found:
        value = one["entity"][0]["what"]["identifier"]["value"]
        data = base64.b64decode(one["signature"][0]["data"])
        assert hashlib.sha256(data).hexdigest() == value
        assert value in hashes
    assert {one["agent"][0]["who"]["display"] for one in found} == {
        "Test first, haematologist", "Test second, pharmacist"
    }  # fmt: skip


def test_it_is_valid_fhir(approve, guideline):
    models = pytest.importorskip("fhir.resources.R4B.bundle", reason="pip install fhir.resources")
    room = approve()
    actions.release(room)
    found = bundle(room, guideline)
    models.Bundle.model_validate(found)
    assert of_kind(found, "PlanDefinition")[0]["status"] == "active"


def test_where_nothing_is_put_before_the_board_nothing_is_approved(room, guideline):
    found = bundle(room, guideline)
    assert of_kind(found, "Provenance") == []
    assert {one["status"] for one in of_kind(found, "ActivityDefinition")} == {"draft"}


def test_a_made_up_board_says_so_in_its_artifacts(tmp_path, guideline):
    room = Room(made(f"sqlite:///{tmp_path / 'other.sqlite'}", fictional="made up"))
    assert bundle(room, guideline)["meta"]["tag"][0]["display"] == "made up"
    room.database.close()
