"""Answers worked out for the patient told: on both sides of each limit, and not where it is unknown."""

import pytest

from hematinic.answers import ask
from hematinic.plan.build import Planner


def first(question: str, planner: Planner, reader: str = "clinician", *earlier: str) -> str:
    return ask(question, planner, None, reader, as_of=740_000, earlier=earlier).sentences[0].text


IRON = "Ferritin limit with inflammation, is ferritin reliable with a raised CRP?"
HEART = "HFrEF, are iron tablets reasonable?"
MONOFER = "Can all of the Monofer be given in a single sitting?"
FERINJECT = "Ferinject total dose?"
BLEED = "Hydroxocobalamin into the muscle, is it safe?"
POTASSIUM = "Low potassium at the start of hydroxocobalamin, withhold the dose?"
LATE = "Late pregnancy, is it time for an iron drip?"
FIT = "Iron deficiency anemia, does the FIT replace endoscopy?"
LEVEL = "Borderline B12, treat or send MMA first?"


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (f"{IRON} Ferritin 69, CRP 12", "a ferritin of 69 microgram/L is iron deficiency"),
        (f"{IRON} Ferritin 71, CRP 12, TSAT 19", "a saturation of 19 % are iron deficiency"),
        (f"{IRON} Ferritin 210, CRP 12, TSAT 19", "a functional or mixed lack of iron"),
        (f"{HEART} Ferritin 99", "a ferritin of 99 microgram/L is iron deficiency"),
        (f"{HEART} Ferritin 240, TSAT 19", "a saturation of 19 % is iron deficiency"),
        (f"{HEART} Ferritin 240, TSAT 20", "a saturation of 20 % is no iron deficiency"),
        (f"{FERINJECT} 66 kg, Hb 96", "1500 mg of ferric carboxymaltose in all"),
        (f"{FERINJECT} 66 kg, Hb 9.6 g/dL", "1000 mg first, and the other 500 mg"),
        (f"{FERINJECT} 66 kg, Hb 104", "1000 mg of ferric carboxymaltose in all, in one infusion"),
        (f"{FERINJECT} 71 kg, Hb 96", "2000 mg of ferric carboxymaltose in all"),
        (f"{FERINJECT} 41 kg, Hb 96", "820 mg first, and the other 680 mg"),
        (f"{MONOFER} 58 kg, Hb 91", "At 58 kg at most 1160 mg"),
        (f"{MONOFER} 76 kg, Hb 104", "The 1500 mg of ferric derisomaltose"),
        ("Max single dose of Monofer, 58 kg?", "At 58 kg at most 1160 mg"),
        ("Max single dose of Monofer, 99 kg?", "At 99 kg at most 1980 mg"),
        ("Max single dose of Monofer, 101 kg?", "gives at most 2000 mg in all"),
        ("CKD 4, ferritin 240, TSAT 19, more iron by vein?", "saturation of 19 % is iron defic"),
        ("CKD 4, ferritin 240, TSAT 20, more iron by vein?", "is within the limits for a trial"),
        ("CKD 4, ferritin 520, TSAT 20, more iron by vein?", "is beyond the limits"),
        (f"{BLEED} Platelets 49", "With platelets of 49"),
        (f"{BLEED} On warfarin, INR 7.1 today", "Not into the muscle while the INR"),
        (
            "INR 7.1 today, hydroxocobalamin into the muscle, give it or not?",
            "Not into the muscle while",
        ),
        (
            "Is 10 mcg of b12 a day by mouth enough for a vegan with low b12?",
            "10 micrograms a day is",
        ),
        (f"{POTASSIUM} K 3.4", "A potassium of 3.4 mmol/L is replaced before or with the B12"),
        (f"{LATE} 35 weeks pregnant, Hb 97", "an infusion is considered now"),
        (f"{LATE} 35 weeks pregnant, Hb 103", "is by itself no reason for an infusion"),
        (f"{LATE} 11 weeks pregnant, Hb 97", "Not yet: at 11 weeks"),
        (f"{FIT} FIT 9, 61M", "A FIT of 9 microgram/g does not replace endoscopy: a man of 61"),
        (f"{LEVEL} B12 290 ng/L, numb feet", "A B12 of 290 ng/L (214 pmol/L) with nerve signs"),
        (f"{LEVEL} B12 120 pmol/L, numb feet", "is deficiency, not borderline"),
        ("MMA 410 nmol/L, eGFR 41, what does it mean?", "proves no B12 deficiency"),
        ("MMA 410 nmol/L, eGFR 84, what does it mean?", "speaks for B12 deficiency"),
        ("ferrous sulfate for 2 weeks, Hb 91 to 98. Enough?", "A rise of 7 g/L (0.7 g/dL) is too"),
        ("two weeks on iron every day, Hb went 91 to 98. Enough?", "A rise of 7 g/L"),
        ("ferrous sulfate for 6 days, Hb 91 to 94. Enough?", "before day 12 of iron does not tell"),
        ("Hydroxocobalamin since 5 days, Hb 71 to 72. Enough?", "In the first week of B12"),
        ("Hb rose by 6 g/L in two weeks on iron tablets, enough?", "hemoglobin changed by 6 g/L"),
        ("Hb up 1.4 g/dL in two weeks on iron tablets, enough?", "hemoglobin rose by 14 g/L"),
        ("Hb was 88, is now 94, 2 weeks on iron tablets. Enough?", "A rise of 6 g/L"),
        ("Loading done, no numbness. How often is maintenance?", "Without nerve signs"),
        ("My patient has pernicious anemia. Is B12 for life?", "Here B12 is for life"),
        (
            "He is vegan for years, B12 low. Is he stuck with injections for life?",
            "If diet is the only cause",
        ),
        (
            "Crohn's, CRP 22, ferritin 96. Ferritin limit in Crohn's?",
            "a ferritin of 96 microgram/L",
        ),
        (
            "Hb 114 on iron tablets, stop now as it is nearly normal?",
            "Not yet: a hemoglobin of 114",
        ),
        ("Hb was 141 in March, now 112 on B12 injections?", "Hemoglobin fell by 29 g/L"),
    ],
)
def test_what_holds_of_the_patient_comes_first(question: str, says: str, planner: Planner) -> None:
    assert says in first(question, planner)


@pytest.mark.parametrize(
    ("question", "never"),
    [
        (f"{IRON} Ferritin 69", "a ferritin of 69"),
        (f"{IRON} Ferritin 69, CRP 4", "With inflammation a ferritin of 69"),
        (f"{IRON} Ferritin 71, CRP 12", "is iron deficiency: below"),
        (f"{HEART} Ferritin 240", "240"),
        (f"{FERINJECT} 66 kg", "at 66 kg"),
        (f"{FERINJECT} Hb 96", "at "),
        (f"{BLEED} Platelets 50", "does not go into the muscle"),
        (f"{BLEED} On warfarin, INR 2.4 today", "Not into the muscle"),
        (f"{BLEED} On warfarin, INR 2.4, platelets 90", "Not into the muscle"),
        (f"{POTASSIUM} K 3.6", "A potassium of 3.6 mmol/L is replaced"),
        (f"{LATE} 33 weeks pregnant, Hb 97", "an infusion is considered now"),
        (f"{LATE} Hb 97", "an infusion is considered now"),
        (f"{LEVEL} B12 290 ng/L, no numbness", "nerve signs is treated"),
        ("Hb 91 to 98 on ferrous sulfate. Enough?", "A rise of"),
        ("Hb 91, now 6 weeks on ferrous sulfate. Enough?", "changed by"),
        ("Loading done. How often is maintenance?", "nerve signs maintenance"),
        ("Crohn's, CRP 3, ferritin 96. Ferritin limit in Crohn's?", "96"),
        ("Hb 131 on iron tablets, stop now as it is normal?", "131"),
    ],
)
def test_nothing_is_worked_out_where_it_is_unknown_or_does_not_hold(
    question: str, never: str, planner: Planner
) -> None:
    assert never not in first(question, planner)


def test_the_rule_stands_behind_it(planner: Planner) -> None:
    answer = ask(f"{HEART} Ferritin 240, TSAT 19", planner, None, "clinician", as_of=740_000)
    one, rule = answer.sentences[:2]
    assert (one.place, rule.place) == ("first", "support")
    assert one.item == rule.item == "heart-failure-oral"
    assert (one.statements, one.cites) == (rule.statements, rule.cites)


def test_what_was_stated_before_counts(planner: Planner) -> None:
    before = "Ferinject total dose for a woman of 58 kg with Hb 91?"
    asked = "and if we only hold Monofer, can I give the lot in a single sitting?"
    assert "at most 1160 mg" in first(asked, planner, "clinician", before)


def test_a_patient_reads_one_unit(planner: Planner) -> None:
    text = first("ferrous sulfate for 2 weeks, Hb 91 to 98. Enough?", planner, "patient")
    assert "A rise of 7 g/L is too little" in text
