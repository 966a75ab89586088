"""Where an item stands: computed from the decisions about its present content, never set.

The names of states are those of FHIR's lifecycle of an artifact, as Canonical Resource Management
Infrastructure 2.0.0 has it (`draft`, `active`, `retired`), and of its workflow of an assessment.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hematinic.board.moment import later
from hematinic.board.policy import APPROVED_FOR, DOSES, REVIEWERS, SUPERSEDED_WITHIN
from hematinic.board.state import LEFT_OUT, Decision, Notice, State
from hematinic.review.ledger import Stage, rolled_up

Workflow = Literal[
    "submitted", "triaged", "waiting-for-input", "resolved-change-required", "resolved-no-change",
    "published",
]  # fmt: skip
Publication = Literal["draft", "active", "retired"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an item stands at one instant."""

    item: str
    kind: str
    content: str
    stage: Stage
    workflow: Workflow
    publication: Publication
    approvals: tuple[Decision, ...]
    """Those that count."""
    objections: tuple[Decision, ...]
    uncounted: tuple[tuple[Decision, str], ...]
    """Approvals that do not count, each with why."""
    dose_changed: bool
    wanted: str
    """What is missing until it is approved; empty where nothing is."""
    until: str
    """When the first of its approvals ends; empty where there is none."""

    @property
    def reviewers(self) -> str:
        return f"{len(self.approvals)} of {REVIEWERS} reviewers"


def standing(state: State, item: str, at: str) -> Standing:
    """Raises RefusedError where the present version has no such item."""
    listed = state.listed(item)
    approvals, uncounted = _approvals(state, item, at)
    objections = [
        decision for decision in current(state, item) if decision.choice in ("change", "reject")
    ]
    changed = dose_changed(state, item)
    wanted = _wanted(state, approvals, objections, changed)
    stage = _stage(state, item, wanted)
    published = stage == "approved" and _published(state, item, listed.content)
    return Standing(
        item=item,
        kind=listed.kind,
        content=listed.content,
        stage=stage,
        workflow=_workflow(state, item, stage, bool(objections), bool(approvals), published),
        publication=_publication(state, item, stage, published),
        approvals=tuple(approvals),
        objections=tuple(objections),
        uncounted=tuple(uncounted),
        dose_changed=changed,
        wanted=wanted,
        until=min((_ends(state, approval) for approval in approvals), default=""),
    )


def _publication(state: State, item: str, stage: Stage, published: bool) -> Publication:
    """What two reviewers approve to be left out is retired; until then it is what it was."""
    if state.listed(item).kind != LEFT_OUT:
        return "active" if published else "draft"
    if stage == "approved":
        return "retired"
    return "active" if _released(state, item) else "draft"


def approving(state: State, item: str, at: str) -> tuple[Decision, ...]:
    """The approvals of an item that is approved; none of one that is not."""
    stands = standing(state, item, at)
    return stands.approvals if stands.stage == "approved" else ()


def current(state: State, item: str) -> list[Decision]:
    """The last decision of each reviewer about the present content, but for comments."""
    content = state.listed(item).content
    decisions = [
        decision
        for decision in state.by_item.get(item, [])
        if decision.content == content
        and decision.choice != "comment"
        and decision.seq not in state.backs
    ]
    # The later decision of a member takes the place of the earlier one.
    return list({decision.member: decision for decision in decisions}.values())


def dose_changed(state: State, item: str) -> bool:
    """A dose that was never approved is a changed one."""
    return state.listed(item).dose != state.dose.get(item, "")


def _approvals(
    state: State, item: str, at: str
) -> tuple[list[Decision], list[tuple[Decision, str]]]:
    counted: list[Decision] = []
    uncounted: list[tuple[Decision, str]] = []
    # Every approval ever given is gone through, so that the page can say of each why it does not
    # count. The order of the reasons is from the text to the person to the sources to time.
    standing_now = {decision.seq for decision in current(state, item)}
    for decision in state.by_item.get(item, []):
        if decision.choice == "approve":
            why = _why_not(state, item, decision, standing_now, at)
            if why:
                uncounted.append((decision, why))
            else:
                counted.append(decision)
    return counted, uncounted


def _why_not(state: State, item: str, decision: Decision, standing_now: set[int], at: str) -> str:
    """Why an approval does not count; empty where it does."""
    content = state.listed(item).content
    if decision.content != content:
        return "it was of another text"
    if decision.seq in state.backs:
        return "its maker took it back"
    if decision.seq not in standing_now:
        return "its maker has decided anew"
    # By item and content: an author may review what others have changed since.
    if decision.member in state.authors[item, content]:
        return "its maker has put this text before the board"
    for notice in notices(state, item):
        if notice.seq > decision.seq and notice.kind == "retracted":
            return f"the source {notice.doi} was retracted after it"
        if notice.seq > decision.seq and at >= later(notice.at, SUPERSEDED_WITHIN):
            return f"the source {notice.doi} was superseded after it"
    return "it has expired" if at >= later(decision.at, APPROVED_FOR) else ""


def notices(state: State, item: str) -> Iterator[Notice]:
    """Of the sources that the item cites."""
    assert state.present
    dois = state.present.manifest.dois
    cited = {dois[name] for name in state.listed(item).sources if name in dois}
    return (notice for notice in state.notices if notice.doi in cited)


def _ends(state: State, decision: Decision) -> str:
    ends = [later(decision.at, APPROVED_FOR)]
    ends += [
        later(notice.at, SUPERSEDED_WITHIN)
        for notice in notices(state, decision.item)
        if notice.seq > decision.seq
    ]
    return min(ends)


def _wanted(
    state: State, approvals: list[Decision], objections: list[Decision], changed: bool
) -> str:
    if objections:
        return "an answer to what was asked for"
    professions = {state.members[approval.member].profession for approval in approvals}
    pharmacist = changed and DOSES not in professions
    missing = max(REVIEWERS - len({approval.member for approval in approvals}), 0)
    if not missing and not pharmacist:
        return ""
    # Two may have approved, and neither of them a pharmacist: then one more is wanted.
    count = max(missing, 1)
    who = "reviewer" if count == 1 else "reviewers"
    also = f", one of them a {DOSES}" if count > 1 else f", a {DOSES}"
    return f"{count} more {who}{also if pharmacist else ''}"


def _stage(state: State, item: str, wanted: str) -> Stage:
    if not wanted:
        return "approved"
    content = state.listed(item).content
    # Also a decision that was taken back: somebody has begun to look.
    begun = any(decision.content == content for decision in state.by_item.get(item, []))
    return "under_review" if begun or item in state.taken else "submitted"


def _released(state: State, item: str) -> bool:
    return any(item in release.approvals for release in state.releases.values())


def _published(state: State, item: str, content: str) -> bool:
    return any(
        approval.content == content
        for release in state.releases.values()
        for approval in (state.decisions[seq] for seq in release.approvals.get(item, ()))
    )


def _workflow(
    state: State, item: str, stage: Stage, objected: bool, some: bool, published: bool
) -> Workflow:
    if stage == "approved":
        return "published" if published else "resolved-no-change"
    if objected:
        return "resolved-change-required"
    if some or item in state.taken:
        return "triaged"
    return "waiting-for-input" if stage == "under_review" else "submitted"


# From items to sections, pages and all of it


@dataclass(frozen=True, slots=True)
class Overview:
    """Every item, and what follows for sections and pages."""

    items: dict[str, Standing]
    sections: dict[str, Stage]
    pages: dict[str, Stage]
    stage: Stage


def overview(state: State, at: str) -> Overview:
    """Of the present version; an empty one where there is none."""
    if state.present is None:
        return Overview({}, {}, {}, "submitted")
    manifest, known = state.present.manifest, state.items
    items = {name: standing(state, name, at) for name in known}
    within: dict[str, list[Stage]] = {}
    for name, listed in known.items():
        within.setdefault(listed.section, []).append(items[name].stage)
    sections = {name: rolled_up(stages) for name, stages in within.items()}
    pages = {
        page: rolled_up(sections[name] for name in names if name in sections)
        for page, names in manifest.pages.items()
    }
    whole = rolled_up(item.stage for item in items.values())
    return Overview(items, sections, pages, whole)
