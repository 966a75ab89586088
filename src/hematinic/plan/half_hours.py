"""One day in half hours: a schedule in which everything keeps apart, or proof that there is none.

A day is a circle of 48 half hours from the time of waking, a set of them the bits of a number. The
search is exhaustive and the same every time: for each place of the first taker all the others by
backtracking, where a place that leaves another no room is given up at once.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

SLOTS = 48


class Taker(NamedTuple):
    times: int
    """How often a day."""
    room: int
    """The half hours in which it may be taken."""
    gap: int = 1
    """The least from one of its doses to its next, over midnight too."""
    usual: tuple[int, ...] = ()
    """Where its doses stand if nothing moves them; none: as early as can be."""


class Apart(NamedTuple):
    """`first` comes at least `before` half hours before `second`, or `after` after it."""

    first: int
    second: int
    before: int
    after: int


Schedule = tuple[tuple[int, ...], ...]
"""The half hours of each taker."""


@cache
def clear_of(before: int, after: int) -> tuple[int, ...]:
    """For each half hour of the other: where something kept so far apart from it may stand."""
    return tuple(
        sum(
            1 << slot
            for slot in range(SLOTS)
            if (other - slot) % SLOTS >= before and (slot - other) % SLOTS >= after
        )
        for other in range(SLOTS)
    )


def slots(room: int) -> Iterator[int]:
    while room:
        # The lowest bit alone, as in `unknowns.bits`.
        lowest = room & -room
        yield lowest.bit_length() - 1
        room ^= lowest


def fits(taker: Taker, room: int) -> bool:
    """Whether its doses find places in this room, the others left aside."""
    if taker.times == 1:
        return bool(room)
    return any(_rest_fits(taker, room, taker.times - 1, first, first) for first in slots(room))


def _rest_fits(taker: Taker, room: int, left: int, last: int, first: int) -> bool:
    """Whether `left` more doses find places after the last one: each as early as it can."""
    # As early as can be is enough to know whether it fits at all: any schedule can be moved to the
    # left, dose by dose, into this one.
    for _ in range(left):
        later = room >> (last + taker.gap)
        if not later:
            return False
        last += taker.gap + (later & -later).bit_length() - 1
    # From the last dose over midnight to the first of the next day.
    return first + SLOTS - last >= taker.gap or taker.times == 1


def places(taker: Taker, room: int, taken: tuple[int, ...]) -> list[int]:
    """Where its next dose may stand after those it has, the usual place first."""
    if taken:
        start = taken[-1] + taker.gap
        room = room >> start << start if start < SLOTS else 0
    left = taker.times - len(taken) - 1
    usual = taker.usual[len(taken)] if taker.usual else 0
    places = [
        slot
        for slot in slots(room)
        if taker.times == 1 or _rest_fits(taker, room, left, slot, taken[0] if taken else slot)
    ]
    places.sort(key=lambda slot: (abs(slot - usual), slot))
    return places


class Search:
    """Takers in the order in which they are placed: the first one decides most."""

    def __init__(self, takers: Sequence[Taker], aparts: Sequence[Apart]) -> None:
        self.takers = takers
        self.near: list[list[tuple[int, tuple[int, ...]]]] = [[] for _ in takers]
        for apart in aparts:
            # What must come two hours before the other, the other must come two hours after: of
            # each pair both see the same distance.
            here, there = clear_of(apart.before, apart.after), clear_of(apart.after, apart.before)
            self.near[apart.second].append((apart.first, here))
            self.near[apart.first].append((apart.second, there))
        self.order = sorted(range(1, len(takers)), key=self.rank)

    def rank(self, taker: int) -> tuple[bool, int, int, int]:
        """Those bound to others besides the first come before those that are not; of these the ones
        with fewer doses, then with less room."""
        bound = any(other for other, _ in self.near[taker])
        taker_read = self.takers[taker]
        return (not bound, taker_read.times, taker_read.room.bit_count(), taker)

    def best(self, penalty: Sequence[int]) -> Schedule | None:
        """For each place of the first taker the others as near to their usual places as the search
        finds first; of these the schedule that moves them least, then has the least penalty of the
        first taker, then is the earliest. None: there is no schedule at all."""
        rooms = [taker.room for taker in self.takers]
        if not all(map(fits, self.takers, rooms)):
            return None
        best: Schedule | None = None
        lowest: tuple[int, int] | None = None
        # The first taker is the line of the plan. All its places are tried, since the penalty is
        # its own.
        for taken, left in self.placed(0, (), rooms, set(range(1, len(rooms)))):
            cost_here = sum(penalty[slot] for slot in taken)
            # A lower bound: no schedule from here on moves them less.
            if lowest is not None and lowest <= (self.least(left), cost_here):
                continue
            others = self.rest(0, left)
            if others is None:
                continue
            moved = sum(self.moved(i, others[i]) for i in self.order)
            if lowest is None or (moved, cost_here) < lowest:
                lowest = (moved, cost_here)
                best = (taken, *(others[i] for i in range(1, len(rooms))))
                if lowest == (0, 0):
                    break
        return best

    def least(self, rooms: Sequence[int]) -> int:
        """The least that the takers of one dose a day must be moved."""
        return sum(
            min(abs(slot - self.takers[i].usual[0]) for slot in slots(rooms[i]))
            for i in self.order
            if self.takers[i].times == 1
        )

    def moved(self, taker: int, taken: tuple[int, ...]) -> int:
        return sum(abs(a - b) for a, b in zip(taken, self.takers[taker].usual, strict=True))

    def placed(
        self, taker: int, taken: tuple[int, ...], rooms: list[int], open_: set[int]
    ) -> Iterator[tuple[tuple[int, ...], list[int]]]:
        """Every way to place its doses that leaves all open takers room, and the rooms left."""
        taker_read = self.takers[taker]
        if len(taken) == taker_read.times:
            yield taken, rooms
            return
        for slot in places(taker_read, rooms[taker], taken):
            left = self.left(taker, slot, rooms, open_)
            if left is not None:
                yield from self.placed(taker, (*taken, slot), left, open_)

    def left(self, taker: int, slot: int, rooms: list[int], open_: set[int]) -> list[int] | None:
        """The rooms of the others once it stands there; None where one of them is left without."""
        left = rooms.copy()
        for other, clear in self.near[taker]:
            # Looked ahead (forward checking): a taker that has no place left is found now, and not
            # after all those between have been placed in every way.
            if other in open_ and left[other] & ~clear[slot]:
                left[other] &= clear[slot]
                if not fits(self.takers[other], left[other]):
                    return None
        return left

    def rest(self, depth: int, rooms: list[int]) -> dict[int, tuple[int, ...]] | None:
        """Places for all takers from this depth of the order on."""
        if depth == len(self.order):
            return {}
        taker = self.order[depth]
        for taken, left in self.placed(taker, (), rooms, set(self.order[depth + 1 :])):
            others = self.rest(depth + 1, left)
            if others is not None:
                return {taker: taken} | others
        return None
