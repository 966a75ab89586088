"""Which sentences hold a dose: an amount of something, and no concentration. Where one is new or
changed, a pharmacist signs. Expected before it was tried, from how amounts are written here."""

import pytest

from hematinic.board.manifest import AMOUNT, put
from hematinic.guideline.load import builtin
from once import RULES

HOLDS = [
    "Give 5 mg now.", "1,000 micrograms", "30 mg/kg", "250 to 1,000 micrograms weekly", "2.5mg a day",
    "1 g in 100 mL", "take 2 tablets", "1 tablet each morning", "10 mL", "400 ug", "5 units",
]  # fmt: skip
HOLDS_NOT = [
    "hemoglobin below 100 g/L", "5 mg/L", "12 g/dL", "after 14 days", "in week 5", "no amount at all",
    "5 milligrapes", "within 3 months", "S12",
]  # fmt: skip


@pytest.mark.parametrize("text", HOLDS)
def test_an_amount(text):
    assert AMOUNT.search(text)


@pytest.mark.parametrize("text", HOLDS_NOT)
def test_no_amount(text):
    assert not AMOUNT.search(text)


def test_every_line_that_prescribes_holds_a_dose():
    guideline = RULES.guideline
    items = put(guideline, builtin()).manifest.items
    for line in guideline.recommendations:
        if line.prescribe:
            assert items[line.id].dose, line.id
