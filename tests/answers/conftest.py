import pytest

import once
from hematinic.plan.build import Planner


@pytest.fixture(scope="session")
def planner() -> Planner:
    return once.planner()
