"""From files to a store: whatever they are, in parallel, only what has changed, and after a crash."""

import gzip
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import orjson
import pyarrow as pa
import pytest

from hematinic.cohort import bulk
from hematinic.cohort import ingest as module
from hematinic.cohort.ingest import Ingested, ingest
from hematinic.cohort.store import Store
from hematinic.record.columns.encoder import Encoder
from hematinic.record.events import RecordError
from hematinic.record.fhir import read_bundle
from hematinic.sample.resources import as_bundle
from hematinic.sample.story import patients
from hematinic.sample.write import Maker, write
from once import RULES

DAY = 739_943
COUNT = 24


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PER_PART", 5)


def made(path: Path, folder: Path, jobs: int = 1) -> Ingested:
    return ingest(path, folder, RULES, DAY, jobs=jobs)


def bundles(out: Path, count: int = COUNT) -> Path:
    write(patients(count, 3), out, "bundles", Maker(RULES.guideline, 3, 0.3))
    return out / "bundles"


def lines(out: Path, count: int = COUNT) -> Path:
    write(patients(count, 3), out, "ndjson", Maker(RULES.guideline, 3, 0.3))
    (out / "truth.ndjson").unlink()
    (out / "untidy.ndjson").unlink()
    return out


def whole(
    store: Store, but: tuple[str, ...] = ("key", "digest")
) -> dict[str, list[dict[str, object]]]:
    """Every patient with the events, by id, whatever part they stand in."""
    found: dict[str, list[dict[str, object]]] = {}
    for number in range(store.about.parts):
        table = store.table(number, "patients").drop_columns([*but])
        people = table.to_pylist()
        for row in people:
            found[row["id"]] = [{k: v for k, v in row.items() if k != "patient"}]
        for event in store.table(number, "events").to_pylist():
            found[people[event.pop("patient")]["id"]].append(event)
    return found


def same(a: object, b: object) -> bool:
    return repr(a) == repr(b)  # NaN is nowhere equal, and its name is


def test_bundles_and_lines_make_the_same_store(tmp_path: Path) -> None:
    by_bundle = made(bundles(tmp_path / "b"), tmp_path / "store-b")
    by_line = made(lines(tmp_path / "l"), tmp_path / "store-l")
    assert by_bundle.patients == by_line.patients == COUNT
    assert same(
        dict(sorted(whole(by_bundle.store).items())), dict(sorted(whole(by_line.store).items()))
    )


def test_what_is_stored_is_what_the_reader_reads(tmp_path: Path) -> None:
    found = made(bundles(tmp_path / "b"), tmp_path / "store")
    maker = Maker(RULES.guideline, 3, 0.3)
    for simulated in patients(COUNT, 3):
        content = orjson.dumps(as_bundle(maker.made(simulated)[0]))
        record = read_bundle(content, RULES.guideline, DAY)
        number, place = found.store.find(record.patient.id)
        events = found.store.table(number, "events")
        theirs = [row for row in events.to_pylist() if row.pop("patient") == place]
        expected = Encoder(module.ColumnCodes(RULES.guideline)).events([record])
        table = module.events_table(expected).drop_columns("patient").to_pylist()
        assert same(theirs, table)
        aside = found.store.table(number, "aside").to_pylist()
        told = [
            (row["what"], row["why"])
            for row in aside
            if row["patient"].endswith(f"{record.patient.id}.json")
        ]
        assert told == [(note.what, note.why) for note in record.set_aside]


def test_in_two_processes_as_in_one(tmp_path: Path) -> None:
    source = bundles(tmp_path / "b")
    one, two = made(source, tmp_path / "one"), made(source, tmp_path / "two", jobs=2)
    assert same(whole(one.store), whole(two.store))
    assert (one.patients, one.events, one.aside) == (two.patients, two.events, two.aside)


def test_a_few_patients_at_a_time_as_all_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No more are held at once, however large a part is."""
    source, held = lines(tmp_path / "l"), list[int]()
    monkeypatch.setattr(module, "PER_PART", 100)
    whole_part = made(source, tmp_path / "whole")
    encode = module._Part.encode

    def counted(part: "module._Part") -> None:
        held.append(len(part.records))
        encode(part)

    monkeypatch.setattr(module, "AT_ONCE", 7)
    monkeypatch.setattr(module._Part, "encode", counted)
    few = made(source, tmp_path / "few")
    assert few.store.about.parts == 1
    assert held == [7, 7, 7, 3]
    assert same(whole(few.store), whole(whole_part.store))
    assert (few.patients, few.events, few.aside) == (COUNT, whole_part.events, whole_part.aside)


def test_only_what_has_changed_is_read_again(tmp_path: Path) -> None:
    source = bundles(tmp_path / "b")
    assert made(source, tmp_path / "store").read == COUNT
    assert made(source, tmp_path / "store").read == 0
    file = sorted(source.rglob("*.json"))[7]
    bundle = json.loads(file.read_text())
    bundle["entry"] = bundle["entry"][: len(bundle["entry"]) // 2]
    file.write_text(json.dumps(bundle))
    gone = sorted(source.rglob("*.json"))[3]
    gone.unlink()
    again = made(source, tmp_path / "store")
    assert again.read == 1
    assert again.patients == COUNT - 1
    afresh = made(source, tmp_path / "afresh")
    assert same(dict(sorted(whole(again.store).items())), dict(sorted(whole(afresh.store).items())))
    assert again.aside == afresh.aside


def test_another_day_reads_everything_again(tmp_path: Path) -> None:
    source = bundles(tmp_path / "b", 6)
    assert made(source, tmp_path / "store").read == 6
    assert ingest(source, tmp_path / "store", RULES, DAY + 1, jobs=1).read == 6


def test_a_run_that_is_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """It is held in its fourth part of eight until it is killed."""
    source, folder = bundles(tmp_path / "b", 40), tmp_path / "store"
    code = (
        "import sys, time; from pathlib import Path; from hematinic.cohort import ingest as m\n"
        "from hematinic.guideline.rules import load\n"
        "m.PER_PART, part = 5, m._part\n"
        "def held(number):\n"
        "    while number == 3: time.sleep(0.1)\n"
        "    return part(number)\n"
        "m._part = held\n"
        f"m.ingest(Path({str(source)!r}), Path({str(folder)!r}), load(), {DAY}, jobs=1)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", code], env={**os.environ})
    while finished(folder) < 3 and child.poll() is None:
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    child.wait()
    with pytest.raises(RecordError, match="interrupted"):
        Store.opened(folder)
    assert finished(folder) == 3
    resumed = made(source, folder)
    assert 0 < resumed.read < 40
    assert same(whole(resumed.store), whole(made(source, tmp_path / "afresh").store))
    Store.opened(folder)


def finished(folder: Path) -> int:
    return len(list(folder.glob("parts/?????/part.json")))


def test_packed_lines_and_what_was_deleted(tmp_path: Path) -> None:
    source = lines(tmp_path / "l", 8)
    plain = whole(made(source, tmp_path / "plain").store)
    observations = (source / "Observation.ndjson").read_bytes()
    (source / "Observation.ndjson.gz").write_bytes(gzip.compress(observations))
    (source / "Observation.ndjson").unlink()
    assert same(
        dict(sorted(whole(made(source, tmp_path / "packed").store).items())),
        dict(sorted(plain.items())),
    )
    victim, other = sorted(plain)[:2]
    measured = next(
        row for row in map(json.loads, observations.splitlines())
        if row["subject"]["reference"] == f"Patient/{other}"
    )  # fmt: skip
    deletions = {
        "resourceType": "Bundle", "type": "transaction",
        "entry": [
            {"request": {"method": "DELETE", "url": f"Patient/{victim}"}},
            {"request": {"method": "DELETE", "url": f"Observation/{measured['id']}"}},
        ],
    }  # fmt: skip
    (source / "deleted").mkdir()
    (source / "deleted" / "1.ndjson").write_text(json.dumps(deletions))
    found = made(source, tmp_path / "packed")
    assert victim not in whole(found.store)
    assert found.patients == 7
    assert any("deleted at the source" in why for _, _, why in found.notes)
    assert len(whole(found.store)[other]) <= len(plain[other])
    number, _ = found.store.find(other)
    whys = found.store.table(number, "aside").filter(pa.compute.field("patient") == other)["why"]
    assert any("deleted at its source" in why for why in whys.to_pylist())


@pytest.mark.parametrize("name", ["1.ndjson", "1.json"])
def test_deletions_may_be_lines_or_a_document(tmp_path: Path, name: str) -> None:
    source = tmp_path / "in"
    (source / "deleted").mkdir(parents=True)
    people = [{"resourceType": "Patient", "id": each} for each in ("p1", "p2")]
    (source / "Patient.ndjson").write_bytes(b"\n".join(map(orjson.dumps, people)))
    gone = {"request": {"method": "DELETE", "url": "Patient/p1"}}
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [gone]}
    (source / "deleted" / name).write_bytes(orjson.dumps(bundle))
    found = made(source, tmp_path / "store")
    assert [*whole(found.store)] == ["p2"]
    assert any("deleted at the source" in why for _, _, why in found.notes)


def test_what_is_passed_over_leaves_store_and_account_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = lines(tmp_path / "l")
    for number, name in enumerate(sorted(whole(made(source, tmp_path / "first").store))):
        subject = f'"subject":{{"reference":"Patient/{name}"}}'
        code = '"code":{"coding":[{"system":"http://loinc.org","code":"2339-0"}]}'
        with (source / "Encounter.ndjson").open("a") as out:
            out.write(f'{{"resourceType":"Encounter","id":"e{number}",{subject}}}\n')
        with (source / "Observation.ndjson").open("a") as out:
            out.write(f'{{"resourceType":"Observation","id":"g{number}",{subject},{code}}}\n')
    over = made(source, tmp_path / "over")
    monkeypatch.setattr(bulk, "Passing", lambda: None)
    decoded = made(source, tmp_path / "decoded")
    assert same(whole(over.store), whole(decoded.store))
    asides = [
        [store.table(number, "aside").to_pylist() for number in range(store.about.parts)]
        for store in (over.store, decoded.store)
    ]
    assert asides[0] == asides[1]
    assert over.aside >= 2 * COUNT


@pytest.mark.parametrize("ending", ["tar", "tar.gz", "tgz", "zip"])
def test_an_archive_is_read_like_the_folder_in_it(tmp_path: Path, ending: str) -> None:
    source = bundles(tmp_path / "b", 6)
    plain = made(source, tmp_path / "plain")
    archive = tmp_path / "in" / f"all.{ending}"
    archive.parent.mkdir()
    packed(source, archive)
    for given, store in ((archive, "alone"), (archive.parent, "in a folder")):
        found = made(given, tmp_path / store)
        assert (found.patients, found.refused) == (6, 0)
        assert same(sorted(whole(found.store).items()), sorted(whole(plain.store).items()))
        assert made(given, tmp_path / store).read == 0
        assert not (tmp_path / store / ".unpacked").exists()


def packed(source: Path, archive: Path) -> None:
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive, "w") as zipped:
            for file in source.rglob("*.json"):
                zipped.write(file, f"bundles/{file.name}")
        return
    with tarfile.open(archive, "w" if archive.suffix == ".tar" else "w:gz") as tar:
        tar.add(source, "bundles")


def test_lines_in_an_archive_and_beside_it_are_one_export(tmp_path: Path) -> None:
    source = lines(tmp_path / "l", 6)
    plain = whole(made(source, tmp_path / "plain").store)
    with tarfile.open(source / "more.tar.gz", "w:gz") as tar:
        tar.add(source / "Observation.ndjson", "Observation.ndjson")
    (source / "Observation.ndjson").unlink()
    found = made(source, tmp_path / "store")
    assert same(sorted(whole(found.store).items()), sorted(plain.items()))


def test_nothing_is_written_outside_of_where_an_archive_is_unpacked(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    with tarfile.open(source / "bad.tar", "w") as tar:
        for name in ("../../outside.json", "/tmp/outside.json", "inside.json"):
            content = b'{"resourceType": "Patient", "id": "p1"}'
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
        link = tarfile.TarInfo("link.json")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        tar.addfile(link)
    found = made(source, tmp_path / "store")
    assert (found.patients, found.refused) == (1, 0)
    assert not list(tmp_path.rglob("outside.json"))


def test_a_torn_archive_is_refused(tmp_path: Path) -> None:
    source = bundles(tmp_path / "b", 3)
    packed(source, archive := tmp_path / "all.tar.gz")
    archive.write_bytes(archive.read_bytes()[:-200])
    with pytest.raises(RecordError, match="not a whole archive"):
        made(archive, tmp_path / "store")


def test_a_record_that_is_refused_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    source = bundles(tmp_path / "b", 5)
    (source / "broken.json").write_text('{"resourceType": "Bundle", "entry": [')
    (source / "mixed.json").write_text(
        json.dumps({"resourceType": "Bundle", "entry": [
            {"resource": {"resourceType": "Patient", "id": name, "birthDate": "1961-01-01"}} for name in "ab"
        ]})
    )  # fmt: skip
    found = made(source, tmp_path / "store")
    assert (found.patients, found.refused) == (5, 2)


def test_patient_files_are_read_too(tmp_path: Path) -> None:
    source = tmp_path / "files"
    source.mkdir()
    (source / "one.yaml").write_text(
        "patient: {id: one, birth_date: 1961-03-04, sex: female}\n"
        "events:\n- {on: 2026-01-20, observed: ferritin, value: 6, unit: ug/L}\n"
    )
    found = made(source, tmp_path / "store")
    assert (found.patients, found.events) == (1, 1)


@pytest.mark.parametrize("text", ["", "elsewhere"])
def test_what_is_no_source_is_refused(tmp_path: Path, text: str) -> None:
    source = tmp_path / "source"
    if not text:
        source.mkdir()
    with pytest.raises(RecordError, match=r"holds nothing|no such"):
        made(source, tmp_path / "store")


def test_a_folder_that_is_no_store_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "letter.txt").write_text("keep me")
    with pytest.raises(RecordError, match="no store"):
        made(bundles(tmp_path / "b", 2), folder)
    assert (folder / "letter.txt").read_text() == "keep me"
    shutil.rmtree(folder)
