"""Years of pregnancy, kidney disease and heart failure."""

from longitudinal.replay import year

# Pregnancy, then breastfeeding

PREGNANT = "pregnancy"


def test_the_pregnancy_line_stands_until_the_birth():
    """5.6: 4 May."""
    lived = year(PREGNANT)
    assert (lived.until("pregnancy-plan"), lived.days_of("breastfeeding-plan")) == (
        ["2026-05-04"],
        ["2026-05-04"],
    )


def test_folic_acid_is_never_withheld():
    """K18, S39: 400 micrograms, with the first injection of the same day."""
    lived = year(PREGNANT)
    assert (lived.days_of("folate-hold"), lived.days_of("folate-before-b12")) == ([], [])


def test_nine_grams_at_two_weeks_fifteen_at_three():
    """S29, 5.6: hemoglobin at 2 to 3 weeks; 94, 103, 109 g/L."""
    lived = year(PREGNANT)
    assert (lived.days_of("hemoglobin-no-response"), lived.until("hemoglobin-no-response")) == (
        ["2025-11-17"],
        ["2025-11-24"],
    )


def test_what_tablets_show_in_pregnancy_and_after():
    """5.6, S29: 20 % on day 28; normal by the limits of pregnancy in week 9; after the birth the
    limit is 120 g/L again, reached on 16 June."""
    assert year(PREGNANT).verdicts("oral_iron_response") == [
        ("2025-11-03", "awaited"),
        ("2025-11-17", "two-week"),
        ("2025-11-24", "confounded"),
        ("2025-12-01", "late"),
        ("2026-01-05", "complete"),
        ("2026-05-04", "slow"),
        ("2026-06-16", "complete"),
        ("2026-08-05", None),
    ]


def test_iron_goes_on_after_the_birth():
    """5.6: 3 months and at least 6 weeks after birth; here until ferritin is 54 on 4 August."""
    assert year(PREGNANT).until("iron-oral-daily") == ["2026-08-04"]


# Kidney disease

KIDNEY = "kidney-disease"


def test_cyanocobalamin_is_stopped_at_an_egfr_of_38():
    """AL-CYANO-RENAL: ordered on 3 November."""
    assert year(KIDNEY).on("2025-11-03").alert("cyanocobalamin-renal") == "critical"


def test_it_is_never_offered():
    """S52, C9."""
    lived = year(KIDNEY)
    assert not any(
        "cyanocobalamin" in lived.on(day).doses()
        for day in ("2025-11-03", "2025-12-10", "2026-03-01")
    )


def test_ferritin_of_62_is_iron_deficiency_in_kidney_disease():
    """K5, 5.7: below 100, with 12 %."""
    assert year(KIDNEY).on("2025-11-03").value("iron_deficiency_found") is True


def test_what_the_treatments_show_in_kidney_disease():
    """S29: 5 g/L by tablets; the infusion of 25 November lifts it to 127 of 130 g/L by week 9, and
    the stores are full: what is left is the kidney's."""
    lived = year(KIDNEY)
    assert lived.verdicts("oral_iron_response")[:2] == [
        ("2025-11-04", "awaited"),
        ("2025-11-18", "two-week"),
    ]
    assert lived.verdicts("intravenous_iron_response") == [
        ("2025-11-25", "awaited"),
        ("2025-12-30", "slow"),
        ("2026-02-18", None),
    ]


def test_b12_that_leaves_an_anemia_asks_for_its_reasons():
    """5.16: below 130 g/L after 8 weeks, until 5 May."""
    assert year(KIDNEY).verdicts("b12_response") == [
        ("2025-11-04", "awaited"),
        ("2025-11-11", "adequate"),
        ("2025-12-30", "slow"),
        ("2026-05-05", None),
    ]


# Heart failure

HEART = "heart-failure"


def test_in_heart_failure_tablets_are_never_offered():
    """5.8: an ejection fraction of 32 %."""
    assert year(HEART).days_of("iron-oral-daily") == []


def test_ferritin_of_84_is_iron_deficiency_in_heart_failure():
    """5.8: below 100."""
    assert year(HEART).on("2025-11-03").value("iron_deficiency_found") is True


def test_the_second_infusion_ends_it():
    """4.3: 1,000 and 500 mg for 109 g/L and 81 kg."""
    assert year(HEART).until("iron-intravenous") == ["2025-11-14"]


def test_the_diuretic_makes_potassium_matter():
    """5.15, AL-HYPOK: for ten days from the first injection on 4 November."""
    lived = year(HEART)
    assert (lived.days_of("hypokalemia"), lived.until("hypokalemia")) == (
        ["2025-11-03"],
        ["2025-11-15"],
    )


def test_what_the_treatments_show_in_heart_failure():
    """S43, S55, 5.16: 126 of 130 g/L in week 4, full stores in week 10, normal by then."""
    lived = year(HEART)
    assert lived.verdicts("intravenous_iron_response") == [
        ("2025-11-07", "awaited"),
        ("2025-12-15", "slow"),
        ("2026-01-27", "complete"),
        ("2026-02-07", None),
    ]
    assert lived.verdicts("b12_response") == [
        ("2025-11-04", "awaited"),
        ("2025-11-11", "adequate"),
        ("2026-01-27", "complete"),
        ("2026-05-05", None),
    ]
