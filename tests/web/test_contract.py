"""The API keeps to its own description, for requests made up from it (schemathesis)."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explore import share, tried
from hematinic.web.app import create_app

OPERATIONS = ["GET /healthz", "POST /api/plan", "POST /api/check", "POST /api/ask", "GET /api/statements"]  # fmt: skip

PATIENCE = 300
"""Seconds, not the ten of schemathesis: how busy the machine is decides no test."""

pytestmark = pytest.mark.filterwarnings("ignore")


@cache
def operations():
    """Each operation of the description by its label. Imported late: it takes seconds."""
    loaders = pytest.importorskip("schemathesis", reason="pip install schemathesis").openapi
    schema = loaders.from_asgi("/openapi.json", create_app())
    return {found.ok().label: found.ok() for found in schema.get_all_operations()}


def keeps_to_it(case):
    """Whether a made-up record is accepted is not checked: names and values that a schema can allow
    may still contradict each other, and then a record is rightly refused with 422."""
    from schemathesis.checks import CHECKS, not_a_server_error

    conformance = ("status_code", "content_type", "response_schema")
    checks = [CHECKS.get_one(f"{what}_conformance") for what in conformance]
    case.call_and_validate(checks=[not_a_server_error, *checks], timeout=PATIENCE)


def test_every_operation_is_asked():
    assert list(operations()) == OPERATIONS


@pytest.mark.parametrize("label", OPERATIONS)
def test_the_api_keeps_to_its_description(label):
    """Of what the description allows, and of what it does not."""
    from schemathesis.generation import GenerationMode

    requests = st.one_of(operations()[label].as_strategy(generation_mode=m) for m in GenerationMode)
    tried(20)(given(requests)(keeps_to_it))()


@pytest.mark.parametrize("label", OPERATIONS)
def test_it_does_so_at_every_bound_that_it_names(label):
    """Each property absent, of another type, at and beyond its limits: thousands for a record, nearly
    all of them refused in one way."""
    from schemathesis.generation.drivers import CoverageGenerator
    from schemathesis.generation.feedback import FeedbackSources
    from schemathesis.generation.overrides import Override

    operation = operations()[label]
    how = operation.schema.config.generation_for(operation=operation, phase="coverage")
    cases = CoverageGenerator(
        operation=operation, generation_modes=how.modes, generation_config=how, auth_storage=None,
        override=Override(), feedback=FeedbackSources(),
    )  # fmt: skip
    found = list(cases)
    assert found
    for case in found[:: share(1 if len(found) < 100 else 24)]:
        keeps_to_it(case)
