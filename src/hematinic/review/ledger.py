"""The ledger: which items are submitted, under review or approved. Computed, never set."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

import msgspec

from hematinic.guideline import yaml
from hematinic.guideline.entry import Entry
from hematinic.guideline.load import GuidelineError, Problem
from hematinic.guideline.model import Guideline
from hematinic.review.content import Content

Stage = Literal["submitted", "under_review", "approved"]


class Member(Entry, kw_only=True, frozen=True):
    name: str
    profession: str
    registration: str
    joined: str
    interests: str


class Board(Entry, kw_only=True, frozen=True):
    reviewers_required: int
    members: dict[str, Member]


class Review(Entry, kw_only=True, frozen=True):
    item: str
    content: str
    """The hash of what was read."""
    reviewer: str
    on: str
    decision: Literal["approve", "change", "comment"]
    conflict: str
    comment: str = ""


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
        """Of the guideline: approved where every item is, submitted where none was looked at."""
        stages = {standing.stage for standing in self.standings.values()}
        if len(stages) == 1:
            return stages.pop()
        return "under_review"

    def history(self, item: str) -> list[Review]:
        return [review for review in self.reviews if review.item == item]

    def _standing(self, name: str) -> Standing:
        content = self.content.hashes[name]
        current = [review for review in self.history(name) if review.content == content]
        latest = {review.reviewer: review for review in sorted(current, key=lambda r: r.on)
                  if review.decision != "comment"}  # fmt: skip
        approvals = sum(review.decision == "approve" for review in latest.values())
        refused = any(review.decision == "change" for review in latest.values())
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


def records(guideline: Guideline) -> Traversable:
    name = guideline.header.id.replace("-", "_")
    return files("hematinic.review").joinpath("records").joinpath(name)


def read_ledger(content: Content, folder: Traversable | None = None) -> Ledger:
    """Raises GuidelineError: of an unknown reviewer or item, or a record that cannot be read."""
    folder = folder or records(content.guideline)
    board = _converted(_read(folder.joinpath("board.yaml")), Board, "board.yaml")
    if board.reviewers_required < 2:
        raise GuidelineError([Problem("board.yaml", 1, "two reviewers at the least are required")])
    reviews, problems = [], []
    for file in sorted(_files(folder), key=lambda file: file.name):
        found = _converted(_read(file), list[Review], file.name)
        reviews += found
        problems += [Problem(file.name, 1, says) for says in _mistakes(found, board, content)]
    if problems:
        raise GuidelineError(problems)
    return Ledger(content, board, tuple(reviews))


def _mistakes(reviews: list[Review], board: Board, content: Content) -> Iterator[str]:
    for review in reviews:
        if review.reviewer not in board.members:
            yield f"'{review.reviewer}' is no member of the board"
        if review.item not in content.items:
            yield f"there is no item called '{review.item}'"
        if len(review.content) != 64:
            yield f"the content of a review of '{review.item}' is the whole hash, of 64 characters"


def _files(folder: Traversable) -> Iterator[Traversable]:
    for file in folder.iterdir():
        if file.name.endswith(".yaml") and file.name != "board.yaml":
            yield file


def _read(file: Traversable) -> yaml.Document:
    try:
        return yaml.read(file.read_text())
    except yaml.YamlError as error:
        raise GuidelineError([Problem(file.name, error.line, error.problem)]) from None


def _converted(document: yaml.Document, kind: Any, name: str) -> Any:
    try:
        return msgspec.convert(document.data, kind)
    except msgspec.ValidationError as error:
        raise GuidelineError([Problem(name, 1, str(error))]) from None
