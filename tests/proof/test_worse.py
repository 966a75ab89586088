"""How the worse of two patients may differ: which facts one event changes, and to what."""

import random
from itertools import product

import pytest
import z3

from hematinic.expressions.logic import Value
from hematinic.expressions.smt_values import Words, exactly, variable
from hematinic.expressions.types import Type
from hematinic.proof.worse import changes, may_be, related
from once import RULES

GUIDELINE = RULES.guideline
SPAN, TRUTH, WORD = Type("quantity", "hemoglobin", "g/L"), Type("boolean"), Type("text")


# Which facts


def test_a_lower_result_changes_every_fact_that_may_hold_it() -> None:
    found = changes(GUIDELINE, "lower", "vitamin_b12")
    assert found["vitamin_b12"] == found["vitamin_b12_before_treatment"] == "lower"
    assert found["vitamin_b12_before_any"] == found["vitamin_b12_before_iron"] == "lower"
    assert "active_b12" not in found


def test_its_day_and_what_the_laboratory_printed_stay() -> None:
    found = changes(GUIDELINE, "lower", "vitamin_b12")
    assert not {"b12_sample_date", "last_vitamin_b12_date", "vitamin_b12_lower_limit"} & set(found)


def test_it_may_be_asked_about() -> None:
    """A value that is hardly plausible is questioned, or no longer."""
    assert changes(GUIDELINE, "higher", "mcv")["values_questioned"] == "any"


def test_a_condition_begins_and_its_day_is_no_earlier() -> None:
    found = changes(GUIDELINE, "present", "subacute_combined_degeneration")
    assert found["subacute_combined_degeneration"] == "begins"
    assert found["last_cord_disease"] == "later"


def test_a_condition_of_late_and_how_severe_it_is() -> None:
    assert changes(GUIDELINE, "present", "angina")["angina_of_late"] == "true"
    assert changes(GUIDELINE, "present", "nausea")["nausea_severity"] == "unsaid"
    assert changes(GUIDELINE, "present", "crohn_disease")["crohn_activity"] == "unsaid"


def test_what_is_absent_unless_recorded_arises_where_it_is_not_in_doubt() -> None:
    assert changes(GUIDELINE, "present", "glossitis")["glossitis"] == "arises"
    assert changes(GUIDELINE, "present", "paresthesia")["paresthesia"] == "begins"


def test_what_is_recorded_absent_stays() -> None:
    assert "melena_asked" not in changes(GUIDELINE, "present", "melena")
    assert "last_not_pregnant" not in changes(GUIDELINE, "present", "pregnancy")


def test_a_procedure_is_done() -> None:
    found = changes(GUIDELINE, "present", "transfusion")
    assert found["transfusion"] == "arises"
    assert found["transfused_since_iron"] == "true"


def test_what_is_counted_from_a_day_that_moves_may_be_anything() -> None:
    found = changes(GUIDELINE, "present", "neurological_assessment")
    assert found["last_neurological_review"] == "later"
    assert found["b12_injections_unreviewed"] == "any"


def test_a_medicine_is_taken_under_each_of_its_names() -> None:
    found = changes(GUIDELINE, "taken", "metformin")
    assert found == {"on_metformin": "likelier", "on_b12_lowering_drug": "likelier"}
    assert changes(GUIDELINE, "taken", "omeprazole")["on_acid_suppression"] == "likelier"


def test_a_medicine_that_gives_a_nutrient_moves_its_courses() -> None:
    found = changes(GUIDELINE, "taken", "hydroxocobalamin")
    assert found["parenteral_b12_running"] == "likelier"
    assert found["last_b12"] == "later"
    assert found["b12_first_taken"] == "earlier"
    assert found["vitamin_b12_before_treatment"] == "any"
    assert found["paresthesia"] == "any"  # its absence is counted from the start of B12
    assert "oral_iron_running" not in found


# To what


@pytest.mark.parametrize(
    ("change", "milder", "worse", "possible"),
    [
        ("lower", (5.0, 5.0), (4.0, 4.0), True),
        ("lower", (5.0, 5.0), (5.0, 5.0), True),
        ("lower", (5.0, 5.0), (6.0, 6.0), False),
        ("lower", (5.0, 5.0), (1.0, 4.0), False),
        ("lower", (1.0, 5.0), (1.0, 5.0), True),
        ("lower", None, (4.0, 4.0), False),
        ("lower", None, None, True),
        ("higher", (5.0, 5.0), (6.0, 6.0), True),
        ("higher", (5.0, 5.0), (4.0, 4.0), False),
        ("begins", False, True, True),
        ("begins", None, True, True),
        ("begins", True, True, False),
        ("begins", False, None, False),
        ("arises", False, True, True),
        ("arises", None, True, False),
        ("arises", True, True, False),
        ("true", False, True, True),
        ("true", False, False, True),
        ("true", True, False, False),
        ("likelier", False, True, True),
        ("likelier", False, None, True),
        ("likelier", False, False, True),
        ("likelier", None, True, True),
        ("likelier", None, False, False),
        ("likelier", True, None, False),
        ("later", (5.0, 6.0), (5.0, 7.0), True),
        ("later", (5.0, 6.0), (4.0, 7.0), False),
        ("later", None, (4.0, 4.0), True),
        ("later", (5.0, 5.0), None, False),
        ("earlier", (5.0, 5.0), (4.0, 4.0), True),
        ("earlier", (5.0, 5.0), (6.0, 6.0), False),
        ("more", (2.0, 2.0), (3.0, 3.0), True),
        ("more", (2.0, 2.0), (1.0, 1.0), False),
        ("unsaid", "severe", None, True),
        ("unsaid", "severe", "severe", False),
        ("any", True, None, True),
    ],
    ids=str,
)
def test_what_the_worse_value_may_be(change, milder, worse, possible) -> None:  # type: ignore[no-untyped-def]
    assert may_be(change, milder, worse) is possible


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        *product(("lower", "higher", "later", "earlier", "more", "any"), [SPAN]),
        *product(("begins", "arises", "true", "any"), [TRUTH]),
        *product(("unsaid", "lower", "any"), [WORD]),
    ],
    ids=str,
)
def test_symbols_and_values_agree(change, kind: Type) -> None:  # type: ignore[no-untyped-def]
    """What the solver lets differ is what may differ of two patients that are read."""
    chance, words = random.Random(f"{change} {kind.kind}"), Words()
    milder, worse = variable("milder", kind), variable("worse", kind)
    allowed = related(change, milder, worse)
    for _ in range(60):
        one, other = some(kind, chance), some(kind, chance)
        solver = z3.Solver()
        solver.add(exactly(milder, one, words), exactly(worse, other, words), allowed)
        assert (solver.check() == z3.sat) is may_be(change, one, other), (one, other)


def some(kind: Type, chance: random.Random) -> Value:
    if kind is TRUTH:
        return chance.choice((True, False, None))
    if kind is WORD:
        return chance.choice(("mild", "severe", None))
    low = float(chance.randint(1, 3))
    return chance.choice((None, (low, low), (low, low), (low, low + chance.randint(0, 2))))
