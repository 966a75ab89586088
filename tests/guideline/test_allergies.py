"""What an allergy is to stands at the allergy, in any guideline."""

import json
import shutil
from pathlib import Path

import pytest

from hematinic.guideline.load import GuidelineError
from hematinic.guideline.rules import compiled
from hematinic.record.fhir import read_bundle
from record.fhir_resources import TODAY, allergy, bundle, patient

SMALL = Path(__file__).parent.parent / "guidelines" / "magnesium_potassium"

ALLERGY = """
magnesium_allergy:
  kind: condition
  label: allergy to magnesium
  allergy_to: [{to}]
  printed_as: [epsom salt]
"""


def folder(tmp_path: Path, to: str) -> Path:
    shutil.copytree(SMALL, tmp_path / "guideline")
    with (tmp_path / "guideline" / "elements.yaml").open("a") as elements:
        elements.write(ALLERGY.format(to=to))
    return tmp_path / "guideline"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("magnesium sulfate", ["present"]),
        ("Epsom salt (bath)", ["present"]),
        ("NKDA", ["absent"]),
        ("No known drug allergies.", ["absent"]),
        ("penicillin", []),
    ],
)
def test_an_allergy_of_another_guideline(tmp_path: Path, text: str, kinds: list[str]) -> None:
    guideline = compiled(folder(tmp_path, "magnesium_sulfate")).guideline
    data = json.dumps(bundle(patient(), allergy(code={"text": text}))).encode()
    found = read_bundle(data, guideline, TODAY).events
    assert [event.kind for event in found if event.name == "magnesium_allergy"] == kinds


def test_an_allergy_to_nothing_known_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(GuidelineError, match="no medicine or group called `magnesium_sulfat`"):
        compiled(folder(tmp_path, "magnesium_sulfat"))
