"""The faces on paper."""

import pytest

from render.papers import FACES, RICH, printed


@pytest.fixture(params=FACES)
def face(request) -> str:
    return request.param


@pytest.fixture
def content(face) -> bytes:
    return printed(RICH, face)
