"""What could have harmed, mended by its kind: each kind with what lies on the other side of it."""

import pytest

from hematinic.answers import Answer, ask
from hematinic.answers.replying.compose import answerer
from hematinic.plan.build import Planner


def said(question: str, planner: Planner, reader: str = "clinician", *earlier: str) -> Answer:
    return ask(question, planner, None, reader, earlier=earlier)


def item(question: str, planner: Planner, reader: str = "clinician", *earlier: str) -> str:
    return said(question, planner, reader, *earlier).sentences[0].item


def known(question: str, planner: Planner, *earlier: str) -> list[str]:
    return answerer(planner).door.read(question, earlier).known.shown


# A raised MMA


@pytest.mark.parametrize(
    ("question", "reader"),
    [
        (
            "B12 255 ng/L, MMA 610 nmol/L, renal function normal, ferritin 8. Should I treat?",
            "clinician",
        ),
        ("b12 230 and mma 590, kidneys are fine, ferritin 7, do they need to treat it?", "patient"),
    ],
)
def test_a_raised_mma_confirms_where_no_treatment_is_told(
    question: str, reader: str, planner: Planner
) -> None:
    first = said(question, planner, reader).sentences[0]
    assert first.item == "mma-limits"
    assert "Yes, both, B12 first" in first.text


def test_a_raised_mma_on_treatment_is_told_as_such(planner: Planner) -> None:
    question = "MMA 540 after three months on oral b12, egfr 92, tablets enough?"
    first = said(question, planner).sentences[0]
    assert first.item == "mma-high-on-treatment"
    assert first.text.startswith("No: with working kidneys an MMA of 540")


@pytest.mark.parametrize("value", [460, 640, 910])
def test_a_high_mma_is_never_answered_as_a_normal_one(value: int, planner: Planner) -> None:
    for reader in ("clinician", "patient"):
        question = f"and what if the mma were {value}"
        assert item(question, planner, reader, "b12 215 and worn out") != "mma-normal"


# Copper


@pytest.mark.parametrize(
    "question",
    [
        "Sleeve 5 yrs ago, spastic gait, pancytopenia, B12 480. What else?",
        "bypass in 2016, unsteady, neutrophils 1.1, on 3 monthly hydroxocobalamin. next test?",
        "had a bypass, jabs up to date, wobbly on my feet and white cells low. what else could it be",
    ],
)
@pytest.mark.parametrize("reader", ["clinician", "patient"])
def test_copper_comes_first(question: str, reader: str, planner: Planner) -> None:
    answer = said(question, planner, reader)
    assert answer.sentences[0].item == "copper"
    assert answer.sentences[0].text.startswith("Copper")


@pytest.mark.parametrize(
    "question",
    [
        "bypass in 2016, unsteady, B12 88. treat how?",
        "neutrophils 1.1 with B12 70, no surgery, walking fine. treat first?",
    ],
)
def test_b12_that_is_low_is_not_copper(question: str, planner: Planner) -> None:
    assert item(question, planner) != "copper"


# What is absent


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("ferritin 14, CKD no, pregnant: no", ["chronic kidney disease", "pregnancy"]),
        ("Hb 95, crohns -ve, celiac neg", ["Crohn's disease", "celiac disease"]),
        ("Hb 95 outside IBD", ["inflammatory bowel disease"]),
        ("ulcerative colitis nil, Hb 96", ["ulcerative colitis"]),
    ],
)
def test_a_condition_with_a_no_behind_it_is_absent(
    question: str, absent: list[str], planner: Planner
) -> None:
    shown = known(question, planner)
    for name in absent:
        assert any(f"no {name}" in says for says in shown), shown


@pytest.mark.parametrize(
    "question", ["CKD no change, Hb 96", "CKD, no HF, ferritin 60", "CKD 3b, ferritin 60"]
)
def test_a_no_of_something_else_takes_nothing_back(question: str, planner: Planner) -> None:
    assert "chronic kidney disease" in known(question, planner)


def test_what_was_absent_before_stays_so(planner: Planner) -> None:
    shown = known("and iron?", planner, "ferritin 60, Hb 95, CKD no, crohns neg")
    assert "from before: no chronic kidney disease" in shown
    assert "from before: no Crohn's disease" in shown


def test_tests_of_celiac_disease_are_still_a_subject(planner: Planner) -> None:
    asked = answerer(planner).door.read("tTG negative, could it still be?")
    assert "celiac_disease" in asked.terms


# Counts and strengths of tablets


@pytest.mark.parametrize(
    "question",
    [
        "ferr 14, GP offered B12 tablets 50mcg and iron once a day, right?",
        "Dad is 81 and takes 9 tablets every morning, including iron and calcium. which clash?",
        "vegan complex with 30 mcg b12, is that enough for me?",
        "took 2 of my iron pills this morning, 325 mg each, by mistake",
    ],
)
def test_no_count_of_tablets_and_no_dose_is_made_up(question: str, planner: Planner) -> None:
    answer = said(question, planner, "patient")
    assert answer.behavior != "emergency"
    assert answer.sentences[0].item not in ("iron-dose-too-high", "dose-too-low")


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("I take 4 iron tablets every morning", "iron-dose-too-high"),
        ("three 200mg ferrous sulfate tablets daily, ok?", "iron-dose-too-high"),
        ("hydroxocobalamin 20 mcg im charted, ok?", "dose-too-low"),
    ],
)
def test_a_dose_that_is_wrong_is_still_stopped(question: str, name: str, planner: Planner) -> None:
    assert item(question, planner, "patient") == name


@pytest.mark.parametrize(
    "question",
    [
        "I took 11 of my iron pills, 325 mg each",
        "my 4 year old took 2 of my iron pills, 325 mg each",
        "took 7 fumarate by mistake",
        "took 30 of the 210 fumarate",
        "8 tabs ferrous sulfate taken last night to catch up, feel fine",
        "took all my iron tablets at once",
    ],
)
def test_many_tablets_and_a_child_are_an_emergency(question: str, planner: Planner) -> None:
    assert said(question, planner, "patient").behavior == "emergency"


@pytest.mark.parametrize(
    "question",
    [
        "took the 322 fumarate with my thyroid tablet by mistake for days",
        "took 300 ferrous gluconate twice today by mistake",
        "can I take my laxative & iron & b12 tab all at once",
        "6 tabs ferrous sulfate taken over the week, 1 missed",
    ],
)
def test_a_strength_and_several_medicines_are_no_overdose(question: str, planner: Planner) -> None:
    assert said(question, planner, "patient").behavior != "emergency"


# Emergencies


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("my uncle sounded drunk on the phone but never drinks, b12 low", "emergency-stroke"),
        ("after a sleeve, muddled with double vision, b12 150, what first", "emergency-wernicke"),
        ("RYGB four months ago, vomiting, nystagmus, b12 170", "emergency-wernicke"),
        ("Wernicke? drowsy and confused, b12 130", "emergency-wernicke"),
    ],
)
@pytest.mark.parametrize("reader", ["clinician", "patient"])
def test_what_was_missed(question: str, name: str, reader: str, planner: Planner) -> None:
    answer = said(question, planner, reader)
    assert (answer.behavior, answer.sentences[0].item) == ("emergency", name)


def test_thiamine_stands_behind_the_call_for_help(planner: Planner) -> None:
    answer = said("post bypass, confused, nystagmus, b12 130. what first", planner)
    assert answer.sentences[1].item == "wernicke-act"


@pytest.mark.parametrize(
    "question", ["pregnant 31/40, hb 67 asymptomatic", "22 weeks pregnant, Hb 66 g/L, feels ok"]
)
@pytest.mark.parametrize("reader", ["clinician", "patient"])
def test_below_70_in_pregnancy_is_an_emergency_without_symptoms(
    question: str, reader: str, planner: Planner
) -> None:
    assert said(question, planner, reader).behavior == "emergency"


def test_the_same_day_obstetric_hematology_is_named(planner: Planner) -> None:
    assert (
        "obstetric hematology"
        in said("pregnant 31/40, hb 67 asymptomatic", planner).sentences[0].text
    )


@pytest.mark.parametrize(
    "question", ["pregnant 31/40, hb 78 asymptomatic", "Hb 67 asymptomatic, obs normal"]
)
def test_above_it_or_outside_pregnancy_it_is_none(question: str, planner: Planner) -> None:
    assert said(question, planner).behavior != "emergency"


@pytest.mark.parametrize(
    "question",
    [
        "pt fainted after hydroxo last time, vasovagal. observe this time?",
        "my first jab made me dizzy and i fainted in the waiting room, next is monday",
        "reaction to flu vaccine last week, hives, hydroxo due: ok to give?",
        "79 yr old, Hb 58, megaloblastic, comfortable, stable. reg has crossmatched 2 units",
    ],
)
def test_what_is_over_or_in_care_is_no_alarm(question: str, planner: Planner) -> None:
    assert said(question, planner).behavior == "answer"


@pytest.mark.parametrize(
    "question",
    [
        "collapsed after hydroxo just now, last time was fine",
        "hives after my b12 jab today, had a flu vaccine last week",
        "i fainted after my b12 jab",
        "79 yr old, Hb 58, megaloblastic, chest pain. reg has crossmatched 2 units",
    ],
)
def test_what_goes_on_still_is(question: str, planner: Planner) -> None:
    assert said(question, planner).behavior == "emergency"


@pytest.mark.parametrize(
    ("question", "finding"),
    [
        ("b12 140, toes buzzing at night", "numbness or tingling"),
        ("b12 140, fingers fizz", "numbness or tingling"),
        ("b12 140, staggers in the dark", "unsteady"),
    ],
)
def test_nerve_signs_in_other_words(question: str, finding: str, planner: Planner) -> None:
    events = answerer(planner).door.read(question).known.events
    wanted = "gait_disturbance" if finding == "unsteady" else "paresthesia"
    assert any(event.get("present") == wanted for event in events)


def test_a_phone_that_buzzes_is_none(planner: Planner) -> None:
    assert known("my phone buzzes for my b12 jab", planner) == ["on hydroxocobalamin"]


def test_a_leg_that_tingles_since_a_needle_in_the_buttock_is_no_stroke(planner: Planner) -> None:
    question = "they put the b12 in my buttock and my leg is numb down one side since"
    assert said(question, planner, "patient").behavior != "emergency"
    other = "my arm and leg are numb down one side since this morning, b12 low"
    assert said(other, planner, "patient").behavior == "emergency"


def test_a_dose_that_is_in_is_not_stopped_again(planner: Planner) -> None:
    assert item("Ferinject 1g given at 38kg. harm?", planner) != "infusion-dose-too-high"
    assert item("Ferinject 1g to be given at 38kg. ok?", planner) == "infusion-dose-too-high"


def test_a_score_of_the_liver_is_no_child(planner: Planner) -> None:
    says = item("cirrhosis Child B, varices, ferritin 11 hb 84. iv iron?", planner)
    assert says != "children"
    assert item("my child b12 is low, which dose?", planner, "patient") == "children"


# A severe hemoglobin is never off topic


@pytest.mark.parametrize("hb", [53, 64, 72, 79])
def test_a_severe_hemoglobin_is_not_turned_away(hb: int, planner: Planner) -> None:
    for question in (f"selling my bike, count was hb {hb}", f"coil fitting on monday, hb {hb}"):
        assert said(question, planner, "patient").behavior not in ("off_topic", "not_covered")


def test_another_topic_with_a_value_is(planner: Planner) -> None:
    assert said("warm AIHA, Hb 74, dose of prednisolone?", planner).behavior == "off_topic"


# Two values in time


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("hb 99 it was 107, scared", "107 to 99"),
        ("my hb was 88 and it's 101 after a month", "88 to 101"),
        ("Hb 95→101 day 15 ferrous sulfate", "95 to 101"),
        ("ferritin was 6 in june now its 28", "6 to 28"),
        ("Hb 59 → 64 after 1 unit", "59 to 64"),
    ],
)
def test_two_values_are_read_in_their_order(question: str, shown: str, planner: Planner) -> None:
    assert any(shown in says for says in known(question, planner))


def test_a_day_and_a_week_are_no_value(planner: Planner) -> None:
    assert not any("103" in says for says in known("Hb day 103", planner))
    assert not any("34 ng/L" in says for says in known("b12 at 34 wk 170 ng/L", planner))


# The question before, with a fact that is another


@pytest.mark.parametrize(
    ("question", "before", "says"),
    [
        ("and at 20 weeks?", "9/40 pregnant hb 91 ferritin 8. iv iron?", "Yes: at 20 weeks"),
        (
            "same if ferritin was 130?",
            "tsat 13, ferritin 70, HFrEF EF 33. iv iron?",
            "130 microgram/L",
        ),
        (
            "and if tsat were 51?",
            "tsat 13, ferritin 70, HFrEF EF 33. iv iron?",
            "No: a transferrin",
        ),
        ("and if INR is 4.7", "warfarin pt, hydroxo im due", "Not into the muscle"),
    ],
)
def test_a_fact_of_a_further_question_replaces_the_earlier(
    question: str, before: str, says: str, planner: Planner
) -> None:
    assert says in said(question, planner, "clinician", before).sentences[0].text


def test_an_age_replaces_the_earlier_and_keeps_the_rest(planner: Planner) -> None:
    shown = known("same if she was 57?", planner, "36F ferritin 9 hb 99 heavy periods. scopes?")
    assert "age 57, female" in shown
    assert any("hemoglobin 99" in says for says in shown)


def test_another_person_does_not(planner: Planner) -> None:
    shown = known("my husband is 57, does he need it?", planner, "36F ferritin 9 hb 99. scopes?")
    assert not any("hemoglobin 99" in says for says in shown)


# What leaves the subject


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("rivaroxaban dose if egfr falls", "on warfarin, hydroxo im ok?"),
        ("which foods for my diabetes", "metformin and b12, do i need a test"),
        ("dose of levothyroxine", "can i take iron with my thyroxine"),
        ("how is stomach cancer treated", "pernicious anemia and stomach cancer risk"),
        ("how do you treat stomach cancer", "pernicious anemia and stomach cancer risk"),
        ("what to eat with gout", "can i have too much iron from food"),
    ],
)
@pytest.mark.parametrize("alone", [True, False])
def test_another_subject_is_declined_behind_one_of_ours(
    question: str, before: str, alone: bool, planner: Planner
) -> None:
    earlier = () if alone else (before,)
    assert said(question, planner, "patient", *earlier).behavior == "off_topic"


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("does my levothyroxine dose need changing", "can i take iron with my thyroxine"),
        ("what dose of vitamin c goes with it", "how do i take iron"),
        ("what foods have it", "is my b12 too low at 150"),
    ],
)
def test_what_leans_on_ours_is_answered(question: str, before: str, planner: Planner) -> None:
    assert said(question, planner, "patient", before).behavior == "answer"


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("an hour after my Monofer my tongue feels huge", "emergency-allergy"),
        ("tongue too fat to talk since the iron drip this morning", "emergency-allergy"),
        ("granddaughter (3) had my purse, a dozen ferrous sulfate gone", "emergency-child-iron"),
        ("my boy is 4 and has been at my iron pills, wait and see?", "emergency-child-iron"),
        ("my daughter of 9 is missing iron in her diet", "children"),
        ("my tongue is big and smooth with low b12", "sore-mouth"),
        ("three iron tablets are missing from my packet", "iron-tablet-missed"),
    ],
)
def test_a_tongue_after_a_drip_and_tablets_gone_from_a_bag(
    question: str, wanted: str, planner: Planner
) -> None:
    assert item(question, planner, "patient") == wanted
