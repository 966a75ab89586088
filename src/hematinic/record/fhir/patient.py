"""The patient, from the Patient resource that stands."""

from hematinic.record.events import Patient
from hematinic.record.fhir import resources as fhir
from hematinic.record.fhir.people import MERGED
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.times import moment
from hematinic.record.fhir.whose import Whose

SEXES = ("female", "male", "other", "unknown")


def patient(whose: Whose, reading: Reading) -> Patient:
    name, found = whose.id(), whose.patient()
    if found is None:
        return Patient(id=name)
    where = f"Patient/{found.id}" if found.id else "Patient"
    _tell(found, where, whose, reading)
    birth = moment(found.birth_date)
    if found.birth_date and birth is None:
        reading.aside(where, f"birthDate {found.birth_date[:40]}", "is no date of birth")
    if birth and birth.day[0] > reading.today:
        reading.aside(where, f"birthDate {found.birth_date}", "lies in the future")
        birth = None
    sex = found.gender.lower() if found.gender.lower() in SEXES else "unknown"
    if found.gender and sex != found.gender.lower():
        reading.aside(where, f"gender {found.gender[:40]}", "is not one that FHIR has")
    return Patient(id=name, birth=birth.day if birth else None, sex=sex)  # type: ignore[arg-type]


def _tell(found: fhir.Patient, where: str, whose: Whose, reading: Reading) -> None:
    if found.deceased_boolean or found.deceased_date_time:
        day = f" on {found.deceased_date_time[:10]}" if found.deceased_date_time else ""
        reading.aside(where, f"deceased{day}", "the patient is recorded as dead")
    for link in found.link:
        if link.type not in ("replaced-by", "replace") or link.other is None:
            continue
        by = link.other.reference[:100] or "another"
        reading.aside(where, by, "this record was replaced by that patient's")
    for other in whose.people.patients.values():
        merged = any(link.type in MERGED for link in (*found.link, *other.link))
        if other is not found and merged and other.id:
            told = (other.birth_date, other.gender)
            if told != (found.birth_date, found.gender) and any(told):
                says = "the record that was merged says otherwise; the one that stands counts"
                reading.aside(f"Patient/{other.id}", " ".join(filter(None, told)), says)
