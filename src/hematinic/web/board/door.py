"""The door of the room: who is signed in, whether a form is ours, and what a refusal looks like."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from hematinic.board import signing_in
from hematinic.board.accounts import InputError
from hematinic.board.policy import RefusedError
from hematinic.board.room import Room
from hematinic.board.sessions import Session
from hematinic.board.signing_in import SignInError, WaitError
from hematinic.board.state import Member, State
from hematinic.web.pages.answer import page
from hematinic.web.site import Site

COOKIE = "board"
PATH = "/board"
TYPED = ("reason", "meant", "clauses", "login")
"""Fields whose text stays where it is refused."""

SIGN_IN = "/board/sign-in"
FIELDS = 60
LONGEST = 100_000
"""Characters of one field."""


@dataclass
class Visit:
    """One request to the room."""

    request: Request
    site: Site
    room: Room
    values: Mapping[str, str]
    session: Session | None = None
    member: Member | None = None
    problem: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    status: int = 200

    @property
    def state(self) -> State:
        return self.room.state()

    @property
    def signed(self) -> Session:
        assert self.session
        return self.session

    def has(self, role: str) -> bool:
        return self.member is not None and role in self.member.roles

    def page(self, template: str, **data: Any) -> Response:
        """Never kept by anyone on the way. JSON has what the page shows, without the form's key."""
        member = self.member
        context = {
            "csrf": masked(self.session.csrf) if self.session else "",
            "fresh": self.session.fresh(self.room.now()) if self.session else False,
            "me": {"id": member.id, "roles": sorted(member.roles)} if member else None,
            "problem": self.problem,
            "typed": {name: self.values.get(name, "") for name in TYPED},
            **data,
        }
        if self.request.query_params.get("format") == "json":
            context.pop("csrf")
        return page(self.request, template, context, self.status, "no-store")

    def to(self, address: str) -> Response:
        return RedirectResponse(address, 303, {"Cache-Control": "no-store"})


Work = Callable[[Visit], Response]


@dataclass(frozen=True)
class Door:
    site: Site
    room: Room
    router: APIRouter

    def get(self, path: str, work: Work, signed: bool = True) -> None:
        async def show(request: Request) -> Response:
            return await run_in_threadpool(self._visited, self._visit(request, {}), work, signed)

        self.router.add_api_route(f"{PATH}{path}", show, methods=["GET"])

    def post(self, path: str, work: Work, shown: Work, signed: bool = True) -> None:
        """`shown` is the page that a refusal stands on, with what was typed."""

        async def take(request: Request) -> Response:
            async with request.form(max_files=0, max_fields=FIELDS) as form:
                values = {
                    name: value[:LONGEST] for name, value in form.items() if isinstance(value, str)
                }
            visit = self._visit(request, values)

            def tried(visit: Visit) -> Response:
                return self._tried(visit, work, shown, signed)

            return await run_in_threadpool(self._visited, visit, tried, signed)

        self.router.add_api_route(f"{PATH}{path}", take, methods=["POST"])

    def _visit(self, request: Request, values: Mapping[str, str]) -> Visit:
        return Visit(request, self.site, self.room, values, params=dict(request.path_params))

    def _visited(self, visit: Visit, work: Work, signed: bool) -> Response:
        session = signing_in.session(self.room, visit.request.cookies.get(COOKIE, ""))
        member = self.room.state().members.get(session.member) if session else None
        # Looked up on every visit: who has left the board is out at once, whatever their cookie
        # says.
        if session and member and not member.left:
            visit.session, visit.member = session, member
        elif signed:
            return visit.to(SIGN_IN)
        return work(visit)

    def _tried(self, visit: Visit, work: Work, shown: Work, signed: bool) -> Response:
        """A form of a signed-in member holds the key of the session; no other site knows it."""
        key = unmasked(visit.values.get("csrf", ""))
        # Before a sign-in there is no session whose key a form could hold: there the guard's look
        # at the Origin stands alone.
        if signed and not secrets.compare_digest(key.encode(), visit.signed.csrf.encode()):
            raise HTTPException(403, "This form is not of your session. Go back and reload it.")
        try:
            return work(visit)
        except RefusedError as error:
            visit.status, visit.problem = 409, str(error)
        except (InputError, SignInError) as error:
            visit.status, visit.problem = 422, str(error)
        except WaitError as error:
            visit.status, visit.problem = 429, str(error)
        return shown(visit)


def masked(key: str) -> str:
    """Written otherwise on each page: one that is packed shows by its size what it holds twice."""
    pad = secrets.token_bytes(len(key) // 2)
    return pad.hex() + _mixed(pad, bytes.fromhex(key)).hex()


def unmasked(text: str) -> str:
    """Empty where it is none."""
    try:
        both = bytes.fromhex(text)
    except ValueError:
        return ""
    half = len(both) // 2
    return _mixed(both[:half], both[half:]).hex()


def _mixed(first: bytes, second: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(first, second, strict=False))
