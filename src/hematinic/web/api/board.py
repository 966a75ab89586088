"""`GET /api/board` and `/api/board/items/{item}`: where the content stands, and by whom."""

from typing import Annotated, Literal

import orjson
from fastapi import APIRouter, Path
from pydantic import BaseModel
from starlette.responses import Response

from hematinic.board.export import names
from hematinic.board.policy import RefusedError
from hematinic.board.room import Room
from hematinic.board.standing import overview, standing
from hematinic.web.api.schemas import ErrorAnswer
from hematinic.web.errors import WebError, json_response

Stage = Literal["submitted", "under_review", "approved"]


class BoardAnswer(BaseModel):
    fictional: str
    """Why nothing here counts; empty where it does."""
    version: str
    """Before the board; empty where nothing is."""
    content_hash: str
    stage: Stage
    sections: dict[str, Stage]
    pages: dict[str, Stage]
    items: dict[str, Stage]
    entries: int
    head: str
    """The hash of the last entry of the chain."""


class ApprovalAnswer(BaseModel):
    member: str
    who: str
    at: str
    interests: str
    entry: int
    hash: str


class ItemAnswer(BaseModel):
    item: str
    kind: str
    content: str
    stage: Stage
    status: Literal["draft", "active", "retired"]
    workflow: str
    wanted: str
    until: str
    approvals: list[ApprovalAnswer]


def routes(room: Room) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["board"])

    @router.get("/board", responses={200: {"model": BoardAnswer}})
    def board() -> Response:
        """Where every item, section and page stands now."""
        return json_response(orjson.dumps(whole(room).model_dump()))

    @router.get(
        "/board/items/{item}",
        responses={
            200: {"model": ItemAnswer},
            **{code: {"model": ErrorAnswer} for code in (404, 422)},
        },
    )
    def one_item(item: Annotated[str, Path(max_length=200)]) -> Response:
        """Where one item stands now, and whose approvals count."""
        try:
            return json_response(orjson.dumps(one(room, item).model_dump()))
        except RefusedError:
            raise WebError(404, "There is no item of this name before the board.") from None

    return router


def whole(room: Room) -> BoardAnswer:
    state = room.state()
    found, present = overview(state, room.now()), state.present
    return BoardAnswer(
        fictional=room.fictional,
        version=present.manifest.version if present else "",
        content_hash=present.manifest.content_hash if present else "",
        stage=found.stage,
        sections=found.sections,
        pages=found.pages,
        items={name: one.stage for name, one in found.items.items()},
        entries=state.seq,
        head=state.head,
    )


def one(room: Room, item: str) -> ItemAnswer:
    """Raises RefusedError where there is no such item."""
    state = room.state()
    found, known = standing(state, item, room.now()), names(room, state)
    return ItemAnswer(
        item=item,
        kind=found.kind,
        content=found.content,
        stage=found.stage,
        status=found.publication,
        workflow=found.workflow,
        wanted=found.wanted,
        until=found.until,
        approvals=[
            ApprovalAnswer(
                member=each.member,
                who=known.who(each.member),
                at=each.at,
                interests=known.text(each.interests),
                entry=each.seq,
                hash=state.entries[each.seq - 1].hash,
            )
            for each in found.approvals
        ],
    )
