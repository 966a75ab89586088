"""The pages in a real browser: Debian's Chromium, driven by Playwright, checked by axe-core.

Skipped with the reason where the browser is absent. `npm install --prefix tests/web` brings axe-core.
Screenshots are written to the folder that HEMATINIC_SCREENSHOTS names.
"""

import json
import os
from io import BytesIO

import pikepdf
import pytest

from chromium import needed, violations

SHOTS = os.environ.get("HEMATINIC_SCREENSHOTS", "")

pytestmark = needed

PAGES = ["/", "/about", "/answer/monitoring", "/answer/intravenous", "/answer/references", "/ask",
         "/plan", "/plan/form?example=no-response", "/plan?example=iron-before-b12", "/plan?example=no-response", "/plan/why?example=no-response", "/statements",
         "/attributes", "/alerts", "/policy", "/board", "/why/b12-loading-neurological",
         "/why/iron-before-b12", "/why/rogez-iron-route"]  # fmt: skip


def shot(page, name):
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png")


@pytest.mark.parametrize("path", PAGES)
def test_no_violation_of_wcag_22_aa(opened, path):
    assert violations(opened(path)) == []


@pytest.mark.parametrize("path", ["/", "/plan?example=no-response", "/board"])
def test_no_violation_in_the_dark(opened, path):
    assert violations(opened(path, color_scheme="dark")) == []


@pytest.mark.parametrize("reader", ["hospital", "nurse", "patient"])
def test_the_article_for_its_reader(opened, reader):
    page = opened("/", reader)
    assert page.locator("h1").inner_text().startswith("What is the treatment")
    assert page.locator("select#who").input_value() == reader
    text = page.locator("main").inner_text()
    assert "No clinician has reviewed this" in text
    if reader == "patient":
        assert "every other day until you stop getting better" in text
    else:
        assert "Score the deficit weekly" in text
        for dose in (
            "1 mg",
            "200 mg",
            "65 mg elemental iron",
            "three times a week",
            "on alternate days",
        ):
            assert dose in text.replace("\u00a0", " ")
    assert violations(page) == []
    shot(page, f"article-{reader}")


def test_choosing_a_reader(opened):
    page = opened("/")
    page.select_option("#who", "patient")
    page.click("form.reader button")
    assert page.locator("select#who").input_value() == "patient"
    assert "What not to do" in page.locator("main").inner_text()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_scrolls_sideways(opened, path, width):
    """320 px is also 1280 px at 400 % zoom."""
    page = opened(path, viewport={"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_phone(opened):
    page = opened("/plan?example=iron-before-b12", viewport={"width": 320, "height": 800})
    page.locator("#plan").scroll_into_view_if_needed()
    assert violations(page) == []


def test_the_planner_by_keyboard_alone(opened):
    page = opened("/plan")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reach(page, "add")
    page.keyboard.type("hb 92 g/L; B12 90 ng/L; ferritin 5 ug/L; numb feet")
    reach(page, "birth_date")
    page.keyboard.type("1961")
    page.keyboard.press("Enter")
    page.wait_for_selector("#plan .lead")
    assert "Treat both deficiencies, B12 first" in page.locator("#plan .lead").inner_text()


def reach(page, name):
    for _ in range(400):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {name}")


def test_a_change_redraws_the_plan_and_keeps_the_place(opened):
    page = opened("/plan?example=iron-before-b12")
    page.fill("[name='value.hemoglobin']", "11.2")
    page.press("[name='value.hemoglobin']", "Tab")
    page.wait_for_selector(".news p")
    assert "severity source" in page.locator(".news").inner_text()
    assert page.evaluate("document.activeElement.name") == "unit.hemoglobin"
    assert page.url.endswith("example=iron-before-b12")


def test_changed_lines_are_marked(opened):
    page = opened("/plan?example=no-neurology")
    page.select_option("[name='is.paresthesia']", "present")
    page.wait_for_selector(".at-once .mark-new")
    page.locator("#why button").click()
    page.wait_for_selector(".all-of-it")
    assert page.evaluate("document.activeElement.localName") == "summary"
    assert violations(page) == []
    page.locator("#plan").scroll_into_view_if_needed()


def test_an_error_is_mended(opened):
    page = opened("/plan?example=no-neurology", java_script_enabled=False)
    page.fill("[name='value.hemoglobin']", "1040")
    page.locator("button[value=plan]").first.click()
    assert "1 thing to mend" in page.locator("[role=alert] h2").inner_text()
    assert page.locator("[name='value.hemoglobin']").get_attribute("aria-invalid") == "true"
    assert page.locator("[name='value.ferritin']").input_value() == "8"
    page.fill("[name='value.hemoglobin']", "104")
    page.locator("button[value=plan]").first.click()
    assert page.locator("[role=alert]").count() == 0
    assert page.locator("#plan .lead").count() == 1


def test_an_error_page_has_no_violation(opened):
    page = opened("/plan?example=no-neurology")
    page.fill("[name='value.hemoglobin']", "1040")
    page.press("[name='value.hemoglobin']", "Tab")
    page.wait_for_selector("ul.errors")
    page.locator("button[value=plan]").first.click()
    page.wait_for_selector("[role=alert]")
    assert violations(page) == []


def test_without_scripts(opened):
    page = opened("/plan", java_script_enabled=False)
    page.fill("[name=birth_date]", "1961")
    page.fill("textarea[name=text]", "Hb 92 g/L\nFerritin <5 ug/L\nB12 90 ng/L\nMCV 88")
    page.click("text=Fill in from this text")
    assert page.locator("[name='value.ferritin']").input_value() == "<5"
    assert "MCV 88: no unit" in page.locator(".told").inner_text()
    assert "B12 first" in page.locator("#plan .lead").inner_text()


def test_a_dropped_file(opened, tmp_path, patient):
    file = tmp_path / "patient.json"
    file.write_text(json.dumps(patient))
    page = opened("/plan")
    page.set_input_files("input[type=file]", file)
    page.click("text=Fill in from this file")
    page.wait_for_selector("#plan .saying.stop .critical")
    assert page.locator("[name='value.hemoglobin']").input_value() == "92"


def test_facts_are_added_answered_removed_and_undone(opened):
    """Without scripts: each is one press."""
    page = opened("/plan", java_script_enabled=False)
    page.fill("[name=add]", "hb 92; ferritin <5 ug/L; b12 90 ng/L; numb feet; nonsense")
    page.click("button[value=add]")
    assert page.locator("[name='value.hemoglobin']").input_value() == "92"
    assert page.locator("[name='is.paresthesia']").input_value() == "present"
    assert "nonsense: not recognized" in page.locator(".told").inner_text()
    asked = page.locator("#next strong").inner_text()
    page.locator("#next button").nth(1).click()
    assert page.locator("#next strong").inner_text() != asked
    page.click("button[value=undo]")
    assert page.locator("#next strong").inner_text() == asked
    page.click("button[value='remove:ferritin']")
    assert page.locator("[name='value.ferritin']").count() == 0
    assert page.locator("[name='value.hemoglobin']").input_value() == "92"
    assert "hb" not in page.url


def test_forced_colors_keep_words_and_shape(opened):
    page = opened("/plan?example=iron-before-b12", forced_colors="active")
    assert "STOP" in page.locator(".saying.stop").first.inner_text().upper()
    assert violations(page) == []


def test_print_unfolds_and_keeps_status_and_references(opened):
    page = opened("/", "hospital")
    page.emulate_media(media="print")
    assert page.locator(".status").is_visible()
    assert page.locator("#references").is_visible()
    assert not page.locator("form.reader").is_visible()
    with pikepdf.open(BytesIO(page.pdf(format="A4"))) as printed:
        assert len(printed.pages) <= 2


def test_a_plan_is_printed_on_two_sheets_with_its_line_of_time(opened):
    page = opened("/plan?example=no-response")
    page.emulate_media(media="print")
    for shown in (".status", ".at-once", ".then", ".timeline > svg"):
        assert page.locator(shown).is_visible(), shown
    for hidden in (".known", ".downloads", "#why"):
        assert not page.locator(hidden).is_visible(), hidden
    with pikepdf.open(BytesIO(page.pdf(format="A4"))) as printed:
        assert len(printed.pages) <= 2
