"""`/alerts`: how often each alert fires and interrupts, beside what is published of others."""

from functools import lru_cache
from typing import Any

import msgspec
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from hematinic.plan.build import Planner
from hematinic.record.events import RecordError
from hematinic.render.screen import alerts as shown
from hematinic.sample.budget import budget
from hematinic.sample.command import known_to
from hematinic.sample.plans import plans
from hematinic.web.pages.answer import page
from hematinic.web.site import Site

PATIENTS, SEED = 200, 1
"""So few that a visitor does not wait; the command counts as many as it is asked for."""

PUBLISHED = (
    {
        "says": "Of alerts on medication orders 46 to 96 in 100 were overridden, by study",
        "of": "a review of 23 studies",
        "address": "https://medinform.jmir.org/2020/7/e15653",
    },
    {
        "says": "Of 7,098 alerts on interactions 92 in 100 were overridden",
        "of": "one study",
        "address": "https://pmc.ncbi.nlm.nih.gov/articles/PMC10484150/",
    },
)
"""As the project's notes have them; what was overridden here nobody has measured yet."""


def routes(site: Site) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    counted = lru_cache(maxsize=1)(lambda: data(site))

    @router.get("/alerts")
    async def all_alerts(request: Request) -> Response:
        counted_budget = await run_in_threadpool(counted)
        return page(request, "alerts.html", {**counted_budget, "status": site.status()})

    return router


def data(site: Site) -> dict[str, Any]:
    """Without a table where the sample has no patients of this guideline."""
    rules = site.service.rules
    try:
        known_to(rules.guideline, SEED)
    except RecordError:
        return {"counted": None, "says": "", "published": PUBLISHED}
    counted_budget = budget(rules.guideline, plans(Planner(rules), PATIENTS, SEED))
    counted = msgspec.to_builtins(shown.as_face(counted_budget))
    return {"counted": counted, "says": shown.says(counted_budget), "published": PUBLISHED}
