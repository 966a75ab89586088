"""Units, routes and spellings are the same for every guideline, and lie beside their folders."""

import re

import pytest

from hematinic.guideline.shared import routes, spelling, units
from hematinic.record.units import spelled
from once import RULES


@pytest.mark.parametrize("unit", units().whole)
def test_a_way_of_printing_a_unit_means_one_unit(unit: str) -> None:
    assert {spelled(way) for way in units().whole[unit]} == {unit}


def test_no_two_units_are_printed_alike() -> None:
    ways = [way for all_ways in units().whole.values() for way in all_ways]
    assert len(set(ways)) == len(ways)


def test_every_route_of_a_medicine_has_its_words_for_each_reader() -> None:
    used = {route for medicine in RULES.guideline.medicines.values() for route in medicine.routes}
    assert used <= set(routes())
    assert all(route.says.clinician and route.says.patient for route in routes().values())


def test_a_code_is_that_of_one_route() -> None:
    codes = [code for route in routes().values() for code in route.snomed]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"\d{6,18}", code) for code in codes)


def test_no_stem_hides_another() -> None:
    stems = spelling().stems
    hidden = [(one, two) for one in stems for two in stems if two.startswith(one) and one != two]
    assert [pair for pair in hidden if not stems[pair[1]].startswith(stems[pair[0]])] == []
