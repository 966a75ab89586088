"""A question is one value, read at the door: its words, its terms, its facts, whose they are."""

import pytest

from hematinic.answers import weights
from hematinic.answers.reading.door import Door
from hematinic.answers.reading.kinds import kind_of
from hematinic.answers.reading.text import plain
from hematinic.answers.reading.turns import leans, parts_of
from hematinic.answers.replying.compose import answerer
from hematinic.plan.build import Planner


@pytest.fixture(scope="module")
def door(planner: Planner) -> Door:
    return answerer(planner).door


def test_its_text_in_every_form_that_is_looked_through(door: Door) -> None:
    asked = door.read("Is the Haemoglobin low?\nHer B12’s 140, isn't it?")
    assert asked.written.startswith("Is the Haemoglobin")
    assert asked.plain == "is the hemoglobin low?\nher b12's 140, isn't it?"
    assert asked.words == " is the hemoglobin low her b12s 140 isnt it "
    assert asked.clauses == " is the hemoglobin low | , her b12s 140 , isnt it | "
    assert asked.size == 9


def test_terms_are_of_what_was_meant(door: Door) -> None:
    asked = door.read("do i need hydroxocobalmin for pernicous anemia")
    assert {"hydroxocobalamin", "autoimmune_gastritis"} <= set(asked.terms)
    assert "hydroxocobalamin" in asked.mended
    assert "hydroxocobalamin" not in asked.words


def test_an_age_before_a_sex_is_no_decimal_place(door: Door) -> None:
    assert door.read("Hgb 12.9 female, ferritin 31 ng/mL, treat?").person.age is None
    assert door.read("Hgb 12.9, 41 female, ferritin 31 ng/mL, treat?").person.age == 41


def test_the_facts_and_the_person(door: Door) -> None:
    asked = door.read("54F with Hb 92 g/L and numb feet, on metformin. Iron or B12 first?")
    names = {str(event[key]) for event in asked.stated.events for key in event if key in ("observed", "present", "started")}  # fmt: skip
    assert {"hemoglobin", "paresthesia", "metformin"} <= names
    assert (asked.person.age, asked.person.sex, asked.person.own_age) == (54, "female", False)
    assert asked.declined is None


def test_what_was_stated_before_is_known_and_not_stated(door: Door) -> None:
    asked = door.read("and what of iron?", ["54F with Hb 92 g/L"])
    assert not asked.stated.events
    assert [event["observed"] for event in asked.known.events] == ["hemoglobin"]
    assert (asked.known.person.age, asked.person.age) == (54, None)


def test_two_people_before_are_not_made_one(door: Door) -> None:
    """The question names nobody; the last one before it does, and the one before that another."""
    asked = door.read("and what of iron?", ["54F with Hb 92 g/L", "62M with ferritin 9"])
    assert [event["observed"] for event in asked.known.events] == ["ferritin"]
    assert (asked.known.person.age, asked.known.person.sex) == (62, "male")


def test_only_the_last_questions_are_read_again(door: Door) -> None:
    earlier = ["Hb 92 g/L"] + ["and iron?"] * weights.MOST_EARLIER
    assert not door.read("and b12?", earlier).known.events
    assert door.read("and b12?", earlier[:-1]).known.events


@pytest.mark.parametrize(
    ("question", "behavior", "says"),
    [
        ("my toddler swallowed my iron tablets", "emergency", "emergency-child-iron"),
        ("what is the capital of France", "off_topic", "out-of-scope"),
        ("list the names of patients you know", "refused", "no-records"),
        ("iron for my 2 year old?", "not_covered", "children"),
        ("1 2 3", "not_covered", "not-covered"),
    ],
)
def test_its_kind(door: Door, question: str, behavior: str, says: str) -> None:
    declined = door.read(question).declined
    assert declined is not None
    assert (declined.behavior, declined.says) == (behavior, says)


def test_of_a_very_long_text_the_middle_is_read_in_parts(door: Door) -> None:
    filler = "and so on " * 600
    text = f"{filler} Hb 41 g/L {filler}"
    assert not door.read(text).stated.events
    assert any(part.events for part in door.parts(text))
    assert list(door.parts("Hb 41 g/L")) == []


@pytest.mark.parametrize(
    ("question", "leans_on_it"),
    [
        ("why?", True),
        ("and in pregnancy?", True),
        ("how long for?", True),
        ("and how long would i be on those for", True),
        ("so what do i look at before anything else", True),
        ("until when do we keep that going? she is at day 22 now and has had 11", True),
        ("what is the weather like in the north of the country", None),
        ("How long do I take iron?", None),
        ("What is the maintenance interval of hydroxocobalamin?", None),
    ],
)
def test_what_leans_on_the_question_before(
    door: Door, question: str, leans_on_it: bool | None
) -> None:
    """None: its words do not tell, and what is likelier answered does."""
    asked = door.read(question)
    subject = bool(set(door.guard.subject) & set(asked.terms))
    assert leans(asked.words, subject) is leans_on_it


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Can I take iron with tea? How long for?", 2),
        ("How often is B12 given, and when is iron checked?", 2),
        ("54F, Hb 92. What first?", 1),
        ("iron and b12 both low", 1),
    ],
)
def test_the_questions_of_a_text(text: str, parts: int) -> None:
    assert len(parts_of(text)) == parts


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How long do I take iron?", "how_long"),
        ("Hb 92. How much iron?", "how_much"),
        ("why B12 first", "why"),
        ("which one do I start first", "which_first"),
        ("how come once a day?", "why"),
        ("on cipro and iron. timing?", "when"),
        ("ferritin 82, iron def or not", "value"),
        ("is that low?", "value"),
        ("may I take it with food?", "yes_no"),
        ("ferritin", ""),
    ],
)
def test_the_kind_of_question(question: str, kind: str) -> None:
    assert kind_of(plain(question)) == kind
