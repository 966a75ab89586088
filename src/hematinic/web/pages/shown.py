"""Pages that show one set of data at an address of their own, with nothing to choose.

`/statements`, `/attributes`: of the content. `/about`, `/board`, `/policy`: of it and of who has
reviewed it.
"""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from hematinic.web.pages import about, attributes, board, policy, statements
from hematinic.web.pages.answer import page
from hematinic.web.site import Site

Data = dict[str, Any]

OF_CONTENT = {"statements": statements.data, "attributes": attributes.data}
"""Made once, when it is first asked for: the content is the same as long as the application
runs."""

OF_REVIEWS = {"about": about.data, "board": board.data, "policy": policy.data}
"""Made anew each time: members join and decide while it runs."""


def routes(site: Site) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    def show(name: str, data: Callable[[], Data]) -> None:
        @router.get(f"/{name}")
        async def shown(request: Request) -> Response:
            return page(request, f"{name}.html", {**data(), "status": site.status()})

    for name, data_of in OF_CONTENT.items():
        show(name, cache(partial(data_of, site)))
    for name, data_of in OF_REVIEWS.items():
        show(name, partial(data_of, site))
    return router
