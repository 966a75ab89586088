"""What a new user comes to do, each within five actions: a press, a choice, or a text typed in.

The page where one begins is no action; nor is reading.
"""

import pytest

from chromium import needed, violations

pytestmark = needed

MOST = 5


class User:
    """Does what a person does with a page, and counts it."""

    def __init__(self, page):
        self.page, self.actions = page, 0

    def press(self, what, within="body"):
        self.actions += 1
        self.page.locator(within).locator(what).first.click()

    def type(self, into, text):
        self.actions += 1
        self.page.locator(into).first.fill(text)

    def key(self, name):
        self.actions += 1
        self.page.keyboard.press(name)

    def sees(self, text, within="main"):
        self.page.locator(within).get_by_text(text).first.wait_for(state="visible")

    def downloads(self, what):
        with self.page.expect_download() as found:
            self.press(what)
        return found.value


@pytest.fixture(params=[(1280, 800), (390, 844)], ids=["desk", "phone"])
def begins(request, opened):
    users = []

    def at(path):
        width, height = request.param
        users.append(User(opened(path, viewport={"width": width, "height": height})))
        return users[-1]

    yield at
    for user in users:
        assert user.actions <= MOST
        assert violations(user.page) == []


def test_see_what_this_is_on_an_example(begins):
    user = begins("/")
    user.press("text=See it on this example patient")
    user.sees("Treat both deficiencies", ".at-once")


def test_enter_this_report(begins):
    user = begins("/plan")
    user.type("[name=text]", "Hb 9.2 g/dL\nFerritin <5 ug/L\nVitamin B12 90 ng/L\nCRP 3 mg/L")
    user.press("text=Fill in from this text")
    user.sees("Hydroxocobalamin 1 mg", ".at-once .today")
    assert user.page.locator("[name='value.ferritin']").input_value() == "<5"


def test_jot_down_a_patient(begins):
    user = begins("/plan")
    user.type("[name=add]", "hb 92 g/L; b12 90 ng/L; numb feet")
    user.key("Enter")
    user.sees("Neurology or hematology", ".at-once .call")


def test_answer_what_matters_next(begins):
    user = begins("/plan?example=iron-before-b12")
    asked = user.page.locator("#next strong").inner_text()
    user.press("button:text-is('No')", "#next")
    user.page.wait_for_function(
        "asked => document.querySelector('#next strong')?.innerText !== asked", arg=asked
    )
    assert user.page.locator(".at-once").is_visible()


def test_is_this_order_safe(begins):
    user = begins("/plan")
    user.type("[name=add]", "b12 90 ng/L; hb 92 g/L; ordered folic acid 5 mg daily")
    user.key("Enter")
    user.sees("Hold folic acid until B12 is given", ".at-once .critical")


def test_why_not_tablets(begins):
    user = begins("/")
    user.type(".search [name=question]", "why not tablets?")
    user.press("button", ".search")
    user.sees("injections come first", "section.answer")


def test_why_this_dose(begins):
    user = begins("/plan?example=iron-before-b12")
    user.press("a.why", ".at-once .today")
    user.sees("Rule")
    assert "/why/" in user.page.url


def test_what_would_change_it(begins):
    user = begins("/plan?example=no-neurology")
    user.press("#why button")
    user.press("text=Show what would change this plan")
    user.sees("Numbness or tingling", "#changes")


def test_print_the_leaflet(begins):
    user = begins("/plan?example=iron-before-b12")
    found = user.downloads("text=Leaflet for the patient (PDF)")
    assert found.suggested_filename.endswith(".pdf")


def test_correct_a_mistake_and_take_it_back(begins):
    user = begins("/plan?example=iron-before-b12")
    user.press("button[value='remove:ferritin']")
    user.page.wait_for_selector("[name='value.ferritin']", state="detached")
    user.press("button[value=undo]")
    user.page.wait_for_selector("[name='value.ferritin']")


def test_begin_with_the_next_patient(begins):
    user = begins("/plan?example=iron-before-b12")
    user.press("text=Start anew")
    assert user.page.locator(".at-once").count() == 0
    assert user.page.locator("[name='value.ferritin']").count() == 0


def test_how_is_iron_given_by_vein(begins):
    user = begins("/")
    user.press("a[href^='/answer/intravenous']")
    user.page.locator(".medication").first.wait_for(state="visible")


def test_who_stands_behind_this(begins):
    user = begins("/")
    user.press("text=About", "nav")
    user.press("text=The board")
    user.sees("No clinician has reviewed this")
