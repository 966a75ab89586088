"""Whose record it is: one patient, or it is refused."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hematinic.record.events import Patient, RecordError
from hematinic.record.fhir import resources as fhir
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.times import moment

SEXES = ("female", "male", "other", "unknown")

REMEDY = "a plan is for one patient: give the record of one, or use 'hematinic cohort' for many"


class Decoded(NamedTuple):
    """One resource, decoded, with its place in the source."""

    where: str
    full_url: str
    resource: fhir.Resource


class Whose(NamedTuple):
    """A patient as a reference tells it: server, where absolute, and id."""

    server: str
    id: str


def whose(reference: str) -> Whose | None:
    """None where the reference is to no patient, or to one by a search."""
    plain = reference.partition("/_history/")[0]
    if plain.startswith(("urn:uuid:", "urn:oid:")):
        return Whose("", plain.rpartition(":")[2])
    parts = plain.split("/")
    if "?" in plain or len(parts) < 2 or parts[-2] != "Patient":
        return None
    server = "/".join(parts[:-2]).replace("https://", "http://")
    return Whose(server, parts[-1])


class Identities:
    """Everyone whom the resources name; more than one refuses the record."""

    def __init__(self, patients: Sequence[Decoded]) -> None:
        self.patients = [d.resource for d in patients if isinstance(d.resource, fhir.Patient)]
        self.aliases = {d.full_url: d.resource.id for d in patients if d.full_url and d.resource.id}
        self.identifiers = {
            (i.system, i.value): patient.id
            for patient in self.patients
            for i in patient.identifier
            if i.value and patient.id
        }
        self.ids: dict[str, str] = {p.id: f"Patient/{p.id}" for p in self.patients if p.id}
        self.servers: dict[str, str] = {}
        self.told: dict[str, str] = {}
        """Answers to references that were looked at: a record repeats the same one."""

    def of(self, found: Decoded) -> str:
        """The reason why a resource is not this patient's, if that can be told; else empty."""
        reference = found.resource.subject or found.resource.patient
        if reference is None:
            return ""
        text = reference.reference
        if not text:
            return self.by_identifier(reference.identifier)
        if text not in self.told:
            self.told[text] = self.by_reference(text)
        return self.told[text]

    def by_reference(self, text: str) -> str:
        if text.startswith("#"):
            return ""
        if text in self.aliases:
            self.ids.setdefault(self.aliases[text], text)
            return ""
        person = whose(text)
        if person is None:
            return f"is about {text[:100]}, which is no patient of this record"
        self.ids.setdefault(person.id, text)
        if person.server:
            self.servers.setdefault(person.server, text)
        return ""

    def by_identifier(self, identifier: fhir.Identifier | None) -> str:
        if identifier is None or not identifier.value:
            return ""
        key = (identifier.system, identifier.value)
        if key in self.identifiers:
            return ""
        if not self.patients:
            self.ids.setdefault(f"{identifier.system}|{identifier.value}", identifier.value)
            return ""
        return f"names its patient by the identifier {identifier.value[:80]}, which is not theirs"

    def check(self) -> None:
        """Raises RecordError, which names everyone."""
        people = list(self.ids.values()) if len(self.ids) > 1 else list(self.servers.values())
        if len(people) > 1:
            named = ", ".join(text[:100] for text in sorted(people)[:5])
            more = f" and {len(people) - 5} more" if len(people) > 5 else ""
            raise RecordError([f"the record mixes {len(people)} patients: {named}{more}; {REMEDY}"])
        told = {(p.birth_date, p.gender) for p in self.patients}
        if len(told) > 1:
            each = " and ".join(f"{birth or '?'} {sex or '?'}" for birth, sex in sorted(told))
            says = f"two Patient resources differ (born, sex: {each}); {REMEDY}"
            raise RecordError([f"{next(iter(self.ids.values()), 'Patient')}: {says}"])

    def patient(self, reading: Reading) -> Patient:
        name = next(iter(self.ids), "")
        if not self.patients:
            return Patient(id=name)
        found = self.patients[0]
        where = f"Patient/{found.id}" if found.id else "Patient"
        _tell(found, where, reading)
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


def _tell(found: fhir.Patient, where: str, reading: Reading) -> None:
    if found.deceased_boolean or found.deceased_date_time:
        day = f" on {found.deceased_date_time[:10]}" if found.deceased_date_time else ""
        reading.aside(where, f"deceased{day}", "the patient is recorded as dead")
    for link in found.link:
        if link.type == "replaced-by" and link.other:
            other = link.other.reference[:100] or "another"
            reading.aside(where, other, "this record was replaced by that patient's")


def own(decoded: Iterable[Decoded], identities: Identities, reading: Reading) -> list[Decoded]:
    """The resources of this patient; others are set aside. Raises RecordError where mixed."""
    found = []
    for entry in decoded:
        why = identities.of(entry)
        if why:
            reading.aside(entry.where, entry.resource.resource_type, why)
        else:
            found.append(entry)
    identities.check()
    return found
