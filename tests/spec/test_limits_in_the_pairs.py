"""The near miss of a rule lies just beyond the limit that the specification names

On which side of which number of the specification the one is who gets the rule, and the other who
does not.
"""

import pytest

from once import pairs

LIMITS = [
    ("b12-loading-standard", "vitamin_b12", 179, 180),
    ("b12-after-sampling", "vitamin_b12", 351, 350),
    ("folate-combination-before-b12", "vitamin_b12", 350, 351),
    ("cyanocobalamin-renal", "egfr", 49, 50),
    ("cause-iron", "ferritin", 29, 30),
    ("iron-stores-pregnancy", "ferritin", 29, 30),
    ("iron-hold-overload", "transferrin_saturation", 46, 45),
    ("cause-fit-positive", "fit", 10, 9),
    ("potassium-before-b12", "potassium", 3.4, 3.5),
    ("phosphate-specialist", "phosphate", 0.31, 0.32),
    ("phosphate-after-infusion", "phosphate", 0.32, 0.31),
    ("iron-derisomaltose-first", "phosphate", 0.64, 0.65),
    ("copper-neurology", "copper", 10.9, 11),
    ("counts-tests", "neutrophils", 1.4, 1.5),
    ("relapse-hematology", "platelets", 99, 100),
    ("kidney-iron-trial", "transferrin_saturation", 30, 31),
    ("iv-iron-course", "hemoglobin", 140, 139),
    ("implausible-value", "hemoglobin", 201, 200),
    ("iron-dose-unusual", "dose", 101, 100),
    ("b12-dose", "dose", 5.1, 5),
    ("iv-iron-dose", "dose", 1001, 1000),
    ("folate-treatment", "folate", 2.9, 3),
]


@pytest.mark.parametrize(("rule", "measured", "gets_it", "just_not"), LIMITS)
def test_both_sides_of_a_limit_of_the_specification(rule, measured, gets_it, just_not):
    [one], [other] = pairs()[rule].difference
    key = "dose" if measured == "dose" else "value"
    assert measured == "dose" or one["observed"] == measured
    assert (one[key], other[key]) == (gets_it, just_not)


AGES = [("child", 16), ("pediatric-referral", 16), ("iv-iron-age", 18)]


@pytest.mark.parametrize(("rule", "years"), AGES)
def test_a_birthday_is_the_limit_of_an_age(rule, years):
    """Who is of that age on the day of the plan is not below it any more."""
    [younger], [older] = pairs()[rule].difference
    assert older["birth_date"] == f"{2026 - years}-11-22"
    assert younger["birth_date"] == f"{2026 - years}-11-23"
