"""What is wrong with a patient file: the place, the key, what it is and the remedy, and all of it in
one text."""

from datetime import date
from typing import Any

import pytest

from hematinic.guideline.model import Guideline
from hematinic.record.events import Mistake, RecordError
from hematinic.record.patient_file import read_patient_file
from hematinic.record.read import read_bytes

TODAY = date(2026, 11, 22).toordinal()

ON = {"on": "2026-11-20"}
HB = {**ON, "observed": "hemoglobin"}
IRON = {**ON, "started": "ferrous_sulfate"}


def mistakes(guideline: Guideline, *events: Any, **top: Any) -> tuple[Mistake, ...]:
    data = {"patient": {"id": "p", "birth_date": "1981-03-04"}, "events": list(events), **top}
    with pytest.raises(RecordError) as refused:
        read_patient_file(data, guideline, TODAY)
    assert str(refused.value) == "\n".join(map(str, refused.value.problems))
    return refused.value.problems


HB_UNITS = "g/L, g/dL, mg/mL, mg/dL, mmol/L"
NO_INTERVAL = "write it as 8 h, 1 d, 2 wk or 3 mo"


@pytest.mark.parametrize(
    ("event", "field", "says", "remedy"),
    [
        ({**HB, "value": 11}, "unit", "hemoglobin has no unit", f"add 'unit:', one of {HB_UNITS}"),
        ({**HB, "value": 11, "unit": "kg"}, "unit",
         f"'kg' is no unit of hemoglobin, which takes {HB_UNITS}", "correct the unit or the name"),
        ({**HB, "value": 301, "unit": "g/L"}, "value",
         "hemoglobin 301 g/L is outside what is possible (10 to 300 g/L)",
         "correct the value or its unit"),
        ({**HB, "value": "a lot", "unit": "g/L"}, "value", "'a lot' is no number",
         'write 5.2, "<5" or ">2000"'),
        ({**HB, "unit": "g/L"}, "value", "hemoglobin has no value", "add 'value:'"),
        ({**HB, "value": 99, "unit": "g/L", "reference": [120]}, "reference",
         "reference is the laboratory's two limits: [120, 150]", ""),
        ({**ON, "observed": "gestation", "value": "12+7"}, "value", "'12+7' is no gestation",
         "write it as 12+6 or as weeks"),
        ({**ON, "observed": "intrinsic_factor_antibody", "value": "maybe"}, "value",
         "intrinsic_factor_antibody is positive, negative, indeterminate; not 'maybe'", ""),
        ({**ON, "observed": "hemoglobine", "value": 1}, "observed",
         "there is nothing called 'hemoglobine' to be observed", "did you mean hemoglobin?"),
        ({**ON, "present": "hemoglobin"}, "present", "hemoglobin is not something present",
         "write 'observed: hemoglobin'"),
        ({**ON, "done": "metformin"}, "done", "there is nothing called 'metformin' to be done",
         "it is a medicine: started, stopped, given, ordered or booked"),
        ({**ON, "present": "fatigue", "value": 3}, "value", "present takes no value",
         "leave it out"),
        ({**ON, "present": "fatigue", "severity": "awful"}, "severity",
         "severity is mild, moderate, severe; not 'awful'", ""),
        ({**ON, "present": "fatigue", "at": "24:00"}, "at", "'24:00' is no time of day",
         'write it as "10:05"'),
        ({"on": "2026-11-23", "present": "fatigue"}, "on",
         "2026-11-23 lies in the future of 2026-11-22", "only 'booked' may lie ahead"),
        ({"on": "1981-03-03", "present": "fatigue"}, "on",
         "1981-03-03 lies before the patient's birth", ""),
        ({"on": "1889-12-31", "present": "fatigue"}, "on", "'1889-12-31' is no day",
         "write it as 2026-11-20"),
        ({"present": "fatigue"}, "on", "has no day", "add 'on: 2026-11-20'"),
        ({**ON, "presnt": "fatigue"}, "presnt", "'presnt' is not a key of an event",
         "did you mean present?"),
        ({**ON, "present": "fatigue", "absent": "fatigue"}, "", "says present and absent",
         "it takes one of observed, present, absent, started, stopped, given, ordered, booked, done"),
        ("fatigue", "", "must be a mapping such as {on: 2026-11-20, present: paresthesia}", ""),
        ({**ON, "started": "hydroxycobalamine"}, "started",
         "there is no medicine called 'hydroxycobalamine'", "did you mean hydroxocobalamin?"),
        ({**ON, "given": "fatigue"}, "given", "there is no medicine called 'fatigue'",
         "it is no medicine: observed, present, absent or done"),
        ({**IRON, "dose": 65}, "unit", "the dose has no unit", "add 'unit: mg'"),
        ({**IRON, "dose": 0, "unit": "mg"}, "dose", "'0' is no dose", "write a number above 0"),
        ({**IRON, "dose": 1, "unit": "cup"}, "unit",
         "'cup' is no unit of a dose, which takes mg, g, ug", ""),
        ({**IRON, "every": "often"}, "every", "'often' is no interval", NO_INTERVAL),
        ({**IRON, "until": "2026"}, "until", "'2026' is no day", "write it as 2026-11-22"),
        ({**IRON, "route": "ear"}, "route",
         "route is oral, intramuscular, subcutaneous, intravenous, nasal, sublingual, inhaled; not 'ear'", ""),
    ],
)  # fmt: skip
def test_of_an_event(guideline: Guideline, event: Any, field: str, says: str, remedy: str) -> None:
    [mistake] = mistakes(guideline, {**ON, "present": "nausea"}, event)
    assert mistake == Mistake(says=says, remedy=remedy, where="event 2", event=1, field=field)
    assert str(mistake) == f"event 2: {says}; {remedy}".removesuffix("; ")


@pytest.mark.parametrize(
    ("top", "field", "text"),
    [
        ({"patient": {"sex": "woman"}}, "patient.sex",
         "patient: sex is female, male, other or unknown"),
        ({"patient": {"birth_date": "soon"}}, "patient.birth_date",
         "patient, birth_date: 'soon' is no date of birth; write it as 1961-03-04"),
        ({"patient": {"birth_date": "2026-11-23"}}, "patient.birth_date",
         "patient, birth_date: 2026-11-23 lies in the future"),
        ({"patient": {"brith_date": "1961"}}, "patient.brith_date",
         "patient: 'brith_date' is not a key of it; did you mean birth_date?"),
        ({"patient": []}, "patient", "patient: must be a mapping of id, birth_date and sex"),
        ({"as_of": "2026-02-30"}, "as_of",
         "as_of: '2026-02-30' is no day; write it as 2026-11-22"),
        ({"events": {}}, "events", "events: must be a list, each item '{on: 2026-11-20, …}'"),
        ({"evnts": []}, "evnts", "the file: 'evnts' is not a key of it; did you mean events?"),
        ({"jurisdiction": "FR"}, "jurisdiction", "jurisdiction is UK or US, not 'FR'"),
        ({"units": "metric"}, "units", "units is UK or US or SI, not 'metric'"),
        ({"day": {"waking": "7:10"}}, "day.waking",
         "day, waking: '7:10' is no time on the hour or half hour; write it as 07:30"),
        ({"day": {"dinner": "11:30"}}, "day.dinner",
         "day: dinner does not come after lunch; name both times"),
        ({"day": {"wakin": "07:00"}}, "day.wakin",
         "day: 'wakin' is no time of it; did you mean waking?"),
        ({"local_limits": 5}, "local_limits",
         "local_limits: must map an assay to its limits: {vitamin_b12: {deficient_below: …}}"),
        ({"local_limits": {"vitamin_b12": {"laboratory": "a", "deficient_below": "150 ng/L"}}},
         "local_limits.vitamin_b12.source",
         "local_limits, vitamin_b12: names no source; a limit without one is not used"),
        ({"local_limits": {"vitamin_b12": {"laboratory": "a", "source": "b", "deficient_below": "99 ng/L"}}},
         "local_limits.vitamin_b12.deficient_below",
         "local_limits, vitamin_b12: deficient_below 99 ng/L is outside 100 to 350 ng/L; correct the number or its unit"),
    ],
)  # fmt: skip
def test_of_the_file(guideline: Guideline, top: dict[str, Any], field: str, text: str) -> None:
    [mistake] = mistakes(guideline, **top)
    assert (mistake.field, mistake.event, str(mistake)) == (field, None, text)


def test_of_two_events_that_contradict_each_other(guideline: Guideline) -> None:
    """The first is broken, and the places of the others are still their own."""
    nausea = {**ON, "present": "nausea"}
    broken, mistake = mistakes(guideline, 5, nausea, HB | {"value": 99, "unit": "g/L"},
                               {**ON, "absent": "nausea"})  # fmt: skip
    assert broken.event == 0
    assert (mistake.event, mistake.against) == (3, 1)
    assert mistake.told == (
        "nausea on the same day; remove one, or add 'at:' to tell which came later"
    )
    assert str(mistake) == f"event 4 contradicts event 2: {mistake.told}"


def test_with_the_line_of_a_yaml_file(guideline: Guideline) -> None:
    text = b"events:\n  - {on: 2026-11-20, present: fatigue}\n\n  - {on: 2026-11-20, present: x}\n"
    with pytest.raises(RecordError) as refused:
        read_bytes(text, guideline, TODAY, "file")
    [mistake] = refused.value.problems
    assert (mistake.event, mistake.field) == (1, "present")
    assert str(mistake) == "event 2 (line 4): there is nothing called 'x' to be present"


def test_all_are_told_once() -> None:
    error = RecordError(["one", Mistake(says="two", remedy="mend it", where="there"), "one"])
    assert error.problems == (
        Mistake(says="one"),
        Mistake(says="two", remedy="mend it", where="there"),
    )
    assert str(error) == "one\nthere: two; mend it"
