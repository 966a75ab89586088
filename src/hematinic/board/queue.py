"""What waits for review, the most dangerous first: changed doses, then alerts, then the rest."""

from dataclasses import dataclass

from hematinic.board.standing import Overview, Standing
from hematinic.board.state import LEFT_OUT, State

ALERTS = {"critical": 1, "warning": 2, "information": 4}
KINDS = {LEFT_OUT: 1, "recommendation": 3, "check": 4, "bottom line": 4, "leaflet": 5}
REST = 6


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
    if one.dose_changed:
        return 0, "a dose is new or changed"
    if listed.level:
        return ALERTS[listed.level], f"an alert: {listed.level}"
    return KINDS.get(listed.kind, REST), listed.kind


def waiting(state: State, found: Overview) -> list[Waiting]:
    """Of equal danger, what has waited longest comes first."""
    open_ones = [one for one in found.items.values() if one.stage != "approved"]
    keyed = sorted(open_ones, key=lambda one: (danger(state, one)[0], state.since[one.item]))
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
