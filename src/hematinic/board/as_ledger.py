"""The board's decisions as the ledger that every face reads its stage from.

An item that is served in another content than the one before the board is submitted: nobody has
approved what is served.
"""

from dataclasses import dataclass

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

    def _standing(self, name: str) -> Standing:
        served, on_board = self.content.hashes[name], self.found.items.get(name)
        same = on_board is not None and on_board.content == served
        history = self.history(name)
        return Standing(
            item=name,
            kind=self.content.items[name][0],
            content=served,
            stage=on_board.stage if on_board and same else "submitted",
            approvals=len(on_board.approvals) if on_board and same else 0,
            required=REVIEWERS,
            outdated=sum(review.content != served for review in history),
        )


def ledger_of(room: Room, content: Content, wanted: str) -> BoardLedger:
    """As it stands now. `wanted`: whom above all, in words."""
    state = room.state()
    known = names(room, state)
    members = {
        member.id: _member(member, known) for member in state.members.values() if not member.left
    }
    board = Board(reviewers_required=REVIEWERS, members=members, wanted=wanted)
    reviews = tuple(_review(decision, known, state) for decision in state.decisions.values())
    return BoardLedger(content, board, reviews, overview(state, room.now()))


def _member(member: Member, known: Names) -> Written:
    facts = known.facts(member)
    return Written(
        name=facts["name"],
        profession=member.profession,
        registration=facts["registration"],
        joined=member.joined[:10],
        interests=known.text(member.interests) or "not declared yet",
    )


def _review(decision: Decision, known: Names, state: State) -> Review:
    choice = "change" if decision.choice == "reject" else decision.choice
    return Review(
        item=decision.item,
        content=decision.content,
        reviewer=decision.member,
        on=decision.at[:10],
        decision=choice,  # type: ignore[arg-type]
        conflict=known.text(decision.interests),
        comment=known.text(decision.reason),
    )
