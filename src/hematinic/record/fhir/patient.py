"""The patient, from the Patient resource that stands."""

from hematinic.record.events import Patient
from hematinic.record.fhir import resources as fhir
from hematinic.record.fhir.people import MERGED
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.times import moment
from hematinic.record.fhir.whose import Whose

SEXES = ("female", "male", "other", "unknown")


def patient(whose: Whose, reading: Reading) -> Patient:
    resource = whose.patient()
    name = whose.id(resource)
    if resource is None:
        return Patient(id=name)
    where = f"Patient/{resource.id}" if resource.id else "Patient"
    _tell(resource, where, whose, reading)
    birth = moment(resource.birth_date)
    if resource.birth_date and birth is None:
        reading.aside(where, f"birthDate {resource.birth_date[:40]}", "is no date of birth")
    if birth and birth.day[0] > reading.today:
        reading.aside(where, f"birthDate {resource.birth_date}", "lies in the future")
        birth = None
    sex = resource.gender.lower() if resource.gender.lower() in SEXES else "unknown"
    if resource.gender and sex != resource.gender.lower():
        reading.aside(where, f"gender {resource.gender[:40]}", "is not one that FHIR has")
    return Patient(id=name, birth=birth.day if birth else None, sex=sex)  # type: ignore[arg-type]


def _tell(resource: fhir.Patient, where: str, whose: Whose, reading: Reading) -> None:
    if resource.deceased_boolean or resource.deceased_date_time:
        day = f" on {resource.deceased_date_time[:10]}" if resource.deceased_date_time else ""
        reading.aside(where, f"deceased{day}", "the patient is recorded as dead")
    for link in resource.link:
        if link.type not in ("replaced-by", "replace") or link.other is None:
            continue
        by = link.other.reference[:100] or "another"
        reading.aside(where, by, "this record was replaced by that patient's")
    for other in whose.people.patients.values():
        merged = any(link.type in MERGED for link in (*resource.link, *other.link))
        if other is not resource and merged and other.id:
            facts = (other.birth_date, other.gender)
            if facts != (resource.birth_date, resource.gender) and any(facts):
                says = "the record that was merged says otherwise; the one that stands counts"
                reading.aside(f"Patient/{other.id}", " ".join(filter(None, facts)), says)
