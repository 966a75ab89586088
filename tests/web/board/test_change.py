"""A change of a version: what it takes back and why, what becomes of the reference patients, and
whose plan the solver finds otherwise. The guideline is made up, and so is its change."""

import shutil
import time
from pathlib import Path

import pytest

from hematinic.web.board.compared import Comparisons, Look, compared

SMALL = Path(__file__).parents[2] / "guidelines" / "magnesium_potassium"
ITEM = "magnesium-first"
DOSE = ("dose: 1 g, route: intravenous", "dose: 2 g, route: intravenous")
LIMIT = ("magnesium_level < 0.7", "magnesium_level < 0.8")


def changed(folder, *changes):
    """The small guideline with these texts in place of others."""
    shutil.copytree(SMALL, folder)
    for file, (old, new) in changes:
        text = (folder / file).read_text()
        assert old in text
        (folder / file).write_text(text.replace(old, new))
    return folder


@pytest.fixture(scope="module")
def approved(site):
    assert site.signed("author").post("/put", meant="To begin with.").status_code == 303
    for login in ("haematologist", "pharmacist"):
        sign(site, login)
    return site


def sign(site, login):
    assert site.signed(login).decide(ITEM, "approve").status_code == 303


def page(site, path=f"/item/{ITEM}"):
    return site.signed("pharmacist").get(f"{path}?format=json").json()


@pytest.fixture(scope="module")
def after(approved, tmp_path_factory):
    folder = changed(tmp_path_factory.mktemp("change") / "changed",
                     ("recommendations.yaml", DOSE), ("findings.yaml", LIMIT))  # fmt: skip
    found = approved.beside(folder)
    assert page(approved)["standing"]["stage"] == "approved"
    answer = found.signed("author").post(
        "/put", meant="Twice the dose.", clauses=f"- item: {ITEM}\n  because: made up\n"
    )
    assert answer.status_code == 303
    yield found
    found.room.database.close()


def test_the_change_takes_the_approval_back_and_says_which_it_was(after):
    found = page(after)
    assert (found["standing"]["stage"], found["standing"]["approvals"]) == ("submitted", [])
    assert [one["why"] for one in found["standing"]["uncounted"]] == ["it was of another text"] * 2
    assert found["taken_back"] == [
        "the item itself was changed",
        "the definition magnesium_low was changed",
    ]
    assert found["standing"]["dose_changed"]
    assert found["standing"]["wanted"] == "2 more reviewers, one of them a pharmacist"


def test_what_reads_the_changed_definition_is_taken_back_too_and_what_does_not_is_not(after):
    waits = page(after, "/item/potassium-waits")
    assert waits["days"] == 0
    state = after.room.state()
    versions = state.versions
    for item, listed in versions[1].manifest.items.items():
        before = versions[0].manifest.items[item].content
        reads = {versions[1].manifest.parts[number][1] for number in listed.parts}
        assert (before != listed.content) == (item == ITEM or "magnesium_low" in reads), item


def test_the_reference_patient_before_and_after(after):
    while (found := page(after)["patients"])["underway"]:
        time.sleep(0.1)  # ends: what cannot be made ready is told as not compared
    assert found["compared"]
    [one] = [each for each in found["told"] if each["name"] == "both-low"]
    assert one["differs"]
    before, now = (str(one[side]) for side in ("before", "after"))
    assert "1 g" in before
    assert "2 g" in now
    assert "2 g" not in before
    text = after.signed("pharmacist").get(f"/item/{ITEM}").text
    assert "<h4>Before</h4>" in text
    assert "<h4>After</h4>" in text


def test_the_queue_has_the_changed_dose_first(after):
    first, second, *_ = page(after, "/queue")["waiting"]
    assert (first["item"], first["why"]) == (ITEM, "a dose that stood approved is changed")
    assert second["why"] == "a dose is new"


def test_the_page_has_what_was_changed_line_by_line(after):
    """Of the item itself, and of each definition that it reads."""
    item, *others = page(after)["rewritten"]
    assert item["part"] == "The item itself"
    removed, added = ([line for line in item["lines"] if line.startswith(sign)] for sign in "-+")
    assert removed == ["-prescribe dose: 1 g"]
    assert added == ["+prescribe dose: 2 g"]
    [definition] = [one for one in others if one["part"] == "The definition magnesium_low"]
    assert "magnesium_level < 0.7" in str(definition["lines"])
    assert "magnesium_level < 0.8" in str(definition["lines"])
    assert "What was changed in its text" in after.signed("pharmacist").get(f"/item/{ITEM}").text
    assert page(after, "/item/kidneys")["rewritten"] == [], "it is as it was"


def test_the_server_of_the_earlier_version_shows_no_approval_for_it(approved, after):
    """What is served there is not what is before the board."""
    found = approved.browser().client.get(f"/why/{ITEM}?format=json").json()["standing"]
    assert found["stage"] == "submitted"
    assert not page(approved)["served"]
    assert not page(approved)["may"]
    content = after.room.state().listed(ITEM).content
    answer = approved.signed("pharmacist").decide(ITEM, "approve", content=content)
    assert answer.status_code == 409  # the patients and rules beside it would be of another text
    assert "this server serves another" in answer.text
    assert page(after)["served"]
    assert page(after)["may"]


def test_a_decision_tells_what_stood_beside_the_text(after):
    """As it was on the page that was signed, and in the chain by its hash."""
    browser, address = after.signed("pharmacist"), f"/item/{ITEM}?format=json"
    while (before := browser.get(address).json())["solver"]["underway"]:
        time.sleep(0.1)
    assert browser.decide(ITEM, "comment", reason="a dose twice as large").status_code == 303
    entry = after.room.state().entries[-1]
    assert entry.body["shown"] == before["beside"]
    told = page(after)["history"][0]["beside"]
    assert told == ", ".join(f"{name} {each[:12]}" for name, each in entry.body["shown"].items())
    found = browser.get(f"/item/{ITEM}/beside/{entry.seq}?format=json").json()
    assert found["patients"] == before["patients"]
    assert found["solver"] == {**before["solver"], "seconds": 0}
    assert found["solver"]["found"], "the solver shows patients of whom the item is told otherwise"
    text = browser.get(f"/item/{ITEM}/beside/{entry.seq}").text
    assert before["beside"]["difference"] in text
    assert "Who else gets another plan" in text
    for other in (f"{ITEM}/beside/1", f"kidneys/beside/{entry.seq}", f"nothing/beside/{entry.seq}"):
        assert browser.get(f"/item/{other}").status_code == 404


@pytest.mark.parametrize("part", ["patients", "difference"])
@pytest.mark.parametrize("named", ["", "0" * 64])
def test_a_decision_beside_something_else_is_refused(after, part, named):
    """The page that it was signed on showed another difference, or none."""
    entries = after.room.state().seq
    answer = after.signed("pharmacist").decide(ITEM, "approve", **{part: named})
    assert answer.status_code == 409
    assert "read again" in answer.text
    assert after.room.state().seq == entries


def test_the_solver_finds_whose_plan_is_otherwise_and_what_is_beyond(after):
    """In a process of its own, as the page does; the author meant the dose and said so in clauses,
    and nothing of the potassium that waits for magnesium."""
    pytest.importorskip("hematinic.proof.difference")
    browser = after.signed("pharmacist")
    while (found := browser.get("/difference?format=json").json())["underway"]:
        time.sleep(0.1)  # ends: a process that dies is told as why there is none
    assert found["why_not"] == ""
    patients = found["found"]["patients"]
    said = [change["says"] for one in patients for change in one["changes"]]
    assert any(ITEM in one for one in said)
    assert any(change["beyond"] for one in patients for change in one["changes"])
    text = browser.get("/difference").text
    assert "Beyond what was meant" in text
    assert "Which questions are asked" in text
    assert f"of {found['found']['questions']['looked']} made-up patients differ" in text
    assert "Twice the dose." in text


def test_a_server_that_begins_anew_tells_it_without_looking_again(after, monkeypatch):
    """As it was found, for the very same two versions; another pair of them is looked for."""
    pytest.importorskip("hematinic.proof.difference")
    first = after.signed("pharmacist").get("/difference?format=json").json()
    assert not first["underway"]
    monkeypatch.setattr(Comparisons, "_begin", lambda *_: pytest.fail("it looks again"))
    anew = after.beside(after.app.state.site.service.folder)
    found = anew.signed("pharmacist").get("/difference?format=json").json()
    assert found["found"] == first["found"]
    anew.room.database.close()


def test_what_is_not_decided_is_told_with_what_to_do(after, monkeypatch):
    """Of the whole change, and on the page of the item; never as if nobody were told otherwise."""
    kind = {"section": "line", "item": ITEM, "what": "status", "direction": "less"}
    doubt = {"kind": kind, "beyond": None, "because": "not ruled out"}
    same = {"proved": True}
    found = {"patients": [], "doubtful": [doubt], "idle": [], "texts": [], "stated": False,
             "questions": same, "timetables": same}  # fmt: skip
    monkeypatch.setattr(Comparisons, "look", lambda *_: Look("1", found))
    browser = after.signed("pharmacist")
    whole = browser.get("/difference").text
    assert "Not decided" in whole
    assert f"line {ITEM}: status less" in whole
    assert "No patient gets another plan" not in whole
    page = browser.get(f"/item/{ITEM}").text
    assert "Not decided of this item: status less." in page
    assert "has not ruled it out" in page
    assert "It is proved" not in page
    found["doubtful"] = []
    assert "It is proved that nobody" in browser.get(f"/item/{ITEM}").text
    assert "No patient gets another plan: it is proved." in browser.get("/difference").text


def test_the_page_of_an_item_has_those_of_whom_it_is_told_otherwise(after):
    """And waits for none: while it is computed the page says since when, and where to look again."""
    pytest.importorskip("hematinic.proof.difference")
    browser = after.signed("pharmacist")
    while (found := browser.get(f"/item/{ITEM}?format=json").json()["solver"])["underway"]:
        text = browser.get(f"/item/{ITEM}").text
        assert "Look again" in text or "Who else gets another plan" in text
        time.sleep(0.1)
    assert found["why_not"] == ""
    assert found["found"]
    for one in found["found"]:
        assert ITEM in {change["kind"]["item"] for change in one["changes"]}
    assert "Who else gets another plan" in browser.get(f"/item/{ITEM}").text
    same = browser.get("/item/kidneys?format=json").json()["solver"]
    assert not same["before"], "what is the same in both versions is not asked about"


def test_the_queue_names_what_the_version_changes(after):
    changed = {one["item"] for one in page(after, "/queue")["changed"]}
    assert ITEM in changed
    assert "kidneys" not in changed


def test_clauses_stand_apart_from_the_words_in_the_history(after):
    [put] = [one for one in page(after)["history"] if one["text"] == "Twice the dose."]
    assert put["clauses"] == f"- item: {ITEM}\n  because: made up"


def test_of_the_same_version_it_finds_nobody():
    pytest.importorskip("hematinic.proof.difference")
    files = {file.name: file.read_text() for file in SMALL.iterdir()}
    found = compared(files, files, "")
    assert not found["patients"]
    assert not found["doubtful"]


def test_clauses_that_cannot_be_read_are_told():
    pytest.importorskip("hematinic.proof.difference")
    files = {file.name: file.read_text() for file in SMALL.iterdir()}
    assert "cannot be computed" in compared(files, files, "- [not a clause")
