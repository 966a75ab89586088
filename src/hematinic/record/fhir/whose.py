"""Whose record it is: one patient, or it is refused; what is about another is set aside."""

import re
from collections.abc import Callable, Iterable, Sequence

import msgspec

from hematinic.record.events import RecordError
from hematinic.record.fhir.lenient import UnreadableError, understood
from hematinic.record.fhir.modified import turning
from hematinic.record.fhir.parts import Reference, shown
from hematinic.record.fhir.people import Decoded, Key, NotThePatientError, People
from hematinic.record.fhir.persons import any_differ, called, comparable, differ, same_name
from hematinic.record.fhir.resources import Observation, Patient, Procedure

REMEDY = "a plan is for one patient: give the record of one, or use 'hematinic cohort' for many"

Aside = Callable[[Decoded, str], None]

FOCUS = re.compile(r"/(?:observation-)?(?:focusCode|focal-subject)$")
"""Extensions of versions that have no `focus`."""


class Whose:
    def __init__(self, decoded: Sequence[Decoded]) -> None:
        self.people = People()
        self.claims: dict[tuple[Reference, str], Key | str] = {}
        """Of references that were looked at: nearly all of a record's are the same."""
        for entry in decoded:
            if type(patient := entry.resource) is Patient and entry.inside is None:
                self.add_patient(entry, patient)
        self.people.merge()

    def add_patient(self, entry: Decoded, patient: Patient) -> None:
        """One of each id, in its last version."""
        key: Key = ("id", patient.id) if patient.id else ("patient", entry.full_url or entry.where)
        before = self.people.patients.get(key)
        name = f"Patient/{patient.id}" if patient.id else "Patient"
        if before is not None:
            patient = _later(before, patient, name)
        self.people.add_patient(key, patient, name, entry.full_url)

    # Of one resource

    def each_claim(self, decoded: Sequence[Decoded]) -> list[Key | str]:
        """Of all of a record: nearly every resource says the same as the one before it."""
        claims: list[Key | str] = []
        before: Reference | str = ""
        above = ""
        claim: Key | str = ()
        for entry in decoded:
            resource, url = entry.resource, entry.full_url
            reference = resource.subject or resource.patient
            # Without an address it says no more than the one before it.
            if reference != before or entry.inside or (url and url != above + entry.where):
                server = _server(entry) if url or entry.inside else ""
                claim, above = self.claim(entry, server), f"{server}/" if url else ""
                alone = reference is None or entry.inside or reference.reference.startswith("#")
                before = "" if alone or reference is None else reference
            claims.append(claim)
        return claims

    def claim(self, entry: Decoded, server: str) -> Key | str:
        """Whom a resource is about, no key where it does not say; in words why it is of nobody."""
        resource = entry.resource
        reference = resource.subject or resource.patient
        if reference is None:
            # No subject is no fault: in a Bundle of one patient it goes without saying, and many
            # leave it out.
            return self.claim(entry.inside, server) if entry.inside else ()
        asked = (reference, server)
        known = self.claims.get(asked)
        if known is not None:
            return known
        try:
            # Not kept like the others: `#p` is somebody else in every resource.
            if reference.reference.startswith("#"):
                return self.of_contained(reference.reference[1:], entry)
            known = self.people.of(*asked)
        except NotThePatientError as why:
            known = str(why)
        self.claims[asked] = known
        return known

    def of_contained(self, name: str, entry: Decoded) -> Key:
        """Raises NotThePatientError."""
        held = entry.resource.contained + (entry.inside.resource.contained if entry.inside else ())
        for data in held:
            try:
                inner, _, turned = understood(data, modified=True)
            except (UnreadableError, RecursionError):
                continue
            if name and inner.id.lstrip("#") == name:
                if turned:
                    raise NotThePatientError(f"is about a contained Patient that {turning(turned)}")
                return self.contained_patient(inner)
        raise NotThePatientError(f"is about #{name[:80]}, who is not in it")

    def contained_patient(self, patient: object) -> Key:
        if not isinstance(patient, Patient):
            raise NotThePatientError(f"is about a {type(patient).__name__}, which is no patient")
        # The same person comes contained in many resources, each time under whatever local id; told
        # by all that is said of him, he is one and not many.
        same = msgspec.structs.replace(patient, id="", meta=None, contained=())
        key = ("contained", str(same))
        if key not in self.people.patients:
            names = " ".join(called(name) for name in patient.name)
            facts = " ".join(part for part in (names, patient.birth_date, patient.gender) if part)
            self.people.add_patient(key, same, f"a contained Patient ({facts or 'nameless'})")
        return key

    def focus(self, entry: Decoded, foci: Iterable[Reference]) -> str:
        """Why a result or procedure is another's in whose place it stands here, if it is."""
        for each in foci:
            if not self.is_patient(each, entry):
                named = each.reference or each.display or "another"
                return f"its focus is {named[:100]}, not the patient"
        return ""

    def is_patient(self, reference: Reference, entry: Decoded) -> bool:
        plain = reference.reference.partition("/_history/")[0]
        if plain.startswith("#") or not (plain or reference.identifier):
            return False
        known = {**self.people.shown}
        try:
            key = self.people.of(reference, _server(entry))
        except NotThePatientError:
            return False
        finally:
            self.people.shown = known  # who is in focus is nobody's patient
        return any(self.people.same(key, other) for other in known)

    # Of all

    def own(self, decoded: Sequence[Decoded], aside: Aside) -> list[Decoded]:
        """The resources of this patient; `aside` is told of others, and why.

        Raises RecordError where they are of several people.
        """
        claims = self.each_claim(decoded)
        # First who may be the same is joined, then it is asked whether more than one is left. In
        # the other order a record would be refused for every copy of its own patient.
        unmatched = self.compare_patients() | self.compare_names()
        self.check()
        focused = [entry for entry in decoded if type(entry.resource) in FOCUSED]
        if not unmatched and str not in map(type, claims) and not any(map(_foci, focused)):
            return list(decoded)
        theirs = []
        for entry, claim in zip(decoded, claims, strict=True):
            if type(claim) is str:
                aside(entry, claim)
            elif unmatched and claim in unmatched:
                named = self.people.shown[claim]
                aside(entry, f"names its patient as {named} only, who cannot be matched")
            elif (foci := _foci(entry)) and (why := self.focus(entry, foci)):
                aside(entry, why)
            else:
                theirs.append(entry)
        return theirs

    def compare_patients(self) -> set[Key]:
        """Patients without an id of their own are the same as another where what is told of both
        agrees; where nothing is, a contained one is nobody."""
        people, unmatched = self.people, set[Key]()
        if len(people.patients) < 2:
            return unmatched
        known = next((key for key in people.patients if key[0] == "id"), None)
        for key, patient in people.patients.items():
            if key[0] == "id":
                continue
            others = [(k, p) for k, p in people.patients.items() if k != key]
            apart = any(differ(patient, other) for _, other in others)
            agree = [k for k, p in others if not differ(patient, p) and comparable(patient, p)]
            for other in agree:
                people.join(key, other)
            if known and not (apart or agree):
                unmatched.add(key)
                # Joined though nobody: what is his is set aside, and the record is not refused for
                # him.
                people.join(key, known)
        return unmatched

    def compare_names(self) -> set[Key]:
        """Who is named in words alone is joined with whoever has that name, and cannot be matched
        where no name of the patient is known; another name is another person."""
        people = self.people
        alone = [key for key in people.shown if key[0] == "name"]
        if not alone:
            return set()
        others = [key for key in people.shown if key[0] != "name"]
        for key in alone:
            for other in alone:
                if same_name(key[1], other[1]):
                    people.join(key, other)
        if not others:
            return set()
        names = [called(name) for patient in people.patients.values() for name in patient.name]
        names += [name for several in people.names.values() for name in several]
        unmatched = set()
        for key in alone:
            if not names:
                unmatched.add(key)
            if not names or any(same_name(key[1], name) for name in names):
                people.join(key, others[0])
        return unmatched

    def check(self) -> None:
        """Raises RecordError, which names everyone."""
        people = self.people
        several = [key for key, servers in people.servers.items() if len(servers) > 1]
        if len(people.shown) < 2 and len(people.patients) < 2 and not several:
            return
        one_of_each: dict[Key, str] = {}
        for key in sorted(people.shown):
            one_of_each.setdefault(people.root(key), people.shown[key])
        named = sorted(one_of_each.values())
        if len(named) == 1 and several:
            named = sorted(people.servers[min(several)].values())
        if len(named) > 1:
            listed = ", ".join(text[:100] for text in named[:5])
            more = f" and {len(named) - 5} more" if len(named) > 5 else ""
            raise RecordError([f"the record mixes {len(named)} patients: {listed}{more}; {REMEDY}"])
        pair = any_differ(standing(people.patients.values()))
        if pair is not None:
            raise RecordError([_differ(*pair, next(iter(named), "Patient"))])

    # The patient

    def patient(self) -> Patient | None:
        """Of those that stand the one that tells the most."""
        patients = standing(self.people.patients.values())
        if len(patients) == 1:
            return patients[0]
        key = lambda p: (bool(p.birth_date), bool(p.gender), p.id, str(p))  # noqa: E731
        # With the whole of it last in the key, so that the choice never hangs on the order of the
        # file.
        return max(patients, key=key, default=None)

    def id(self, patient: Patient | None) -> str:
        """As far as it is known: the id, else the identifier, else the name in words."""
        if patient is not None and patient.id:
            return patient.id
        for kind in ("id", "identifier", "name"):
            for key in sorted(key for key in self.people.shown if key[0] == kind):
                return "|".join(key[1:]).strip("|") if kind == "identifier" else key[1]
        return ""


FOCUSED = frozenset((Observation, Procedure))


def _foci(entry: Decoded) -> Sequence[Reference]:
    """Whom a result or procedure says that it is about, beside its subject."""
    resource = entry.resource
    if type(resource) is Observation:
        return _foci_of_result(resource) if resource.extension else resource.focus
    if type(resource) is Procedure and resource.focus is not None:
        return (resource.focus,)
    return ()


def _foci_of_result(resource: Observation) -> Sequence[Reference]:
    foci = [e for e in resource.extension if FOCUS.search(e.url)]
    named = [Reference(display=shown(e.value_codeable_concept, "another")) for e in foci]
    others = [e.value_reference or other for e, other in zip(foci, named, strict=True)]
    return [*resource.focus, *others]


def standing(patients: Iterable[Patient]) -> list[Patient]:
    """Without those whose record was replaced by another that is here, and inactive ones beside
    an active one."""
    every = list(patients)
    if len(every) == 1:
        return every
    replaced = {
        link.other.reference.rpartition("/")[2].rpartition(":")[2]
        for patient in every
        for link in patient.link
        if link.type == "replaces" and link.other is not None
    }
    replaced |= {p.id for p in every if any(li.type in ("replaced-by", "replace") for li in p.link)}
    left = [p for p in every if not p.id or p.id not in replaced] or every
    return [p for p in left if p.active is not False] or left


def _server(entry: Decoded) -> str:
    """Of the entry's own address, `http://a.example/fhir` of `…/fhir/Observation/1`."""
    holder = entry.inside or entry
    url, where = holder.full_url, holder.where
    if not url.startswith("http"):
        return ""
    if url.endswith(where):
        return url[: -len(where) - 1]
    parts = url.partition("/_history/")[0].rsplit("/", 2)
    return parts[0] if len(parts) == 3 and parts[1] == holder.resource.resource_type else ""


def _later(patient: Patient, other: Patient, name: str) -> Patient:
    """Of two versions the last. Raises RecordError where that cannot be told, and they differ."""
    first, second = _stamp(patient), _stamp(other)
    if first == second and (patient.birth_date, patient.gender) != (other.birth_date, other.gender):
        raise RecordError([_differ(patient, other, name)])
    return max(patient, other, key=lambda p: (_stamp(p), str(p)))


def _stamp(patient: Patient) -> tuple[int, str]:
    version = patient.meta.version_id if patient.meta else ""
    return int(version) if version.isdecimal() and len(version) < 19 else 0, (
        patient.meta.last_updated if patient.meta else ""
    )


def _differ(patient: Patient, other: Patient, name: str) -> str:
    facts = sorted({(patient.birth_date, patient.gender), (other.birth_date, other.gender)})
    each = " and ".join(f"{birth or '?'} {sex or '?'}" for birth, sex in facts)
    return f"{name}: two Patient resources differ (born, sex: {each}); {REMEDY}"
