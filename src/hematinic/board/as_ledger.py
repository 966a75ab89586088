"""The board's decisions as the ledger that every face reads its stage from.

An item that is served in another content than the one before the board is submitted: nobody has
approved what is served.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from hematinic.board import kept
from hematinic.board.export import Names, names
from hematinic.board.policy import REVIEWERS
from hematinic.board.room import Room
from hematinic.board.standing import Overview, overview
from hematinic.board.state import Decision, Member, State
from hematinic.guideline.board import Board, Review
from hematinic.guideline.board import Member as Written
from hematinic.review.content import Content
from hematinic.review.ledger import Ledger, Standing


@dataclass(frozen=True)
class BoardLedger(Ledger):
    found: Overview

    @cached_property
    def standings(self) -> Mapping[str, Standing]:
        return {name: self._standing(name) for name in self.content.items}

    def _standing(self, name: str) -> Standing:
        served, one = self.content.hashes[name], self.found.items.get(name)
        same = one is not None and one.content == served
        history = self.history(name)
        return Standing(
            item=name,
            kind=self.content.items[name][0],
            content=served,
            stage=one.stage if one and same else "submitted",
            approvals=len(one.approvals) if one and same else 0,
            required=REVIEWERS,
            outdated=sum(review.content != served for review in history),
        )


def ledger_of(room: Room, content: Content, wanted: str) -> BoardLedger:
    """As it stands now. `wanted`: whom above all, in words."""
    state = room.state()
    known = names(room, state)
    members = {one.id: _member(one, known) for one in state.members.values() if not one.left}
    board = Board(reviewers_required=REVIEWERS, members=members, wanted=wanted)
    reviews = tuple(_review(one, known, state) for one in state.decisions.values())
    return BoardLedger(content, board, reviews, overview(state, room.now()))


def _member(one: Member, known: Names) -> Written:
    facts = kept.facts(known.text(one.facts))
    return Written(
        name=facts.get("name", kept.ERASED),
        profession=one.profession,
        registration=facts.get("registration", ""),
        joined=one.joined[:10],
        interests=known.text(one.interests) or "not declared yet",
    )


def _review(one: Decision, known: Names, state: State) -> Review:
    choice = "change" if one.choice == "reject" else one.choice
    return Review(
        item=one.item,
        content=one.content,
        reviewer=one.member,
        on=one.at[:10],
        decision=choice,  # type: ignore[arg-type]
        conflict=known.text(one.interests),
        comment=known.text(one.reason),
    )
