"""The ledger: which items are submitted, under review or approved. Computed, never set."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from hematinic.guideline.board import Board, Review
from hematinic.guideline.model import Guideline
from hematinic.review.content import Content

Stage = Literal["submitted", "under_review", "approved"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one item stands."""

    item: str
    kind: str
    content: str
    stage: Stage
    approvals: int
    required: int
    outdated: int
    """Reviews of an earlier content, which no longer count."""

    @property
    def reviewers(self) -> str:
        return f"{self.approvals} of {self.required} reviewers"


@dataclass(frozen=True)
class Ledger:
    content: Content
    board: Board
    reviews: tuple[Review, ...]

    @cached_property
    def standings(self) -> Mapping[str, Standing]:
        return {name: self._standing(name) for name in self.content.items}

    @property
    def stage(self) -> Stage:
        """Of the guideline."""
        return rolled_up(standing.stage for standing in self.standings.values())

    def history(self, item: str) -> list[Review]:
        return [review for review in self.reviews if review.item == item]

    def _standing(self, name: str) -> Standing:
        content = self.content.hashes[name]
        current = [review for review in self.history(name) if review.content == content]
        decisions = [review.decision for review in latest(current).values()]
        approvals, refused = decisions.count("approve"), "change" in decisions
        approved = approvals >= self.board.reviewers_required and not refused
        return Standing(
            item=name,
            kind=self.content.items[name][0],
            content=content,
            stage="approved" if approved else "under_review" if current else "submitted",
            approvals=approvals,
            required=self.board.reviewers_required,
            outdated=len(self.history(name)) - len(current),
        )


def latest(reviews: Iterable[Review]) -> dict[str, Review]:
    """The last decision of each reviewer; a comment is none."""
    decided = (review for review in reviews if review.decision != "comment")
    # Sorting keeps the order of the file among reviews of one day, so the later one counts.
    return {review.reviewer: review for review in sorted(decided, key=lambda review: review.on)}


def rolled_up(stages: Iterable[Stage]) -> Stage:
    """Approved where all are; submitted where none was looked at."""
    different = set(stages)
    return different.pop() if len(different) == 1 else "under_review"


def ledger(guideline: Guideline) -> Ledger:
    return Ledger(Content(guideline), guideline.board, guideline.reviews)
