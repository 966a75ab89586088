"""Figures of a question: doses that are wrong by a factor, and what a value means."""

import pytest

from hematinic.answers import ask
from hematinic.plan.build import Planner


def first(question: str, planner: Planner, reader: str = "clinician") -> str:
    return ask(question, planner, None, reader, as_of=740_000).sentences[0].text


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("chart: hydroxocobalamin 1000 mg IM, give it?", "1000 mg is a thousand times 1 mg"),
        ("cyanocobalamin 1 g injection ok?", "1 g is a thousand times 1 mg"),
        ("hydroxocobalamin 1 microgram IM?", "1 mg is a thousand times 1 microgram"),
        ("folic acid 500 mg daily?", "500 mg is a hundred times 5 mg"),
        ("ferrous sulfate 2000 mg daily?", "2000 mg is ten times one 200 mg tablet"),
        ("take 5 iron tablets three times a day", "15 tablets a day is 15 times one tablet a day"),
        ("iron with vitamin C 4 times a day?", "4 tablets a day is 4 times one tablet a day"),
        ("Ferinject 1100 mg at once, 50 kg", "1100 mg is 1.1 times 1000 mg"),
        ("Ferinject 1000 mg at once, 40 kg", "1000 mg is 1.2 times 800 mg"),
        ("Monofer 3000 mg, 60 kg patient", "3000 mg is 2.5 times 1200 mg"),
    ],
)
def test_a_dose_that_is_wrong_by_a_factor_is_stopped(
    question: str, says: str, planner: Planner
) -> None:
    text = first(question, planner)
    assert text.startswith("Stop")
    assert says in text


@pytest.mark.parametrize(
    "question",
    [
        "hydroxocobalamin 1 mg IM three times a week?",
        "hydroxocobalamin 5 mg IM?",
        "oral cyanocobalamin 50 micrograms a day enough?",
        "Ferinject 1000 mg at once, 50 kg",
        "metformin 500 mg and low B12, stop it?",
        "vitamin C 1000 mg with iron?",
        "Iron drip of 1500 mg in March, ferritin is down again. Another?",
        "500 mg of iron IV over 15 minutes, fine?",
        "folic acid 15 mg daily?",
        "iron 65 mg and B12 1 mg together?",
        "mum has Sinemet 5 times a day, when does she fit iron in",
        "he eats 250 g of liver a day and his B12 is 140, why",
    ],
)
def test_what_can_stand_is_not_stopped(question: str, planner: Planner) -> None:
    assert not first(question, planner).startswith("Stop")


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("What does a ferritin of 29 mean?", "shows iron deficiency"),
        ("Ferritin 299, TSAT 19 %?", "functional iron deficiency"),
        ("Ferritin 299, TSAT 20 %?", "does not show iron deficiency"),
        ("Ferritin 300, TSAT 19 %?", "does not show iron deficiency"),
        ("What does a ferritin of 30 mean?", "cannot be judged without CRP"),
        ("What does a ferritin of 99 mean?", "cannot be judged without CRP"),
        ("What does a ferritin of 100 mean?", "does not show iron deficiency"),
        ("Ferritin 30 with CRP 2, low?", "makes iron deficiency probable"),
        ("Ferritin 45 with CRP 2, low?", "does not show iron deficiency"),
        ("Ferritin 69 with CRP 20, low?", "shows iron deficiency"),
        ("Ferritin 69 with CRP 5, low?", "does not show iron deficiency"),
        ("B12 179 ng/L?", "confirms deficiency"),
        ("B12 180 ng/L?", "is indeterminate"),
        ("B12 350 ng/L?", "is indeterminate"),
        ("B12 came back 132. Low?", "confirms deficiency"),
        ("B12 came back 133. Low?", "Which unit is it"),
        ("B12 came back 179. Low?", "Which unit is it"),
        ("B12 came back 180. Low?", "is indeterminate"),
        ("Hb 11, is that low?", "Which unit is it"),
        ("Hb 110, is that low?", "is a mild anemia"),
        ("eGFR 88, MMA 900 nmol/L, B12 260 ng/L?", "highly suggestive"),
        ("TSAT 46 %, ferritin 640?", "give no iron"),
        ("B12 351 ng/L?", "makes deficiency unlikely"),
        ("Active B12 24 pmol/L?", "confirms deficiency"),
        ("Hb 6.1, units mmol/L. Severe?", "98.3 g/L"),
        ("Hb 90 to 100 g/L in two weeks of iron, enough?", "Yes, it responds"),
        ("Hb 90 to 99 g/L in two weeks of iron, enough?", "Not enough"),
    ],
)
def test_a_value_is_read_against_the_limits(question: str, says: str, planner: Planner) -> None:
    assert says in first(question, planner)


def test_a_saturation_that_is_told_is_not_asked_for(planner: Planner) -> None:
    """Below 20 % it decides, from 20 % on it does not, and without it it is to be measured."""
    said = [
        ask(f"Ferritin 85, CRP 64{beside}. Is she iron deficient?", planner).sentences[0].text
        for beside in (", TSAT 19%", ", TSAT 20%", "")
    ]
    assert said[0].startswith("Yes")
    assert "not shown" in said[1]
    assert "measure it" in said[2]


def test_in_the_first_week_of_b12_the_reticulocytes_tell(planner: Planner) -> None:
    text = first("Day 6 of hydroxocobalamin, retics 14 %, Hb 68 to 70. Hemolysis?", planner)
    assert "10 in 2 weeks" not in text
    assert "10 in 2 weeks" in first("2 weeks on iron tablets, Hb 68 to 70. Enough?", planner)
