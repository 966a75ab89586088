"""The web application, put together. `hematinic serve` runs it."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

import hematinic
from hematinic.answers.model import AskAnswer
from hematinic.render.json.model import CheckAnswer, PlanAnswer, PlanLayers, PlanNow
from hematinic.web.allowed import Allowed
from hematinic.web.api import board as board_api
from hematinic.web.api import health, plans, questions, statements
from hematinic.web.api.direct import Direct
from hematinic.web.api.schemas import describe
from hematinic.web.away import Lanes, PassingOn
from hematinic.web.board.routes import routes as room_routes
from hematinic.web.cross import Cross
from hematinic.web.errors import ErrorAnswer, add_error_handlers
from hematinic.web.fhir import routes as fhir
from hematinic.web.guard import Guard
from hematinic.web.hooks import routes as hooks
from hematinic.web.hooks.desk import Desk
from hematinic.web.hooks.settings import Settings
from hematinic.web.pages import (
    alerts,
    article,
    ask,
    download,
    language,
    planner,
    proof,
    shown,
    static,
    why,
)
from hematinic.web.pool import SEARCHED_AFTER
from hematinic.web.service import Service, make_service
from hematinic.web.site import make_site, with_status
from hematinic.web.withheld import Withheld

FACES = (
    *(PlanAnswer, PlanLayers, PlanNow, CheckAnswer, AskAnswer, statements.StatementAnswer),
    *(health.Health, ErrorAnswer, board_api.BoardAnswer, board_api.ItemAnswer),
)
"""All that the API answers with."""

UNPACKED = 2_048
"""Bytes that are sent as they are."""

PACKED = 6
"""Of nine: a plan becomes a seventh of itself in a millisecond."""


def create_app(
    service: Service | None = None,
    settings: Settings | None = None,
    allowed: Allowed | None = None,
    lanes: Lanes | None = None,
) -> FastAPI:
    """A guideline that does not load raises GuidelineError here, before anything is served.
    `allowed` is who may ask (None: anybody), `lanes` where what takes long is done (None: here).
    """
    app = bare_app(service or make_service(), settings)
    app.state.lanes = app.state.desk.lanes = lanes
    if lanes is not None:
        app.add_middleware(PassingOn, lanes=lanes)
    site = app.state.desk.settings
    if site.unapproved == "withhold":
        app.add_middleware(Withheld, approved=app.state.site.approved)
    app.add_middleware(Cross, origins=site.origins)
    # What is added last stands outermost: nothing is done for a request before the guard has seen
    # it.
    app.add_middleware(Guard, allowed=allowed, largest_mb=site.largest_mb)
    return app


def bare_app(service: Service, settings: Settings | None = None) -> FastAPI:
    """What answers, without its border."""
    settings = settings or Settings()
    site = make_site(service, settings.board, settings.release)
    service = with_status(service, site)
    site = replace(site, service=service)
    desk = Desk(service, settings)
    header = service.guideline.header
    app = FastAPI(
        title="Hematinic",
        version=hematinic.__version__,
        description=f"{header.title}. {header.draft_notice}",
        docs_url=None,  # they load scripts from another host
        redoc_url=None,
        lifespan=_frozen,
    )
    app.state.in_emergency = header.in_emergency
    app.state.desk = desk
    app.state.lanes = None
    app.state.direct = Direct(service, UNPACKED, PACKED)
    add_error_handlers(app)
    for part in (health, plans, questions, statements):
        app.include_router(part.routes(service))
    describe(app, FACES)
    app.include_router(hooks.routes(desk))
    app.include_router(fhir.routes(desk))
    app.state.site = site
    app.state.fictional = site.fictional
    app.include_router(static.routes())
    app.include_router(language.routes())
    for page in (article, ask, alerts, download, planner, proof, shown, why):
        app.include_router(page.routes(site))
    if site.room:
        app.include_router(board_api.routes(site.room))
        app.include_router(room_routes(site, site.room))
    # Where a request allows it; in a lane it is done there. No page holds a secret beside the text
    # of its own request, so that nothing can be guessed from how small it became: the key of a form
    # of the board is written otherwise each time.
    app.add_middleware(GZipMiddleware, minimum_size=UNPACKED, compresslevel=PACKED)
    return app


@asynccontextmanager
async def _frozen(app: FastAPI) -> AsyncIterator[None]:
    """The guideline lives as long as the process, so garbage collection need not look through it.
    An answer that had to wait for that spent most of its time so."""
    gc.collect()
    gc.freeze()
    usual = gc.get_threshold()
    gc.set_threshold(SEARCHED_AFTER)
    if app.state.lanes is not None:
        await app.state.lanes.start()
    yield
    if app.state.lanes is not None:
        app.state.lanes.close()
    gc.set_threshold(*usual)
    gc.unfreeze()
    await app.state.desk.close()
