"""Files: both formats hold the same resources, with the truth and the untidiness beside them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from hematinic.record.events import RecordError
from hematinic.sample.command import run


def lines(file: Path) -> list[Any]:
    return [orjson.loads(line) for line in file.read_bytes().splitlines()]


def of_bundles(folder: Path) -> Iterator[Any]:
    for file in sorted(folder.rglob("*.json")):
        yield from (entry["resource"] for entry in orjson.loads(file.read_bytes())["entry"])


def of_ndjson(folder: Path) -> Iterator[Any]:
    for file in sorted(folder.glob("*.ndjson")):
        if file.stem[0].isupper():
            yield from lines(file)


def key(resource: Any) -> str:
    return f"{resource['resourceType']}/{resource['id']}"


@pytest.mark.parametrize("untidy", [0.0, 0.3])
def test_bundles_and_ndjson_hold_the_same(tmp_path: Path, untidy: float):
    for format_ in ("bundles", "ndjson"):
        assert run(25, tmp_path / format_, seed=4, format=format_, untidy=untidy) == 25
    bundles = sorted(of_bundles(tmp_path / "bundles"), key=key)
    assert bundles == sorted(of_ndjson(tmp_path / "ndjson"), key=key)
    for name in ("truth.ndjson", "untidy.ndjson"):
        left, right = (tmp_path / part / name for part in ("bundles", "ndjson"))
        assert left.read_bytes() == right.read_bytes()


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path):
    for name in ("a", "b"):
        run(10, tmp_path / name, seed=4, format="ndjson", untidy=0.2)
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


def test_a_longer_run_begins_with_the_same_patients(tmp_path: Path):
    run(5, tmp_path / "few", seed=4, untidy=0.2)
    run(9, tmp_path / "more", seed=4, untidy=0.2)
    more = sorted((tmp_path / "more").rglob("*.json"))[:5]
    few = sorted((tmp_path / "few").rglob("*.json"))
    assert [file.read_bytes() for file in few] == [file.read_bytes() for file in more]


def test_each_patient_has_its_truth(tmp_path: Path):
    run(12, tmp_path / "out", seed=4)
    truth = lines(tmp_path / "out" / "truth.ndjson")
    assert [line["patient"] for line in truth] == [f"sample-{n:06d}" for n in range(12)]
    for line in truth:
        assert line["visits"]
        for visit in line["visits"]:
            assert not set(visit["regimens"]) & set(visit["regimens_not"])
            assert not set(visit["alerts"]) & set(visit["alerts_not"])


def test_tidy_patients_have_no_notes(tmp_path: Path):
    run(12, tmp_path / "out", seed=4)
    assert (tmp_path / "out" / "untidy.ndjson").read_bytes() == b""


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"format": "xml"}, "neither bundles nor ndjson"),
        ({"untidy": 1.5}, "is no share"),
        ({"patients": -1}, "less than none"),
    ],
)
def test_a_bad_option_is_refused(tmp_path: Path, options: dict[str, Any], says: str):
    with pytest.raises(RecordError, match=says):
        run(**{"patients": 1, "out": tmp_path / "out", **options})


def test_a_folder_that_holds_something_is_not_written_into(tmp_path: Path):
    (tmp_path / "kept.txt").write_text("kept")
    with pytest.raises(RecordError, match="name an empty or a new folder"):
        run(1, tmp_path)
