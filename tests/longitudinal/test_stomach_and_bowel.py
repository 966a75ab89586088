"""Years with a stomach or bowel that does not absorb."""

from longitudinal.replay import year

# Pernicious anemia

PERNICIOUS = "pernicious-anemia"


def test_the_infusion_comes_first():
    """S59: no tablets, ever."""
    assert year(PERNICIOUS).days_of("iron-oral-daily") == []


def test_the_second_infusion_is_not_forgotten():
    """4.3: 1,000 of the 1,500 mg for 88 g/L and 64 kg given on 7 November, the rest on the 14th."""
    lived = year(PERNICIOUS)
    assert (lived.days_of("iron-intravenous"), lived.until("iron-intravenous")) == (
        ["2025-11-03"],
        ["2025-11-14"],
    )


def test_two_infusions_a_week_apart_are_within_the_limit():
    """AL-IV-MAXDOSE: 1,000 mg a week."""
    assert year(PERNICIOUS).days_of("iv-iron-dose") == []


def test_the_early_iron_recheck_does_not_apply_after_an_infusion():
    """S43: no ferritin for response so early."""
    assert year(PERNICIOUS).status("iron-recheck-early", "2025-11-20") == "not_applicable"


def test_a_ferritin_at_its_height_shows_no_full_stores():
    """S55: 560 microgram/L on day 11."""
    assert year(PERNICIOUS).on("2025-11-25").value("iron_replete") is False


def test_ten_weeks_later_it_does():
    """S55: 180 microgram/L, 73 days after the last infusion."""
    assert year(PERNICIOUS).on("2026-01-26").value("iron_replete") is True


def test_a_stop_order_for_a_level_is_stopped():
    """AL-B12-NOSTOP, S50: ordered on 5 February."""
    assert year(PERNICIOUS).on("2026-02-05").alert("AL-B12-NOSTOP") == "critical"


def test_a_high_level_changes_no_dose():
    """S45, S50: 1,650 ng/L on 3 February; 15 January + 2 months."""
    assert year(PERNICIOUS).on("2026-02-03").due("B12-STD-M") == ["2026-03-15"]


def test_maintenance_never_ends():
    """S51: irreversible."""
    assert year(PERNICIOUS).until("b12-maintenance-standard") == []


# Gastrectomy

STOMACH = "gastrectomy"


def test_without_a_stomach_iron_goes_by_vein():
    """S38: never tablets first; 1,500 mg in two doses, and again when it runs down: then by the
    product that spares phosphate, since ferric carboxymaltose was given within a year (4.4)."""
    lived = year(STOMACH)
    assert (lived.days_of("iron-intravenous"), lived.until("iron-intravenous")) == (
        ["2025-11-03"],
        ["2025-11-14"],
    )
    assert lived.days_of("iron-derisomaltose-first") == ["2026-11-05"]


def test_without_a_stomach_no_tablets():
    """S38."""
    assert year(STOMACH).days_of("iron-oral-daily") == []


def test_what_the_infusions_show():
    """S43, S55: 125 of 130 g/L in week 4, full stores in week 10, until week 12."""
    assert year(STOMACH).verdicts("intravenous_iron_response") == [
        ("2025-11-07", "awaited"),
        ("2025-12-15", "slow"),
        ("2026-01-26", "complete"),
        ("2026-02-07", None),
    ]


def test_without_a_stomach_b12_is_for_life():
    """S51: the maintenance never ends, though hemoglobin is normal."""
    assert year(STOMACH).until("b12-maintenance-standard") == []


def test_phosphate_is_asked_for_three_months():
    """AL-FCM-PHOS: the last ferric carboxymaltose on 14 November."""
    assert year(STOMACH).until("phosphate-carboxymaltose")[0] == "2026-02-15"


# Ileal resection

ILEUM = "ileal-resection"


def test_iron_is_absorbed_without_the_ileum():
    """S38: tablets; the duodenum is whole."""
    assert year(ILEUM).days_of("iron-oral-daily") == ["2025-11-03"]


def test_oral_b12_is_not_offered_without_the_ileum():
    """S15."""
    assert year(ILEUM).days_of("b12-oral-high-dose") == []


def test_what_tablets_show_without_the_ileum():
    """S29 (c), C12: 14 g/L by day 14 that B12 may explain, 22 % on day 28, normal in week 8."""
    assert year(ILEUM).verdicts("oral_iron_response") == [
        ("2025-11-03", "awaited"),
        ("2025-11-17", "confounded"),
        ("2025-12-01", "adequate"),
        ("2025-12-30", "complete"),
        ("2026-04-08", None),
    ]


# Bariatric surgery

BYPASS = "bariatric"


def test_after_a_bypass_iron_goes_by_vein():
    """5.11, S38: 2,000 mg for 98 g/L and 84 kg. Ferric derisomaltose is advised (4.4); a gram of the
    other was given, and the course goes on with it."""
    lived = year(BYPASS)
    assert (lived.days_of("iron-derisomaltose-first"), lived.days_of("iron-intravenous")) == (
        ["2025-11-03"],
        ["2025-11-06"],
    )
    assert lived.until("iron-intravenous") == ["2025-11-11"]


def test_between_two_drips_pregnancy_is_ruled_out_again():
    """K17, K33: ruled out on 3 November, for 7 days."""
    assert year(BYPASS).on("2025-11-12").asks_before("iron-intravenous") == {
        "pregnancy",
        "gestation",
    }


def test_after_a_bypass_the_operation_is_never_forgotten():
    """5.11: the advice stands the whole year, six years after it."""
    assert year(BYPASS).until("bariatric-plan") == []


def test_what_the_infusions_show_after_a_bypass():
    """C12: normal in week 4, which B12 may explain; full stores in week 10."""
    assert year(BYPASS).verdicts("intravenous_iron_response") == [
        ("2025-11-06", "awaited"),
        ("2025-12-15", "confounded"),
        ("2026-01-22", "complete"),
        ("2026-02-06", None),
    ]


def test_a_gram_may_still_come_a_week_later():
    """AL-IV-MAXDOSE."""
    assert year(BYPASS).days_of("iv-iron-dose") == []


# Celiac disease

CELIAC = "celiac"


def test_untreated_celiac_disease_fails_tablets():
    """S29, S38: 101 to 108 g/L; tablets until then, a drip once pregnancy is ruled out again."""
    lived = year(CELIAC)
    assert (lived.days_of("hemoglobin-no-response"), lived.days_of("iron-intravenous")) == (
        ["2025-11-17"],
        ["2025-11-20"],
    )


def test_b12_by_mouth_ends_with_the_diagnosis():
    """S15: celiac disease from 7 November."""
    assert year(CELIAC).until("b12-oral-high-dose") == ["2025-11-07"]


def test_the_drip_is_not_given_twice():
    """S42: 1,000 mg for 108 g/L and 57 kg."""
    assert year(CELIAC).until("iron-intravenous") == ["2025-11-21"]


def test_what_b12_shows_beside_tablets():
    """C12: no reticulocytes from before, so the tablets of the same day cloud it until week 12.
    5.19: 7 g/L by day 14 are not yet a week's rise."""
    assert year(CELIAC).verdicts("b12_response") == [
        ("2025-11-03", "awaited"),
        ("2025-12-22", "confounded"),
        ("2026-01-27", "complete"),
        ("2026-05-04", None),
    ]


# Crohn disease

CROHN = "crohn"


def test_active_bowel_disease_goes_by_vein_quiescent_by_mouth():
    """S37: 1,000 mg in November; in August it is quiescent with 121 g/L."""
    lived = year(CROHN)
    assert (lived.days_of("iron-derisomaltose-first"), lived.days_of("iron-oral-daily")) == (
        ["2025-11-03"],
        ["2026-08-04"],
    )


def test_ferritin_has_its_own_limit_in_bowel_disease():
    """K5: 48 microgram/L with active disease is iron deficiency."""
    assert year(CROHN).on("2025-11-03").value("iron_deficiency_found") is True


def test_tablets_of_the_ninth_month_are_not_clouded_by_b12():
    """C12: B12 began nine months before; near normal, so judged by the indices of week 8."""
    lived = year(CROHN)
    assert lived.verdicts("oral_iron_response") == [
        ("2026-08-05", "awaited"),
        ("2026-08-17", "not-applicable"),
        ("2026-09-30", "complete"),
    ]


def test_nor_is_there_a_check_for_that():
    """C12."""
    assert year(CROHN).status("iron-indices-confirm", "2026-09-10") is None
