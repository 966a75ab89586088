"""Facts stated in a question go the way of a patient file."""

import pytest

from hematinic.answers import ask
from hematinic.answers.reading.understand import Reader
from hematinic.plan.build import Planner
from hematinic.record.patient_file import read_patient_file

TODAY = 740_000


@pytest.fixture(scope="module")
def reader(planner: Planner) -> Reader:
    return Reader(planner.rules.guideline)


def observed(reader: Reader, question: str) -> dict[str, tuple[str, str]]:
    return {
        str(event["observed"]): (str(event["value"]), str(event.get("unit", "")))
        for event in reader.read(question).events
        if "observed" in event
    }


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Hb 92", {"hemoglobin": ("92", "g/L")}),
        ("Hgb 9.2", {"hemoglobin": ("9.2", "g/dL")}),
        ("B12 of 98 ng/L", {"vitamin_b12": ("98", "ng/L")}),
        ("B12 130 pmol/L.", {"vitamin_b12": ("130", "pmol/L")}),
        ("B12 <150, ferritin is 6", {"vitamin_b12": ("<150", "ng/L"), "ferritin": ("6", "ug/L")}),
        ("eGFR 38, on cyanocobalamin", {"egfr": ("38", "mL/min")}),
        ("intrinsic factor antibody positive", {"intrinsic_factor_antibody": ("positive", "")}),
        ("b12 5000 mcg injections", {}),
        ("take iron 2 hours apart", {}),
        ("Hb 6,1 mmol/L", {"hemoglobin": ("6.1", "mmol/L")}),
        ("Hb 6,10 mmol/L", {"hemoglobin": ("6.10", "mmol/L")}),
        ("recheck hb at 4 weeks", {}),
        ("hb normal at 34 weeks", {}),
        ("is hb1ac reliable in anemia", {}),
        ("Hb 96 4 weeks ago", {"hemoglobin": ("96", "g/L")}),
    ],
)
def test_values(question: str, expected: dict[str, tuple[str, str]], reader: Reader) -> None:
    assert observed(reader, question) == expected


def test_no_neuro_is_the_absence_of_each(reader: Reader) -> None:
    absent = {event.get("absent") for event in reader.read("B12 130, no neuro symptoms").events}
    assert {"paresthesia", "gait_disturbance", "cognitive_impairment"} <= absent


def named(reader: Reader, question: str, verb: str) -> set[object]:
    return {event[verb] for event in reader.read(question).events if verb in event}


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("Hb 76, no CP/SOB/syncope", {"chest_pain", "dyspnea", "syncope"}),
        ("Hb 66. Asymptomatic, obs normal", {"chest_pain", "syncope", "hemodynamic_instability"}),
        ("Hb 76, not bleeding, no cardiac hx", {"melena", "ischemic_heart_disease"}),
        ("B12 140, nerves all ok", {"paresthesia", "ataxia"}),
        ("B12 140, neuro exam intact", {"paresthesia", "ataxia"}),
        ("B12 140, paraesthesia nil", {"paresthesia"}),
    ],
)
def test_what_is_denied_in_shorthand(question: str, absent: set[str], reader: Reader) -> None:
    assert absent <= named(reader, question, "absent")
    assert not named(reader, question, "present")


@pytest.mark.parametrize(
    "question",
    [
        "B12 118, nobody ever documented any neuro signs",
        "B12 118 with no neuro exam",
        "B12 118, without a neurological examination so far",
        "B12 118, neuro signs not checked",
        "B12 118, no neurological symptoms recorded",
        "B12 118, never did a neuro exam on him",
    ],
)
def test_what_nobody_looked_for_is_not_absent(question: str, reader: Reader) -> None:
    assert not named(reader, question, "absent")


@pytest.mark.parametrize(
    "question",
    [
        "B12 118, no neuro signs on exam",
        "B12 118, neuro exam normal",
        "B12 118, did the neuro exam, no neuro signs",
        "B12 118, no neuro signs, ferritin not checked",
    ],
)
def test_what_was_looked_for_and_not_found_is(question: str, reader: Reader) -> None:
    assert {"paresthesia", "gait_disturbance"} <= named(reader, question, "absent")


def test_what_is_not_denied_is_there(reader: Reader) -> None:
    assert "paresthesia" in named(reader, "B12 90, not asymptomatic, has tingling", "present")
    assert "romberg_positive" in named(reader, "B12 90, Romberg +.", "present")
    assert not named(reader, "B12 90, not asymptomatic", "absent")


@pytest.mark.parametrize(
    ("question", "taken"),
    [
        ("B12 97, hydroxocobalamin prescribed but not charted as given", set()),
        ("Hb 82, Monofer booked for tomorrow", set()),
        ("Hb 82, Ferinject slot today", set()),
        ("Hb 99, I am not going to take the iron tablets", set()),
        ("Hb 88, on iron tablets, b12 injection due tomorrow", {"ferrous_sulfate"}),
        ("Hb 88, on hydroxocobalamin and iron tablets", {"ferrous_sulfate", "hydroxocobalamin"}),
    ],
)
def test_what_was_not_taken_is_no_treatment(question: str, taken: set[str], reader: Reader) -> None:
    assert named(reader, question, "started") == taken


@pytest.mark.parametrize(
    ("question", "age", "sex"),
    [
        ("62M new IDA", 62, "male"),
        ("27 F refractory IDA", 27, "female"),
        ("my 2 yr old", 2, "unknown"),
        ("I'm 34 and pregnant", 34, "female"),
        ("b12 is 30", None, "unknown"),
        ("after 6 months of iron", None, "unknown"),
        ("34F vegan 6y, ferritin 8", 34, "female"),
        ("vegan, 6y, ferritin 8", None, "unknown"),
        ("gastric bypass 2y ago", None, "unknown"),
        ("weight 3 months old", None, "unknown"),
        ("my b12 result is 2 years old", None, "unknown"),
        ("metformin for 3 m", None, "unknown"),
        ("vegan mum, bf a 5 month old", None, "female"),
        ("8 month old with low iron", 8 / 12, "unknown"),
        ("10y girl", 10, "female"),
        ("woman of 34", 34, "female"),
    ],
)
def test_age_and_sex(question: str, age: float | None, sex: str, reader: Reader) -> None:
    stated = reader.read(question)
    assert (stated.person.age, stated.person.sex) == (age, sex)


@pytest.mark.parametrize(
    "question",
    ["Is oral B12 as good as IM?", "Does levothyroxine interact with iron?", "what is PA?"],
)
def test_a_general_question_states_nothing(question: str, planner: Planner) -> None:
    assert not ask(question, planner).patient_context


def test_an_impossible_value_is_asked_about(planner: Planner) -> None:
    answer = ask("Hb 920", planner)
    assert answer.behavior == "needs_facts"
    assert "unit" in answer.asks[0]


def test_the_other_common_unit_is_asked_about_where_it_matters(planner: Planner) -> None:
    assert any("pmol/L" in asked for asked in ask("B12 150, no anaemia", planner).asks)
    assert not any("pmol/L?" in asked for asked in ask("B12 80", planner).asks)


def test_a_record_is_merged_and_its_plan_quoted(planner: Planner) -> None:
    data = {
        "patient": {"birth_date": "1961-03-04", "sex": "female"},
        "as_of": "2026-11-22",
        "events": [
            {"on": "2026-11-20", "observed": "vitamin_b12", "value": 90, "unit": "ng/L"},
            {"on": "2026-11-20", "observed": "ferritin", "value": 5, "unit": "ug/L"},
        ],
    }
    record = read_patient_file(data, planner.rules.guideline, TODAY)
    answer = ask("eGFR 38, cyanocobalamin or hydroxocobalamin?", planner, record)
    assert answer.patient_context
    assert any(sentence.planned for sentence in answer.sentences)
    assert "When was the patient born?" not in answer.asks
    assert any(sentence.item == "b12-renal" for sentence in answer.sentences)


def test_b12_comes_before_iron_in_the_answer(planner: Planner) -> None:
    items = [sentence.item for sentence in ask("54F Hb 105 ferritin 6, B12 140", planner).sentences]
    assert items.index("b12-loading-neurological") < items.index("iron-oral-daily")


@pytest.mark.parametrize("reader", ["clinician", "patient"])
def test_a_line_for_other_patients_is_not_said(reader: str, planner: Planner) -> None:
    said = " ".join(
        one.text for one in ask("How long do I take iron?", planner, None, reader).sentences
    )
    assert "pregnan" not in said
    asked = ask("How long do I take iron in pregnancy?", planner, None, reader)
    assert "at least 6 weeks after" in " ".join(one.text for one in asked.sentences)


def test_of_many_values_each_is_looked_at_for_danger(planner: Planner) -> None:
    values = " ".join(f"Hb {value} on the ward." for value in range(90, 130))
    assert ask(f"{values} Hb 48 today. {values}", planner).behavior == "emergency"
    assert ask(f"{values} iron dose?", planner).behavior != "emergency"


@pytest.mark.parametrize("known", ["", "54F "])
@pytest.mark.parametrize(
    ("reader", "says"),
    [("clinician", "Only once this is answered: "), ("patient", "must first ask you some things")],
)
def test_what_waits_for_answers_stands_beside_what_is_offered(
    known: str, reader: str, says: str, planner: Planner
) -> None:
    """With an assumed age as with a known one."""
    question = f"{known}B12 90, ferritin 6, Hb 84, no neuro symptoms. first treatment?"
    said = ask(question, planner, None, reader).sentences
    items = [sentence.item for sentence in said]
    waits = next(one for one in said if one.item == "iron-intravenous-consider")
    assert says in waits.text
    assert items.index(waits.item) > items.index("iron-oral-daily")


@pytest.mark.parametrize(
    ("question", "pregnant"),
    [
        ("22 weeks, B12 130. Is the jab safe for the baby?", True),
        ("B12 130, 8 weeks postpartum. Is the jab safe for the baby?", False),
        ("tired for 8 weeks, B12 130. Is the jab ok?", False),
    ],
)
def test_weeks_beside_an_unborn_baby_are_of_a_pregnancy(
    question: str, pregnant: bool, planner: Planner
) -> None:
    understood = ask(question, planner).understood
    assert any("weeks" in says for says in understood) == pregnant
