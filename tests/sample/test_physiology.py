"""The simulated body answers treatment as section 5.19 of the specification says."""

from statistics import mean

import pytest

from hematinic.sample.care import care
from hematinic.sample.chance import source
from hematinic.sample.physiology import IRON_OF_HEMOGLOBIN, absorbed
from sample.bodies import CAUSE, Course, courses


def anemic(course: Course) -> bool:
    return course.hemoglobin[0] < (110 if course.person.sex == "female" else 120)


def test_14_daily_doses_are_absorbed_as_measured():
    assert absorbed(60, alternate=False, anemic=0, ferritin=20) == pytest.approx(9.8, abs=0.1)


def test_alternate_days_absorb_a_third_more_of_each_dose():
    ratio = absorbed(60, True, 0, 20) / absorbed(60, False, 0, 20)
    assert ratio == pytest.approx(21.8 / 16.3)


def test_six_times_the_dose_is_absorbed_not_quite_three_times():
    assert 2.4 < absorbed(240, False, 0, 20) / absorbed(40, False, 0, 20) < 3


def test_three_in_four_respond_to_tablets_by_day_14():
    rises = [course.rise(14) for course in courses("menorrhagia", "tablets") if anemic(course)]
    assert 0.65 < mean(rise >= 10 for rise in rises) < 0.82


def test_tablets_raise_hemoglobin_by_20_in_three_to_four_weeks():
    rises = [course.rise(25) for course in courses("menorrhagia", "tablets") if anemic(course)]
    assert 16 < mean(rises) < 24


def test_nobody_makes_more_hemoglobin_than_the_iron_allows():
    for course in courses("bowel_bleeding", "infusion", count=60):
        most = 1000 / (IRON_OF_HEMOGLOBIN * course.body.weight)
        assert course.rise(119) <= most + 1e-6


def test_half_of_the_rise_after_an_infusion_comes_in_two_to_three_weeks():
    share = mean(c.rise(18) / c.rise(56) for c in courses("bowel_bleeding", "infusion"))
    assert 0.4 < share < 0.65


def test_ferritin_peaks_after_an_infusion_and_falls():
    found = list(courses("bowel_bleeding", "infusion", count=100))
    peak, month = (mean(course.ferritin[day] for course in found) for day in (8, 28))
    assert 400 < peak < 800
    assert 150 < month < 300


def test_b12_raises_hemoglobin_after_the_first_week_by_about_10_a_week():
    found = [c for c in courses("vegan", "injections") if c.hemoglobin[0] < 95]
    weeks = [mean(c.rise(day + 7) - c.rise(day) for c in found) for day in (0, 7, 14)]
    assert weeks[0] < 5
    assert all(7 <= week <= 13 for week in weeks[1:])


def test_reticulocytes_peak_on_day_5_to_8():
    for course in courses("vegan", "injections", count=40):
        wave = course.reticulocytes
        assert 5 <= wave.index(max(wave)) <= 8


def test_b12_alone_stalls_without_iron_and_with_half_the_reticulocytes():
    both = list(courses("vegan_menorrhagia", "injections infusion", count=100))
    alone = list(courses("vegan_menorrhagia", "injections", count=100))
    assert mean(c.rise(56) - c.rise(21) for c in alone) < 1
    assert mean(c.rise(56) for c in both) > 4 * mean(c.rise(56) for c in alone)
    waves = [mean(max(c.reticulocytes) - 1 for c in found) for found in (alone, both)]
    assert waves[0] == pytest.approx(waves[1] / 2, rel=0.3)


def test_iron_alone_gains_little_and_makes_cells_larger():
    for course in courses("nitrous_oxide_menorrhagia", "infusion", count=60):
        assert course.hemoglobin[-1] <= max(course.body.limit(), course.hemoglobin[0]) + 1
        assert course.body.cell_volume > 85


def test_in_autoimmune_gastritis_the_vein_fills_stores_and_tablets_do_not():
    vein = courses("autoimmune_gastritis", "infusion second injections", count=100)
    tablets = courses("autoimmune_gastritis", "tablets injections", count=100)
    assert mean(course.ferritin[91] >= 30 for course in vein) > 0.8
    assert mean(course.ferritin[91] >= 30 for course in tablets) < 0.3


def test_side_effects_and_giving_up():
    decided = [care(source(3, i), CAUSE["menorrhagia"], False) for i in range(3000)]
    days = [made.tablets_end - made.begins for made in decided if made.tablets_end is not None]
    assert 0.3 < mean(bool(made.side_effect) for made in decided) < 0.4
    assert 0.07 < sum(day <= 14 for day in days) / 3000 < 0.14
    assert 0.27 < sum(day <= 60 for day in days) / 3000 < 0.36


def test_without_treatment_nothing_changes():
    for course in courses("menorrhagia", "", count=30):
        assert course.hemoglobin[-1] == pytest.approx(course.hemoglobin[0], abs=0.5)
