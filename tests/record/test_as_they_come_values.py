"""What laboratories print: units, numbers as text, days and times, codes and words."""

from pathlib import Path
from typing import Any

import pytest

from hematinic.plan.build import Planner
from record.as_they_come import Case, check, of
from record.fhir_resources import LOINC, SNOMED, coding, observation, quantity

CODES = {
    "hemoglobin": "718-7", "rbc": "789-8", "platelets": "777-3", "leucocytes": "6690-2",
    "neutrophils": "751-8", "ferritin": "2276-4", "vitamin_b12": "2132-9", "serum_iron": "2498-4",
    "transferrin": "3034-6", "egfr": "62238-1", "mcv": "787-2", "hematocrit": "4544-3",
    "crp": "1988-5", "creatinine": "2160-0",
}  # fmt: skip


def printed(name: str, value: Any, unit: str | None, **fields: Any) -> dict[str, Any]:
    """A result with its unit as text alone."""
    found = {"value": value} | ({"unit": unit} if unit else {})
    told = {"id": name, "code": coding(LOINC, CODES[name]), "valueQuantity": found}
    return observation(**told | fields)


def said(name: str, text: str, **fields: Any) -> dict[str, Any]:
    return printed(name, 0, None, valueQuantity=None, valueString=text, **fields)


def worded(text: str, value: float, unit: str, system: str = "urn:oid:1.2.3.4") -> dict[str, Any]:
    code = {"coding": [{"system": system, "code": text[:9], "display": text}], "text": text}
    return observation(id=text[:20].strip(), code=code, valueQuantity=quantity(value, unit))


UNITS = (
    Case(
        "India", of(printed("platelets", 2.4, "lakhs/cumm"), printed("leucocytes", 7800, "cells/cu.mm"), printed("rbc", 4.31, "mill/cumm"), printed("hemoglobin", 9.2, "gm%")),
        read={"platelets": 240, "leucocytes": 7.8, "rbc": 4.31, "hemoglobin": 92},
    ),
    Case(
        "Japan", of(printed("platelets", 24.5, "万/μL"), printed("rbc", 430, "×10⁴/μL"), printed("leucocytes", 51, "×10^2/µL"), printed("hemoglobin", 11.2, "ｇ／ｄＬ")),
        read={"platelets": 245, "rbc": 4.3, "leucocytes": 5.1, "hemoglobin": 112},
    ),
    Case(
        "Poland and Germany", of(printed("platelets", 213, "tys/µl"), printed("rbc", 4.1, "Tpt/l"), printed("leucocytes", 6.2, "/nl"), printed("neutrophils", 3.9, "Gpt/l"), printed("hemoglobin", 5.8, "mmol/l")),
        read={"platelets": 213, "rbc": 4.1, "leucocytes": 6.2, "neutrophils": 3.9, "hemoglobin": 93.438},
    ),
    Case(
        "France", of(printed("platelets", 199, "Giga/L"), printed("rbc", 4.4, "T/L"), printed("leucocytes", 5.5, "G/L"), printed("hemoglobin", 10.1, "g/100 ml"), printed("egfr", 58, "mL/min/1,73m²")),
        read={"platelets": 199, "rbc": 4.4, "leucocytes": 5.5, "hemoglobin": 101, "egfr": 58},
    ),
    Case(
        "Spain and Brazil", of(printed("platelets", 188, "x10e3/µL"), printed("rbc", 3.9, "x10e6/µL"), printed("leucocytes", 4.7, "10^3/mm³"), printed("hemoglobin", 9.9, "g/dl")),
        read={"platelets": 188, "rbc": 3.9, "leucocytes": 4.7, "hemoglobin": 99},
    ),
    Case(
        "the United States", of(printed("platelets", 48, "K/cumm"), printed("rbc", 4.05, "Million/uL"), printed("leucocytes", 4.4, "X10(3)/MCL"), printed("neutrophils", 1450, "cells/uL"), printed("hemoglobin", 9.5, "GM/DL")),
        read={"platelets": 48, "rbc": 4.05, "leucocytes": 4.4, "neutrophils": 1.45, "hemoglobin": 95}, alerts=(),
    ),
    Case(
        "Russia and China", of(printed("platelets", 250, "тыс/мкл"), printed("rbc", 4.2, "млн/мкл"), printed("leucocytes", 6.1, "10^9/л"), printed("neutrophils", 3.3, "千/μL")),
        read={"platelets": 250, "rbc": 4.2, "leucocytes": 6.1, "neutrophils": 3.3},
    ),
    Case(
        "a thousand in figures, and units in Cyrillic letters",
        of(printed("platelets", 250, "x1000/uL"), printed("ferritin", 8, "нг/мл"), printed("hemoglobin", 94, "г/л"), printed("vitamin_b12", 110, "пг/мл"), printed("creatinine", 71, "мкмоль/л")),
        read={"platelets": 250, "ferritin": 8, "hemoglobin": 94, "vitamin_b12": 110, "creatinine": 71},
    ),
    Case(
        "a thousand in figures that may be a number of its own", of(printed("platelets", 250, "1000/uL")),
        unread=("platelets",), told=("1000/ul",),
    ),
    Case(
        "an exponent that was lost", of(printed("platelets", 250, "103/mm3"), printed("rbc", 4.2, "1012/L"), printed("leucocytes", 5.1, "109/L")),
        unread=("platelets", "rbc", "leucocytes"), told=("103/mm3", "1012/l", "109/l"), no_alerts=("AL-IM-BLEED", "AL-REDFLAG"),
    ),
    Case(
        "white space in place of the sign", of(printed("platelets", 250, "10 3/mm3"), printed("rbc", 4.2, "x 10 12 / L"), printed("leucocytes", 5.1, "10 9 /L")),
        read={"platelets": 250, "rbc": 4.2, "leucocytes": 5.1},
    ),
    Case(
        "a hundred milliliters", of(printed("serum_iron", 45, "ug/100mL"), printed("transferrin", 310, "mg/100 mL"), printed("creatinine", 0.9, "mg%")),
        read={"serum_iron": 8.06, "transferrin": 3.1, "creatinine": 79.58},
    ),
    Case(
        "a filtration written in six ways", of(*(printed("egfr", 40 + n, unit, effectiveDateTime=f"2026-11-{10 + n}") for n, unit in enumerate(("mL/min/1.73", "mL/min/1.73m2", "ml/min/1.73 m^2", "mL/min per 1.73 m²", "mL/min/1.73sqm", "mL/min/{1.73_m2}")))),
        read={"egfr": 45}, untold=("egfr", "filtration"),
    ),
    Case(
        "code and print that differ", of(printed("ferritin", 12, "ng/mL", valueQuantity={"value": 12, "unit": "ng/mL", "code": "ug/dL"})),
        unread=("ferritin",), told=("ferritin|2276-4 & ng/ml & ug/dl",), missing=("ferritin",),
    ),
    Case(
        "no unit at all", of(printed("hemoglobin", 9.1, None), printed("ferritin", 7, "")),
        unread=("hemoglobin", "ferritin"), told=("hemoglobin & no unit", "ferritin & no unit"), missing=("ferritin",),
    ),
    Case(
        "a share of the cells under the code of their number", of(printed("neutrophils", 61, "%")),
        unread=("neutrophils",), told=("observation/neutrophils & %",),
    ),
)  # fmt: skip

NUMBERS = (
    Case(
        "decimal commas and signs as text", of(said("ferritin", "7,2 µg/L"), printed("vitamin_b12", "<150", "pg/mL"), printed("hemoglobin", "9.1", "g/dL"), said("egfr", ">90 mL/min/1.73m2")),
        read={"ferritin": 7.2, "vitamin_b12": (0, 150), "hemoglobin": 91, "egfr": (90, 250)},
    ),
    Case(
        "an equals sign", of(printed("ferritin", 11, "ug/L", valueQuantity=quantity(11, "ug/L", "=")), said("hemoglobin", "= 10.4 g/dL")),
        read={"ferritin": 11, "hemoglobin": 104},
    ),
    Case(
        "a sign that was wiped out, a range that begins below zero",
        of(printed("ferritin", 11, "ug/L", valueQuantity=quantity(11, "ug/L", " ")), printed("crp", 0, None, valueQuantity=None, valueRange={"low": quantity(-1, "mg/L"), "high": quantity(4, "mg/L")})),
        unread=("ferritin", "crp"), told=("is no comparison", "below zero"),
    ),
    Case(
        "about so much", of(printed("ferritin", 11, "ug/L", valueQuantity=quantity(11, "ug/L", "~"))),
        unread=("ferritin",), told=("ferritin|2276-4 & ~",),
    ),
    Case(
        "a point that may part thousands", of(said("platelets", "231.000 /uL"), said("ferritin", "1.234 ng/mL")),
        unread=("platelets", "ferritin"), told=("platelets & 231.000 or 231000", "ferritin & 1.234 or 1234"),
        no_alerts=("AL-IM-BLEED", "AL-REDFLAG"), missing=("platelets",),
    ),
    Case(
        "a number that is text, with a point that may part thousands",
        of(printed("platelets", "231.000", "/uL"), printed("ferritin", "1.234", "ng/mL"), printed("hemoglobin", "8.400", "g/dL")),
        read={"hemoglobin": 84}, unread=("platelets", "ferritin"), told=("platelets & 231.000 or 231000", "ferritin & 1.234 or 1234"),
        no_alerts=("AL-IM-BLEED", "AL-REDFLAG"), missing=("platelets",),
    ),
    Case(
        "a point of which thousands cannot be", of(said("platelets", "231.000 10*9/L"), said("hemoglobin", "8.400 g/dL"), said("ferritin", "0.850 ug/L")),
        read={"platelets": 231, "hemoglobin": 84, "ferritin": 0.85},
    ),
    Case(
        "a comma that may part thousands", of(printed("ferritin", "1,234", "ng/mL")),
        unread=("ferritin",), told=("1,234",), missing=("ferritin",),
    ),
    Case(
        "a sample that could not be measured", of(said("ferritin", "hemolyzed"), printed("hemoglobin", 0, None, valueQuantity=None, dataAbsentReason={"text": "clotted"})),
        unread=("ferritin", "hemoglobin"), told=("hemolyzed", "clotted"),
    ),
    Case(
        "a whole number without a unit", of(printed("platelets", 0, None, valueQuantity=None, valueInteger=210)),
        unread=("platelets",), told=("210 & unit",),
    ),
)  # fmt: skip

DAYS = (
    Case("compact, with a time", of(observation(id="a", effectiveDateTime="20261120T0730")), read={"ferritin": 6}),
    Case("compact, as messages write it", of(observation(id="a", effectiveDateTime="202611200730")), read={"ferritin": 6}),
    Case("a blank between day and time", of(observation(id="a", effectiveDateTime="2026-11-20 07:30:00")), read={"ferritin": 6}),
    Case("days as German laboratories print them", of(observation(id="a", effectiveDateTime="20.11.2026")), read={"ferritin": 6}),
    Case("a day that may be two", of(observation(id="a", effectiveDateTime="03/04/2026")), unread=("ferritin",), told=("03/04/2026",)),
    Case("this evening, six hours west", of(observation(id="a", effectiveDateTime="2026-11-23T03:40:00Z")), read={"ferritin": 6}, untold=("future",)),
    Case("tomorrow, as the clock there shows", of(observation(id="a", effectiveDateTime="2026-11-23T20:00:00-05:00")), unread=("ferritin",), told=("observation/a & future",)),
    Case(
        "two on one day, by the instant and not by the clock",
        of(observation(id="late", effectiveDateTime="2026-11-20T01:00:00Z", valueQuantity=quantity(30, "ug/L")), observation(id="early", effectiveDateTime="2026-11-20T08:00:00+09:00")),
        read={"ferritin": 30},
    ),
    Case(
        "a summer clock and a winter clock",
        of(observation(id="late", effectiveDateTime="2026-10-25T02:10:00+01:00", valueQuantity=quantity(30, "ug/L")), observation(id="early", effectiveDateTime="2026-10-25T02:40:00+02:00")),
        read={"ferritin": 30},
    ),
)  # fmt: skip

NAMES = (
    Case(
        "Cerner's names", of(worded("Ferritin Lvl", 8, "ng/mL", "https://fhir.cerner.com/x/codeSet/72"), worded("Vitamin B12 Lvl", 140, "pg/mL"), worded("Hgb", 9.4, "g/dL"), worded("Platelet", 260, "x10(3)/mcL")),
        read={"ferritin": 8, "vitamin_b12": 140, "hemoglobin": 94}, told=("read by its name",),
    ),
    Case(
        "British names", of(worded("Serum ferritin level", 8, "ug/L"), worded("Haemoglobin estimation", 94, "g/L"), worded("Serum vitamin B12 level", 140, "ng/L"), worded("Platelet count - observation", 260, "10*9/L"), worded("Mean corpuscular volume (MCV)", 74, "fL")),
        read={"ferritin": 8, "hemoglobin": 94, "vitamin_b12": 140, "platelets": 260, "mcv": 74},
    ),
    Case(
        "names that only begin alike", of(worded("Hemoglobin A1c", 6.1, "%"), worded("Hemoglobin F", 2, "g/dL"), worded("Ferritin index", 9, "ug/L"), worded("Iron, urine", 3, "umol/L"), worded("Transferrin receptor, soluble", 4, "mg/L"), worded("Cord blood hemoglobin", 15, "g/dL")),
        unread=("hemoglobin", "ferritin", "serum_iron", "transferrin"), told=("hemoglobin a1c", "hemoglobin f", "ferritin index", "iron, urine", "cord blood"),
    ),
    Case(
        "SNOMED CT of the United Kingdom, under the address of an edition",
        of(observation(id="f", code=coding(f"{SNOMED}/999000011000000103/version/20260401", "993381000000106")), observation(id="h", code=coding(SNOMED, "1022431000000105"), valueQuantity=quantity(94, "g/L"))),
        read={"ferritin": 6, "hemoglobin": 94},
    ),
    Case(
        "LOINC by its object identifier, and a code beside it",
        of(observation(id="f", code={"coding": [{"system": "urn:oid:1.2.840.114350.1.13.0.1.7.2.768282", "code": "1520022"}, {"system": "urn:oid:2.16.840.1.113883.6.1", "code": "20567-4"}], "text": "FERRITIN"})),
        read={"ferritin": 6},
    ),
    Case(
        "blanks and capital letters in a code",
        of(observation(id="f", code=coding(" HTTP://LOINC.ORG/", " 2276-4 "))), read={"ferritin": 6},
    ),
    Case(
        "a site's archetype, mapped by its own codes",
        of(observation(id="f", code=coding("openEHR-EHR-OBSERVATION.laboratory_test_result.v1", "at0078", "Analyte 12"))),
        read={"ferritin": 6}, local_codes={"openEHR-EHR-OBSERVATION.laboratory_test_result.v1|at0078": "ferritin"},
    ),
    Case(
        "the same, not mapped: named, and not counted",
        of(observation(id="f", code=coding("openEHR-EHR-OBSERVATION.laboratory_test_result.v1", "at0078", "Analyte 12"))),
        unread=("ferritin",), told=("analyte 12 & at0078",), untold=("resources",),
    ),
    Case(
        "a code of one thing, the words of another",
        of(observation(id="f", code=coding(LOINC, "2276-4", "Serum iron"), valueQuantity=quantity(60, "ug/dL"))),
        unread=("ferritin", "serum_iron"), told=("observation/f & serum iron & ferritin",),
    ),
    Case(
        "a result in a report within a report's answer",
        of({"resourceType": "DiagnosticReport", "id": "r", "status": "final", "subject": {"reference": "Patient/p1"}, "effectiveDateTime": "2026-11-18", "code": {"text": "CBC"}, "result": [{"reference": "#h"}], "contained": [{"resourceType": "Observation", "id": "h", "status": "final", "code": coding(LOINC, "718-7"), "valueQuantity": quantity(8.8, "g/dL")}]}),
        read={"hemoglobin": 88},
    ),
    Case(
        "a panel of components",
        of(observation(id="p", code=coding(LOINC, "58410-2", "CBC panel"), valueQuantity=None, component=[{"code": coding(LOINC, "718-7"), "valueQuantity": quantity(8.8, "g/dL")}, {"code": coding(LOINC, "787-2"), "valueQuantity": quantity(71, "fL")}, {"code": {"text": "Analyzer flag"}, "valueString": "ok"}])),
        read={"hemoglobin": 88, "mcv": 71}, told=("analyzer flag",),
    ),
    Case("whole blood is the specimen", of(worded("Hemoglobin, whole blood", 84, "g/L")), read={"hemoglobin": 84}),
    Case("folate of whole blood is not that of serum", of(worded("Folate, whole blood", 6, "ug/L")), unread=("folate",), told=("folate, whole blood",)),
    Case(
        "an object where a list belongs, a list where an object belongs",
        of(observation(id="f", code={"coding": {"system": LOINC, "code": "2276-4"}}, subject=[{"reference": "Patient/p1"}])),
        read={"ferritin": 6},
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", [*UNITS, *NUMBERS, *DAYS, *NAMES], ids=lambda case: case.name)
def test_what_was_measured(case: Case, planner: Planner, tmp_path: Path) -> None:
    check(case, planner, tmp_path)
