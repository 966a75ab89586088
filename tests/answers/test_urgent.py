"""Emergencies in people's own words, and what only looks like one."""

import pytest

from hematinic.answers import ask
from hematinic.answers.reading.patterns import Patterns, clauses
from hematinic.plan.build import Planner

URGENT = [
    "Hb 66, short of breath at rest, no CP/syncope",
    "Hb 4,1 g/dL",
    "cannot swallow anything since the infusion, lips swollen",
    "my lad managed to down 18 iron tablets",
    "Mum has gone all floppy on one side and her words are coming out wrong",
    "She can't keep her eyes open and won't respond, she had her iron infusion this afternoon",
    "started Ferinject 10 min ago, pt now hypotensive and wheezy",
    "I've been throwing up stuff that looks like coffee grounds since last night",
    "my husband vomited a lot of bright red blood, he takes iron",
    "my legs just gave way and now I can't feel them",
    "numb from the waist down since this morning",
    "cant control my bladder any more, b12 deficient",
    "everything went dark in my right eye an hour ago",
    "I think I'm going blind, b12 was 60",
    "she is confused and agitated since last night, B12 55",
    "can't catch my breath even sitting still",
    "heart is racing, chest feels tight, ferritin 4",
    "crushing central chest pain radiating to jaw, Hb 66",
    "I passed out in the shower this morning, Hb 69",
    "little boy 3yrs swallowed my ferrous fumarate",
    "my two year old may have eaten some of my iron tablets",
    "daughter (4) found with the iron bottle, mouth is black",
    "the baby got into my purse and ate the vitamins with iron",
    "I took the whole pack of iron tablets",
    "swallowed thirty ferrous sulphate",
    "what happens if i took 40 iron tablets",
    "I want to kill myself",
    "life isnt worth living with this fatigue",
    "tongue and lips are swelling after the injection",
    "cant swallow, throat feels like its closing, had hydroxocobalamin half an hour ago",
    "passing black tarry stools for 2 days, Hb dropping",
    "large amount of blood in the toilet and feeling faint",
    "i am bleeding so heavily i have soaked 3 pads in an hour",
    "vomitting blod",
    "she keeps peeing herself and has a numb saddle area",
    "hubby is talking gibberish, B12 is low",
    "i want to end things",
    "I have had thoughts of not wanting to live lately",
    "gastric sleeve last year, vomiting for a month and now seeing double",
    "drinks heavily, nystagmus and unsteady, B12 140",
    "chst pain and low hb",
    "i cant breath",
    "Patient with HFrEF Hb 68",
    "platelets 9, B12 40",
    "came home to an empty box of iron tablets and my wife is vomiting",
    "gran has dementia and half her iron tablets are missing",
    "he may have taken 20 iron tablets",
    "neuts 0.2 rigors temp 39.4 b12 60",
    "K 2.7 after starting B12 Hb 58",
    "No fever but chest pain since this morning",
    "not sure why but I have chest pain",
    "I had anemia years ago. Now I have chest pain",
    "What causes this? I have chest pain and cant breathe",
]  # fmt: skip

NOT_URGENT = [
    "no chest pain, syncope or melaena",
    "my bottle of iron tablets is empty, how do i get more",
    "the packet is empty and i have been sick, ran out of iron tablets last week",
    "neut 1.6, temp 38.9, b12 240 ng/l",
    "denies chest pain, syncope, melaena and incontinence",
    "I fainted last year, is that linked to low iron",
    "what are the red flags for admission in iron deficiency",
    "chest infection, heavy periods, ferritin 9. infusion?",
    "I cant walk far without getting tired, Hb 95",
    "i cant stand needles, can I have b12 tablets",
    "is dark stool normal with iron tablets",
    "how long should i take iron tablets for",
    "my daughter is 19 and takes iron tablets, is that enough",
    "vomiting after my iron tablets, blood test next week",
    "can i take all my tablets together at breakfast",
    "I have taken iron tablets for 10 weeks and my Hb has not moved",
    "hair gone grey early with pernicious anemia",
    "sore red swollen tongue for months, b12 low",
    "short of breath on stairs, Hb 94, do i need an infusion",
    "took 65 mg iron this morning with coffee",
    "I bleed heavily every month, ferritin 6",
    "difficulty walking in a straight line, B12 90. schedule?",
    "does iron make you sick, i take 200 mg",
    "how many iron tablets a day, i take 2",
    "Can I overdose on B12 injections?",
    "does B12 deficiency cause memory loss",
    "chest pain excluded, troponin negative. Hb 86 ferritin 4",
    "stools dark but not sticky on iron, is that normal",
    "is breathlessness a symptom of anaemia",
    "I lost my appetite, b12 110",
    "can i breastfeed my baby while taking iron tablets",
    "my toddler drinks milk, i take iron",
    "my baby is 3 months, I take iron tablets and breastfeed",
    "after the injection my tingling feels worse",
    "The injection made me dizzy, is that usual",
    "Hb 76, heavy periods, no CP/SOB/syncope, no cardiac hx. Send in tonight?",
    "Hb 66, B12 58 ng/L. Asymptomatic, obs normal, no cardiac hx. Transfuse?",
    "Hb 6,1 mmol/L, ferritin 9. Oral or iv?",
    "I cannot swallow pills, is there a liquid iron",
    "my b12 jab was postponed by two weeks",
    "Hb down 18 on iron tablets, why",
    "b12 and iron low, start all at once or one by one",
    "vomited once after my iron, no double vision",
]  # fmt: skip


@pytest.mark.parametrize("question", URGENT)
def test_help_first(question: str, planner: Planner) -> None:
    assert ask(question, planner).behavior == "emergency"


@pytest.mark.parametrize("question", NOT_URGENT)
def test_no_needless_alarm(question: str, planner: Planner) -> None:
    assert ask(question, planner).behavior != "emergency"


@pytest.mark.parametrize("place", ["start", "middle", "end"])
def test_a_long_text_hides_no_emergency(place: str, planner: Planner) -> None:
    """Without an end of a sentence, and longer than what is answered."""
    noise = "my ferritin was low again and they said it was nothing to think of " * 90
    half = len(noise) // 2
    urgent = " i cant breathe and have crushing chest pain "
    text = {
        "start": urgent + noise,
        "middle": noise[:half] + urgent + noise[half:],
        "end": noise + urgent,
    }[place]
    assert ask(text, planner).behavior == "emergency"


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("<cannot> .. walk", "I cannot really walk", True),
        ("<cannot> .. walk", "I cannot. Walk on", False),
        ("vomit* .. blood", "Vomiting, with blood", True),
        ("stand !the", "can't stand the taste", False),
        ("<5+> tablets", "12 tablets", True),
        ("<5+> tablets", "4 tablets", False),
        ("<5+> .. iron", "65 mg iron", False),
        ("<number> year old", "two year old", True),
    ],
)
def test_the_patterns(phrase: str, text: str, found: bool) -> None:
    made = Patterns({"cannot": ["cannot", "cant"]})
    assert bool(made.any([phrase]).search(clauses(text))) is found


def test_every_message_exists_and_every_group_finds_something(planner: Planner) -> None:
    known = planner.rules.guideline
    made = Patterns(known.emergencies.classes)
    for one in known.emergencies.emergencies:
        assert one.says in known.answers
        assert all(made.any(group) for group in one.all)
