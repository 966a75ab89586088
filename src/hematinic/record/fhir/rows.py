"""Events of lines that are known by others, as rows, and whether they will do."""

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from hematinic.record.events import Event, Patient
from hematinic.record.fhir.codes import Codebook
from hematinic.record.fhir.meaning import LONGEST_PLACE, Meaning
from hematinic.record.fhir.parts import Reference
from hematinic.record.fhir.people import Decoded, NotThePatientError
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.whose import Whose
from hematinic.record.notation import OLDEST
from hematinic.record.rows import ROW_LINE, ROW_TEMPLATE, WIDTH, Row, Template, When


class AlikeRows(msgspec.Struct, eq=False):
    """The events of lines that are of use as they are, without one of them being made."""

    rows: list[Row] = []
    ids: list[bytes] = []
    """Of the lines."""
    about: Reference | None = None
    """Whom the lines name, where none did that is decoded."""
    notes: list[tuple[float, bytes, Meaning]] = []
    """Of the lines of which something is to be told, the days in one, the id, and what it is."""

    def add(
        self, name: bytes, meaning: Meaning, when: When, recorded: int, number: bytes | None,
        value: float,
    ) -> None:  # fmt: skip
        """What a line of this id means."""
        self.ids.append(name)
        rows, (both, clock, _, _, _, moment) = self.rows, when
        of_it = name, meaning, moment, recorded, number
        for template in meaning.templates:
            low, high = (value, value) if number else (template.low, template.high)
            rows.append((
                both, clock, recorded, template.order, len(rows), low, high, when, template, of_it,
            ))  # fmt: skip
        if meaning.notes:
            self.notes.append((both, name, meaning))

    def are_apart(self, others: Iterable[Decoded]) -> bool:
        """Whether no id stands twice, not even of another type."""
        ids = set(self.ids)
        return len(ids) == len(self.ids) and ids.isdisjoint(
            [entry.resource.id.encode(errors="replace") for entry in others]
        )

    def are_of_life(self, patient: Patient, today: int) -> bool:
        """Whether all lie between birth and today."""
        self.rows.sort()  # by their days first
        ends = [self.rows[0][0], self.rows[-1][0], *[both for both, _, _ in self.notes]]
        first, last = min(ends) // WIDTH, max(ends) // WIDTH
        return last <= today and first >= (patient.birth[0] if patient.birth else OLDEST)

    def are_about(self, whose: Whose) -> bool:
        """Whether they can be about somebody; that they are is then known of him."""
        if self.about is not None:
            try:
                whose.people.of(self.about, "")
            except NotThePatientError:
                return False
        return True

    def tell(self, reading: Reading) -> None:
        """What is to be told of the lines."""
        for _, name, meaning in self.notes:
            where = f"{meaning.name}/{name.decode()}"
            for place, what, why, element in meaning.notes:
                reading.aside(within(where, place), what, why, element)


def event_of(row: Row, codebook: Codebook) -> Event:
    template: Template = row[ROW_TEMPLATE]
    if row[ROW_LINE] is None:
        return template.event
    _, meaning, (day, minute, instant), recorded, number = row[ROW_LINE]
    event = template.event
    if number is not None:
        numbered = meaning.of_number(number, codebook)
        assert numbered is not None, "read straight"
        [[_, event]] = numbered.events
    return replace(
        event, day=day, minute=minute, instant=instant, recorded=recorded, where=place_of(row)
    )


def place_of(row: Row) -> str:
    """Of its event in the source."""
    template: Template = row[ROW_TEMPLATE]
    if row[ROW_LINE] is None:
        return template.event.where
    name, meaning, *_ = row[ROW_LINE]
    return within(f"{meaning.name}/{name.decode()}", template.place)


def within(where: str, place: str) -> str:
    return f"{where}{place}"[:LONGEST_PLACE] if place else where
