"""Patients of every kind, likely and unlikely: what may be recorded, recorded or not."""

from typing import Any

from hypothesis import strategies as st

from spec.patients import (
    NEUROLOGY,
    TODAY,
    Event,
    File,
    absent,
    done,
    given,
    observed,
    ordered,
    patient,
    planner,
    present,
    started,
    stop_ordered,
    stopped,
)

AROUND = {
    "hemoglobin": (40, 69, 70, 80, 92, 99, 100, 112, 120, 130, 150),
    "mcv": (70, 80, 92, 100, 101, 118),
    "rdw_cv": (13, 15, 16, 22),
    "platelets": (15, 45, 60, 250),
    "vitamin_b12": (60, 140, 179, 180, 220, 350, 351, 900, 2000),
    "active_b12": (10, 24, 25, 50, 70, 71),
    "methylmalonic_acid": (150, 280, 281, 900),
    "homocysteine": (8, 40),
    "folate": (2, 3, 9),
    "ferritin": (5, 14, 29, 30, 44, 60, 69, 99, 150, 299, 500),
    "transferrin_saturation": (5, 19, 20, 30, 45, 46, 60),
    "crp": (1, 5, 6, 40),
    "egfr": (20, 49, 50, 59, 60, 90),
    "potassium": (2.8, 3.4, 3.9, 4.2),
    "gestation": (8, 12, 13, 30),
}
"""Values on both sides of every limit."""

B12_EVIDENCE = (
    "vitamin_b12", "active_b12", "methylmalonic_acid", "egfr", "hemoglobin", "mcv", "rdw_cv",
    "intrinsic_factor_antibody", "parietal_cell_antibody", *NEUROLOGY,
    "visual_loss", "psychosis", "falls", "neurological_plateau", "vitamin_b12_deficiency", "pernicious_anemia",
    "autoimmune_gastritis", "celiac_disease", "crohn_disease", "malabsorption", "vegan_diet", "nitrous_oxide_use",
    "hypersegmented_neutrophils", "glossitis", "fatigue", "gastric_bypass", "gastrectomy", "metformin", "omeprazole",
)  # fmt: skip
"""What can make B12 deficiency probable; the rest can not."""

ELEMENTS = planner().rules.guideline.elements

CONDITIONS = (
    *(name for name in B12_EVIDENCE if name in ELEMENTS and ELEMENTS[name].kind == "condition"),
    "iron_deficiency", "ulcerative_colitis", "chronic_kidney_disease", "dialysis", "heart_failure",
    "rheumatoid_arthritis", "pregnancy", "possible_pregnancy", "postmenopausal", "active_infection", "bacteremia",
    "local_infection", "iron_overload", "hemochromatosis", "leber_optic_neuropathy", "cobalamin_allergy",
    "iv_iron_allergy", "bleeding_disorder", "nausea", "vomiting", "constipation", "chest_pain", "syncope",
    "dyspnea_at_rest", "hemodynamic_instability", "melena", "menorrhagia", "nsaid_use", "oral_iron_intolerance",
    "oral_iron_failure", "alternate_day_iron_declined", "iv_iron_requested", "hydroxocobalamin_unavailable",
    "diabetic_nephropathy",
)  # fmt: skip

COURSES = (
    "hydroxocobalamin", "cyanocobalamin", "ferrous_sulfate", "ferrous_fumarate", "ferric_carboxymaltose",
    "folic_acid", "metformin", "omeprazole", "methotrexate", "warfarin", "iron_with_folic_acid",
)  # fmt: skip

ORDERS = (
    ordered("methylcobalamin", "1 mg"),
    ordered("cyanocobalamin", "1 mg", every="1 d"),
    ordered("hydroxocobalamin", "1000 mg"),
    ordered("folic_acid", "5 mg", every="1 d"),
    ordered("ferrous_sulfate", "65 mg", every="1 d"),
    ordered("ferrous_sulfate", "100 mg", every="8 h"),
    ordered("ferric_carboxymaltose", "1000 mg"),
    ordered("iron_with_folic_acid"),
    stop_ordered("hydroxocobalamin", "level normal"),
    stop_ordered("ferrous_sulfate", "hemoglobin normal"),
)

AGO = st.one_of(
    st.integers(0, 3), st.sampled_from((7, 13, 14, 20, 30, 31, 60, 90, 91, 120, 200, 400))
)


@st.composite
def measurements(draw: st.DrawFn) -> Event:
    name = draw(st.sampled_from(sorted(AROUND)))
    number = draw(st.sampled_from(AROUND[name]))
    value: Any = draw(st.sampled_from((number, number, number, f"<{number}", f">{number}")))
    return observed(name, value, ago=draw(AGO))


@st.composite
def antibodies(draw: st.DrawFn) -> Event:
    name = draw(st.sampled_from(("intrinsic_factor_antibody", "parietal_cell_antibody")))
    return observed(
        name, draw(st.sampled_from(("positive", "negative", "indeterminate"))), ago=draw(AGO)
    )


@st.composite
def conditions(draw: st.DrawFn) -> Event:
    name, ago = draw(st.sampled_from(CONDITIONS)), draw(AGO)
    if draw(st.booleans()):
        return absent(name, ago=ago)
    extra = (
        {"severity": draw(st.sampled_from(("mild", "severe")))}
        if name in ("nausea", "constipation")
        else {}
    )
    extra |= (
        {"activity": draw(st.sampled_from(("active", "quiescent")))}
        if name == "crohn_disease"
        else {}
    )
    return present(name, ago=ago, **extra)


@st.composite
def treatments(draw: st.DrawFn) -> Event:
    name, ago = draw(st.sampled_from(COURSES)), draw(AGO)
    dose = draw(st.sampled_from(("0.05 mg", "1 mg", "65 mg")))
    match draw(st.sampled_from(("started", "given", "stopped"))):
        case "started":
            return started(
                name, dose, every=draw(st.sampled_from(("1 d", "2 d", "2 mo", "3 mo"))), ago=ago
            )
        case "given":
            return given(name, dose, ago=ago)
    return stopped(name, because=draw(st.sampled_from(("", "nausea", "level normal"))), ago=ago)


SURGERY = st.builds(done, st.sampled_from(("gastric_bypass", "gastrectomy", "transfusion")), AGO)


def _one_a_day(event: Event) -> tuple[str, str]:
    """Of one name on one day at most one event: two could contradict."""
    return (event["on"], next(event[verb] for verb in ("observed", "present", "absent", "started", "given", "stopped", "done", "ordered") if verb in event))  # fmt: skip


CORE = {
    "vitamin_b12": st.sampled_from((None, 140, 179, 220, 420, "<50", "<200", ">350")),
    "ferritin": st.sampled_from((None, 8, 8, 29, 60, 150, "<5", "<60")),
    "hemoglobin": st.sampled_from((None, 65, 92, 112, 150)),
} | dict.fromkeys(NEUROLOGY, st.sampled_from((False, False, True, None)))
"""What decides most, so that plans of every kind come up."""


ADULTS_OR_UNKNOWN = st.sampled_from((None, 16, 25, 25, 45, 56, 70))


@st.composite
def people(draw: st.DrawFn, ages: st.SearchStrategy[int | None] = ADULTS_OR_UNKNOWN) -> File:
    core = {name: draw(values) for name, values in CORE.items()}
    taken = {
        (patient(**{name: value})["events"][0]["on"], name)
        for name, value in core.items()
        if value is not None
    }
    events = draw(
        st.lists(
            st.one_of(
                measurements(),
                antibodies(),
                conditions(),
                conditions(),
                treatments(),
                SURGERY,
                st.sampled_from(ORDERS),
            ),
            max_size=14,
            unique_by=_one_a_day,
        )
    )
    age = draw(ages)
    sex = draw(st.sampled_from(("female", "male", "other", "unknown")))
    file = patient(*(e for e in events if _one_a_day(e) not in taken), age=age, sex=sex, **core)
    return file if age is None else _since_birth(file, TODAY.year - age)


def _since_birth(file: File, year: int) -> File:
    """Nothing is recorded before it."""
    born = f"{year}-11-22"
    return file | {"events": [event for event in file["events"] if event["on"] >= born]}
