"""What waits for review, the most dangerous first: changed doses, new ones, alerts, the rest."""

from dataclasses import dataclass

from hematinic.board.standing import Overview, Standing
from hematinic.board.state import LEFT_OUT, State

ALERTS = {"critical": 2, "warning": 3, "information": 5}
KINDS = {LEFT_OUT: 2, "recommendation": 4, "check": 5, "bottom line": 5, "leaflet": 6}
REST = 7


@dataclass(frozen=True, slots=True)
class Waiting:
    standing: Standing
    title: str
    why_first: str
    since: str
    """Since when it is before the board in its present content."""
    has_it: str
    """The member who took it; empty where nobody has."""


def danger(state: State, one: Standing) -> tuple[int, str]:
    """The smaller the more dangerous, with the reason in words."""
    listed = state.listed(one.item)
    if one.dose_changed and state.dose.get(one.item):
        return 0, "a dose that stood approved is changed"
    if one.dose_changed:
        return 1, "a dose is new"
    if listed.level:
        return ALERTS[listed.level], f"an alert: {listed.level}"
    return KINDS.get(listed.kind, REST), listed.kind


def waiting(state: State, found: Overview) -> list[Waiting]:
    """Of equal danger, what was decided about in an earlier form comes first, then what has waited
    longest."""

    def place(one: Standing) -> tuple[int, bool, str]:
        decided = any(each.content != one.content for each in state.by_item.get(one.item, []))
        return danger(state, one)[0], not decided, state.since[one.item]

    keyed = sorted((one for one in found.items.values() if one.stage != "approved"), key=place)
    return [
        Waiting(
            standing=one,
            title=state.listed(one.item).title,
            why_first=danger(state, one)[1],
            since=state.since[one.item],
            has_it=state.taken.get(one.item, ("", ""))[0],
        )
        for one in keyed
    ]
