"""Who may review the content, and what was reviewed (board.yaml, reviews.yaml).

A review is about the content and no part of it: it does not change the content's hash.
"""

from typing import Literal

from hematinic.guideline.entry import Entry


class Member(Entry, kw_only=True, frozen=True):
    name: str
    profession: str
    registration: str
    joined: str
    interests: str


class Board(Entry, kw_only=True, frozen=True):
    reviewers_required: int = 2
    members: dict[str, Member] = {}
    wanted: str = ""
    """Whom above all, in words."""


class Review(Entry, kw_only=True, frozen=True):
    item: str
    content: str
    """The hash of what was read."""
    reviewer: str
    on: str
    decision: Literal["approve", "change", "comment"]
    conflict: str
    comment: str = ""
