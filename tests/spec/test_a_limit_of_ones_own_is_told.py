"""A limit that is not the guideline's own is told where it decides, and only there (specification 3.1,
3.3, 5.1, 5.2, FOL-5).

A printed limit is told where a result is low by it alone. A limit that a site has set is told where its
assay was measured and the number is another than the guideline's.
"""

import pytest

from spec.patients import low_b12, observed, plan

WELL = {"hemoglobin": 135, "vitamin_b12": 420}
"""With full stores: nothing is low but what a test gives."""


def printed(name, value, low, **patient):
    """A result with the lower limit that its laboratory printed."""
    result = observed(name, value, reference=[low, 10 * low])
    return plan(low_b12(result, **(WELL | {name: None} | patient)))


def told(seen, alert):
    level = seen.alert(alert)
    assert level in (None, "information")
    return level is not None


# Low by the printed limit alone


@pytest.mark.parametrize(
    ("sex", "value", "limit", "alone"),
    [
        ("male", 129, 135, False),
        ("male", 130, 135, True),
        ("female", 119, 125, False),
        ("female", 120, 125, True),
        ("unknown", 119, 125, False),
        ("unknown", 120, 125, True),
    ],
)
def test_anemia_by_the_printed_limit_alone_is_told(sex, value, limit, alone):
    """3.3: WHO has 130 g/L for men, 120 g/L for women and where the sex is not recorded."""
    seen = printed("hemoglobin", value, limit, sex=sex)
    assert seen.value("anemia") is True
    assert told(seen, "printed-limit-hemoglobin") is alone


ALONE = [
    ("vitamin_b12", 179, 200, False),
    ("vitamin_b12", 180, 200, True),
    ("active_b12", 24, 35, False),
    ("active_b12", 25, 35, True),
    ("ferritin", 29, 50, False),
    ("ferritin", 30, 50, True),
    ("folate", 2.9, 3.9, False),
    ("folate", 3, 3.9, True),
]
ALERT = {
    "hemoglobin": "printed-limit-hemoglobin",
    "vitamin_b12": "printed-limit-b12",
    "active_b12": "printed-limit-b12",
    "ferritin": "printed-limit-ferritin",
    "folate": "printed-limit-folate",
}
LOW = {
    "hemoglobin": "anemia",
    "vitamin_b12": "b12_level_low",
    "active_b12": "b12_level_low",
    "ferritin": "ferritin_low",
    "folate": "folate_low",
}


@pytest.mark.parametrize(("name", "value", "limit", "alone"), ALONE)
def test_a_level_low_by_the_printed_limit_alone_is_told(name, value, limit, alone):
    """5.1, 5.2, FOL-5: at the guideline's limit a result is not below it."""
    seen = printed(name, value, limit)
    assert seen.value(LOW[name]) is True
    assert told(seen, ALERT[name]) is alone


@pytest.mark.parametrize(
    ("name", "value", "limit"),
    [
        ("hemoglobin", "<125", 125),
        ("vitamin_b12", "<200", 200),
        ("active_b12", "<35", 35),
        ("ferritin", "<50", 50),
        ("folate", "<3.9", 3.9),
    ],
)
def test_what_is_known_only_to_lie_below_the_printed_limit_is_told(name, value, limit):
    """3.1: a censored result is low by the printed limit for certain, and by the other perhaps."""
    seen = printed(name, value, limit)
    assert seen.value(LOW[name]) is True
    assert told(seen, ALERT[name])


@pytest.mark.parametrize(
    ("measured", "other"), [("active_b12", "vitamin_b12"), ("vitamin_b12", "active_b12")]
)
def test_one_measure_of_b12_is_enough_to_tell(measured, other):
    """5.1: the other was never measured."""
    value, limit = {"active_b12": (30, 35), "vitamin_b12": (190, 200)}[measured]
    assert told(printed(measured, value, limit, **{other: None}), "printed-limit-b12")


@pytest.mark.parametrize(
    ("name", "value", "limit", "other", "level", "alone"),
    [
        ("active_b12", 30, 35, "vitamin_b12", 179, False),
        ("active_b12", 30, 35, "vitamin_b12", 180, True),
        ("vitamin_b12", 190, 200, "active_b12", 24, False),
        ("vitamin_b12", 190, 200, "active_b12", 25, True),
    ],
)
def test_b12_low_by_its_other_measure_needs_no_printed_limit(
    name, value, limit, other, level, alone
):
    """5.1: deficient by total or by active B12."""
    seen = printed(name, value, limit, **{other: level})
    assert seen.value("b12_level_low") is True
    assert told(seen, "printed-limit-b12") is alone


@pytest.mark.parametrize(("active", "alone"), [(24, False), (25, True)])
def test_in_pregnancy_active_b12_decides_what_is_told(active, alone):
    """5.1: total B12 falls in pregnancy; 170 ng/L shows no deficiency beside an active B12."""
    known = {"age": 30, "pregnancy": True, "gestation": 20, "vitamin_b12": 170}
    seen = printed("active_b12", active, 35, **known)
    assert seen.value("b12_level_low") is True
    assert told(seen, "printed-limit-b12") is alone


def test_where_pregnancy_is_not_known_total_b12_decides_too():
    """5.1: 170 ng/L is deficient by NG239, so that the printed limit adds nothing."""
    seen = printed("active_b12", 30, 35, age=30, pregnancy=None, vitamin_b12=170)
    assert seen.value("b12_level_low") is True
    assert not told(seen, "printed-limit-b12")


# Decided by the site


SITE = [
    ("vitamin_b12", "deficient_below", "180 ng/L", ("179 ng/L", "181 ng/L"), "local-limit-b12"),
    ("vitamin_b12", "unlikely_above", "350 ng/L", ("349 ng/L", "351 ng/L"), "local-limit-b12"),
    ("active_b12", "deficient_below", "25 pmol/L", ("24 pmol/L", "26 pmol/L"), "local-limit-active-b12"),
    ("active_b12", "unlikely_above", "70 pmol/L", ("69 pmol/L", "71 pmol/L"), "local-limit-active-b12"),
    ("methylmalonic_acid", "raised_above", "280 nmol/L", ("279 nmol/L", "281 nmol/L"), "local-limit-methylmalonic-acid"),
    ("ferritin", "deficient_below", "30 ug/L", ("29 ug/L", "31 ug/L"), "local-limit-ferritin"),
    ("folate", "deficient_below", "3 ug/L", ("2.9 ug/L", "3.1 ug/L"), "local-limit-folate"),
]  # fmt: skip
LEVELS = {
    "vitamin_b12": 420,
    "active_b12": 90,
    "methylmalonic_acid": 200,
    "ferritin": 150,
    "folate": 9,
}
"""One result of each assay, low by no limit."""


def decided(assay, key, limit, **known):
    limits = {assay: {key: limit, "laboratory": "Example Hospital", "source": "report"}}
    return plan(low_b12(**(WELL | known)) | {"local_limits": limits})


@pytest.mark.parametrize(("assay", "key", "own", "others", "alert"), SITE)
def test_a_number_of_the_site_is_told_where_it_is_another(assay, key, own, others, alert):
    """3.1: local cut-offs override, lower or higher; the guideline's own number overrides nothing."""
    known = {assay: LEVELS[assay]}
    for other in others:
        assert told(decided(assay, key, other, **known), alert)
    assert not told(decided(assay, key, own, **known), alert)


@pytest.mark.parametrize(("assay", "key", "_own", "others", "alert"), SITE)
def test_a_number_of_the_site_is_not_told_without_a_result(assay, key, _own, others, alert):
    """3.1: the limit of an assay decides nothing of a patient in whom it was not measured."""
    for other in others:
        assert not told(decided(assay, key, other, **{assay: None}), alert)


@pytest.mark.parametrize("alert", dict.fromkeys(row[-1] for row in SITE))
def test_results_by_the_guidelines_own_numbers_need_no_word(alert):
    """5.1, 5.2, FOL-5: every assay measured, and no limit set."""
    assert not told(plan(low_b12(**(WELL | LEVELS))), alert)
