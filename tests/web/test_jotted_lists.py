"""Several things jotted into the planner's box at once: each is taken, or shown again."""

import pytest

from hematinic.answers.reading.derived import with_every_name
from hematinic.answers.reading.understand import Reader
from hematinic.web.planner.adding import Box, added


@pytest.fixture(scope="module")
def reader(service):
    return Reader(with_every_name(service.guideline))


DAY = {"as_of": "2026-11-20", "on": "2026-11-20"}


def jotted(service, reader, text):
    values, found = added(text, dict(DAY), service.guideline, reader)
    new = {name: text for name, text in values.items() if text and name not in DAY}
    return new, found.taken, [str(one) for one in found.left]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("hb 84 mcv 71", {"value.hemoglobin": "84", "value.mcv": "71"}),
        ("Hb 9.1 g/dL (12.0-15.0) L Ferritin 4 ug/L (15-150)", {"value.hemoglobin": "9.1", "value.ferritin": "4"}),
        ("ferritin 7 ug/L and crp 31 mg/L", {"value.ferritin": "7", "value.crp": "31"}),
        ("hb 92 g/L, numb feet", {"value.hemoglobin": "92", "is.paresthesia": "present"}),
        ("numb feet, hb 92 g/L", {"value.hemoglobin": "92", "is.paresthesia": "present"}),
        ("mcv 71 and numb feet", {"value.mcv": "71", "is.paresthesia": "present"}),
        ("vegan, crohn disease", {"is.vegan_diet": "present", "is.crohn_disease": "present"}),
        ("numbness, ataxia, no memory loss", {"is.paresthesia": "present", "is.ataxia": "present", "is.cognitive_impairment": "absent"}),
        ("no numbness, weakness or ataxia", {"is.paresthesia": "absent", "is.ataxia": "absent"}),
        ("no numbness, ataxia, or memory loss", {"is.paresthesia": "absent", "is.ataxia": "absent", "is.cognitive_impairment": "absent"}),
        ("no numbness but has ataxia", {"is.paresthesia": "absent", "is.ataxia": "present"}),
        ("on metformin, omeprazole", {"medicine.0": "metformin", "medicine.1": "omeprazole"}),
    ],
)  # fmt: skip
def test_everything_that_is_listed_is_taken(service, reader, text, holds):
    values, _, left = jotted(service, reader, text)
    assert values.items() >= holds.items()
    assert left == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("vegan, foo bar, crohn disease", "foo bar: not recognized"),
        ("hb 92 g/L, foo bar", "foo bar: not recognized"),
        ("no numbness, foo bar", "foo bar: not taken: write it on a line of its own"),
    ],
)
def test_what_is_not_understood_among_others_is_shown_again(service, reader, text, left):
    values, _, found = jotted(service, reader, text)
    assert values
    assert found == [left]


@pytest.mark.parametrize(
    ("text", "taken", "left"),
    [
        ("no numbness, chest pain", {"is.paresthesia": "absent"}, ["chest pain"]),
        (
            "no fever, melena, hb 92 g/L",
            {"is.fever": "absent", "value.hemoglobin": "92"},
            ["melena"],
        ),
        ("chest pain, no numbness", {"is.chest_pain": "present", "is.paresthesia": "absent"}, []),
        ("no numbness, no chest pain", {"is.paresthesia": "absent", "is.chest_pain": "absent"}, []),
        ("no numbness, on metformin", {"is.paresthesia": "absent", "medicine.0": "metformin"}, []),
    ],
)
def test_what_stands_behind_a_denial_is_neither_denied_nor_taken(
    service, reader, text, taken, left
):
    """`no numbness, chest pain`: it may be both, or one of the two."""
    values, _, found = jotted(service, reader, text)
    assert values.items() >= taken.items()
    assert not {"is.chest_pain", "is.melena"} & values.keys() - taken.keys()
    assert found == [f"{part}: not taken: write it on a line of its own" for part in left]


@pytest.mark.parametrize("text", ["hb 92 g/L Low", "hb 92 g/L (115-165) L", "ferritin 8 ug/L *"])
def test_the_marks_of_a_laboratory_are_no_news(service, reader, text):
    _, taken, left = jotted(service, reader, text)
    assert len(taken) == 1
    assert left == []


# Every name


def test_every_condition_and_procedure_is_known_by_its_name_and_its_words(service, reader):
    box, unknown = Box(service.guideline, reader), []
    for name, element in service.guideline.elements.items():
        if element.kind in ("condition", "procedure"):
            label = element.label.partition("(")[0].strip()
            for words in (name.replace("_", " "), label, *element.jotted_as):
                if name not in box.line(words).named():
                    unknown.append((name, words))
    assert unknown == []


def test_no_change_of_signs_is_no_denial_of_them(service, reader):
    values, _, _ = jotted(service, reader, "no change of neurological features at a review")
    assert values == {"is.neurological_plateau": "present"}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Romberg +ve", {"is.romberg_positive": "present"}),
        ("absent vibration at both ankles", {"is.impaired_vibration_sense": "present"}),
        ("pale, tired, SOB on stairs", {"is.pallor": "present", "is.fatigue": "present", "is.dyspnea": "present"}),
        ("IHD, AF", {"is.ischemic_heart_disease": "present", "is.arrhythmia": "present"}),
        ("vomiting blood", {"is.hematemesis": "present"}),
        ("no chest pain", {"is.chest_pain": "absent"}),
        ("possible pregnancy", {"is.possible_pregnancy": "present"}),
        ("blood donation 2 weeks ago", {"is.blood_donation": "done", "on.blood_donation": "2026-11-06"}),
        ("transfused yesterday", {"is.transfusion": "done", "on.transfusion": "2026-11-19"}),
    ],
)  # fmt: skip
def test_what_a_ward_writes(service, reader, text, holds):
    values, _, left = jotted(service, reader, text)
    assert values.items() >= holds.items()
    assert left == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("?PA", "not recognized"),
        ("possible celiac disease", "only what is known is taken"),
        ("mother has pernicious anemia", "only what is the patient's own is taken"),
        ("colonoscopy booked", "what is still to be done is not taken"),
        ("psychosis 11 years ago", "what was there once is not taken"),
        ("Romberg -ve", "not recognized"),
        ("black stool", "not recognized"),
    ],
)
def test_what_may_not_be_so_is_not_taken(service, reader, text, why):
    values, taken, [left] = jotted(service, reader, text)
    assert values == {}
    assert taken == []
    assert left.endswith(f": {why}")


def test_a_day_that_is_not_written_is_said_to_be_supposed(service, reader):
    _, taken, _ = jotted(service, reader, "gastric bypass")
    assert taken == [
        "gastric bypass (its day is not written and taken as a year ago: put it right)"
    ]


# Days


@pytest.mark.parametrize(
    ("text", "name", "day"),
    [
        ("hb 92 g/L 2026-11-03", "on.hemoglobin", "2026-11-03"),
        ("hb 92 g/L on 03/11/2026", "on.hemoglobin", "2026-11-03"),
        ("2026-11-03 hb 92 g/L", "on.hemoglobin", "2026-11-03"),
        ("hb 92 g/L 11/23/2026", "on.hemoglobin", "2026-11-23"),
        ("gastric bypass 12/03/2019", "on.gastric_bypass", "2019-03-12"),
        ("started ferrous fumarate 02/11/2026", "when.0", "2026-11-02"),
    ],
)
def test_a_day_that_is_written_is_that_of_what_it_stands_with(service, reader, text, name, day):
    values, taken, _ = jotted(service, reader, text)
    assert values[name] == day
    assert taken[0].endswith(f"of {day}")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("numb feet since May", "numbness or tingling (since May is not kept)"),
        ("numb feet for 3 weeks", "numbness or tingling (for 3 weeks is not kept)"),
        ("numb feet", "numbness or tingling"),
    ],
)
def test_what_has_no_field_is_said_not_to_be_kept(service, reader, text, says):
    assert jotted(service, reader, text)[1] == [says]


def test_how_often_a_medicine_is_taken_is_never_made_up(service, reader):
    """Read as a question is, as it has more than a medicine in it."""
    values, taken, _ = jotted(
        service, reader, "72F on hydroxocobalamin 1 mg every 3 months, hb 101 g/L"
    )
    assert values["medicine.0"] == "hydroxocobalamin"
    assert values["value.hemoglobin"] == "101"
    assert "every.0" not in values
    assert "on hydroxocobalamin (dose and how often are not kept: enter them in the list)" in taken
    assert "age 72, female (not kept: enter the year of birth and the sex)" in taken


# Numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("hb 9,2 g/dL", "9.2"),
        ("hb 9,250 g/dL", "9.250"),
        ("weight 61.500 kg", "61.500"),
        ("vitamin b12 1,850 ng/L", None),
    ],
)
def test_a_point_before_three_figures_may_part_thousands(service, reader, text, value):
    """What no patient could have is not meant."""
    values, _, left = jotted(service, reader, text)
    if value is None:
        assert values == {}
        assert left == [f"{text}: its point may part thousands. Is it 1.850 ng/L or 1850 ng/L?"]
    else:
        assert [text for name, text in values.items() if name.startswith("value.")] == [value]


def test_what_a_number_may_mean_is_taken_by_a_press(client):
    data = {"birth_date": "1960", "do": "add", "add": "ferritin <6"}
    shown = client.post("/plan", data=data).text
    assert 'value="take:ferritin &lt;6 ug/L"' in shown
    taken = client.post("/plan", data={"birth_date": "1960", "do": "take:ferritin <6 ug/L"}).text
    assert 'name="value.ferritin" value="&lt;6"' in taken
    assert "Taken: ferritin: &lt;6 ug/L." in taken
