"""OMOP tables: one patient decides alike as FHIR and as OMOP, and the public sample is read whole."""

import json
import os
import zipfile
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from hematinic.cohort.engine import decide
from hematinic.cohort.ingest import ingest
from hematinic.cohort.omop import Tables
from hematinic.cohort.store import Store
from hematinic.record.events import RecordError
from once import RULES

DAY = date(2026, 11, 22).toordinal()

CONCEPTS = (
    (1, "LOINC", "718-7", "Hemoglobin"), (2, "LOINC", "2276-4", "Ferritin"),
    (3, "LOINC", "2132-9", "Vitamin B12"), (4, "SNOMED", "84857004", "Vegan diet"),
    (5, "RxNorm", "24947", "ferrous sulfate"), (6, "UCUM", "g/dL", "gram per deciliter"),
    (7, "UCUM", "ng/mL", "nanogram per milliliter"), (8, "UCUM", "pg/mL", "picogram per milliliter"),
    (9, "SNOMED", "91019004", "Paresthesia"), (10, "RxNorm", "317106", "hydroxocobalamin"),
)  # fmt: skip

RESULTS = ((1, 9.2, 6), (2, 6.0, 7), (3, 140.0, 8))
"""Concept, value and unit."""


def fhir(folder: Path) -> Path:
    def coded(number: int) -> dict[str, object]:
        _, vocabulary, code, name = CONCEPTS[number - 1]
        systems = {"LOINC": "http://loinc.org", "SNOMED": "http://snomed.info/sct",
                   "RxNorm": "http://www.nlm.nih.gov/research/umls/rxnorm"}  # fmt: skip
        return {"coding": [{"system": systems[vocabulary], "code": code}], "text": name}

    subject = {"reference": "Patient/7"}
    resources = [
        {"resourceType": "Patient", "id": "7", "birthDate": "1961-03-04", "gender": "female"}
    ]
    resources += [
        {"resourceType": "Observation", "id": f"{n}", "status": "final", "subject": subject, "code": coded(n),
         "effectiveDateTime": "2026-11-18", "valueQuantity": {"value": value, "unit": CONCEPTS[unit - 1][2]}}
        for n, value, unit in RESULTS
    ]  # fmt: skip
    resources.append(
        {
            "resourceType": "Condition",
            "id": "9",
            "subject": subject,
            "code": coded(9),
            "onsetDateTime": "2026-08-01",
        }
    )
    resources.append(
        {"resourceType": "MedicationStatement", "id": "5", "status": "completed", "subject": subject,
         "medicationCodeableConcept": coded(5), "effectivePeriod": {"start": "2026-09-01", "end": "2026-11-20"}}
    )  # fmt: skip
    resources.append(
        {"resourceType": "MedicationAdministration", "id": "10", "status": "completed", "subject": subject,
         "medicationCodeableConcept": coded(10), "effectiveDateTime": "2026-11-21"}
    )  # fmt: skip
    folder.mkdir()
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": r} for r in resources],
    }
    (folder / "7.json").write_text(json.dumps(bundle))
    return folder


def omop(to: Path) -> None:
    """In a database file, or as a folder of Parquet."""
    as_file = to.suffix == ".duckdb"
    database = duckdb.connect(str(to)) if as_file else duckdb.connect()
    tables: dict[str, tuple[str, list[tuple[object, ...]]]] = {
        "concept": ("concept_id int, vocabulary_id text, concept_code text, concept_name text", list(CONCEPTS)),
        "person": ("person_id int, gender_concept_id int, year_of_birth int, month_of_birth int, day_of_birth int",
                   [(7, 8532, 1961, 3, 4)]),
        "measurement": (
            "measurement_id int, person_id int, measurement_concept_id int, measurement_date date,"
            "measurement_datetime timestamp, value_as_number decimal(18,3), unit_concept_id int,"
            "measurement_source_value text",
            [(n, 7, n, date(2026, 11, 18), datetime(2026, 11, 18), value, unit, "local") for n, value, unit in RESULTS],
        ),
        "condition_occurrence": (
            "condition_occurrence_id int, person_id int, condition_concept_id int, condition_start_date date,"
            "condition_end_date date",
            [(9, 7, 9, date(2026, 8, 1), None)],
        ),
        "drug_exposure": (
            "drug_exposure_id int, person_id int, drug_concept_id int, drug_exposure_start_date date,"
            "drug_exposure_end_date date, drug_type_concept_id int",
            [(5, 7, 5, date(2026, 9, 1), date(2026, 11, 20), 32838),
             (10, 7, 10, date(2026, 11, 21), date(2026, 11, 21), 32818)],
        ),
    }  # fmt: skip
    for name, (columns, rows) in tables.items():
        database.execute(f"create table {name} ({columns})")
        database.executemany(f"insert into {name} values ({','.join('?' * len(rows[0]))})", rows)
    if not as_file:
        to.mkdir()
        for name in tables:
            database.execute(f"copy {name} to '{to / name}.parquet' (format parquet)")
    database.close()


def decided(store: Store) -> dict[str, list[object]]:
    events, patients = store.table(0, "events"), store.table(0, "patients")
    found = decide(events, patients, RULES, DAY, meaning=store.about.meaning)
    return {name: found[name].to_pylist() for name in found.column_names}


@pytest.mark.parametrize("place", ["cdm", "cdm.duckdb"])
def test_one_patient_decides_alike_as_fhir_and_as_omop(tmp_path: Path, place: str) -> None:
    omop(tmp_path / place)
    as_omop = ingest(tmp_path / place, tmp_path / "o", RULES, DAY, jobs=1)
    as_fhir = ingest(fhir(tmp_path / "f"), tmp_path / "s", RULES, DAY, jobs=1)
    assert (as_omop.patients, as_omop.events) == (1, as_fhir.events)
    assert as_fhir.events == 6
    assert decided(as_omop.store) == decided(as_fhir.store)
    lines = {
        name
        for name, [code] in decided(as_omop.store).items()
        if name.startswith("line ") and code == 1
    }
    assert lines
    assert any("procedure_occurrence" in what for _, what, _ in as_omop.notes)


def test_a_folder_without_persons_is_no_database(tmp_path: Path) -> None:
    omop(tmp_path / "cdm")
    (tmp_path / "cdm" / "person.parquet").unlink()
    with pytest.raises(RecordError, match="person"):
        Tables(tmp_path / "cdm")


def test_the_public_sample(tmp_path: Path) -> None:
    """28 made-up persons of Synthea, in Parquet."""
    place = os.environ.get("HEMATINIC_TEST_DATA", "")
    file = Path(place) / "omop" / "Synthea27NjParquet_5.4.zip"
    if not place or not file.exists():
        pytest.skip("HEMATINIC_TEST_DATA names no folder with the OMOP sample")
    with zipfile.ZipFile(file) as packed:
        packed.extractall(
            tmp_path, [n for n in packed.namelist() if n.endswith(".parquet") and "MACOSX" not in n]
        )
    [folder] = [one for one in tmp_path.iterdir() if one.is_dir()]
    found = ingest(folder, tmp_path / "store", RULES, DAY, jobs=1)
    assert (found.patients, found.refused) == (28, 0)
    kinds = {
        found.store.about.meaning.names[code]
        for code in found.store.table(0, "events")["name"].to_pylist()
    }
    assert {"hemoglobin", "ferritin", "weight"} <= kinds
    assert decided(found.store)["said"]


def test_the_public_bundles(tmp_path: Path) -> None:
    """168 of Synthea's patients as they come: 14 bundles, and 154 in an archive beside them. The
    list of them is no record."""
    place = os.environ.get("HEMATINIC_TEST_DATA", "")
    folder = Path(place) / "synthea-r4"
    if not place or not folder.exists():
        pytest.skip("HEMATINIC_TEST_DATA names no folder with the Synthea bundles")
    found = ingest(folder, tmp_path / "store", RULES, DAY, jobs=1)
    assert (found.patients, found.refused) == (168, 1)
    assert len(decided(found.store)["said"]) == 168
