"""A medicine jotted into the planner's box: what is taken, ordered, given or stopped, how much, how often.

Each phrase was written with what a clinician means by it before it was tried.
"""

import pytest

from hematinic.answers.reading.derived import with_every_name
from hematinic.answers.reading.understand import Reader
from hematinic.web.planner.adding import added
from hematinic.web.planner.medicine import SURE, medicine

DAY = {"as_of": "2026-11-20"}


@pytest.fixture(scope="module")
def reader(service):
    return Reader(with_every_name(service.guideline))


def row(service, reader, text):
    """The first medicine of the form, and what is told of it."""
    values, found = added(text, dict(DAY), service.guideline, reader)
    parts = ("medicine", "verb", "when", "dose", "dose_unit", "every")
    return {part: values.get(f"{part}.0", "") for part in parts}, found


@pytest.mark.parametrize(
    ("text", "name", "dose", "every"),
    [
        ("folic acid 5 mg daily", "folic_acid", "5 mg", "1 d"),
        ("Folic acid 5mg od", "folic_acid", "5 mg", "1 d"),
        ("folic acid 5 mg once a day", "folic_acid", "5 mg", "1 d"),
        ("folic acid 0.4 mg every day", "folic_acid", "0.4 mg", "1 d"),
        ("folic acid 400 micrograms daily", "folic_acid", "400 ug", "1 d"),
        ("metformin 1 g bd", "metformin", "1 g", "12 h"),
        ("metformin 500 mg three times a day", "metformin", "500 mg", "8 h"),
        ("omeprazole 20 mg daily", "omeprazole", "20 mg", "1 d"),
        ("levothyroxine 75 mcg in the morning", "levothyroxine", "75 ug", "1 d"),
        ("methotrexate 15 mg weekly", "methotrexate", "15 mg", "1 wk"),
        ("hydroxocobalamin 1 mg every 3 months", "hydroxocobalamin", "1 mg", "3 mo"),
        ("hydroxocobalamin 1 mg every two months", "hydroxocobalamin", "1 mg", "2 mo"),
        ("calcium carbonate 500 mg", "calcium_carbonate", "500 mg", ""),
        ("warfarin", "warfarin", "", ""),
    ],
)
def test_without_a_verb_it_is_taken_now_and_that_is_said(service, reader, text, name, dose, every):
    found, told = row(service, reader, text)
    assert (found["medicine"], found["verb"], found["when"]) == (name, "started", DAY["as_of"])
    assert f"{found['dose']} {found['dose_unit']}".strip() == dose
    assert found["every"] == every
    assert told.left == []
    assert told.taken[0].endswith(SURE)


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("on folic acid 5 mg daily", "started"),
        ("taking folic acid 5 mg daily", "started"),
        ("is now on folic acid 5 mg daily", "started"),
        ("ordered folic acid 5 mg daily", "ordered"),
        ("folic acid 5 mg daily, ordered", "ordered"),
        ("about to start folic acid 5 mg daily", "ordered"),
        ("stopped folic acid", "stopped"),
        ("no longer taking folic acid", "stopped"),
        ("given folic acid 5 mg", "given"),
    ],
)
def test_a_verb_is_believed(service, reader, text, verb):
    found, told = row(service, reader, text)
    assert (found["medicine"], found["verb"]) == ("folic_acid", verb)
    assert not told.taken[0].endswith(SURE)


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("folate 5 mg daily", "started: folic_acid, dose: 5, unit: mg, every: 1 d"),
        ("on folate 5 mg daily", "started: folic_acid, dose: 5, unit: mg, every: 1 d"),
        ("folate 400 mcg od", "started: folic_acid, dose: 400, unit: ug, every: 1 d"),
        ("stopped folate", "stopped: folic_acid"),
        ("methylfolate 5 mg daily", "started: levomefolic_acid, dose: 5, unit: mg, every: 1 d"),
        ("B12 1 mg im", "started: unspecified_vitamin_b12, dose: 1, unit: mg, route: intramuscular"),
        ("given b12 1 mg im",
         "given: unspecified_vitamin_b12, dose: 1, unit: mg, route: intramuscular"),
        ("vitamin b12 1000 mcg daily",
         "started: unspecified_vitamin_b12, dose: 1000, unit: ug, every: 1 d"),
        ("on b12", "started: unspecified_vitamin_b12"),
        ("iron 65 mg daily", "started: unspecified_iron, every: 1 d"),
        ("on iron", "started: unspecified_iron"),
    ],
)  # fmt: skip
def test_what_is_measured_is_a_medicine_where_it_is_taken(reader, text, event):
    """Which form of it is not guessed."""
    found, told = medicine(text, reader)
    said = ", ".join(f"{key}: {value}" for key, value in found.items() if key != "ago")
    assert said == event
    assert told


@pytest.mark.parametrize("text", ["iron 100 mg iv", "iron 1 g iv", "on iron infusions"])
def test_iron_by_vein_is_asked_for_by_its_name(service, reader, text):
    found, told = row(service, reader, text)
    assert found["medicine"] == ""
    left = str(*told.left)
    assert left.startswith(f"{text}: which of ferric carboxymaltose, ")
    assert "ferrous" not in left


@pytest.mark.parametrize(
    "text",
    ["b12 monthly", "had b12", "had iron", "iron 12", "b12 120", "folate 5 mg", "folate 5 mg daily?",
     "no folate", "iron yesterday"],
)  # fmt: skip
def test_what_may_be_a_result_or_a_plan_to_measure_is_no_medicine(reader, text):
    assert medicine(text, reader) is None


def test_how_long_ago_it_was(service, reader):
    found, _ = row(service, reader, "stopped ferrous sulfate 2 weeks ago")
    assert (found["verb"], found["when"]) == ("stopped", "2026-11-06")
    found, _ = row(service, reader, "hydroxocobalamin 1 mg yesterday")
    assert (found["verb"], found["when"]) == ("given", "2026-11-19")
    found, _ = row(service, reader, "omeprazole 20 mg daily for 10 weeks")
    assert (found["verb"], found["when"]) == ("started", "2026-09-11")


def test_a_day_that_is_not_understood_is_asked_for(service, reader):
    found, told = row(service, reader, "on omeprazole since May")
    assert found["verb"] == "started"
    assert "“since may” is not taken: enter the day" in told.taken[0]


@pytest.mark.parametrize("text", ["ferrous sulfate 200 mg tds", "ferrous fumarate 210 mg daily"])
def test_a_strength_that_may_be_of_the_salt_is_not_taken_as_elemental(service, reader, text):
    found, told = row(service, reader, text)
    assert found["dose"] == ""
    assert "enter it as elemental iron" in told.taken[0]


def test_a_route_is_kept(service, reader):
    values, _ = added("cyanocobalamin 1 mg im monthly", dict(DAY), service.guideline, reader)
    assert "route: intramuscular" in values["lines"]
    assert "every: 1 mo" in values["lines"]


@pytest.mark.parametrize(
    "text",
    ["no folic acid", "not on metformin", "folic acid 5 mg daily?", "allergic to hydroxocobalamin",
     "never took metformin"],
)  # fmt: skip
def test_what_is_denied_or_asked_is_no_medicine(service, reader, text):
    found, _ = row(service, reader, text)
    assert found["medicine"] == ""


def test_a_result_stays_a_result(service, reader):
    """Folate is measured, folic acid taken; a unit of mass a liter is of the first."""
    values, _ = added("folate 2.1 ug/L; ferritin 9 ug/L", dict(DAY), service.guideline, reader)
    assert values["value.folate"] == "2.1"
    assert values["value.ferritin"] == "9"
    assert "medicine.0" not in values


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("serum iron 5 mg daily", False),
        ("phosphate 30 mmol daily", False),
        ("serum iron 5", True),
        ("hb 92 low", True),
        ("hb 92 g/L", True),
    ],
)
def test_an_amount_is_given_no_other_unit(service, reader, text, taken):
    """What one swallows is no result; it is shown again."""
    values, found = added(text, dict(DAY), service.guideline, reader)
    assert any(name.startswith("value.") and said for name, said in values.items()) is taken
    assert bool(found.left) is not taken
