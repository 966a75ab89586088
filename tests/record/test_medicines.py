"""What a product holds, as it is printed on its box."""

import pytest

from hematinic.guideline.model import Guideline
from hematinic.record.medicines import contents_stated, elemental_of_tablet


@pytest.mark.parametrize(
    ("medicine", "tablet", "elemental"),
    [
        ("ferrous_sulfate", "200 mg dried", 65),
        ("ferrous_sulfate", "200 mg, Anhydrous", 65),
        ("ferrous_sulfate", "200 mg heptahydrate", 40),
        ("ferrous_sulfate", "325 mg hydrous", 65),
        ("ferrous_sulfate", "325 mg exsiccated", 120),
        ("ferrous_sulfate", "325 mg dried and hydrated", None),
        ("ferrous_sulfate", "200 mg", None),
        ("ferrous_sulfate", "201 mg dried", None),
        ("ferrous_sulfate", "dried", None),
        ("ferrous_fumarate", "210 mg", 68),
        ("ferrous_fumarate", "210 mg dried", 68),
        ("metformin", "500 mg", None),
    ],
)
def test_the_table_knows_a_tablet_by_its_strength_and_its_water(
    guideline: Guideline, medicine: str, tablet: str, elemental: float | None
) -> None:
    assert elemental_of_tablet(guideline.medicines[medicine], tablet, guideline) == elemental


@pytest.mark.parametrize(
    ("text", "mg"),
    [
        ("ferrous fumarate 322 mg / folic acid 350 microgram", 0.35),
        ("Iron 100 mg with folate (400 mcg)", 0.4),
        ("0.5 mg of folic acid with iron", 0.5),
        ("levomefolate 600 ug", 0.6),
        ("Folic acid and ferrous sulfate 325 mg", None),
        ("folic acid", None),
        ("", None),
    ],
)
def test_a_combination_states_its_folate(guideline: Guideline, text: str, mg: float | None) -> None:
    found = contents_stated(guideline.medicines["iron_with_folic_acid"], text, guideline)
    assert dict(found).get("folate") == mg


def test_only_what_a_medicine_gives_is_looked_for(guideline: Guideline) -> None:
    assert contents_stated(guideline.medicines["metformin"], "folic acid 5 mg", guideline) == ()
