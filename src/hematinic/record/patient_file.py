"""The patient file, YAML or JSON: strict. One mistake refuses it, and all mistakes are told."""

from collections.abc import Iterable, Mapping
from typing import Any

from hematinic.expressions.logic import Span
from hematinic.guideline.model import Guideline
from hematinic.guideline.names import PATIENT
from hematinic.record.day import is_plan_day, no_day_of_a_plan
from hematinic.record.events import Event, LocalLimit, Mistake, Patient, Record, RecordError
from hematinic.record.local_limits import local_limits
from hematinic.record.notation import OLDEST, partial_date, whole_day
from hematinic.record.own_day import own_day
from hematinic.record.patient_event import EventReader, MistakeError, meant

FILE_KEYS = {"patient", "as_of", "events", "jurisdiction", "units", "local_limits", "day"}

MOST_EVENTS = 20_000
JURISDICTIONS = PATIENT["jurisdiction"].options or ()
SEXES = ("female", "male", "other", "unknown")


def read_patient_file(
    data: Any, guideline: Guideline, today: int, lines: Mapping[int, int] | None = None
) -> Record:
    """A mapping as YAML or JSON gives it. `lines` tells the line of each event, where known.

    Raises RecordError with every mistake, each with its place and the remedy.
    """
    return _Reader(guideline, today, lines or {}).record(data)


class _Reader:
    def __init__(self, guideline: Guideline, today: int, lines: Mapping[int, int]) -> None:
        self.guideline, self.today, self.lines = guideline, today, lines
        self.mistakes: list[Mistake] = []

    def record(self, data: Any) -> Record:
        if not isinstance(data, dict):
            raise RecordError(["a patient file is a mapping with 'patient' and 'events'"])
        self.unknown(data, FILE_KEYS, "the file", "")
        patient = self.patient(data.get("patient"))
        as_of = self.as_of(data)
        jurisdiction = self.chosen(data, "jurisdiction", JURISDICTIONS)
        units = self.chosen(data, "units", self.guideline.header.unit_systems)
        own, wrong = own_day(data.get("day"), self.guideline.day)
        self.mistakes += wrong
        limits = self.local_limits(data)
        # Nothing may lie after the day of the plan: a file of an old patient is read as it was
        # known then.
        reader = EventReader(self.guideline, self.today if as_of is None else as_of, patient)
        events = self.events(data.get("events", []), reader)
        self.contradictions(events)
        # All at once: a file with five slips is not sent back five times.
        if self.mistakes:
            raise RecordError(self.mistakes)
        return Record(
            patient=patient,
            events=tuple(events.values()),
            as_of=as_of,
            questioned=tuple(reader.questioned),
            jurisdiction=jurisdiction,
            units=units,
            local_limits=limits,
            day=own,
        )

    def wrong(self, says: str, remedy: str = "", where: str = "", field: str = "") -> None:
        self.mistakes.append(Mistake(says=says, remedy=remedy, where=where, field=field or where))

    # Parts

    def unknown(self, data: Mapping[str, Any], known: set[str], where: str, above: str) -> None:
        for key in data:
            if key not in known:
                says = f"'{key}' is not a key of it"
                self.wrong(says, meant(key, known), where, f"{above}{key}")

    def chosen(self, data: Mapping[str, Any], key: str, known: Iterable[str]) -> str:
        name = str(data.get(key) or "")
        if name not in ("", *known):
            self.wrong(f"{key} is {' or '.join(known)}, not '{name}'", field=key)
        return name

    def local_limits(self, data: Mapping[str, Any]) -> tuple[LocalLimit, ...]:
        if "local_limits" not in data:
            return ()
        try:
            return local_limits(data["local_limits"], self.guideline, "local_limits")
        except RecordError as error:
            self.mistakes += error.problems
            return ()

    def as_of(self, data: Mapping[str, Any]) -> int | None:
        if "as_of" not in data:
            return None
        day = whole_day(data["as_of"])
        if day is None or not is_plan_day(day):
            self.mistakes.append(no_day_of_a_plan(str(data["as_of"]), "as_of"))
            return None
        return day

    def patient(self, data: Any) -> Patient:
        if data is None:
            data = {}
        if not isinstance(data, dict):
            self.wrong("must be a mapping of id, birth_date and sex", where="patient")
            return Patient()
        self.unknown(data, {"id", "birth_date", "sex"}, "patient", "patient.")
        sex = data.get("sex", "unknown")
        if sex not in SEXES:
            known = f"{', '.join(SEXES[:-1])} or {SEXES[-1]}"
            self.wrong(f"sex is {known}", where="patient", field="patient.sex")
            sex = "unknown"
        return Patient(id=str(data.get("id", "")), birth=self.birth(data), sex=sex)

    def birth(self, data: Mapping[str, Any]) -> Span | None:
        text = data.get("birth_date")
        if text is None:
            return None
        place = {"where": "patient, birth_date", "field": "patient.birth_date"}
        span = partial_date(text)
        if span is None or not span[0] >= OLDEST:
            self.wrong(f"'{text}' is no date of birth", "write it as 1961-03-04", **place)
            return None
        if span[0] > self.today:
            self.wrong(f"{text} lies in the future", **place)
            return None
        return span

    # Events

    def events(self, data: Any, reader: EventReader) -> dict[int, Event]:
        """Those that could be read, each by its place."""
        if not isinstance(data, list):
            self.wrong("must be a list, each item '{on: 2026-11-20, …}'", where="events")
            return {}
        if len(data) > MOST_EVENTS:
            self.wrong(f"{len(data)} are more than {MOST_EVENTS}", "leave out", "events")
            return {}
        events = {}
        for i, item in enumerate(data):
            try:
                events[i] = reader.read(item, f"event {i + 1}")
            except MistakeError as error:
                self.mistakes.append(error.at(self.place(i), i))
        return events

    def place(self, i: int) -> str:
        line = self.lines.get(i + 1)
        return f"event {i + 1} (line {line})" if line else f"event {i + 1}"

    def contradictions(self, events: Mapping[int, Event]) -> None:
        # Of one name, day and time: the first of them, to which all others are compared.
        places: dict[tuple[str, Span, int], int] = {}
        for i, event in events.items():
            if event.kind not in ("observed", "present", "absent"):
                continue
            first = places.setdefault((event.name, event.day, event.minute), i)
            other = events[first]
            if other.kind != event.kind or other.value != event.value:
                mistake = Mistake(
                    says=f"{event.name} on the same day",
                    remedy="remove one, or add 'at:' to tell which came later",
                    where=f"{event.where} contradicts {other.where}",
                    event=i,
                    against=first,
                )
                self.mistakes.append(mistake)
