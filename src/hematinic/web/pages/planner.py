"""`/plan`: what is known beside the plan; `/plan/form`: a field for each fact; `/plan/why`: what a
plan rests on. Nothing is kept.

Every button works as a plain form; where scripts run, a change redraws the plan alone, and *why*
opens below it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec
from fastapi import APIRouter, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse, Response

from hematinic.answers.reading.derived import with_every_name
from hematinic.answers.reading.understand import Reader
from hematinic.guideline import yaml
from hematinic.guideline.printed import of_a_dose, printed
from hematinic.guideline.quantities import DOSE_UNITS
from hematinic.guideline.rules import Rules
from hematinic.guideline.statements import of_content
from hematinic.plan.model import Plan
from hematinic.record.events import Record, RecordError, SetAside
from hematinic.render.faces import DOWNLOADS
from hematinic.render.screen.timeline import timeline
from hematinic.render.words import lines
from hematinic.render.words.account import AccountLine, account_lines
from hematinic.render.words.layers import in_words
from hematinic.web.pages.answer import html, page, wants_json
from hematinic.web.planner.adding import added
from hematinic.web.planner.echo import echoes
from hematinic.web.planner.fields import groups
from hematinic.web.planner.form import (
    MEDICINE_ROWS,
    MEDICINE_VERBS,
    Values,
    fill,
    own_times,
    read_form,
)
from hematinic.web.planner.hints import hints
from hematinic.web.planner.known import (
    carried,
    facts,
    known,
    medicine_rows,
    next_question,
    steps,
    without,
)
from hematinic.web.planner.mistakes import placed
from hematinic.web.planner.paste import Pasted, read_text
from hematinic.web.planner.recorded import as_patient_file
from hematinic.web.planner.shown import shown, standing
from hematinic.web.service import in_time
from hematinic.web.site import Site

MOST_ASIDE = 200
"""Entries set aside that a form carries on."""

OPENED = ("account", "changes")
"""The account of the record, and what would change the plan: each costs many plans."""

FIELDS = 2_000
"""The most fields of a form: twice what the page has."""


@dataclass(slots=True)
class State:
    """What one answer shows."""

    values: Values
    record: Record | None = None
    plan: Plan | None = None
    """Of the record: there is none without the other."""
    problems: list[dict[str, str]] = field(default_factory=list)
    pasted: Pasted | None = None
    set_aside: tuple[SetAside, ...] = ()
    before: list[str] | None = None
    steps: list[Values] = field(default_factory=list)
    """The earlier states, which can be gone back to."""
    form: bool = False
    """Whether the full form is wanted."""
    opened: list[str] = field(default_factory=list)
    """Which of `OPENED` were asked for."""

    def take_aside(self) -> "State":
        """What was set aside when a record was opened, as the form carries it on."""
        self.set_aside = kept_aside(self.values.pop("set_aside", ""))
        return self


def _reader(rules: Rules) -> Reader:
    """One for all pages: each sentence of it is cut up when it is made."""
    return Reader(with_every_name(rules.guideline))


class PlannerPage:
    def __init__(self, site: Site) -> None:
        self.site, self.service = site, site.service
        self.guideline = site.service.guideline
        self.groups = groups(site.service.planner)
        self.examples = site.examples
        self.hints = hints(self.guideline)
        self.reader = site.service.rules.once(_reader)
        self.of_content = [
            alert.id for alert in self.guideline.alerts if of_content(alert, self.guideline)
        ]

    # What is asked for

    def empty(self, units: str = "") -> State:
        return State({"as_of": date.today().isoformat()} | self.chosen(units))

    def chosen(self, units: str) -> Values:
        return {"units": units} if units in self.guideline.header.unit_systems else {}

    def example(self, name: str, units: str = "") -> State:
        example = self.examples.get(name)
        if example is None:
            return self.empty(units)
        return self.planned(State(fill(example.record, self.guideline) | self.chosen(units)))

    async def posted(self, form: FormData) -> State:
        values = typed_in(form)
        before = values.pop("before", None)
        state = State(values, before=before.split() if before is not None else None)
        do = values.pop("do", "plan")
        jotted = values.pop("add", "")
        if do == "enter" and jotted.strip():
            do = "add"
        text = jotted if do == "add" else values.pop("text", "")
        upload = form.get("file") if do == "file" else None
        content = await upload.read() if isinstance(upload, UploadFile) else b""
        return await in_time(lambda: self.done(do, text, content, state))

    # What is done

    def done(self, do: str, text: str, content: bytes, state: State) -> State:
        """All that reads what was sent: never where other requests wait for it."""
        state.take_aside()
        state.opened = [name for name in OPENED if name in do.split()]
        earlier = steps(state.values.pop("steps", ""))
        # A button says what it does and to what: `remove:ferritin`, `set:is.paresthesia=present`.
        do, _, what = do.partition(":")
        if do == "take":  # one of the readings of what was jotted down
            do, text = "add", what
        if do == "add":
            state.values, state.pasted = added(text, state.values, self.guideline, self.reader)
        if do == "set":
            name, _, value = what.partition("=")
            state.values[name] = value
        if do == "remove":
            state.values = without(state.values, what)
        if do == "skip":
            state.values["skipped"] = f"{state.values.get('skipped', '')} {what}".strip()
        if do == "undo" and earlier:
            # The last step is the state on the page, so that it is the one before it that is gone
            # back to.
            if len(earlier) > 1 and earlier[-1] == facts(state.values):
                earlier.pop()
            state.values = dict(earlier[-1])
        state.steps = earlier
        if do == "file":
            return self.uploaded(content, state)
        if do == "paste":
            state.pasted = read_text(text, self.guideline)
            state.values |= state.pasted.values
        if do == "form" and not facts(state.values).keys() - {"as_of"}:
            return state
        return self.planned(state)

    def uploaded(self, content: bytes, state: State) -> State:
        try:
            if not content.strip():
                raise RecordError(["no file was chosen, or it is empty"])
            record = self.service.read(content, None, "the file")
        except RecordError as error:
            state.problems = [{"field": "file", "says": str(problem)} for problem in error.problems]
            return state
        day = record.as_of or date.today().toordinal()
        written = as_patient_file(record, self.guideline, date.fromordinal(day).isoformat())
        state.values = fill(_as_written(content) or written, self.guideline)
        state.values.setdefault("as_of", "")
        state.values["as_of"] = state.values["as_of"] or written["as_of"]
        state.set_aside = record.set_aside[:MOST_ASIDE]
        state.steps = []  # another patient
        return self.planned(state)

    def planned(self, state: State) -> State:
        record_and_plan = self.made(state)
        if record_and_plan is not None:
            state.record, state.plan = record_and_plan
        return state

    def made(self, state: State) -> tuple[Record, Plan] | None:
        """Nothing where the form has mistakes, which the state then names."""
        typed = read_form(state.values, self.guideline, date.today().isoformat())
        problems = [{"field": name, "says": says} for name, says in typed.problems]
        try:
            record = self.service.read_data(typed.data, None)
            record = msgspec.structs.replace(record, set_aside=record.set_aside + state.set_aside)
            plan = self.service.plan(record, None)
        except RecordError as error:
            problems += placed(error.problems, typed, state.values, self.guideline)
        if problems:
            state.problems = problems
            return None
        return record, plan

    # What is answered

    def answer(self, request: Request, state: State) -> Response:
        status = 422 if state.problems else 200
        if wants_json(request):
            plan = self.whole(state) | self.drawn(state) if state.plan else None
            data = {"values": state.values, "problems": state.problems, "plan": plan}
            return page(request, "plan.html", data, status, "no-store")
        context = self.context(state)
        if by_script(request):
            return part(request, "plan_below.html", context | {"partial": True}, status)
        template = "plan_form.html" if state.form else "plan.html"
        return page(request, template, context, status, "no-store")

    def why(self, request: Request, state: State) -> Response:
        """What a plan rests on, alone; with mistakes in the form the planner names them."""
        if state.plan is None or wants_json(request):
            return self.answer(request, state)
        context = {"plan": self.whole(state), "opened": state.opened}
        if by_script(request):
            return part(request, "plan_why.html", context)
        carried = self.carried(state) | {
            name: text for name, text in state.values.items() if text and name != "question"
        }
        context |= {"status": self.site.status(), "carried": carried}
        return page(request, "plan_reasons.html", context, keep="no-store")

    def whole(self, state: State) -> dict[str, Any]:
        record, plan = state.record, state.plan
        assert record is not None
        assert plan is not None
        changes = self.service.what_if(plan) if "changes" in state.opened else []
        account: list[AccountLine] = []
        if "account" in state.opened:
            account = list(account_lines(self.service.account(record, plan), plan.assessment))
        return shown(plan, changes, state.before, self.site.references) | {
            "of_content": self.of_content,
            "account": account,
        }

    def drawn(self, state: State) -> dict[str, Any]:
        """Of a plan what is drawn anew at each change, beside the words of its first two layers."""
        record, plan = state.record, state.plan
        assert record is not None
        assert plan is not None
        line = timeline(plan, record, self.guideline, self.guideline.timeline)
        return standing(plan, state.before) | {"timeline": line}

    def carried(self, state: State) -> Values:
        """What a page sends back with the facts: what stood, what can be gone back to, and what was
        set aside."""
        steps = carried(state.steps, state.values)
        return {
            "before": " ".join(standing(state.plan, None)["ids"]) if state.plan else "",
            "steps": msgspec.json.encode(steps).decode(),
            "set_aside": msgspec.json.encode(state.set_aside).decode(),
        }

    def context(self, state: State) -> dict[str, Any]:
        plan = state.plan
        bad = {problem["field"]: problem["says"] for problem in state.problems}
        missing = asked_for(plan) if plan else iter(())
        skipped = state.values.get("skipped", "").split()
        return {
            "status": self.site.status(),
            "values": state.values,
            "unit_systems": self.guideline.header.unit_systems,
            "plan": self.drawn(state) if plan else None,
            "problems": state.problems,
            "bad": bad,
            "pasted": state.pasted,
            "set_aside": state.set_aside,
            "carried": self.carried(state),
            "groups": self.groups,
            "examples": self.examples,
            "medicines": {name: m.label for name, m in self.guideline.medicines.items()},
            "verbs": MEDICINE_VERBS,
            "dose_units": {unit: of_a_dose(unit) for unit in DOSE_UNITS},
            "rows": range(MEDICINE_ROWS),
            "times": own_times(self.guideline),
            "printed": printed,
            "hints": self.hints,
            "medicines_hint": self.guideline.header.medicines_hint,
            "downloads": {name: download.says for name, download in DOWNLOADS.items()},
            "echoes": echoes(state.values, self.guideline),
            "said": in_words(plan) if plan else None,
            "partial": False,
            "can_undo": len(carried(state.steps, state.values)) > 1,
            "known": list(known(self.groups, state.values)),
            "medicine_rows": medicine_rows(state.values),
            "next": next_question(self.groups, missing, skipped),
        }


def asked_for(plan: Plan) -> Iterator[dict[str, Any]]:
    """What is missing, put into words as it is come to."""
    for missing in plan.missing:
        question = lines.missing(missing, plan.assessment)
        yield {"element": missing.element, "question": question, "changes": missing.changes}


def by_script(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"


def part(request: Request, template: str, data: dict[str, Any], status: int = 200) -> Response:
    """A part of a page, for the script that puts it in its place; mistakes stand for the plan."""
    # htmx would put an answer where it was asked from; a mistake belongs in the place of the plan.
    headers = {"Cache-Control": "no-store"} | ({"HX-Retarget": "#plan"} if status != 200 else {})
    text = html(request, template, data)
    return Response(text, status, headers, "text/html; charset=utf-8")


def kept_aside(text: str) -> tuple[SetAside, ...]:
    """What was set aside when a record was opened, as the form carries it on: a plan changed by
    hand has it no more than before."""
    try:
        entries = msgspec.json.decode(text or "[]", type=tuple[SetAside, ...])
    except msgspec.MsgspecError:
        return ()
    return entries[:MOST_ASIDE]


def typed_in(form: FormData) -> Values:
    """A file that is sent as one is no text, and neither is its name where only fields are sent."""
    return {name: text for name, text in form.items() if isinstance(text, str) and name != "file"}


def _as_written(content: bytes) -> dict[str, Any] | None:
    """A patient file keeps its own spelling of every value; a FHIR record has none."""
    try:
        # Editors of Windows put a mark at the beginning of a file.
        data = yaml.read(content.decode("utf-8-sig")).data
    except (yaml.YamlError, UnicodeDecodeError):
        return None
    return data if isinstance(data, dict) and "resourceType" not in data else None


def routes(site: Site) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    planner = PlannerPage(site)

    @router.get("/plan")
    async def show(request: Request, example: str = "", units: str = "") -> Response:
        state = planner.example(example, units) if example else planner.empty(units)
        return planner.answer(request, state)

    @router.get("/plan/form")
    async def show_form(request: Request, example: str = "", units: str = "") -> Response:
        state = planner.example(example, units) if example else planner.empty(units)
        state.form = True
        return planner.answer(request, state)

    @router.post("/plan")
    @router.post("/plan/form")
    async def post(request: Request) -> Response:
        async with request.form(max_files=1, max_fields=FIELDS) as form:
            if form.get("do") == "enter" and str(form.get("question", "")).strip():
                return RedirectResponse("/ask#answer", 307)  # Enter in the box below asks
            state = await planner.posted(form)
            state.form = request.url.path == "/plan/form"
        return await in_time(lambda: planner.answer(request, state))

    @router.get("/plan/why")
    async def show_why(request: Request, example: str = "", units: str = "") -> Response:
        if not example:
            return RedirectResponse("/plan", 303)  # of no patient
        return planner.why(request, planner.example(example, units))

    @router.post("/plan/why")
    async def post_why(request: Request) -> Response:
        async with request.form(max_files=1, max_fields=FIELDS) as form:
            state = await planner.posted(form)
        return await in_time(lambda: planner.why(request, state))

    return router
