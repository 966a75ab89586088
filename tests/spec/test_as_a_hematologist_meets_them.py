"""Forty-eight patients as a hematologist meets them; what must hold of each was written down before
any was planned. Every abnormal result is spoken of, and more illness takes no treatment away (K49,
K50)."""

from collections.abc import Callable

import pytest

from hematinic.render.words import lines
from spec.patients import (
    WELL,
    File,
    Seen,
    both,
    done,
    given,
    low_b12,
    low_iron,
    observed,
    oral_iron,
    ordered,
    patient,
    plan,
    planner,
    started,
    untested,
)

MEDICINES = planner().rules.guideline.medicines
ELEMENTS = planner().rules.guideline.elements
Holds = Callable[[Seen], object]
CASES: dict[str, tuple[File, Holds]] = {}


def case(name: str, file: File, **expected: Holds) -> None:
    CASES.update({f"{name}: {what}": (file, holds) for what, holds in expected.items()})


def text(seen: Seen) -> str:
    made = seen.plan
    told = [lines.bottom_line(made)]
    told += [lines.recommendation(line, made.assessment) for line in made.recommendations]
    told += [lines.alert(fired, made.assessment) for fired in made.alerts]
    return " ".join(told).lower()


def said(seen: Seen, *words: str) -> bool:
    return any(word.lower() in text(seen) for word in words)


def bl(seen: Seen, *words: str) -> bool:
    first = lines.bottom_line(seen.plan).lower()
    return any(word.lower() in first for word in words)


def spoken(seen: Seen, name: str) -> bool:
    """By itself, by the finding that explains it, or in the words of a line."""
    told = [one.element.name for one in (*seen.plan.unexplained, *seen.plan.explained)]
    element = ELEMENTS[name]
    words = (element.label, name.replace("_", " "), *element.spoken_of, *element.printed_as)
    return name in told or said(seen, *words)


def gives(seen: Seen, nutrient: str, *statuses: str, route: str = "") -> list[int]:
    """The first days of the lines that give it."""
    return [
        line.schedule.first_due
        for line in seen.plan.recommendations
        if line.item.prescribe and line.schedule and line.status in statuses
        and nutrient in MEDICINES[line.item.prescribe.medicine].gives
        and route in ("", line.item.prescribe.route)
    ]  # fmt: skip


def b12_today(seen: Seen) -> bool:
    return seen.plan.as_of in gives(seen, "vitamin_b12", "recommended", "consider")


def b12_rec(seen: Seen) -> bool:
    return bool(gives(seen, "vitamin_b12", "recommended"))


def iron(
    seen: Seen, route: str = "", statuses: tuple[str, ...] = ("recommended", "consider")
) -> bool:
    return bool(gives(seen, "iron", *statuses, route=route))


case(
    "1 reactive platelets",
    both(platelets=520, hemoglobin=95, weight=60, age=34),
    both_given=lambda s: b12_today(s) and iron(s),
    platelets=lambda s: spoken(s, "platelets"),
)
case(
    "2 severe megaloblastic, cytopenias",
    low_b12(
        vitamin_b12=60, hemoglobin=62, mcv=128, neutrophils=0.9, platelets=88, age=71, sex="male"
    ),
    b12=b12_today,
    neut=lambda s: spoken(s, "neutrophils"),
    plt=lambda s: spoken(s, "platelets"),
    k=lambda s: s.alert("AL-HYPOK") is not None,
    same_day_hem=lambda s: said(s, "hematolog"),
)
case(
    "3 TSH beside indeterminate B12",
    low_iron(vitamin_b12=210, tsh=12, fatigue=True, ferritin=90, transferrin_saturation=28),
    mma=lambda s: "methylmalonic_acid" in s.missing or s.offers("b12-second-test"),
    tsh=lambda s: spoken(s, "tsh"),
    notlow=lambda s: not bl(s, "treat b12 deficiency now"),
)
case(
    "4 copper low zinc high numb feet",
    low_iron(
        paresthesia=True,
        copper=5,
        zinc=30,
        ferritin=90,
        transferrin_saturation=28,
        sex="male",
        age=45,
    ),
    cu=lambda s: spoken(s, "copper"),
    zn=lambda s: spoken(s, "zinc"),
    b12=lambda s: b12_today(s),
    neuro=lambda s: said(s, "neurolog"),
    mma=lambda s: "methylmalonic_acid" in s.missing,
)
case(
    "5 pregnant 20 weeks",
    both(age=29, pregnancy=True, gestation=20, hemoglobin=98, weight=62, booking_weight=58),
    b12=b12_today,
    iron=iron,
    active=lambda s: "active_b12" in s.missing or s.offers("b12-test-pregnancy"),
    fol=lambda s: said(s, "400 microgram", "folic acid"),
)
case(
    "6 pregnant 9 weeks",
    both(age=29, pregnancy=True, gestation=9, hemoglobin=98, weight=62),
    b12=b12_today,
    noiv=lambda s: not iron(s, "intravenous"),
    oral=lambda s: iron(s, "oral"),
)
case(
    "7 vegan 26, hb normal",
    low_b12(vitamin_b12=90, hemoglobin=142, sex="male", age=26, vegan_diet=True),
    load=lambda s: s.recommends("B12-STD"),
    alt=lambda s: s.offers("B12-ORAL-HD") or s.offers("B12-ORAL-DIET"),
    noiron=lambda s: not iron(s),
)
case(
    "8 oral b12 failing on metformin",
    low_b12(
        started("metformin", "1000 mg", ago=900),
        started("cyanocobalamin", "1 mg", ago=180),
        observed("vitamin_b12", 130, ago=5),
        observed("hemoglobin", 110),
        sampled=190,
    ),
    load=lambda s: s.recommends("B12-STD"),
    suff=lambda s: said(s, "does not suffice"),
    stops=lambda s: said(s, "until the first injection"),
    met=lambda s: said(s, "metformin"),
)
case(
    "9 bypass, low phosphate after FCM",
    low_iron(
        given("ferric_carboxymaltose", "1000 mg", ago=21),
        done("gastric_bypass", ago=900),
        hemoglobin=98,
        weight=80,
        phosphate=0.5,
        sampled=30,
        vitamin_b12=320,
        ferritin=20,
    ),
    ph=lambda s: spoken(s, "phosphate"),
    nofcm=lambda s: "ferric_carboxymaltose" not in s.doses(),
    vitd=lambda s: said(s, "vitamin d"),
    pth=lambda s: said(s, "parathyroid"),
)
case(
    "10 TTP picture",
    low_b12(ldh=900, haptoglobin=0.1, platelets=60, schistocytes=True, vitamin_b12=100),
    ttp=lambda s: said(s, "thrombotic thrombocytopenic purpura"),
    ad=lambda s: said(s, "adamts13"),
    b12=b12_today,
    bl=lambda s: bl(s, "thrombotic", "emergency", "hematolog"),
)
case(
    "11 potassium 2.8",
    low_b12(potassium=2.8, vitamin_b12=60, hemoglobin=78, mcv=120),
    k=lambda s: spoken(s, "potassium"),
    em=lambda s: s.offers("REF-EMERG"),
    b12=b12_today,
)
case(
    "12 potassium 6.8",
    low_b12(potassium=6.8),
    k=lambda s: spoken(s, "potassium"),
    now=lambda s: (
        any(o.element.name == "potassium" and o.urgent for o in s.plan.unexplained)
        or s.offers("REF-EMERG")
    ),
    b12=b12_today,
)
case("13 potassium 5.8", both(potassium=5.8), k=lambda s: spoken(s, "potassium"), b12=b12_today)
case(
    "14 magnesium 0.55 with K 3.2",
    low_b12(magnesium=0.55, potassium=3.2),
    mg=lambda s: spoken(s, "magnesium"),
    k=lambda s: spoken(s, "potassium"),
    b12=b12_today,
)
case(
    "15 refuses injections, eGFR 25",
    both(egfr=25, refuses_injections=True, chronic_kidney_disease=True),
    oral=lambda s: s.considers("B12-ORAL-HD"),
    bl=lambda s: bl(s, "refus"),
    today=b12_today,
)
case(
    "16 Leber, out of stock",
    low_b12(leber_optic_neuropathy=True, hydroxocobalamin_unavailable=True),
    no=lambda s: "cyanocobalamin" not in s.doses(),
    urgent=lambda s: said(s, "24 to 48", "specialist", "hematolog"),
)
case(
    "17 cobalamin allergy",
    both(cobalamin_allergy=True, hemoglobin=90, weight=70),
    nob12=lambda s: not b12_today(s),
    noiron=lambda s: not iron(s),
    who=lambda s: said(s, "hematology", "allergy"),
)
case(
    "18 neurology unknown",
    low_b12(
        paresthesia=None,
        gait_disturbance=None,
        cognitive_impairment=None,
        subacute_combined_degeneration=None,
    ),
    neuro=lambda s: s.recommends("B12-NEURO"),
    ask=lambda s: s.alert("AL-NEURO-UNKNOWN") is not None,
)
case(
    "19 active Crohn on tablets",
    low_iron(
        oral_iron(ago=40),
        observed("hemoglobin", 96),
        crohn_disease=True,
        crp=30,
        weight=70,
        sampled=45,
    ),
    iv=lambda s: iron(s, "intravenous", ("recommended",)),
    stop=lambda s: any(x.stops for x in s.plan.recommendations),
    nooral=lambda s: not iron(s, "oral", ("recommended",)),
)
case(
    "20 heart failure, iv allergy",
    low_iron(
        heart_failure=True,
        left_ventricular_ejection_fraction=30,
        iv_iron_allergy=True,
        hemoglobin=105,
        weight=70,
    ),
    nooral=lambda s: not iron(s, "oral", ("recommended",)),
    noiv=lambda s: not iron(s, "intravenous"),
    who=lambda s: said(s, "cardiolog", "specialist", "decides"),
)
case(
    "21 hemochromatosis",
    low_b12(hemochromatosis=True, ferritin=800, transferrin_saturation=62),
    b12=b12_today,
    noiron=lambda s: not iron(s),
    ferr=lambda s: spoken(s, "ferritin"),
    bl=lambda s: bl(s, "overload", "no iron"),
    bl2=lambda s: not bl(s, "iron deficiency is not shown, so no iron is given yet"),
)
case(
    "22 thal trait",
    low_b12(thalassemia_trait=True, mcv=64, ferritin=90, transferrin_saturation=28, hemoglobin=108),
    mcv=lambda s: spoken(s, "mcv"),
    noiron=lambda s: not iron(s),
    b12=b12_today,
)
case(
    "23 nitrous oxide normal level",
    low_iron(
        vitamin_b12=400,
        nitrous_oxide_use=True,
        paresthesia=True,
        ferritin=90,
        transferrin_saturation=28,
        age=22,
    ),
    neuro=lambda s: s.recommends("B12-NEURO"),
    n2o=lambda s: s.alert("AL-N2O") is not None,
    mma=lambda s: "methylmalonic_acid" in s.missing,
)
case(
    "24 B12 never measured, megaloblastic",
    patient(
        **(
            WELL
            | {
                "ferritin": 150,
                "transferrin_saturation": 28,
                "mcv": 118,
                "hypersegmented_neutrophils": True,
                "hemoglobin": 85,
            }
        )
    ),
    b12=b12_today,
    poss=lambda s: bl(s, "possible", "suspect"),
    notlow=lambda s: not bl(s, "treat b12 deficiency now"),
    fol=lambda s: "folate" in s.missing,
)
case(
    "25 steady",
    low_b12(
        *[given("hydroxocobalamin", ago=56 + 84 * i) for i in reversed(range(5))],
        observed("hemoglobin", 130),
        sampled=500,
    ),
    noload=lambda s: not s.recommends("B12-STD") and not s.recommends("B12-NEURO"),
    goes=lambda s: s.recommends("B12-STD-M"),
    notover=lambda s: s.item("B12-STD-M").schedule.overdue_since is None,
)
case(
    "26 steady but low level",
    low_b12(
        *[given("hydroxocobalamin", ago=56 + 84 * i) for i in reversed(range(5))],
        observed("vitamin_b12", 110, ago=5),
        observed("hemoglobin", 130),
        sampled=500,
    ),
    load=lambda s: s.recommends("B12-STD") or s.recommends("B12-NEURO"),
)
case(
    "27 child 12",
    both(age=12),
    nodose=lambda s: not s.doses(),
    refer=lambda s: said(s, "pediatric"),
)
case(
    "28 age unknown",
    both(age=None),
    b12=b12_today,
    noiron=lambda s: not iron(s),
    ask=lambda s: "age" in s.missing,
)
case(
    "29 melena on iron",
    both(
        oral_iron(ago=20),
        observed("hemoglobin", 104, ago=20),
        observed("hemoglobin", 80, ago=1),
        melena=True,
        sampled=25,
        hemoglobin=None,
    ),
    em=lambda s: s.offers("REF-EMERG"),
    bl=lambda s: bl(s, "emergency", "bleed"),
    noblame=lambda s: (
        not said(s, "dark stool is usual", "dark stools are normal", "stools may turn black")
    ),
    noor=lambda s: not iron(s, "oral", ("recommended",)),
)
case(
    "30 no response, adherent",
    low_iron(
        oral_iron(ago=20),
        observed("hemoglobin", 94, ago=22),
        observed("hemoglobin", 98, ago=1),
        adherence=95,
        weight=70,
        hemoglobin=None,
        sampled=25,
    ),
    nr=lambda s: s.alert("AL-HB-NORESP") is not None,
    iv=lambda s: (
        iron(s, "intravenous") or any(x.status == "after_questions" for x in s.plan.recommendations)
    ),
)
case(
    "31 no response, adherence unknown",
    low_iron(
        oral_iron(ago=20),
        observed("hemoglobin", 104, ago=22),
        observed("hemoglobin", 107, ago=1),
        weight=70,
        hemoglobin=None,
        sampled=25,
    ),
    ask=lambda s: "adherence" in s.missing,
    noiv=lambda s: not iron(s, "intravenous"),
    goes=lambda s: iron(s, "oral"),
)
case(
    "32 platelets 15",
    low_b12(platelets=15, vitamin_b12=80, hemoglobin=88, mcv=118),
    em=lambda s: s.offers("REF-EMERG"),
    b12=b12_today,
    im=lambda s: s.alert("AL-IM-BLEED") is not None,
    plt=lambda s: spoken(s, "platelets"),
)
case(
    "33 neutropenic fever",
    low_b12(neutrophils=0.4, fever=True),
    em=lambda s: s.offers("REF-EMERG"),
    b12=b12_today,
    n=lambda s: spoken(s, "neutrophils"),
)
case(
    "34 Hb 45",
    both(hemoglobin=45, mcv=84, weight=60),
    em=lambda s: s.offers("REF-EMERG"),
    b12=b12_today,
    nooral=lambda s: not iron(s, "oral", ("recommended",)),
    bl=lambda s: bl(s, "emergency"),
)
case(
    "35 vitamin D 15 before infusion",
    low_iron(vitamin_d=15, hemoglobin=92, weight=70, crohn_disease=True),
    vd=lambda s: spoken(s, "vitamin_d"),
    der=lambda s: any(
        x.item.prescribe
        and x.item.prescribe.medicine == "ferric_derisomaltose"
        and x.status in ("recommended", "consider", "after_questions")
        for x in s.plan.recommendations
    ),
)
case(
    "36 ferritin 65 with CRP 60",
    low_iron(ferritin=65, crp=60, transferrin_saturation=14, rheumatoid_arthritis=True),
    fe=lambda s: iron(s) or any(x.status == "after_questions" for x in s.plan.recommendations),
    crp=lambda s: spoken(s, "crp"),
)
case(
    "37 folate 1.5, B12 unknown",
    untested(folate=1.5),
    hold=lambda s: s.offers("FOL-HOLD"),
    nofol=lambda s: not s.recommends("FOL-5"),
    test=lambda s: "vitamin_b12" in s.missing or s.offers("b12-test"),
)
case(
    "38 relapse",
    low_b12(
        *[given("hydroxocobalamin", ago=30 + 60 * i) for i in reversed(range(6))],
        observed("hemoglobin", 132, ago=120),
        observed("hemoglobin", 96, ago=10),
        observed("hemoglobin", 95, ago=2),
        platelets=80,
        hemoglobin=None,
        sampled=400,
    ),
    bl=lambda s: bl(s, "does not explain", "hematolog"),
    plt=lambda s: spoken(s, "platelets"),
    goes=b12_rec,
)
case(
    "39 methotrexate with folic acid",
    low_b12(started("methotrexate", ago=400), ordered("folic_acid", "5 mg")),
    notcrit=lambda s: s.alert("folate-before-b12") != "critical",
    warn=lambda s: s.alert("folate-antifolate") == "warning",
    b12=b12_today,
)
case(
    "40 homocysteine 40 and MMA 900, B12 300",
    low_iron(
        vitamin_b12=300,
        methylmalonic_acid=900,
        homocysteine=40,
        ferritin=90,
        transferrin_saturation=28,
    ),
    b12=b12_today,
    hcy=lambda s: spoken(s, "homocysteine"),
    mma=lambda s: spoken(s, "methylmalonic_acid"),
)
case(
    "41 TSAT 50 with ferritin 12",
    both(ferritin=12, transferrin_saturation=50),
    noiron=lambda s: not iron(s),
    tsat=lambda s: spoken(s, "transferrin_saturation"),
    ferr=lambda s: spoken(s, "ferritin"),
)
case(
    "42 FIT 80",
    low_iron(fit=80, sex="male", age=68),
    fit=lambda s: said(s, "fecal immunochemical"),
    canc=lambda s: said(s, "cancer", "suspected"),
)
case("43 tTG positive", both(ttg_iga=90), ttg=lambda s: spoken(s, "ttg_iga"))
case("44 TSH 0.05", low_b12(tsh=0.05), tsh=lambda s: spoken(s, "tsh"))
case("45 haptoglobin alone low", low_b12(haptoglobin=0.1), h=lambda s: spoken(s, "haptoglobin"))
case(
    "46 weight loss and blasts",
    low_b12(blasts=True),
    em=lambda s: s.offers("REF-EMERG"),
    b12=b12_today,
)
case(
    "47 macrocytosis with normal B12 and folate, alcohol",
    low_iron(
        mcv=112,
        hemoglobin=105,
        ferritin=120,
        transferrin_saturation=28,
        folate=8,
        alcohol_misuse=True,
    ),
    mcv=lambda s: spoken(s, "mcv"),
    alc=lambda s: said(s, "alcohol"),
)
case(
    "48 hypothyroid treated, TSH 60",
    low_iron(mcv=104, tsh=60, ferritin=120, transferrin_saturation=28),
    t=lambda s: spoken(s, "tsh"),
    m=lambda s: spoken(s, "mcv"),
)


@pytest.mark.parametrize("name", CASES)
def test_what_a_hematologist_expects(name: str) -> None:
    file, holds = CASES[name]
    assert holds(plan(file))
