"""The guideline's own number of a limit, where a site has set another."""

from pathlib import Path

import pytest

from guideline.small import mistakes, small
from guideline.test_places_in_sentences import LIMITS, TRACE
from guideline.test_ways_to_write_a_finding import level, value
from hematinic.expressions.english import english

OWN = """
own:
  label: the site has its own limit
  define: magnesium_low_below != published(magnesium_low_below)
between:
  label: between
  define: magnesium_level between published(magnesium_low_below) and 0.9 'mmol/L'
"""


@pytest.mark.parametrize(("limit", "own"), [(0.7, False), (0.71, True)])
def test_it_is_told_from_the_one_that_holds(tmp_path: Path, limit: float, own: bool) -> None:
    rules = small(tmp_path, limits=LIMITS, elements=TRACE, findings=OWN)
    assert value(rules, "own", magnesium_low_below=level(limit)) is own


@pytest.mark.parametrize(("number", "holds"), [(0.69, False), (0.7, True)])
def test_it_is_a_figure_in_its_place(tmp_path: Path, number: float, holds: bool) -> None:
    rules = small(tmp_path, limits=LIMITS, elements=TRACE, findings=OWN)
    facts = {"magnesium_level": level(number), "magnesium_low_below": level(0.75)}
    assert value(rules, "between", **facts) is holds
    said = english(rules.definitions["between"].node, rules.labels)
    assert said == "magnesium is from 0.7 mmol/L to 0.9 mmol/L"


def test_of_what_is_no_limit_nothing_is_published(tmp_path: Path) -> None:
    wrong = OWN.replace("published(magnesium_low_below)", "published(magnesium_lo)", 1)
    [told] = mistakes(tmp_path, limits=LIMITS, elements=TRACE, findings=wrong)
    assert "published(…) knows no limit `magnesium_lo`" in told
