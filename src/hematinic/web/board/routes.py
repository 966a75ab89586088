"""Every address of the room, put together."""

from fastapi import APIRouter

from hematinic.board.room import Room
from hematinic.web.board import accounts, editing, reviewing
from hematinic.web.board.door import Door
from hematinic.web.site import Site


def routes(site: Site, room: Room) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    door = Door(site, room, router)
    for part in (accounts, reviewing, editing):
        part.add(door)
    return router
