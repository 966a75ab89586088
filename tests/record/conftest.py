"""One guideline and one planner for all tests of records."""

import pytest

import once
from hematinic.guideline.model import Guideline
from hematinic.plan.build import Planner


@pytest.fixture(scope="session")
def planner() -> Planner:
    return once.planner()


@pytest.fixture(scope="session")
def guideline(planner: Planner) -> Guideline:
    return planner.rules.guideline
