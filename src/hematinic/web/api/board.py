"""`GET /api/board` and `/api/board/items/{item}`: where the content stands, and by whom."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from starlette.responses import Response

from hematinic.board.export import names
from hematinic.board.policy import RefusedError
from hematinic.board.room import Room
from hematinic.board.standing import overview, standing
from hematinic.render.face import Face, encoded
from hematinic.review.ledger import Stage
from hematinic.web.api.schemas import content
from hematinic.web.errors import ErrorAnswer, WebError, json_response


class BoardAnswer(Face, frozen=True):
    fictional: str
    """Why nothing here counts; empty where it does."""
    version: str
    """Before the board; empty where nothing is."""
    content_hash: str
    stage: Stage
    sections: Mapping[str, Stage]
    pages: Mapping[str, Stage]
    items: Mapping[str, Stage]
    entries: int
    head: str
    """The hash of the last entry of the chain."""


class ApprovalAnswer(Face, frozen=True):
    member: str
    who: str
    at: str
    interests: str
    entry: int
    hash: str


class ItemAnswer(Face, frozen=True):
    item: str
    kind: str
    content: str
    stage: Stage
    status: Literal["draft", "active", "retired"]
    workflow: str
    wanted: str
    until: str
    approvals: Sequence[ApprovalAnswer]


REFUSED = {"description": "Refused; the error says why", **content(ErrorAnswer)}


def routes(room: Room) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["board"])

    @router.get("/board", responses={200: content(BoardAnswer)})
    def board() -> Response:
        """Where every item, section and page stands now."""
        return json_response(encoded(whole(room)))

    @router.get(
        "/board/items/{item}",
        responses={200: content(ItemAnswer), 404: REFUSED, 422: REFUSED},
    )
    def one_item(item: Annotated[str, Path(max_length=200)]) -> Response:
        """Where one item stands now, and whose approvals count."""
        try:
            return json_response(encoded(of_item(room, item)))
        except RefusedError:
            raise WebError(404, "There is no item of this name before the board.") from None

    return router


def whole(room: Room) -> BoardAnswer:
    state = room.state()
    whole_board, present = overview(state, room.now()), state.present
    return BoardAnswer(
        fictional=room.fictional,
        version=present.manifest.version if present else "",
        content_hash=present.manifest.content_hash if present else "",
        stage=whole_board.stage,
        sections=whole_board.sections,
        pages=whole_board.pages,
        items={name: standing.stage for name, standing in whole_board.items.items()},
        entries=state.seq,
        head=state.head,
    )


def of_item(room: Room, item: str) -> ItemAnswer:
    """Raises RefusedError where there is no such item."""
    state = room.state()
    item_standing, known = standing(state, item, room.now()), names(room, state)
    return ItemAnswer(
        item=item,
        kind=item_standing.kind,
        content=item_standing.content,
        stage=item_standing.stage,
        status=item_standing.publication,
        workflow=item_standing.workflow,
        wanted=item_standing.wanted,
        until=item_standing.until,
        approvals=[
            ApprovalAnswer(
                member=each.member,
                who=known.who(each.member),
                at=each.at,
                interests=known.text(each.interests),
                entry=each.seq,
                hash=state.entries[each.seq - 1].hash,
            )
            for each in item_standing.approvals
        ],
    )
