"""Whom a question is about and when it was: a mother, a child, a pregnancy, what is long over."""

import pytest

from hematinic.answers import ask
from hematinic.answers.reading.understand import Reader
from hematinic.plan.build import Planner


@pytest.fixture(scope="module")
def reader(planner: Planner) -> Reader:
    return Reader(planner.rules.guideline)


def first(question: str, planner: Planner, *earlier: str, reader: str = "patient") -> str:
    return ask(question, planner, None, reader, 740_000, earlier).sentences[0].item


@pytest.mark.parametrize(
    "question",
    [
        "Flooding every month since my third child, I'm 44, ferritin 9. Which tablet?",
        "is my tiredness low iron or simply having a newborn",
        "After giving birth to our second baby my ferritin is 7, I am 36. what now",
    ],
)
def test_a_child_that_tells_a_time_is_not_asked_about(question: str, planner: Planner) -> None:
    assert first(question, planner) != "children"


@pytest.mark.parametrize(
    "question",
    [
        "my second child has low iron, what dose, I'm 44",
        "having a toddler with ferritin 7, what dose of iron",
        "I'm 41. my child needs iron, how much",
    ],
)
def test_a_child_that_is_asked_about_is(question: str, planner: Planner) -> None:
    assert first(question, planner) == "children"


def test_a_child_in_a_further_question_keeps_the_subject(planner: Planner) -> None:
    before = "17 year old, heavy periods, hb 95, ferritin 5. start iron?"
    assert first("13y same story", planner, before) == "children"


@pytest.mark.parametrize(
    ("question", "weeks"),
    [
        ("Hb 103 at 28 weeks, anemic?", "28"),
        ("31wk twins, Hb 94, ferritin 8", "31"),
        ("26/40 hb 97", "26"),
        ("midwife here: 29 wk bloods, Hb 101", "29"),
    ],
)
def test_weeks_that_are_of_a_pregnancy(question: str, weeks: str, reader: Reader) -> None:
    stated = reader.read(question)
    assert {"observed": "gestation", "value": weeks, "unit": "wk", "ago": 0.0} in stated.events
    assert any(event.get("present") == "pregnancy" for event in stated.events)
    assert stated.person.sex == "female"


@pytest.mark.parametrize(
    "question",
    [
        "Hb 103, tired for 28 weeks",
        "Hb 103 at 28 weeks of iron",
        "Hb 103 at 6 weeks",
        "58M, Hb 103 at 28 weeks",
        "recheck Hb 103 in 24 weeks",
    ],
)
def test_weeks_that_are_of_none(question: str, reader: Reader) -> None:
    events = reader.read(question).events
    assert not any(event.get("present") == "pregnancy" for event in events)
    assert not any(event.get("observed") == "gestation" for event in events)


def test_the_limits_of_a_pregnancy_are_told(planner: Planner) -> None:
    assert first("Hb 103 at 28 weeks, anemic?", planner) == "anemia-pregnancy"


@pytest.mark.parametrize(
    ("question", "saturation"),
    [
        ("sat 14, ferritin 76", ["14"]),
        ("ferritin 76, sats of 14 %", ["14"]),
        ("TSAT of 14 %, ferritin 76", ["14"]),
        ("sats 96% on air, ferritin 76", []),
        ("seen on Sat 14 Oct, ferritin 76", []),
    ],
)
def test_a_saturation_that_is_no_oxygen(
    question: str, saturation: list[str], reader: Reader
) -> None:
    found = [
        event["value"]
        for event in reader.read(question).events
        if event.get("observed") == "transferrin_saturation"
    ]
    assert found == saturation


def test_a_negative_test_denies_the_disease(reader: Reader) -> None:
    for said in ("coeliac neg", "celiac screen negative", "coeliac -ve"):
        events = reader.read(f"{said}, Hb 93, ferritin 8").events
        assert {"absent": "celiac_disease", "ago": 0.0} in events
    events = reader.read("coeliac +ve, Hb 93, ferritin 8").events
    assert {"present": "celiac_disease", "ago": 0.0} in events


TABLET = "my 3 year old may have swallowed one of my iron tablets"


@pytest.mark.parametrize(
    "question",
    [
        f"{TABLET} three weeks ago, she's fine, where do I keep them?",
        f"{TABLET} last month and has been fine. how do I store them",
    ],
)
def test_what_a_child_may_have_swallowed_weeks_ago_is_over(question: str, planner: Planner) -> None:
    assert first(question, planner) == "storage-children"


@pytest.mark.parametrize(
    "question",
    [
        f"{TABLET} today, she's fine, where do I keep them?",
        f"{TABLET} yesterday, is fine",
        f"{TABLET} last month and she's not well",
        f"{TABLET} last month, was fine, and now she's vomiting",
        f"{TABLET} last month, she's fine, and another one this morning",
        f"{TABLET}, she's fine, where do I keep them?",
    ],
)
def test_what_it_swallowed_lately_is_an_emergency(question: str, planner: Planner) -> None:
    assert first(question, planner) == "emergency-child-iron"
