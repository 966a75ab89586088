"""`/ask`: a question answered from the guideline's own sentences, each cited, or not at all.

With a form of the planner around it the question is answered for that patient; the facts go back
into the page, hidden, so that the next question has them too, and so do the questions before it,
which are answered anew. The chain of them lives in the page alone: nothing is kept.
"""

from typing import Any

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from hematinic.answers import MOST_EARLIER, Answer, as_face, ask
from hematinic.record.events import Record
from hematinic.web.pages.answer import audience, page
from hematinic.web.pages.planner import FIELDS, PlannerPage, State, typed_in
from hematinic.web.planner.form import Values
from hematinic.web.service import in_time
from hematinic.web.site import Site

LONGEST = 1_000
"""Characters of a question that are shown again; all that was sent is looked through for danger."""

EARLIER = "earlier."

BEHAVIORS = {
    "answer": "",
    "needs_facts": "More has to be known",
    "emergency": "This may be an emergency",
    "not_covered": "Not covered by this guideline",
    "off_topic": "Not a question for this guideline",
    "refused": "Declined",
}

NOT_FACTS = ("before", "text", "as_of", "on")
"""Fields that say nothing of a patient by themselves."""


class AskPage:
    def __init__(self, site: Site) -> None:
        self.site, self.planner = site, PlannerPage(site)

    def empty(self, request: Request) -> Response:
        return page(request, "ask.html", self.context("", None, {}))

    def answered(self, request: Request, values: Values) -> Response:
        question = values.get("question", "").strip()
        if not question:
            return self.empty(request)
        earlier = _earlier(values)
        facts = {
            name: text
            for name, text in values.items()
            if name not in ("question", "do") and not name.startswith(EARLIER)
        }
        record: Record | None = None
        if any(_tells(name, text) for name, text in facts.items()):
            state = State(facts).take_aside()
            record_and_plan = self.planner.made(state)
            if record_and_plan is None:
                return self.planner.answer(request, state)
            record = record_and_plan[0]
        reader = "patient" if audience(request) == "patient" else "clinician"
        planner = self.site.service.planner
        answer = ask(question, planner, record, reader, earlier=earlier)
        data = self.context(question, answer, facts if record else {})
        data["earlier"] = [
            {
                "question": text,
                "answer": self.shown(ask(text, planner, record, reader, earlier=earlier[:at])),
            }
            for at, text in enumerate(earlier)
        ]
        return page(request, "ask.html", data, keep="no-store")

    def context(self, question: str, answer: Answer | None, facts: Values) -> dict[str, Any]:
        return {
            "status": self.site.status(),
            "question": question[:LONGEST],
            "facts": {name: text for name, text in facts.items() if text and name != "before"},
            "answer": self.shown(answer) if answer else None,
            "earlier": [],
        }

    def shown(self, answer: Answer) -> dict[str, Any]:
        """Its JSON, with the numbers that the sources have in the article."""
        data: dict[str, Any] = msgspec.to_builtins(as_face(answer))
        for sentence, shown_sentence in zip(answer.sentences, data["sentences"], strict=True):
            cited = self.site.cited(sentence.cites)
            shown_sentence["sources"] = [
                {"number": cited.number, "short": cited.short, "locator": cited.locator,
                 "read": cited.read, "status": cited.status}
                for cited in cited
            ]  # fmt: skip
            shown_sentence["why"] = f"/why/{sentence.item}" if self.site.item(sentence.item) else ""
        return data | {"heading": BEHAVIORS[answer.behavior]}


def _earlier(values: Values) -> list[str]:
    """The questions before this one, in their order, from the page that asked them."""
    earlier = ((name.removeprefix(EARLIER), text) for name, text in values.items())
    numbered = [(int(at), text) for at, text in earlier if at.isdecimal() and text.strip()]
    return [text.strip()[:LONGEST] for _, text in sorted(numbered)][-MOST_EARLIER:]


def _tells(name: str, text: str) -> bool:
    """A unit that stands beside an empty field, or `unknown`, tells nothing."""
    if name in NOT_FACTS or name.startswith(("unit.", "on.", "verb.", "dose_unit.")):
        return False
    return text.strip() not in ("", "unknown")


def routes(site: Site) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    asked = AskPage(site)

    @router.get("/ask")
    async def show(request: Request) -> Response:
        return asked.empty(request)

    @router.post("/ask")
    async def post(request: Request) -> Response:
        async with request.form(max_files=1, max_fields=FIELDS) as form:
            values = typed_in(form)
        return await in_time(lambda: asked.answered(request, values))

    return router
