"""A site's own codes: what is not known, as a file to fill in, and that file read."""

from pathlib import Path

import pytest

from hematinic.guideline.model import Guideline
from hematinic.record.events import RecordError
from hematinic.record.fhir import read_local_codes, to_fill_in
from record.fhir_resources import LOINC, Read, coding, condition, observation, quantity, request

LAB = "http://lab.example"

OWN = (
    observation(id="a", code=coding(LAB, "F77", "Ferritine sérique")),
    observation(id="b", code=coding(LAB, "F77", "Ferritine sérique")),
    observation(id="c", code={"text": "FERRITINE"}),
    observation(id="d", code=coding(LOINC, "2339-0", "Glucose")),
    condition(id="e", code=coding("urn:problems", "K-1", "Crohn, local")),
    request(id="f", medicationCodeableConcept=coding("urn:drugs", "77", "tardy tabs")),
    observation(id="g", code=coding(LAB, "H1", "Hemoglobin, venous, fasting"),
                valueQuantity=quantity(90, "g/L")),
)  # fmt: skip


def test_each_code_is_listed_once(guideline: Guideline) -> None:
    text = to_fill_in(Read(guideline, *OWN).record, guideline)
    lines = text.splitlines()
    assert lines.count(f'"{LAB}|F77":') == 1
    for key in (
        '"text|FERRITINE":',
        '"urn:problems|K-1":',
        '"urn:drugs|77":',
        f'"{LOINC}|2339-0":',
    ):
        assert key in lines
    assert "# Observation: Hemoglobin, venous, fasting; perhaps hemoglobin" in lines
    assert any(line.startswith("# quantity: hemoglobin") for line in lines)


def filled(guideline: Guideline, tmp_path: Path, **meanings: str) -> Path:
    text = to_fill_in(Read(guideline, *OWN).record, guideline)
    for key, name in meanings.items():
        text = text.replace(f'|{key}":', f'|{key}": {name}')
    file = tmp_path / "codes.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_file_filled_in_reads_the_record(guideline: Guideline, tmp_path: Path) -> None:
    file = filled(guideline, tmp_path, F77="ferritin", FERRITINE="ferritin")
    codes = read_local_codes(file)
    assert codes == {f"{LAB}|F77": "ferritin", "text|FERRITINE": "ferritin"}
    found = Read(guideline, *OWN, local_codes=codes)
    assert [event.name for event in found.events] == ["ferritin"]
    assert "F77" not in to_fill_in(found.record, guideline)


def test_not_yet_filled_in_it_changes_nothing(guideline: Guideline, tmp_path: Path) -> None:
    codes = read_local_codes(filled(guideline, tmp_path))
    assert codes == {}
    assert Read(guideline, *OWN, local_codes=codes).record == Read(guideline, *OWN).record


def test_words_that_are_mapped(guideline: Guideline) -> None:
    codes = {"text|Ferritine": "ferritin", "text|Crohn": "crohn_disease"}
    result = observation(code={"text": "FERRITINE"})
    problem = condition(id="c", code={"text": "crohn"})
    found = Read(guideline, result, problem, local_codes=codes)
    assert {event.name for event in found.events} == {"ferritin", "crohn_disease"}


def test_a_name_that_is_wrong_is_told(guideline: Guideline, tmp_path: Path) -> None:
    codes = read_local_codes(filled(guideline, tmp_path, F77="feritin"))
    with pytest.raises(RecordError, match=r"names 'feritin', which is unknown.*ferritin"):
        Read(guideline, *OWN, local_codes=codes)


def test_a_record_of_which_all_is_known(guideline: Guideline) -> None:
    text = to_fill_in(Read(guideline, observation()).record, guideline)
    assert text == "# Every code of this record is known.\n"
