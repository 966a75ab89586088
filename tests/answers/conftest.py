import pytest

from hematinic.guideline.rules import load
from hematinic.plan.build import Planner


@pytest.fixture(scope="session")
def planner() -> Planner:
    return Planner(load())
