"""Which counts of a report are shown, so that nobody is found in it.

A count of fewer than `least` patients is told as that. And a count is held back from which such a
number could be reckoned: as what is left of a total, as the difference between two steps of a
funnel, or as the one cell of a table that adds up (secondary suppression).
"""

from collections.abc import Sequence


def few(count: int, least: int) -> bool:
    """Nobody is found among none."""
    return 0 < count < least


def of_total(counts: Sequence[int], total: int, least: int) -> list[bool]:
    """Of groups within a total that the reader knows: neither they nor the others are few."""
    return [not few(count, least) and not few(total - count, least) for count in counts]


def of_steps(counts: Sequence[int], least: int) -> list[bool]:
    """Of groups of which each holds the next: of those that are shown no two differ by few."""
    shown, last = list[bool](), None
    for count in counts:
        tells = few(count, least) or (last is not None and few(last - count, least))
        shown.append(not tells)
        last = last if tells else count
    return shown


def adding_up(counts: Sequence[int], least: int) -> list[bool]:
    """Of cells that make up a total: where one is held back the smallest other is too."""
    shown = [not few(count, least) for count in counts]
    if shown.count(False) == 1:
        others = [i for i, count in enumerate(counts) if shown[i] and count]
        for i in sorted(others, key=lambda i: counts[i])[:1]:
            shown[i] = False
    return shown
