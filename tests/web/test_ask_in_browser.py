"""The box for follow-up questions in a real browser, with scripts and without."""

import os

import pytest

from chromium import needed, violations

SHOTS = os.environ.get("HEMATINIC_SCREENSHOTS", "")
GENERAL = "Can I take iron with tea?"
STATED = "54F, Hb 92 g/L, ferritin 6, B12 120 ng/L, no numbness or tingling. What first?"
URGENT = "I have chest pain and can't breathe, my iron is low"

pytestmark = [needed, pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])]

PLACES = ["/", "/ask", "/plan", "/plan?example=no-neurology"]


def asked(page, question, by="Enter"):
    page.fill("#f-question", question)
    if by == "Enter":
        page.press("#f-question", "Enter")
    else:
        page.click("button:text-is('Ask')")
    page.wait_for_selector("#answer")
    return page


def answer(page):
    return page.locator("#answer").inner_text()


def shot(page, name):
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("by", ["Enter", "button"])
def test_a_question_is_answered_and_cited(opened, scripts, path, by):
    page = asked(opened(path, java_script_enabled=scripts), GENERAL, by)
    assert page.url.endswith("/ask#answer")
    assert GENERAL in answer(page)
    assert "at least 2 hours apart" in answer(page)
    first = page.locator("#answer li").first
    assert first.locator("sup.cite a").count() >= 1
    assert first.locator("a[href^='/statements#']").count() >= 1
    assert "No clinician has reviewed" in answer(page)


@pytest.mark.parametrize("path", PLACES)
def test_focus_comes_to_the_answer(opened, scripts, path):
    """So a screen reader begins there, and Tab goes on to what the answer cites."""
    page = asked(opened(path, java_script_enabled=scripts), GENERAL)
    if scripts:  # without them nothing in the page can tell
        assert page.evaluate("document.activeElement.id") == "answer"
    page.keyboard.press("Tab")
    assert page.locator("#answer a:focus").count() == 1
    assert page.locator("#answer").bounding_box()["y"] < 400


def test_a_source_can_be_followed(opened, scripts):
    page = asked(opened("/", java_script_enabled=scripts), GENERAL)
    page.locator("#answer sup.cite a").first.click()
    page.wait_for_selector("#references")
    assert "#ref-" in page.url


def test_facts_in_the_question_are_shown_back_and_kept(opened, scripts):
    page = asked(opened("/", java_script_enabled=scripts), STATED)
    said = page.locator(".confirm").inner_text()
    for fact in ("age 54, female", "hemoglobin 92 g/L", "vitamin B12 120 ng/L"):
        assert fact in said
    assert "no unit was written; please confirm" in said  # of the ferritin
    assert "B12 comes first" in answer(page)
    assert "Understood" in answer(page)
    shot(page, f"ask-facts-{scripts}")
    asked(page, "How often is the maintenance dose?")
    assert "from before: vitamin B12 120 ng/L" in page.locator(".confirm").inner_text()
    assert "every 2 months" in answer(page).lower()  # as long as the other signs are not known


def test_the_chain_lives_in_the_page_alone(opened, scripts):
    page = asked(opened("/ask", java_script_enabled=scripts), GENERAL)
    for question in ("Does vitamin C help?", "How long do I take iron?"):
        asked(page, question)
    assert "How long do I take iron?" in answer(page)
    assert page.locator("#answer").inner_text().count(GENERAL) == 0
    before = page.locator(".before > li > details > summary").all_inner_texts()
    assert before == ["Does vitamin C help?", GENERAL]
    page.locator(".before > li > details > summary").last.click()
    assert page.locator(".before").get_by_text("at least 2 hours apart").first.is_visible()
    shot(page, f"ask-chain-{scripts}")
    assert page.context.cookies() == []
    page.click("text=Begin anew")
    page.wait_for_selector("h1:text-is('Ask a follow-up question')")
    assert page.locator("input[name^='earlier.']").count() == 0


def test_a_plan_s_facts_go_along_to_the_follow_up(opened, scripts):
    page = asked(opened("/plan?example=no-neurology", java_script_enabled=scripts), "What first?")
    assert "From the plan of this patient" in answer(page)
    held = page.locator("input[type=hidden][name='value.hemoglobin']").input_value()
    asked(page, "Which B12 schedule?")
    assert page.locator("input[type=hidden][name='value.hemoglobin']").input_value() == held
    assert "three times a week" in answer(page)


def test_a_change_in_the_form_is_answered_for(opened, scripts):
    page = opened("/plan?example=no-neurology", java_script_enabled=scripts)
    page.select_option("[name='is.paresthesia']", "present")
    asked(page, "Which B12 schedule?")
    assert "alternate days" in answer(page)


def test_enter_elsewhere_in_the_planner_still_plans(opened, scripts):
    page = opened("/plan?example=no-neurology", java_script_enabled=scripts)
    page.fill("[name='value.hemoglobin']", "99")
    page.press("[name='value.hemoglobin']", "Enter")
    page.wait_for_url("**/plan#plan")
    assert page.locator("#plan .lead").count() == 1


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("reader", ["patient", "hospital"])
def test_help_comes_first(opened, scripts, path, reader):
    page = asked(opened(path, reader, java_script_enabled=scripts), URGENT)
    said = answer(page)
    assert said.index("999") < said.index("You asked")
    assert page.locator("#answer[role=alert]").count() == 1
    assert page.title().startswith("This may be an emergency")
    assert page.get_by_text("999").first.bounding_box()["y"] < 500
    assert violations(page) == [] if scripts else True


def test_help_is_seen_at_once_on_a_telephone(opened, scripts):
    size = {"width": 320, "height": 640}
    page = asked(opened("/", "patient", java_script_enabled=scripts, viewport=size), URGENT)
    box = page.get_by_text("999").first.bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 640
    shot(page, f"ask-emergency-{scripts}")


@pytest.mark.parametrize("question", [GENERAL, STATED, URGENT, "w" * 400, "what is the capital"])
def test_nothing_scrolls_sideways_at_320(opened, scripts, question):
    size = {"width": 320, "height": 800}
    page = asked(opened("/", java_script_enabled=scripts, viewport=size), question)
    assert right_of(page) <= 320
    shot(page, f"ask-320-{question[:6].strip()}-{scripts}")


def right_of(page):
    """Where the answer and the form end, and whatever is seen in them, in one question to the page."""
    return page.evaluate(
        "Math.max(...[...document.querySelectorAll('#answer, #answer *, form.ask *')]"
        ".map(one => one.getBoundingClientRect()).filter(box => box.width).map(box => box.right))"
    )


@pytest.mark.parametrize("question", [GENERAL, STATED, "what is the capital of France"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violation_of_wcag_22_aa(opened, scripts, question, scheme):
    if not scripts:
        pytest.skip("axe-core is a script")
    page = asked(opened("/", color_scheme=scheme), question)
    asked(page, "How long do I take iron?")
    assert violations(page) == []


def test_a_conversation_of_five_steps(opened, scripts):
    """Facts, a reason, a further dose, a leaning question and a check, each answered by itself,
    with the facts of the first still held at the last."""
    page = opened("/", java_script_enabled=scripts)
    for question, says in (
        (STATED, "B12 comes first"),
        ("Why does B12 come first?", "may uncover a severe B12 deficiency"),
        ("How often is the maintenance dose?", "2 to 3 months"),
        (GENERAL, "at least 2 hours apart"),
        ("When is the blood count checked after starting iron?", "day 14"),
    ):
        asked(page, question)
        assert says in answer(page)
    assert "from before: vitamin B12 120 ng/L" in page.locator(".confirm").inner_text()
    assert page.locator("form.ask input[name^='earlier.']").count() == 5
