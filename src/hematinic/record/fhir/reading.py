"""What the readers of single resources share: the guideline's codes, the patient, and the notes."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from hematinic.expressions.logic import Span
from hematinic.guideline.model import Guideline
from hematinic.record.events import Patient, SetAside, Unread
from hematinic.record.fhir.codes import TITLES, Codebook, system_of
from hematinic.record.fhir.parts import Concept, Period, shown, texts
from hematinic.record.fhir.people import Decoded
from hematinic.record.fhir.resources import (
    AllergyIntolerance,
    Condition,
    Medication,
    Observation,
    OfMedicine,
    Procedure,
)
from hematinic.record.fhir.times import Moment, moment, moment_of_period
from hematinic.record.notation import OLDEST

LONGEST = 200
"""Characters of a record's own text that a note repeats."""

UNREAD = {
    "Observation": "no rule of this guideline reads this result",
    "Condition": "no rule of this guideline reads this condition",
    "Procedure": "no rule of this guideline reads this procedure",
    "AllergyIntolerance": "no rule of this guideline reads this allergy",
}
MEDICINE = "no rule of this guideline reads this medicine"


class Reading(msgspec.Struct, eq=False):
    guideline: Guideline
    codebook: Codebook
    today: int
    patient: Patient = Patient()
    medications: dict[str, Medication] = {}
    """Medication resources by `Medication/id` and by the address of their entry."""
    specimens: dict[str, str] = {}
    """Samples that are not of the patient's blood, and what they are of, as the medications."""
    set_aside: list[SetAside] = []
    questioned: list[SetAside] = []
    unread: Counter[str] = msgspec.field(default_factory=Counter)
    """Resources of types that no rule reads, counted by type."""
    unread_codes: dict[Unread, tuple[int, str]] = {}
    """Codes that no rule reads: how often, and the first place."""
    ranks: dict[str, int] = {}
    """Of results by their place: a corrected one stands over a final, a final over an early one."""
    told: set[tuple[str, str]] = set()

    # Notes

    def aside(self, where: str, what: str, why: str, element: str = "") -> None:
        what = what.strip()[:LONGEST] or "?"
        self.set_aside.append(SetAside(where=where, what=what, why=why, element=element))

    def once(self, where: str, what: str, why: str) -> None:
        """For what a record repeats: told at its first place only."""
        if (what, why) not in self.told:
            self.told.add((what, why))
            self.aside(where, what, why)

    def aside_of(self, entry: Decoded, why: str) -> None:
        """A whole resource, by the name of what it is about."""
        resource = entry.resource
        concept: Concept | None = None
        if isinstance(resource, OfMedicine):
            concept = resource.concept
            reference = resource.reference
            if concept is None and reference is not None:
                concept = Concept(text=reference.display or reference.reference)
        elif isinstance(resource, Observation | Condition | Procedure | Medication):
            concept = resource.code
        elif isinstance(resource, AllergyIntolerance):
            concept = resource.code or resource.substance
        what = shown(concept, resource.resource_type)
        self.aside(entry.where, what, why, self.element_of(concept))

    def aside_result(self, where: str, concept: Concept | None, why: str) -> None:
        self.aside(where, shown(concept, "a result"), why, self.element_of(concept))

    def element_of(self, concept: Concept | None) -> str:
        """Of the guideline what a concept seems to mean, or nothing."""
        codebook = self.codebook
        names = codebook.elements_of(concept) or codebook.medicines_of(concept)
        if names:
            return names[0]
        words = texts(concept)
        like = codebook.named_like(words)
        return like or next((name for text in words for name in codebook.names.find(text)), "")

    def unread_code(
        self, kind: str, concept: Concept | None, where: str, element: str = ""
    ) -> None:
        """What no rule reads is named, each code once; `element` is what it seems to mean."""
        codings = [coding for coding in (concept.coding if concept else ()) if coding.code]
        coding = codings[0] if codings else None
        entry = Unread(
            kind=kind,
            system=coding.system[:LONGEST] if coding else "",
            code=coding.code[:LONGEST] if coding else "",
            shown=shown(concept)[:LONGEST],
            like=element,
        )
        count, first = self.unread_codes.get(entry, (0, where))
        self.unread_codes[entry] = (count + 1, min(first, where))

    def notes(self) -> Iterable[SetAside]:
        """All that was set aside, what is merely counted last."""
        yield from self.set_aside
        for entry, (count, where) in self.unread_codes.items():
            times = f" ({count} times)" if count > 1 else ""
            why = UNREAD.get(entry.kind, MEDICINE)
            what = f"{_named(entry)[:LONGEST]}{times}"
            if entry.like:
                label = self.guideline.elements[entry.like].label
                why = f"its code is not known for {label}; map it by a file of local codes"
                if not entry.code:
                    why = f"has no code, and seems to be {label}; map its name by a file of local codes"  # noqa: E501
            yield SetAside(where=where, what=what, why=why, element=entry.like)
        for kind, count in sorted(self.unread.items()):
            what = f"{count} resource{'s' if count > 1 else ''}"
            why = "no rule of this guideline reads their type"
            yield SetAside(where=kind[:LONGEST], what=what, why=why)

    # Times

    def day(self, where: str, what: str, *written: str, element: str = "") -> Moment | None:
        """The first of some dates that can be read; one that cannot is told."""
        for text in written:
            if text and (when := moment(text)) is not None:
                return when
        unclear = next((text for text in written if text), "")
        if unclear:
            self.aside(where, what, f"its day '{unclear[:40]}' cannot be read", element)
        return None

    def period(
        self, where: str, what: str, period: Period | None, element: str = ""
    ) -> Moment | None:
        """All days of a period; an end that cannot be read is told, and is any day."""
        for text in (period.start, period.end) if period else ():
            if text and moment(text) is None:
                self.aside(where, what, f"its day '{text[:40]}' cannot be read", element)
        when = moment_of_period(period)
        if period and when is None and (period.start or period.end):
            days = f"{period.start[:40]} to {period.end[:40]}"
            self.aside(where, what, f"its days, {days}, are no period", element)
        return when

    def sometime(self, last: float | None = None) -> Moment:
        """Some day of the patient's life up to now: for what stands in a record without a day."""
        first = self.patient.birth[0] if self.patient.birth else OLDEST
        end = self.today if last is None else last
        return Moment((min(first, end), end))

    def is_within(self, when: Moment) -> bool:
        """Whether it is over by today, and was not before the patient's birth."""
        birth, last = self.patient.birth, when.day[1]
        return (birth[0] if birth else OLDEST) <= last <= self.today

    def placed(
        self, when: Moment | None, where: str, what: str, element: str = ""
    ) -> Moment | None:
        """A moment that can be: not ahead of today, not before birth. Else a note, and None."""
        if when is not None and self.is_within(when):
            return when
        birth = self.patient.birth
        if when is None:
            self.aside(where, what, "has no day", element)
        elif not when.is_past(self.today):
            self.aside(where, what, f"lies in the future ({when.written})", element)
        elif birth and when.day[1] < birth[0]:
            self.aside(where, what, f"lies before the patient's birth ({when.written})", element)
        else:
            return when._replace(day=self.until_today(when.day))
        return None

    def until_today(self, day: Span) -> Span:
        return (min(day[0], self.today), min(day[1], self.today))


def _named(entry: Unread) -> str:
    """`Glucose (LOINC 2339-0)`, `GLUC of http://lab.example`."""
    if not entry.code:
        return entry.shown or "no code"
    known = TITLES.get(system_of(entry.system))
    of = f"{known} {entry.code}" if known else f"{entry.code} of {entry.system or 'no system'}"
    return f"{entry.shown} ({of})" if entry.shown and entry.shown != entry.code else of


def by_name(label: str, *concepts: Concept) -> str:
    """Of what is read by its words alone, that it is, and whether it has any code."""
    has_code = any(coding.code for concept in concepts for coding in concept.coding)
    return (
        f"read by its name, as {label}; {'its code is not known' if has_code else 'it has no code'}"
    )


def coded(concept: Concept | None) -> str:
    """The first code of a status-like concept, in lower case; the text where it has none."""
    if concept is None:
        return ""
    for coding in concept.coding:
        if coding.code:
            return coding.code.strip().lower()
    return concept.text.strip().lower()
