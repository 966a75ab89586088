"""One guideline and one planner for all tests of records."""

import pytest

from hematinic.guideline.model import Guideline
from hematinic.guideline.rules import load
from hematinic.plan.build import Planner


@pytest.fixture(scope="session")
def planner() -> Planner:
    return Planner(load())


@pytest.fixture(scope="session")
def guideline(planner: Planner) -> Guideline:
    return planner.rules.guideline
