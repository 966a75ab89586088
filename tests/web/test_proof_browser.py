"""The pages of what is proved and of the hazards in a real browser, checked by axe-core."""

import pytest

from chromium import PATIENCE, needed, violations
from hematinic.proof.page import to_html
from once import RULES

pytestmark = needed

PATHS = ["/proof", "/hazards"]


@pytest.fixture
def page_of(opened, report):
    def open_page(path, **options):
        page = opened(path, **options)
        page.wait_for_selector(".verdict-of-all")
        return page

    return open_page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_no_violation_of_wcag_22_aa(page_of, path, scheme):
    page = page_of(path, color_scheme=scheme)
    assert violations(page) == []


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_scrolls_sideways(page_of, path, width):
    page = page_of(path, viewport={"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_violation_with_every_proof_unfolded(page_of):
    page = page_of("/proof", viewport={"width": 320, "height": 800})
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.locator(".claim details p").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(page) == []


def test_a_mark_in_the_matrix_leads_to_its_hazard(page_of):
    page = page_of("/hazards")
    page.locator(".matrix a.mark.before").first.click()
    number = page.locator(".matrix a.mark.before").first.inner_text().split()[1]
    assert page.locator(".hazard:target h2").inner_text().startswith(f"{number}. ")


def test_a_control_leads_to_its_invariant(page_of):
    page = page_of("/hazards")
    link = page.locator(".hazard td a").first
    said = link.inner_text()
    link.click()
    page.wait_for_selector(".claim:target")
    assert said.lower() in page.locator(".claim:target").inner_text().lower()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_file_that_stands_alone_has_no_violation(browser, report, tmp_path, width):
    file = tmp_path / "verification.html"
    file.write_text(to_html(report, RULES.guideline))
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.set_default_timeout(PATIENCE)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"file://{file}")
    assert asked == [f"file://{file}"]
    assert page.locator("h1").first.inner_text().startswith("Verification of")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
