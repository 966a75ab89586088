"""What must hold for every patient, whatever is known of them and whatever is not."""

import random

import msgspec
from hypothesis import assume, given, reject, target
from hypothesis import strategies as st

from explore import tried
from hematinic.record.asof import seen_from
from hematinic.record.events import Event as Recorded
from hematinic.record.events import RecordError
from hematinic.record.patient_file import read_patient_file
from properties.anyone import B12_EVIDENCE, ORDERS, people
from spec.patients import NEUROLOGY, TODAY, Event, File, Seen, absent, both, plan, planner

LATER = TODAY.toordinal() + 60
ADULTS = st.sampled_from((16, 25, 56, 70))
B12_MEDICINES = frozenset(
    medicine.name
    for medicine in planner().rules.guideline.medicines.values()
    if "vitamin_b12" in medicine.gives
)
VERBS = ("observed", "present", "absent", "started", "given", "stopped", "ordered", "done")


def name_of(event: Event) -> str:
    return next(event[verb] for verb in VERBS if verb in event)


def without(file: File, *names: str) -> File:
    return file | {"events": [event for event in file["events"] if name_of(event) not in names]}


def b12_today(seen: Seen) -> bool:
    """A dose of B12 is due today, and not merely as an alternative."""
    return any(
        line.status != "alternative" and line.schedule.first_due == TODAY.toordinal()
        for line in seen.plan.recommendations
        if line.schedule and line.item.prescribe and line.item.prescribe.medicine in B12_MEDICINES
    )


# S2, S3: iron


@tried(50)
@given(people())
def test_iron_is_never_offered_without_b12(file: File) -> None:
    """S2, S3: iron by any route only with B12 cover, with B12 in the same plan, or where B12
    deficiency is firmly not suspected."""
    seen = plan(file)
    if seen.prescribes("iron"):
        assert (
            seen.value("b12_cover") is True
            or seen.prescribes("vitamin_b12")
            or seen.value("b12_suspected") is False
        )


@tried(50)
@given(people())
def test_iron_is_never_alone_where_b12_is_low(file: File) -> None:
    """S3: a level of 140 ng/L and no B12 ever given: iron only with B12 (told from the record)."""
    file = without(file, "vitamin_b12", "vitamin_b12_deficiency", *B12_MEDICINES)
    file["events"] += [
        {"on": "2026-11-20", "observed": "vitamin_b12", "value": 140, "unit": "ng/L"}
    ]
    seen = plan(file)
    assert seen.prescribes("vitamin_b12") or not seen.prescribes("iron")


@tried(50)
@given(people())
def test_iron_never_starts_before_b12(file: File) -> None:
    """S2: where nothing covers yet, the first B12 dose is due no later than the first iron."""
    seen = plan(file)
    assume(
        seen.prescribes("iron")
        and seen.prescribes("vitamin_b12")
        and seen.value("b12_cover") is not True
    )
    lines = [
        line
        for line in seen.plan.recommendations
        if line.schedule and line.item.prescribe and line.status != "after_questions"
    ]
    medicines = planner().rules.guideline.medicines
    due = {
        nutrient: min(
            line.schedule.first_due
            for line in lines
            if nutrient in medicines[line.item.prescribe.medicine].gives
        )
        for nutrient in ("vitamin_b12", "iron")
    }
    assert due["vitamin_b12"] <= due["iron"]


@tried(50)
@given(people())
def test_an_iron_order_is_stopped_where_b12_is_low(file: File) -> None:
    """S3, K1: a level of 140 ng/L, no B12 given, none ordered: an iron order is critical."""
    file = without(file, "vitamin_b12", "vitamin_b12_deficiency", *B12_MEDICINES)
    file["events"] += [
        {"on": "2026-11-20", "observed": "vitamin_b12", "value": 140, "unit": "ng/L"},
        {
            "on": "2026-11-22",
            "ordered": "ferrous_sulfate",
            "dose": 65,
            "unit": "mg",
            "every": "1 d",
        },
    ]
    assert plan(file).alert("AL-IRON-FIRST") == "critical"


@tried(50)
@given(people())
def test_intravenous_iron_is_never_offered_against_its_contraindications(file: File) -> None:
    """4.4: not with an allergy, an infection, overload, or a pregnancy that is not ruled out."""
    seen = plan(file)
    if seen.offers("FE-IV"):
        assert [seen.value(name) for name in ("iv_iron_allergy", "active_infection", "bacteremia", "iron_overload_found", "pregnancy_not_excluded")].count(True) == 0  # fmt: skip


# S39: folate


@tried(50)
@given(people())
def test_folic_acid_is_never_offered_before_b12(file: File) -> None:
    """S39, C16: FOL-5 only with B12 cover or with deficiency excluded."""
    seen = plan(file)
    if seen.offers("FOL-5"):
        assert seen.value("b12_cover") is True or seen.value("b12_excluded") is True


@tried(50)
@given(people())
def test_folic_acid_is_never_offered_where_b12_is_low(file: File) -> None:
    """S39: a level of 140 ng/L and no B12 ever given: never (told from the record)."""
    file = without(file, "vitamin_b12", "folate", "vitamin_b12_deficiency", *B12_MEDICINES)
    file["events"] += [
        {"on": "2026-11-20", "observed": "vitamin_b12", "value": 140, "unit": "ng/L"},
        {"on": "2026-11-21", "observed": "folate", "value": 1, "unit": "ug/L"},
    ]
    assert not plan(file).offers("FOL-5")


# S5: neurology


@tried(50)
@given(people())
def test_the_standard_schedule_needs_neurology_ruled_out(file: File) -> None:
    """S5, S10: B12-STD only where involvement is false."""
    seen = plan(file)
    if seen.offers("B12-STD") or seen.offers("b12-maintenance-standard"):
        assert seen.value("neurological_involvement") is False


@tried(50)
@given(people())
def test_the_standard_schedule_needs_all_four_features_absent(file: File) -> None:
    """S5: each of the four recorded absent (told from the record)."""
    seen = plan(file)
    if seen.offers("B12-STD"):
        assert {event["absent"] for event in file["events"] if "absent" in event} >= set(NEUROLOGY)


@tried(50)
@given(people(ADULTS), st.sampled_from(NEUROLOGY))
def test_unknown_neurology_is_treated_as_present(file: File, feature: str) -> None:
    """S5: what is offered with a feature present is offered with it unknown, as long as the
    deficiency does not rest on that feature."""
    unknown = plan(without(file, feature))
    assume(unknown.value("b12_deficiency") is True)
    present = without(file, feature)
    present["events"].append({"on": "2026-11-20", "present": feature})
    if plan(present).offers("B12-NEURO"):
        assert unknown.offers("B12-NEURO")


# 0.2: the first dose


@tried(50)
@given(people(), st.data())
def test_forgetting_a_fact_never_takes_the_first_dose_away(file: File, data: st.DataObject) -> None:
    """0.2: what is not evidence of B12 deficiency, once forgotten, leaves the first dose standing."""
    seen = plan(file)
    target(float(b12_today(seen)))
    assume(b12_today(seen))
    names = sorted({name_of(event) for event in file["events"]} - set(B12_EVIDENCE) - B12_MEDICINES)
    assume(names)
    assert b12_today(plan(without(file, data.draw(st.sampled_from(names)))))


@tried(50)
@given(st.data())
def test_forgetting_everything_but_the_level_leaves_the_first_dose(data: st.DataObject) -> None:
    """0.2: of a full record, any part may be missing but the level and the age."""
    full = both(age=30)
    kept = [
        event
        for event in full["events"]
        if name_of(event) == "vitamin_b12" or data.draw(st.booleans())
    ]
    assert b12_today(plan(full | {"events": kept}))


@tried(50)
@given(people(), st.sampled_from(ORDERS))
def test_an_order_never_removes_a_recommendation(file: File, order: Event) -> None:
    """0.2: a STOP on an order never blocks another line of the plan."""
    before = {
        line.item.id for line in plan(file).plan.recommendations if line.status == "recommended"
    }
    after = plan(file | {"events": [*file["events"], order]}).plan.recommendations
    assert before <= {line.item.id for line in after}


# Which, and for whom


@tried(50)
@given(people())
def test_at_most_one_of_a_group_is_recommended(file: File) -> None:
    """One loading schedule, one maintenance schedule, one route of iron in a phase."""
    groups = [
        (line.item.phase, line.item.one_of)
        for line in plan(file).plan.recommendations
        if line.item.one_of and line.status == "recommended"
    ]
    assert len(groups) == len(set(groups))


@tried(50)
@given(people(st.integers(1, 15)))
def test_a_child_gets_no_dose(file: File) -> None:
    """5.10, K23: under 16 no dose at all."""
    assert plan(file).doses() == []


@tried(50)
@given(people(st.none()))
def test_an_unknown_age_gets_the_first_b12_dose_at_most(file: File) -> None:
    """K23: with the age unknown, one dose of hydroxocobalamin and nothing else."""
    assert plan(file).doses() in ([], ["hydroxocobalamin"])


@tried(50)
@given(people())
def test_methylcobalamin_is_never_dosed(file: File) -> None:
    """C10: no licensed dose."""
    assert "methylcobalamin" not in plan(file).doses()


@tried(50)
@given(people())
def test_cyanocobalamin_needs_good_kidneys(file: File) -> None:
    """S52, C9: never with an eGFR below 50 or unknown, the bridge of K16 excepted."""
    seen = plan(file)
    if seen.offers("B12-ORAL-HD") or seen.offers("B12-ORAL-DIET"):
        assert seen.value("renal_function_reduced") is False


@tried(50)
@given(people())
def test_a_cobalamin_allergy_gets_no_b12(file: File) -> None:
    """K15: never with a recorded allergy."""
    file = without(file, "cobalamin_allergy")
    file["events"].append({"on": "2026-11-20", "present": "cobalamin_allergy"})
    assert not plan(file).prescribes("vitamin_b12")


@tried(50)
@given(people())
def test_iron_is_never_offered_in_overload(file: File) -> None:
    """4.4: never with iron overload."""
    file = without(file, "iron_overload")
    file["events"].append({"on": "2026-11-20", "present": "iron_overload"})
    assert not plan(file).prescribes("iron")


# The plan as a function


@tried(50)
@given(people(), st.integers(0, 99))
def test_the_order_of_events_never_matters(file: File, seed: int) -> None:
    """A plan is a function of what is known."""
    events = list(file["events"])
    random.Random(seed).shuffle(events)
    shuffled, told = plan(file | {"events": events}), plan(file)
    assert _said(shuffled) == _said(told)


def _said(seen: Seen) -> list[object]:
    lines = [(line.item.id, line.status, line.schedule) for line in seen.plan.recommendations]
    return [lines, [(fired.alert.id, fired.level) for fired in seen.plan.alerts], seen.missing]


@tried(50)
@given(people(), st.sets(st.integers(0, 13)), st.integers(TODAY.toordinal() + 1, LATER))
def test_what_happens_later_changes_no_decision(file: File, vague: set[int], day: int) -> None:
    """A plan of a day is one of what was known on it, where some days are known to the month only."""
    events = [
        event | {"on": event["on"][:7]} if i in vague else event
        for i, event in enumerate(file["events"])
    ]
    try:
        read = {"patient": file["patient"], "events": events}
        record = read_patient_file(read, planner().rules.guideline, LATER)
    except RecordError:
        reject()  # two of a name on one day may contradict each other
    later = Recorded(kind="observed", name="hemoglobin", day=(day, day), value=(50.0, 50.0))
    more = msgspec.structs.replace(record, events=(*record.events, later))
    today = TODAY.toordinal()
    before, after = (Seen(planner().plan(seen_from(one, today), today)) for one in (record, more))
    assert _said(before) == _said(after)
    assert before.plan.monitoring == after.plan.monitoring


@tried(50)
@given(people())
def test_every_plan_can_be_written_out(file: File) -> None:
    """No record makes a plan that cannot be told."""
    assert plan(file).json.rstrip().endswith(b"}")


@tried(50)
@given(people(ADULTS))
def test_a_recorded_absence_of_neurology_is_needed_only_for_the_schedule(file: File) -> None:
    """S5: whether B12 is due today does not depend on an assessment."""
    file = without(file, *NEUROLOGY)
    assume(plan(file).value("b12_deficiency") is True)
    assessed = file | {"events": [*file["events"], *(absent(feature) for feature in NEUROLOGY)]}
    if b12_today(plan(assessed)):
        assert plan(file).prescribes("vitamin_b12")
