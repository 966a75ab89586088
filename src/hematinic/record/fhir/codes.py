"""Codes and names of the guideline, looked up by what a FHIR record writes."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from typing import Any

from hematinic.expressions.faults import nearest
from hematinic.guideline.model import Guideline
from hematinic.guideline.names import selector, verb
from hematinic.record.events import RecordError
from hematinic.record.fhir.memory import Memory
from hematinic.record.fhir.names import AllergyNames, MedicineNames
from hematinic.record.fhir.parts import Coding, Concept, texts
from hematinic.record.fhir.words import ResultNames, StateNames
from hematinic.record.rows import Orders

SYSTEMS: Mapping[str, str] = {
    "http://loinc.org": "loinc",
    "urn:oid:2.16.840.1.113883.6.1": "loinc",
    "http://snomed.info/sct": "snomed",
    "urn:oid:2.16.840.1.113883.6.96": "snomed",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
    "urn:oid:2.16.840.1.113883.6.88": "rxnorm",
    "http://www.whocc.no/atc": "atc",
    "urn:oid:2.16.840.1.113883.6.73": "atc",
    "http://hl7.org/fhir/sid/icd-10": "icd10",
    "urn:oid:2.16.840.1.113883.6.3": "icd10",
    "http://hl7.org/fhir/sid/icd-10-cm": "icd10cm",
    "urn:oid:2.16.840.1.113883.6.90": "icd10cm",
}
"""Addresses of code systems to their names in the guideline."""


TITLES: Mapping[str, str] = {
    "loinc": "LOINC", "snomed": "SNOMED CT", "rxnorm": "RxNorm", "atc": "ATC",
    "icd10": "ICD-10", "icd10cm": "ICD-10-CM",
}  # fmt: skip


TEXT = "text"
"""In a site's own codes: what has no code is named by its words, `text|FERRITINE`."""


def system_of(address: str) -> str:
    """The guideline's name of a code system; empty for one it has no codes of."""
    return _system_of(address) if len(address) <= LONGEST else ""


LONGEST = 200
"""Characters of an address that is looked at."""


@lru_cache(maxsize=512)
def _system_of(address: str) -> str:
    plain = address.strip().lower().replace("https://", "http://").rstrip("/")
    if plain.startswith("http://snomed.info/sct/"):  # an edition or version of it
        return "snomed"
    return SYSTEMS.get(plain, "")


def _spelled(system: str, code: str) -> str:
    """ICD-10 is written with and without its dot."""
    code = code.strip()
    return code.replace(".", "").upper() if system.startswith("icd10") else code


Names = tuple[str, ...]


class Memories(dict[Callable[..., Any], Memory[Any, Any]]):
    """Of the answers that functions of a codebook and something else have given."""

    def __init__(self, codebook: "Codebook") -> None:
        super().__init__()
        self.codebook = codebook

    def __missing__(self, answer: Callable[..., Any]) -> Memory[Any, Any]:
        memory = self[answer] = Memory(partial(answer, self.codebook))
        return memory


class Codebook:
    """What each code and name means in one guideline, a site's own codes included."""

    def __init__(self, guideline: Guideline, local_codes: Mapping[str, str] | None = None) -> None:
        self.guideline = guideline
        self.given = dict(local_codes or {})
        self.local = {key: name for key, name in self.given.items() if name}
        self.elements: dict[tuple[str, str], Names] = {}
        self.medicines: dict[tuple[str, str], Names] = {}
        for sections, table in (
            (guideline.elements, self.elements), (guideline.medicines, self.medicines),
        ):  # fmt: skip
            for name, entry in sections.items():
                for system, codes in entry.codes.items():
                    for code in codes:
                        self.add(table, (system, _spelled(system, code)), name)
        self.add_local()
        self.names = MedicineNames(guideline)
        self.allergies = AllergyNames(guideline, self.names)
        self.with_activity = frozenset(
            selector(verb(fact)[1])[1]
            for fact in guideline.facts.values()
            if fact.take == "activity"
        )
        """Conditions of which a rule asks whether they are active."""
        self.results = ResultNames(guideline.elements)
        self.states = {
            "Condition": StateNames(guideline.elements, "condition", "procedure"),
            "Procedure": StateNames(guideline.elements, "procedure"),
        }
        self.memory = Memories(self)
        self.orders = Orders([*guideline.elements, *guideline.medicines])

    @staticmethod
    def add(table: dict[tuple[str, str], Names], key: tuple[str, str], name: str) -> None:
        table[key] = (*table.get(key, ()), name)

    def add_local(self) -> None:
        problems = []
        for key, name in self.local.items():
            system, _, code = key.rpartition("|")
            code = code.lower() if system == TEXT else code
            if name in self.guideline.elements:
                self.add(self.elements, (system, code), name)
            elif name in self.guideline.medicines:
                self.add(self.medicines, (system, code), name)
            else:
                hint = nearest(name, [*self.guideline.elements, *self.guideline.medicines])
                problems.append(f"local codes: '{key}' names '{name}', which is unknown{hint}")
        if problems:
            raise RecordError(problems)

    def elements_of(self, concept: Concept | None) -> Names:
        """Every element that one of the codings names, each once."""
        return self._found(self.elements, concept)

    def medicines_of(self, concept: Concept | None) -> Names:
        return self._found(self.medicines, concept)

    def _found(self, table: Mapping[tuple[str, str], Names], concept: Concept | None) -> Names:
        if concept is None:
            return ()
        names: dict[str, None] = {}
        for coding in concept.coding:
            names.update(dict.fromkeys(self._of(table, coding)))
        if self.local and not names:
            for text in texts(concept):
                names.update(dict.fromkeys(table.get((TEXT, text.lower()), ())))
        return tuple(names)

    def _of(self, table: Mapping[tuple[str, str], Names], coding: Coding) -> Names:
        if not coding.code:
            return ()
        system = system_of(coding.system)
        known = table.get((system, _spelled(system, coding.code))) if system else None
        if known is None and self.local:
            known = table.get((coding.system, coding.code))
        return known or ()

    def result_named(self, concept: Concept | None) -> str:
        """The one measurement that a concept names in words, all of them; a code of a terminology
        that has no words of its own may mean anything."""
        words = texts(concept)
        if concept is None or not words:
            return ""
        if any(c.code and not c.display and system_of(c.system) for c in concept.coding):
            known = self.elements_of(concept)
            if not known:
                return ""
        return self.results.agreed(words)

    def named_like(self, words: Iterable[str]) -> str:
        """The measurement that a text without a known code speaks of, if any."""
        return next((name for text in words if (name := self.results.like(text))), "")

    def state_like(self, kind: str, words: Iterable[str]) -> str:
        """The condition or procedure that a text without a known code speaks of, if any. A
        pregnancy test is no pregnancy: a Procedure speaks of procedures alone."""
        like = self.states[kind].like
        return next((name for text in words if (name := like(text))), "")


_CODEBOOKS: dict[tuple[str, bool], Codebook] = {}
"""Of a guideline the one without, and the last with, codes of a site's own."""


def codebook(guideline: Guideline, local_codes: Mapping[str, str] | None = None) -> Codebook:
    """Kept for the guideline and the codes last used: it takes milliseconds to make."""
    of = (guideline.content_hash, bool(local_codes))
    known = _CODEBOOKS.get(of)
    if known is None or known.guideline is not guideline or known.given != (local_codes or {}):
        known = _CODEBOOKS[of] = Codebook(guideline, local_codes)
    return known
