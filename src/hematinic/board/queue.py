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


def danger(state: State, standing: Standing) -> tuple[int, str]:
    """The smaller the more dangerous, with the reason in words."""
    listed = state.listed(standing.item)
    if standing.dose_changed and state.dose.get(standing.item):
        return 0, "a dose that stood approved is changed"
    if standing.dose_changed:
        return 1, "a dose is new"
    if listed.level:
        return ALERTS[listed.level], f"an alert: {listed.level}"
    return KINDS.get(listed.kind, REST), listed.kind


def waiting(state: State, whole: Overview) -> list[Waiting]:
    """Of equal danger, what was decided about in an earlier form comes first, then what has waited
    longest."""

    def place(standing: Standing) -> tuple[int, bool, str]:
        decided = any(
            decision.content != standing.content
            for decision in state.by_item.get(standing.item, [])
        )
        # False sorts before True, so what was decided about comes first.
        return danger(state, standing)[0], not decided, state.since[standing.item]

    keyed = sorted(
        (standing for standing in whole.items.values() if standing.stage != "approved"), key=place
    )
    return [
        Waiting(
            standing=standing,
            title=state.listed(standing.item).title,
            why_first=danger(state, standing)[1],
            since=state.since[standing.item],
            has_it=state.taken.get(standing.item, ("", ""))[0],
        )
        for standing in keyed
    ]
