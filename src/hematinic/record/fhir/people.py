"""Who is named in a record: each way to name a person is a key, and keys that are joined are one.

A key is an id, an identifier, a contained Patient, or a name in words. Joined are the keys of one
Patient resource, of two records that were merged, and of a reference that names someone twice.
"""

import re
from urllib.parse import parse_qsl

import msgspec

from hematinic.record.fhir.parts import Identifier, Reference
from hematinic.record.fhir.resources import Patient, Resource

MERGED = ("replaces", "replaced-by", "replace")
"""Links of two records of which one holds no more; DSTU2 has the last. Other links join nobody:
what they say of the two is not certain enough to plan for both as one."""

Key = tuple[str, ...]


class Decoded(msgspec.Struct, frozen=True, gc=False):
    """One resource, decoded, with its place in the source."""

    where: str
    full_url: str
    resource: Resource
    inside: "Decoded | None" = None
    """The resource that contains it."""


class NotThePatientError(Exception):
    """Why a reference is to no patient of the record."""


class People:
    def __init__(self) -> None:
        self.above: dict[Key, Key] = {}
        self.shown: dict[Key, str] = {}
        """How those were named who are somebody: more than one refuses the record."""
        self.servers: dict[Key, dict[str, str]] = {}
        self.patients: dict[Key, Patient] = {}
        self.names: dict[Key, set[str]] = {}
        """In words, of who is named otherwise as well."""
        self.known: dict[tuple[str, str], Key | str] = {}
        """Answers to references that were looked at: a record repeats the same one."""

    # Keys

    def root(self, key: Key) -> Key:
        while (above := self.above.setdefault(key, key)) != key:
            key = above
        return key

    def join(self, key: Key, other: Key) -> None:
        first, second = sorted((self.root(key), self.root(other)))
        self.above[second] = first

    def same(self, key: Key, other: Key) -> bool:
        return self.root(key) == self.root(other)

    def add(self, key: Key, shown: str) -> Key:
        self.root(key)
        self.shown.setdefault(key, shown)
        return key

    def at(self, server: str, key: Key, shown: str) -> None:
        place = server.rstrip("/").replace("https://", "http://")
        self.servers.setdefault(key, {}).setdefault(place, shown)

    # Patients

    def add_patient(self, key: Key, patient: Patient, shown: str, full_url: str = "") -> Key:
        self.add(key, shown)
        self.patients[key] = patient
        if full_url and (address := self.of_address(full_url, full_url)) is not None:
            self.join(key, address)
        for identifier in patient.identifier:
            if identifier.value:
                self.join(key, of_identifier(identifier))
        return key

    def merge(self) -> None:
        for key, patient in list(self.patients.items()):
            for link in patient.link:
                if link.type in MERGED and link.other is not None:
                    try:
                        self.join(key, self.of(link.other, ""))
                    except NotThePatientError:
                        continue

    # References

    def of(self, reference: Reference, base: str) -> Key:
        """Whom it names; `base` is the server of the resource. Raises NotThePatientError."""
        text = reference.reference
        if not text:
            return self.of_words(reference)
        known = self.known.get((text, base))
        if known is None:
            try:
                known = self.of_text(text, base)
            except NotThePatientError as why:
                known = str(why)
            self.known[text, base] = known
        if isinstance(known, str):
            raise NotThePatientError(known)
        if reference.display:
            self.names.setdefault(known, set()).add(reference.display)
        if reference.identifier is not None and reference.identifier.value:
            self.check(known, reference.identifier)
        return known

    def check(self, key: Key, identifier: Identifier) -> None:
        """An identifier beside a reference must not be another's."""
        own = of_identifier(identifier)
        kinds = {k[1] for k in self.above if k[0] == "identifier" and self.same(k, key)}
        if own in self.above and not self.same(own, key):
            raise NotThePatientError(not_theirs(identifier))
        if own not in self.above and identifier.system in kinds:
            raise NotThePatientError(not_theirs(identifier))
        self.join(key, own)

    def of_text(self, text: str, base: str) -> Key:
        plain = text.partition("/_history/")[0].rstrip("/")
        if "?" in plain:
            return self.of_search(plain, text)
        bare = ("id", plain)
        key = bare if bare in self.patients else self.of_address(plain, text)
        if key is None:
            raise NotThePatientError(f"is about {text[:100]}, which is no patient of this record")
        if base and plain.startswith("Patient/"):
            self.at(base, key, f"{base}/{plain}")
        return key

    def of_address(self, plain: str, text: str) -> Key | None:
        """`Patient/p1`, with or without a server before it, or a name that is unique by itself."""
        if plain.lower().startswith(("urn:uuid:", "urn:oid:")):
            name = plain.rpartition(":")[2].lower()
            known = (key for key in self.patients if key[0] == "id" and key[1].lower() == name)
            return self.add(next(known, ("id", name)), text)
        before, _, name = plain.rpartition("Patient/")
        if not name or "/" in name or (before and not before.endswith("/")) or name == plain:
            return None
        key = self.add(("id", name), text)
        if before.strip("/"):
            self.at(before, key, text)
        return key

    def of_search(self, plain: str, text: str) -> Key:
        """`Patient?identifier=urn:mrn|7`, as transactions refer to what the server has."""
        place, _, query = plain.partition("?")
        asked = parse_qsl(query)
        if place.rpartition("/")[2] == "Patient" and len(asked) == 1:
            name, value = asked[0]
            if name == "_id":
                return self.add(("id", value), f"Patient/{value}")
            if name == "identifier" and value.strip("|"):
                system, _, number = value.rpartition("|")
                return self.of_identifier(Identifier(system=system, value=number), text)
        raise NotThePatientError(f"is about {text[:100]}, which is no patient of this record")

    def of_words(self, reference: Reference) -> Key:
        if reference.type not in ("", "Patient"):
            raise NotThePatientError(f"is about a {reference.type[:40]}, which is no patient")
        identifier, name = reference.identifier, reference.display.strip()[:200]
        if identifier is not None and identifier.value:
            return self.of_identifier(identifier, identifier.value)
        return self.add(("name", name), f"'{name[:80]}'") if name else ()

    def of_identifier(self, identifier: Identifier, text: str) -> Key:
        key = of_identifier(identifier)
        if key not in self.above and not identifier.system:
            numbers = (k for k in self.above if k[0] == "identifier" and k[2] == identifier.value)
            key = next(numbers, key)
        if key in self.above:
            return key
        if self.patients:
            raise NotThePatientError(not_theirs(identifier))
        return self.add(key, text)


PATIENT = re.compile(r"Patient/[A-Za-z0-9.\-]{1,64}", re.ASCII)


def is_plain(reference: Reference) -> bool:
    """Whether it is to a patient by the plain name, and by nothing else."""
    return reference.identifier is None and PATIENT.fullmatch(reference.reference) is not None


def of_identifier(identifier: Identifier) -> Key:
    return "identifier", identifier.system, identifier.value


def not_theirs(identifier: Identifier) -> str:
    return f"names its patient by the identifier {identifier.value[:80]}, which is not theirs"
