"""Emergencies in people's own words, and what only looks like one."""

import pytest

from hematinic.answers import ask
from hematinic.answers.reading.patterns import Patterns, clauses
from hematinic.plan.build import Planner

URGENT = [
    "since this morning I can't feel when I need the loo, my b12 is low",
    "my legs won't do what I want them to since yesterday, b12 jab is on Friday",
    "they restarted the drip and my chest is tight again now",
    "they restarted it slower an hour ago and my lips are swelling now",
    "he just had anaphylaxis to iron dextran",
    "Hb 48, B12 58, asymptomatic, do we transfuse",
    "my aunt is dying, she cant breathe",
    "Hb 66, short of breath at rest, no CP/syncope",
    "Hb 4,1 g/dL",
    "what I pass is like treacle and stinks, and I sway when I get up. can I buy iron meanwhile",
    "jet black and it smells awful since last night, dizzy",
    "since sunday i cant feel when i need a pee and had two accidents, jab is wednesday",
    "legs feel as if they belong to somebody else and I can not feel I need a wee",
    "neuts were 0.2 thursday, now shivering and 38.6, clinic is on monday, can it wait",
    "neutropenia with low B12 and a fever tonight",
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
    "it is like somebody sitting on my chest, hb was 68 on monday",
    "a weight on my chest since lunch and my iron is low",
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
    "took five iron tablets at noon and again this evening",
    "so worn out with all this, I just want to end it",
    "he hears voices since the weekend, B12 90 and iron low",
    "shivering all over and my heart is 140 since I came home from the drip",
    "throat closing up, can't swallow since the jab",
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
    "took 25 of my iron tablets after the jab, have I overdosed",
    "since Friday she cannot feel that she needs to pee",
    "she's blue and not waking, gas canisters everywhere",
    "PPH two hours ago, still oozing, Hb 90",
    "day after the colonoscopy, rigid abdomen",
    "my speech is funny since this morning",
    "neuts 0.2 rigors temp 39.4 b12 60",
    "K 2.7 after starting B12 Hb 58",
    "No fever but chest pain since this morning",
    "not sure why but I have chest pain",
    "I had anemia years ago. Now I have chest pain",
    "What causes this? I have chest pain and cant breathe",
]  # fmt: skip

NOT_URGENT = [
    "it all began three winters ago when I couldn't climb a stair without a rest, ferritin 9 after four months of iron",
    "first it was flushing and a tight chest in the ferinject, which settled after stopping, restart or not",
    "doctor gave me b12 and iron and folic acid all at once, in what order do I begin",
    "heavy periods since my third child and ferritin 9, camera or not",
    "my chest felt tight on the iron drip and they stopped it, it went off and they restarted the drip slowly, can I have iron another time",
    "he already had anaphylaxis to iron dextran, can he have any other iron by vein",
    "my aunt is dying in the hospice and her b12 is 118, are the injections worth it",
    "Hb 61, MCV 121, B12 58, asymptomatic, do we transfuse",
    "12 weeks post bypass, hb 98, is it safe 4 baby if she conceives",
    "ferritin 640 a week after the drip, have they overdosed me",
    "I weigh 49 kg and a drip of 1000 mg is booked, all the iron in one go, is that right",
    "tingling is worse after four b12 injections, is it poisoning my nerves",
    "neutrophils 0.3 and no fever, low B12, whom do I ring",
    "she took 55 cm of ileum out, jabs or tablets",
    "B12 is above 1500 after my injections, have I overdosed?",
    "help me write a speech for a wedding, something funny",
    "not waking up refreshed, is it low iron",
    "feeling blue with low B12",
    "PPH in 2023, ferritin 9 now, infusion?",
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
    "may her iron be ground up, she can't swallow since the stroke in spring",
    "I want to end my iron course early",
    "took one iron tablet at eight and again at noon",
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


FIRST = {
    "emergency-heart": [
        "so breathless I can't finish a sentence, hb was 70 on friday",
        "too breathless to talk, iron of 3",
        "cannot speak in full sentences, sats 89, ferritin 5",
        "no iron, chest pain",
        "no fever or cough, chest pain since this morning",
        "iron tablets, no black stools, fainted today",
        "pulse 125 resting, hb 8.1, palpitations every shift",
        "HR 128 at rest, ferritin 4",
        "needles are fine for me but I passed out in the kitchen, b12 low",
    ],
    "emergency-allergy": [
        "Patient just had 1 g FDI, now BP 70/40, wheeze, urticaria. Adrenaline dose?",
        "lips swelling and stridor, 5 min into the iron",
        "halfway through the Monofer she came out in welts and feels faint",
        "bronchospasm and hypotension after cosmofer",
        "iron running, throat closing up",
        "iron infusion going in and my lips feel fat and my breathing is tight",
        "pt reacting to venofer, sats 86, BP 75 systolic, give what?",
        "post venofer: angioedema",
        "I have hives everywhere after my b12 jab",
        "anaphylaxis to ferric carboxymaltose right now",
    ],
    "emergency-overdose": [
        "took too many iron tablets",
        "swallowed the whole box of ferrous sulphate",
        "i have taken an overdose",
        "patient took an iron overdose, how much mg/kg is toxic",
    ],
    "emergency-iron-amount": [
        "swallowed 5 ferrous sulphate instead of 1, what now",
        "pt took 8 x 200 mg ferrous sulfate by mistake, 55 kg",
        "took 4 iron tablets by accident",
        "oops I had five of my ferrous fumarate this morning thinking they were paracetamol",
        "accidentally had six iron pills today instead of one",
        "gave her 4 ferrous fumarate instead of 1 by mistake, 54 kg",
    ],
    "emergency-infant": [
        "vegan mum here, nursing, little one has stopped rolling over and is very drowsy",
        "infant 7 months, exclusively breastfed by vegan mum, not sitting any more, floppy and very sleepy since the weekend",
        "breastfed infant of vegan mum irritable, floppy. mum's B12 85",
        "my baby of 8 months is floppy and I'm vegan, breastfeeding only",
        "EBF 5 months old, maternal b12 deficiency, lethargic, lost head control",
        "i am vegan, nursing, and my 6 month old is so sleepy and stopped smiling",
    ],
    "emergency-cord": [
        "sight getting dimmer every day, b12 60",
        "cant read any more, vision faded over a week, low b12",
        "bilateral visual loss over 5 days, B12 <50",
        "optic neuropathy progressing this week B12 80",
        "Vision getting worse in both eyes over days, B12 very low",
        "eyesight went blurry in the middle, b12 77",
        "visual acuity fell to 6/60 this week, B12 <100",
        "central scotoma both eyes, new, B12 90",
        "psychosis, B12 <100 pg/mL. admit? how fast to dose",
        "ICU pt, nitrous anaesthesia yesterday, now myelopathy, B12 90",
    ],
    "emergency-bleeding": [
        "heavy period, a pad every hour since this morning and dizzy",
        "changing a pad every hour today, hb 90",
    ],
    "emergency-general": [
        "K 2.6 day 4 of hydroxocobalamin, some ectopics",
        "eyes gone yellow and I am short of breath, b12 83",
        "jaundiced and breathless, B12 60 ng/L",
    ],
}  # fmt: skip
"""By the message that must come first, in lay and in clinical words."""

LOOK_ALIKE = [
    "my sight is worse at night, is it iron? had it for years",
    "patient had anaphylaxis to iron sucrose in 2019, which product now",
    "is premedication needed to prevent anaphylaxis",
    "can low iron cause fainting",
    "iron overdose symptoms",
    "what should potassium be after b12, 2.9 or 3.5",
    "postpartum haemorrhage 6 weeks ago, Hb 92, oral or iv",
    "what if I start bleeding heavily again",
    "I've got heavy periods, like changing a pad every hour. Would a coil help with my iron?",
    "My mother in the care home can't swallow the iron tablets. Can we crush them?",
    "Black stools on iron - how do I tell it from melaena over the phone?",
    "how to differentiate iron stool from melaena",
    "anaphylaxis rate iv iron modern formulations",
    "incidence of anaphylaxis with ferric derisomaltose",
    "is an anaphylaxis kit needed for b12 injections at home",
    "iron tabs overdose adult: how much mg/kg toxic",
    "toxic dose in iron overdose",
    "Ferritin jumped to 650 after drip. overdose?",
    "I'm 33 and breastfeeding, low iron + low b12 after haemorrhage at birth. will baby be short of b12 too",
    "i have needle phobia like proper passing out. any other way for b12",
    "i pass out with needles, can i have b12 tablets",
    "I took two iron tablets by mistake",
    "forgot and took another iron tablet today",
    "I take 4 b12 tablets instead of the jab",
    "took 4 weeks of iron tablets, hb the same",
    "I am vegan and breastfeeding, does my baby need b12",
    "sleepy since I started iron, I breastfeed",
    "breastfed baby sleeps well, I take iron",
    "my vision is fine, b12 77",
    "can low b12 cause blurred vision",
    "can b12 deficiency cause psychosis",
    "myelopathy from nitrous oxide years ago, b12 for life?",
    "breathless on the stairs, hb 94",
    "no breathlessness or wheeze after the infusion",
    "hr 72 at rest, ferritin 9",
    "resting in bed, pulse 70, hb 112 g/L",
    "resting in bed, pulse 120, hb 112 g/L",
    "K 3.9 on day 4 of b12",
    "vitamin k 2.5 mg and iron together",
    "eyes a bit yellow in photos, not breathless, b12 300",
    "no chest pain or breathlessness, iron since this morning",
    "no chest pain, syncope or melaena today",
]  # fmt: skip


@pytest.mark.parametrize(
    ("message", "question"), [(name, each) for name, all_ in FIRST.items() for each in all_]
)
def test_which_help_comes_first(message: str, question: str, planner: Planner) -> None:
    found = ask(question, planner)
    assert (found.behavior, found.sentences[0].item) == ("emergency", message)


@pytest.mark.parametrize("question", LOOK_ALIKE)
def test_what_only_looks_like_one(question: str, planner: Planner) -> None:
    assert ask(question, planner).behavior != "emergency"


@pytest.mark.parametrize(
    ("before", "question", "comes"),
    [
        ("eyesight went blurry in the middle, b12 77", "do I see optician or hospital", True),
        ("I have chest pain, ferritin 4", "can it wait until monday", True),
        ("I have chest pain, ferritin 4", "how much iron is in spinach", False),
        ("my ferritin is 9", "do I need to go to hospital", False),
    ],
)
def test_where_to_go_with_it(before: str, question: str, comes: bool, planner: Planner) -> None:
    """Asked after an emergency, it is answered as one."""
    found = ask(question, planner, earlier=(before,))
    assert (found.behavior == "emergency") is comes


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


IN_CARE = "Hb 51, B12 60, stable on the ward. One unit or two?"


def test_whoever_treats_in_a_hospital_is_told_what_was_asked(planner: Planner) -> None:
    """And the red flag behind it."""
    answer = ask(IN_CARE, planner)
    assert answer.behavior == "answer"
    assert "one unit at a time" in answer.sentences[0].text
    assert "Red flag" in answer.sentences[1].text


@pytest.mark.parametrize(
    "question",
    [
        "Hb 51, B12 60, one unit or two?",
        "GP here: Hb 51, B12 60, well at home. One unit or two?",
        "Hb 51, B12 60, not admitted yet. One unit or two?",
        "Hb 51, B12 60, on the ward and short of breath. One unit or two?",
        "Hb 51, B12 60, on the ward, potassium 2.7. One unit or two?",
        "Hb 51, platelets 20, fragments, B12 60, on the ward. Plasma?",
        "Hb 51, B12 60, on the ward",
    ],
)
def test_nobody_else_is_taken_to_be_in_care(question: str, planner: Planner) -> None:
    assert ask(question, planner).behavior == "emergency"


def test_a_patient_in_a_hospital_is_sent_for_help_all_the_same(planner: Planner) -> None:
    assert ask(IN_CARE, planner, reader="patient").behavior == "emergency"


def test_help_is_called_for_once_and_the_next_question_is_answered(planner: Planner) -> None:
    told = "Hydroxocobalamin started this morning, Hb 58, ferritin 9"
    assert ask(told, planner).behavior == "emergency"
    answer = ask("when will retics peak", planner, earlier=[told])
    assert (answer.behavior, answer.sentences[0].item) == ("answer", "reticulocytes-peak")
    assert "Red flag" in answer.sentences[1].text
    worse = ask("now hb 49, when will retics peak", planner, earlier=[told])
    assert worse.behavior == "emergency"
    assert (
        ask("when will it rise", planner, None, "patient", earlier=[told]).behavior == "emergency"
    )


def test_a_further_figure_without_danger_is_answered(planner: Planner) -> None:
    before = ["Hb 62, MCV 119, B12 <50: what goes first?"]
    further = "K came back 3.3, do I hold the injection?"
    assert ask(further, planner, earlier=before).behavior == "answer"
    assert ask("K came back 2.6, do I hold the injection?", planner, earlier=before).behavior == (
        "emergency"
    )


def test_with_the_call_for_help_stands_what_was_asked(planner: Planner) -> None:
    answer = ask("K+ how often in the first week, Hb 42, B12 <60", planner)
    asked = planner.rules.guideline.answers["potassium-watch"]
    assert answer.behavior == "emergency"
    first = answer.sentences[0]
    assert first.text.startswith("Same-day emergency assessment now")
    assert "48 to 72 hours" in first.text
    assert set(asked.implements) <= set(first.statements)
    assert set(asked.cites) <= set(first.cites)


def test_a_patient_is_only_called_for_help(planner: Planner) -> None:
    answer = ask(
        "my hb is 42 and b12 under 60, how often is potassium checked", planner, None, "patient"
    )
    assert answer.behavior == "emergency"
    assert answer.sentences[0].item == "emergency-general"


@pytest.mark.parametrize(
    ("question", "emergency"),
    [
        ("she took the 200 mg iron tablets, 9 of them, just now", True),
        ("the practice gave me my jab three weeks early, have I overdosed", False),
        ("did they overdose me? ferritin 540 four weeks after the drip", False),
        ("I fainted the last time I had the needle, can I lie down for it", False),
        ("I fainted this morning", True),
    ],
)
def test_how_many_and_of_what_tells_an_overdose(
    planner: Planner, question: str, emergency: bool
) -> None:
    answer = ask(question, planner, None, "patient")
    assert (answer.behavior == "emergency") is emergency


@pytest.mark.parametrize(
    "question",
    [
        "my son is 3 and got the top off my ferrous fumarate, about 6 gone, he seems fine",
        "toddler got into my iron tablets, some are missing, what now",
        "mum feels a tight band round her and her jaw aches since lunch, is it the low iron",
    ],
)
def test_an_emergency_told_by_what_is_seen(planner: Planner, question: str) -> None:
    assert ask(question, planner, None, "patient").behavior == "emergency"


@pytest.mark.parametrize(
    "question",
    [
        "how do I store iron so that my toddler never gets the lid off",
        "my jaw aches at the dentist, can I take iron",
    ],
)
def test_what_only_sounds_like_one_is_none(planner: Planner, question: str) -> None:
    assert ask(question, planner, None, "patient").behavior != "emergency"
