"""What the chain amounts to: members, versions, decisions, notices, releases. Nothing else is kept
of them, and an entry that the rules forbid is told as a fault."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hematinic.board.chain import GENESIS, OPERATOR, Entry
from hematinic.board.kept import Reference
from hematinic.board.manifest import Listed, Manifest
from hematinic.board.policy import RefusedError

LEFT_OUT = "left out"
"""The kind of an item that is in the present version no more."""


@dataclass(frozen=True, slots=True)
class Member:
    id: str
    roles: frozenset[str]
    profession: str
    facts: Reference
    """Name and registration."""
    joined: str
    invited_by: str
    interests: Reference | None = None
    left: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    seq: int
    at: str
    author: str
    digest: str
    """Of its manifest."""
    manifest: Manifest = field(repr=False)
    meant: Reference


@dataclass(frozen=True, slots=True)
class Decision:
    seq: int
    at: str
    member: str
    item: str
    content: str
    choice: str
    sentence: str
    reason: Reference | None
    interests: Reference
    """As they were declared when this was decided."""
    session: str
    code_at: str
    shown: Mapping[str, str] = field(default_factory=dict)
    """The hashes of what stood beside the text (`shown.py`); nothing where nothing did, or of an
    entry that was written before they were kept."""


@dataclass(frozen=True, slots=True)
class Back:
    """A decision taken back by its maker."""

    seq: int
    at: str
    decision: int
    reason: Reference


@dataclass(frozen=True, slots=True)
class Notice:
    seq: int
    at: str
    doi: str
    kind: str
    """`superseded` or `retracted`."""
    says: str


@dataclass(frozen=True, slots=True)
class Release:
    seq: int
    at: str
    by: str
    version: str
    digest: str
    approvals: Mapping[str, tuple[int, ...]]
    """Of each item that stood approved: the entries that approve it."""
    unapproved: tuple[str, ...]


@dataclass
class State:
    manifests: Callable[[str], Manifest]
    seq: int = 0
    head: str = GENESIS
    members: dict[str, Member] = field(default_factory=dict)
    versions: list[Version] = field(default_factory=list)
    decisions: dict[int, Decision] = field(default_factory=dict)
    by_item: dict[str, list[Decision]] = field(default_factory=lambda: defaultdict(list))
    backs: dict[int, Back] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    releases: dict[str, Release] = field(default_factory=dict)
    taken: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Of an item: who has it, and since when."""
    erased: dict[str, int] = field(default_factory=dict)
    """Of what was kept and is erased: the entry that says so."""
    references: dict[str, str] = field(default_factory=dict)
    """Of all that is kept outside: the hash that the chain holds."""
    authors: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    """Of an item in one content: who put it before the board."""
    since: dict[str, str] = field(default_factory=dict)
    """Since when an item has its present content."""
    dose: dict[str, str] = field(default_factory=dict)
    """Of an item: the dose that stood approved before its present content."""
    removed: dict[str, Listed] = field(default_factory=dict)
    """Items that stood approved and are left out of the present version: that is approved too."""
    entries: list[Entry] = field(default_factory=list)

    @property
    def present(self) -> Version | None:
        return self.versions[-1] if self.versions else None

    def listed(self, item: str) -> Listed:
        """Raises RefusedError where the present version has no such item."""
        listed = self.items.get(item)
        if listed is None:
            raise RefusedError("item", f"there is no item called '{item[:80]}'")
        return listed

    @property
    def items(self) -> Mapping[str, Listed]:
        """All that is before the board: the present version's, and those it leaves out."""
        return {**self.present.manifest.items, **self.removed} if self.present else {}

    def member(self, name: str, role: str = "") -> Member:
        """Raises RefusedError where it is no member, has left, or has not this role."""
        member = self.members.get(name)
        if member is None or member.left:
            raise RefusedError("member")
        if role and role not in member.roles:
            raise RefusedError(role)
        return member

    def may(self, actor: str, role: str) -> None:
        """Whoever sits at the machine itself does what an editor does."""
        if actor != OPERATOR:
            self.member(actor, role)

    # What may be written

    def may_decide(self, member: str, item: str, content: str) -> None:
        """Raises RefusedError."""
        reviewer = self.member(member, "reviewer")
        if reviewer.interests is None:
            raise RefusedError("interests")
        listed = self.listed(item)
        if listed.content != content:
            raise RefusedError("present", "it has been changed since")
        if member in self.authors[item, content]:
            raise RefusedError("own")

    def may_take_back(self, member: str, decision: int) -> None:
        self.member(member)
        earlier = self.decisions.get(decision)
        if earlier is None or earlier.member != member:
            raise RefusedError("back", "it is not yours")
        if decision in self.backs:
            raise RefusedError("back", "it is taken back already")

    def may_put(self, member: str, digest: str) -> None:
        self.member(member, "author")
        if self.present and self.present.digest == digest:
            raise RefusedError("new")

    def may_release(self, actor: str, version: str) -> None:
        self.may(actor, "editor")
        if self.present is None or version in self.releases:
            raise RefusedError("released")

    def refer(self, body: Mapping[str, Any]) -> None:
        for value in body.values():
            # Known by its shape, so that a new kind of entry cannot forget to name what it keeps
            # outside.
            if isinstance(value, dict) and value.keys() == {"id", "hash"}:
                self.references[value["id"]] = value["hash"]
