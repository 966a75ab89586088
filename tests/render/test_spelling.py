"""One table of spellings, both ways, that changes words and nothing else."""

import re

import pytest

from hematinic.guideline.shared import spelling
from hematinic.render.words.spelling import american, british, british_page, words
from once import RULES

PAIRS = spelling().stems | words()


@pytest.mark.parametrize(
    ("us", "uk"),
    [
        ("anemia", "anaemia"),
        ("Hemoglobin", "Haemoglobin"),
        ("HEMATOLOGY", "HAEMATOLOGY"),
        ("esophageal", "oesophageal"),
        ("celiac disease", "coeliac disease"),
        ("Diarrhea, melena.", "Diarrhoea, melaena."),
        ("pediatrics", "paediatrics"),
        ("fecal immunochemical test", "faecal immunochemical test"),
        ("edema", "oedema"),
        ("randomized trial", "randomised trial"),
        ("leukemia", "leukaemia"),
        ("ischemic", "ischaemic"),
        ("dyspnea", "dyspnoea"),
        ("paresthesia", "paraesthesia"),
        ("non-anemic", "non-anaemic"),
        ("color and center", "colour and centre"),
        ("nausea/diarrhea", "nausea/diarrhoea"),
        ("(anemia)", "(anaemia)"),
        ("anemia's", "anaemia's"),
    ],
)
def test_both_ways(us, uk):
    assert british(us) == uk
    assert american(uk) == us
    assert british(uk) == uk
    assert american(us) == us


@pytest.mark.parametrize(
    "text",
    ["neurology", "folate", "ferrous sulfate 200 mg", "colorectal", "laboratory", "organism",
     "metabolism", "analyses", "g/L", "Hematinic", "cause-celiac", "hemoglobin_rise",
     "https://doi.org/10.1/anemia", "/why/cause-celiac", "openfda-hydroxocobalamin-label",
     "anemia.org", "size", "license", "practice", "chemical", "epidemic", "academic"],
)  # fmt: skip
def test_what_keeps_its_spelling(text):
    assert british(text) == text
    assert american(text) == text


def test_a_word_that_becomes_two():
    assert british("gastroesophageal reflux") == "gastro-oesophageal reflux"
    assert american("gastro-oesophageal reflux") == "gastro-esophageal reflux"


def test_the_table_reads_back():
    assert len(set(PAIRS.values())) == len(PAIRS)
    for us, uk in PAIRS.items():
        assert american(british(us)) == us
        assert british(us) == uk


def test_no_medicine_changes_its_name():
    guideline = RULES.guideline
    for item in guideline.recommendations:
        if item.prescribe:
            label = guideline.medicines[item.prescribe.medicine].label
            assert british(label) == label


def test_what_is_said_to_readers_is_written_in_american_spelling():
    guideline = RULES.guideline
    for item in guideline.recommendations:
        for said in (item.title, item.says.clinician, item.says.patient):
            assert american(said) == said
    for alert in guideline.alerts:
        for said in (alert.line, alert.what_to_do, alert.patient):
            assert american(said) == said
    for check in guideline.monitoring:
        for said in (check.test, check.expect, check.if_not, check.patient):
            assert american(said) == said


def test_of_a_page_only_what_is_read_changes():
    page = (
        '<a href="/why/anemia" id="anemia" class="anemia" aria-label="Why: anemia">Anemia</a> '
        "<cite>Anemia in <em>Crohn</em> anemia</cite><code>anemia</code> "
        '<textarea name="t" rows="2">anemia</textarea><input name="anemia" value="anemia">'
        "<p>A patient&#39;s anemia, anemia&#39;s cause &amp; hemoglobin</p>"
    )
    shown = british_page(page)
    assert '<a href="/why/anemia" id="anemia" class="anemia" aria-label="Why: anaemia">' in shown
    assert "<cite>Anemia in <em>Crohn</em> anemia</cite><code>anemia</code>" in shown
    assert '<textarea name="t" rows="2">anemia</textarea><input name="anemia" value="anemia">' in (
        shown
    )
    assert "<p>A patient&#39;s anaemia, anaemia&#39;s cause &amp; haemoglobin</p>" in shown


def test_a_page_keeps_its_tags():
    page = "<p>a < b</p>" * 3 + "<br><hr/>" + "<p\nclass='x'>anemia</p>"
    tags = re.compile(r"<[^>]*>")
    assert tags.findall(british_page(page)) == tags.findall(page)
