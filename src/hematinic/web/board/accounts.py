"""Joining by an invitation, signing in and out, one's own page."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from hematinic.board import accounts, actions, sessions, signing_in
from hematinic.board.export import names
from hematinic.board.policy import SHORTEST_PASSWORD, SIGNED_IN_FOR
from hematinic.web.board.door import COOKIE, PATH, SIGN_IN, Door, Visit


def add(door: Door) -> None:
    door.get("/sign-in", sign_in_page, signed=False)
    door.post("/sign-in", sign_in, sign_in_page, signed=False)
    door.post("/sign-out", sign_out, me)
    door.get("/join/{token}", join_page, signed=False)
    door.post("/join/{token}", join, join_page, signed=False)
    door.get("/me", me)
    door.post("/me/interests", declare, me)
    door.post("/me/code", give_code, me)
    door.post("/me/sessions", end_session, me)


def sign_in_page(visit: Visit) -> Response:
    return visit.page("board_sign_in.html")


def sign_in(visit: Visit) -> Response:
    client = visit.request.client.host if visit.request.client else ""
    typed = (visit.values.get(name, "") for name in ("login", "password", "code"))
    login, password, code = typed
    token = signing_in.sign_in(visit.room, login, password, code, client)
    answer = visit.to(f"{PATH}/queue")
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(SIGNED_IN_FOR.total_seconds()),
        path=PATH,
        # On the machine itself the room is used over plain http, where some browsers drop a
        # cookie that is secure.
        secure=visit.request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return answer


def sign_out(visit: Visit) -> Response:
    signing_in.sign_out(visit.room, visit.signed, visit.signed.id)
    answer = visit.to(SIGN_IN)
    answer.delete_cookie(COOKIE, path=PATH)
    return answer


def join_page(visit: Visit) -> Response:
    invitation = signing_in.invited(visit.room, visit.params["token"])
    if invitation is None:
        raise HTTPException(404)
    return visit.page(
        "board_join.html",
        roles=list(invitation.roles),
        profession=invitation.profession,
        secret=invitation.secret,
        code_image=accounts.qr_code(invitation.secret, "member"),
        shortest=SHORTEST_PASSWORD,
    )


def join(visit: Visit) -> Response:
    values = visit.values
    signing_in.take_up(
        visit.room,
        visit.params["token"],
        values.get("login", ""),
        values.get("password", ""),
        values.get("code", ""),
        {"name": values.get("name", ""), "registration": values.get("registration", "")},
    )
    return visit.to(SIGN_IN)


# One's own page


def me(visit: Visit) -> Response:
    member = visit.member
    assert member
    known = names(visit.room, visit.state)
    with visit.room.database.read() as connection:
        living = sessions.living(connection, member.id, visit.room.now())
    return visit.page(
        "board_me.html",
        name=known.facts(member)["name"],
        profession=member.profession,
        interests=known.text(member.interests),
        sessions=[
            {"id": key.id, "made": key.made_at[:16], "seen": key.seen_at[:16],
             "this": key.id == visit.signed.id}
            for key in living
        ],
    )  # fmt: skip


def declare(visit: Visit) -> Response:
    with_code(visit)
    actions.declare(visit.room, visit.signed, visit.values.get("interests", ""))
    return visit.to(f"{PATH}/me")


def give_code(visit: Visit) -> Response:
    signing_in.give_code(visit.room, visit.signed, visit.values.get("code", ""))
    return visit.to(f"{PATH}/me")


def end_session(visit: Visit) -> Response:
    signing_in.sign_out(visit.room, visit.signed, visit.values.get("session", ""))
    return visit.to(f"{PATH}/me")


def with_code(visit: Visit) -> None:
    """A form may give a one-time code with what it does."""
    if code := visit.values.get("code", ""):
        visit.session = signing_in.give_code(visit.room, visit.signed, code)
