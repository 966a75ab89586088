"""What patients read can be read at the age of nine to eleven."""

import pytest
from tools import readability
from tools.readability import (
    OLDEST,
    Counts,
    allowed_terms,
    count,
    paragraphs,
    reading_age,
    syllables,
)

from once import RULES

TEXTS = list(paragraphs(RULES.guideline))
ALLOWED = allowed_terms(RULES.guideline)


@pytest.mark.parametrize("one", TEXTS, ids=[one.where for one in TEXTS])
def test_every_text_for_patients_is_plain(one):
    assert one.age <= OLDEST, one.text


def test_what_is_expected_of_a_check_is_said_to_patients_in_their_words():
    for check in RULES.guideline.monitoring:
        assert check.patient, check.id
        assert check.patient_expect, check.id
        assert check.patient_if_not, check.id


def test_all_kinds_of_text_are_measured():
    kinds = {one.where.split()[0].rstrip(",") for one in TEXTS}
    assert {
        "recommendation",
        "alert",
        "check",
        "disclaimer",
        "bottom",
        "evidence",
        "leaflet",
        "moment",
        "expected",
        "if",
    } <= kinds
    assert len(TEXTS) > 100


def test_the_formulas_give_their_published_values():
    """By hand: 100 words, 5 sentences, 140 syllables, 430 characters."""
    found = Counts(sentences=5, words=100, syllables=140, characters=430)
    assert found.flesch_kincaid() == pytest.approx(0.39 * 20 + 11.8 * 1.4 - 15.59)
    assert found.flesch_kincaid() == pytest.approx(8.73)
    assert found.automated_readability() == pytest.approx(4.71 * 4.3 + 0.5 * 20 - 21.43)
    assert found.automated_readability() == pytest.approx(8.823)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("iron", 2), ("table", 2), ("tablets", 2), ("makes", 1), ("dates", 1), ("asked", 1),
     ("needed", 2), ("stores", 1), ("settled", 2), ("changes", 2), ("kidney", 2), ("pregnancy", 3),
     ("people", 2), ("B12", 1), ("the", 1), ("a", 1), ("children's", 2), ("half-hour", 2)],
)  # fmt: skip
def test_syllables(word, expected):
    assert syllables(word) == expected


def test_a_sentence_ends_at_its_full_stop_and_not_in_a_number():
    assert count("Take 2.5 mg now. Then rest.").sentences == 2
    assert count("One; two: three.").sentences == 1


def test_an_allowed_term_is_one_short_word_in_any_case():
    hard = "Hydroxocobalamin intramuscularly."
    assert count(hard, ALLOWED).words == 2
    assert count("Vitamin B12 helps.", ALLOWED).words == 2
    assert reading_age(hard, ALLOWED) < reading_age(hard)


def test_clinical_prose_does_not_pass():
    said = "Parenteral administration circumvents gastrointestinal malabsorption of cobalamin."
    assert reading_age(said, ALLOWED) > OLDEST


def test_no_word_has_no_age():
    assert reading_age("") == 0.0
    assert reading_age("—") == 0.0


def test_the_command_lists_what_is_above_and_fails(capsys, monkeypatch):
    assert readability.main() == 0
    monkeypatch.setattr(readability, "OLDEST", 5.0)
    assert readability.main() == 1
    assert "reading age" in capsys.readouterr().out
