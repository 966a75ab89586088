"""Years in which a diet or a medicine is the cause."""

from longitudinal.replay import year

# A vegan diet

VEGAN = "vegan"


def test_loading_is_by_injection_and_ends():
    """S13: six doses by 14 November, and not again when tablets have taken over."""
    lived = year(VEGAN)
    assert (lived.days_of("b12-loading-standard"), lived.until("b12-loading-standard")) == (
        ["2025-11-03"],
        ["2025-11-14"],
    )


def test_tablets_of_b12_are_offered_for_the_diet():
    """5.12, S51: from the first day on, as what comes after the loading."""
    assert year(VEGAN).days_of("b12-oral-dietary")[0] == "2025-11-03"


def test_the_diet_is_spoken_of_all_year():
    """5.12: an oral supplement for as long as the diet lasts."""
    assert year(VEGAN).until("diet-plan") == []


def test_what_each_treatment_shows_on_a_vegan_diet():
    """5.16, S29 (c): reticulocytes on day 7; saturation 21 % on day 28; both normal in week 8."""
    lived = year(VEGAN)
    assert lived.verdicts("b12_response")[:3] == [
        ("2025-11-03", "awaited"),
        ("2025-11-10", "adequate"),
        ("2025-12-30", "complete"),
    ]
    assert lived.verdicts("oral_iron_response") == [
        ("2025-11-03", "awaited"),
        ("2025-11-17", "confounded"),
        ("2025-12-01", "adequate"),
        ("2025-12-30", "complete"),
        ("2026-05-06", None),
    ]


def test_the_deficiency_stays_known_on_tablets():
    """K12: 410 ng/L on tablets refutes nothing."""
    assert year(VEGAN).on("2026-05-10").value("b12_deficiency") is True


def test_full_stores_are_said_in_the_bottom_line():
    """S55: 56 microgram/L on 5 May."""
    lived = year(VEGAN)
    said = [lived.on(day).plan.bottom_line.clinician for day in ("2026-05-04", "2026-05-05")]
    assert ["stores of iron are full" in one for one in said] == [False, True]


# Metformin

METFORMIN = "metformin"


def test_metformin_goes_on():
    """5.12: the advice stands the whole year."""
    assert year(METFORMIN).until("metformin-plan") == []


def test_the_loss_is_looked_for_until_it_is_found():
    """AL-CAUSE: FIT 46 on 6 November, both endoscopies on 27 November."""
    assert year(METFORMIN).until("cause-incomplete") == ["2025-11-27"]


def test_what_b12_shows_without_reticulocytes_from_before():
    """5.16, C12: iron began the same day; hemoglobin is normal in week 8."""
    assert year(METFORMIN).verdicts("b12_response") == [
        ("2025-11-03", "awaited"),
        ("2025-11-17", "confounded"),
        ("2025-12-30", "complete"),
        ("2026-05-04", None),
    ]


def test_a_medicine_of_ten_years_ago_is_known_on_the_first_day():
    """The year begins with its first test, not with the metformin."""
    assert year(METFORMIN).on("2025-11-03").value("on_metformin") is True
