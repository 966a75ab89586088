"""Lighthouse at the article, the planner and a plan, with Debian's Chromium.

Skipped with the reason where it is absent: `npm install --prefix tests/web` brings it.
"""

import pytest
from tools.lighthouse import KEPT, PAGES, audited, missing

LEAST = 95

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"not here: {missing()}")


@pytest.mark.parametrize("page", PAGES)
def test_accessibility_and_best_practices(address, page):
    scores, failed = audited(address + PAGES[page], KEPT)
    assert set(scores) == set(KEPT)
    assert min(scores.values()) >= LEAST, failed
