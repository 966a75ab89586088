"""Two groups compared: what is needed to recompute a source's figures, and no more."""

from math import comb, sqrt

Z95 = 1.959963984540054
"""The normal deviate of a two-sided 95 % interval."""


def fisher_exact(events: int, of: int, other_events: int, other_of: int) -> float:
    """Two-sided p: the tables with the same margins that are no likelier than the one seen."""
    total, successes = of + other_of, events + other_events

    def likelihood(k: int) -> float:
        return comb(of, k) * comb(other_of, successes - k) / comb(total, successes)

    likely = likelihood(events) * (1 + 1e-9)  # equal tables may differ in the last bit
    # All tables with the same margins: of 3 of 10 against 0 of 10 the first cell runs from 0 to 3.
    possible = range(max(0, successes - other_of), min(of, successes) + 1)
    return min(1.0, sum(p for p in map(likelihood, possible) if p <= likely))


def wilson(events: int, of: int) -> tuple[float, float]:
    """The 95 % score interval of a proportion (Wilson 1927)."""
    share, z2 = events / of, Z95**2
    center = share + z2 / (2 * of)
    half = Z95 * sqrt(share * (1 - share) / of + z2 / (4 * of**2))
    return (center - half) / (1 + z2 / of), (center + half) / (1 + z2 / of)


def difference(
    events: int, of: int, other_events: int, other_of: int
) -> tuple[float, float, float]:
    """The difference of two proportions with its 95 % interval (Newcombe 1998, method 10)."""
    share, other_share = events / of, other_events / other_of
    low, high = wilson(events, of)
    other_low, other_high = wilson(other_events, other_of)
    below = sqrt((share - low) ** 2 + (other_high - other_share) ** 2)
    above = sqrt((high - share) ** 2 + (other_share - other_low) ** 2)
    return share - other_share, share - other_share - below, share - other_share + above
