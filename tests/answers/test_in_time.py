"""Two values of one test in a question: which is the later, and what the change means."""

import pytest

from hematinic.answers import ask
from hematinic.answers.reading.understand import Reader
from hematinic.plan.build import Planner


@pytest.fixture(scope="module")
def reader(planner: Planner) -> Reader:
    return Reader(planner.rules.guideline)


def values(reader: Reader, question: str, name: str = "hemoglobin") -> list[str]:
    """The earlier first; one alone where the two were not read as then and now."""
    observed = [event for event in reader.read(question).events if event.get("observed") == name]
    ordered = sorted(observed, key=lambda event: -float(str(event["ago"])))
    return [str(event["value"]) for event in ordered]


@pytest.mark.parametrize(
    "question",
    [
        "Hb 91, ferritin 7. Ferrous fumarate begun 3/52 ago, Hb now 95",
        "Hb was 91 in June, ferritin 7. Since then iron. Hb 95",
        "Hb today 95, ferritin 7, Hb in June was 91",
        "baseline Hb 91. After 3 weeks of tablets Hb 95",
        "Hb 91 last month. 3 week Hb 95 on iron. Hm",
        "Hb 95 (was 91 in June), ferritin 7",
        "Hb 95, up from 91 on iron",
        "Hb 91 g/L initially; repeat Hb 95 g/L",
    ],
)
def test_words_tell_which_of_two_values_is_the_later(question: str, reader: Reader) -> None:
    assert values(reader, question) == ["91", "95"]
    assert not reader.read(question).doubts


@pytest.mark.parametrize(
    "question",
    ["Hb 91, ferritin 7, Hb 95", "Hb 91 today, Hb 95 today", "Hb 91 and on the ward Hb 95"],
)
def test_where_no_word_tells_it_is_asked(question: str, reader: Reader) -> None:
    assert values(reader, question) == ["91"]
    assert "Which is the latest?" in reader.read(question).doubts[0]


def test_the_number_of_another_test_is_no_later_value(reader: Reader) -> None:
    assert values(reader, "Hb 93 in March, ferritin 8, taking iron since") == ["93"]


def test_what_went_from_one_to_another_is_read_and_a_range_is_not(reader: Reader) -> None:
    assert values(reader, "ferritin went 11 to 38", "ferritin") == ["11", "38"]
    assert values(reader, "ferritin 11 -> 38 after 3 months", "ferritin") == ["11", "38"]
    assert values(reader, "ferritin 30 to 100, what then", "ferritin") == ["30"]


def test_how_long_they_lie_apart_stands_between_them(reader: Reader) -> None:
    question = "On metformin for 6 years. Hb 91, then iron for 3 weeks, Hb today 95"
    agos = [event["ago"] for event in reader.read(question).events if "observed" in event]
    assert sorted(map(float, map(str, agos))) == [0, 21]


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("Hb 101, ferritin 9. Started ferrous sulfate 2/52 ago, Hb today 105. Plan?", "rise of 4"),
        (
            "Ferritin 9, Hb 101 last month. On ferrous sulfate since 3/52, Hb now 125. Plan?",
            "by 24",
        ),
        ("Hb was 128 in July, ferritin 9. No iron yet. Hb today 103?", "fell by 25"),
    ],
)
def test_the_change_comes_before_what_the_values_are(
    question: str, says: str, planner: Planner
) -> None:
    assert says in ask(question, planner, as_of=740_000).sentences[0].text


def test_the_later_value_is_judged_for_danger(planner: Planner) -> None:
    assert ask("Hb 96 last month, Hb today 46", planner).behavior == "emergency"
    assert ask("Hb was 46 last month, transfused, Hb today 96", planner).behavior != "emergency"


@pytest.mark.parametrize(
    ("question", "name", "expected"),
    [
        ("hb up 93 to 109 on iron", "hemoglobin", ["93", "109"]),
        ("hb down 121 to 106", "hemoglobin", ["121", "106"]),
        ("Hb unchanged (83 -> 84) on sulfate", "hemoglobin", ["83", "84"]),
        ("hb 139 last yr, 126 at christmas, 112 now", "hemoglobin", ["139", "112"]),
        ("ferritin was 7 in april, took iron until june now its 29", "ferritin", ["7", "29"]),
        ("ferritin 11 last wk, 28 today", "ferritin", ["11", "28"]),
        ("B12 went from 120 to >1500 after the jabs", "vitamin_b12", ["120", ">1500"]),
    ],
)
def test_ways_to_write_two_values(
    question: str, name: str, expected: list[str], reader: Reader
) -> None:
    assert values(reader, question, name) == expected


def test_a_change_that_is_told_is_no_first_value(reader: Reader) -> None:
    assert reader.read("hb up 16 g/L at 2 weeks").changed == {"hemoglobin": 16}
    assert reader.read("hb up 93 to 109 at 2 weeks").changed == {}
