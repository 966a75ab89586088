"""What the readers of single resources share: the guideline's codes, the patient, and the notes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from hematinic.expressions.logic import Span
from hematinic.guideline.model import Guideline
from hematinic.record.events import Patient, SetAside
from hematinic.record.fhir.codes import Codebook
from hematinic.record.fhir.resources import Concept, Medication
from hematinic.record.fhir.times import Moment
from hematinic.record.notation import OLDEST

LONGEST = 200
"""Characters of a record's own text that a note repeats."""


@dataclass(slots=True)
class Reading:
    guideline: Guideline
    codebook: Codebook
    today: int
    patient: Patient = field(default_factory=Patient)
    medications: dict[str, Medication] = field(default_factory=dict)
    """Medication resources by `Medication/id` and by the address of their entry."""
    set_aside: list[SetAside] = field(default_factory=list)
    questioned: list[SetAside] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)
    """Resources of types, and of codes, that no rule reads, counted by type."""
    unread_medicines: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By type and display."""
    ranks: dict[str, int] = field(default_factory=dict)
    """Of results by their place: a corrected one stands over a final, a final over an early one."""
    told: set[tuple[str, str]] = field(default_factory=set)

    # Notes

    def aside(self, where: str, what: str, why: str) -> None:
        self.set_aside.append(SetAside(where=where, what=what.strip()[:LONGEST] or "?", why=why))

    def once(self, where: str, what: str, why: str) -> None:
        """For what a record repeats: told at its first place only."""
        if (what, why) not in self.told:
            self.told.add((what, why))
            self.aside(where, what, why)

    def notes(self) -> Iterable[SetAside]:
        """All that was set aside, what is merely counted last."""
        yield from self.set_aside
        for (kind, what), count in sorted(self.unread_medicines.items()):
            times = f" ({count} times)" if count > 1 else ""
            why = "no rule of this guideline reads this medicine"
            yield SetAside(where=kind, what=f"{what[:LONGEST]}{times}", why=why)
        for kind, count in sorted(self.unread.items()):
            of = "code" if kind in ("Observation", "Condition", "Procedure") else "type"
            what = f"{count} resource{'s' if count > 1 else ''}"
            why = f"no rule of this guideline reads their {of}"
            yield SetAside(where=kind[:LONGEST], what=what, why=why)

    # Times

    def sometime(self, last: float | None = None) -> Moment:
        """Some day of the patient's life up to now: for what stands in a record without a day."""
        first = self.patient.birth[0] if self.patient.birth else OLDEST
        end = self.today if last is None else last
        return Moment((min(first, end), end))

    def placed(self, found: Moment | None, where: str, what: str) -> Moment | None:
        """A moment that can be: not ahead of today, not before birth. Else a note, and None."""
        if found is None:
            self.aside(where, what, "has no day")
        elif found.day[0] > self.today:
            self.aside(where, what, "lies in the future")
        elif self.patient.birth and found.day[1] < self.patient.birth[0]:
            self.aside(where, what, "lies before the patient's birth")
        else:
            return found._replace(day=self.until_today(found.day))
        return None

    def until_today(self, day: Span) -> Span:
        return (day[0], min(day[1], self.today))


def coded(concept: Concept | None) -> str:
    """The first code of a status-like concept, in lower case; the text where it has none."""
    if concept is None:
        return ""
    code = next((coding.code for coding in concept.coding if coding.code), concept.text)
    return code.strip().lower()
