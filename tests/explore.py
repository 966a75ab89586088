"""How much is tried: the same few on every run, or many others where `make explore` asks.

`make test` tries the same examples each time, so that it fails only for what was changed. `make
explore` multiplies them and takes others, from a seed that it prints; what it finds is kept as a
test of its own.
"""

import os

from hypothesis import HealthCheck, settings

SEED = int(os.environ.get("HEMATINIC_EXPLORE") or 0)
"""Of this exploration; 0 where the same is tried as ever."""

TIMES = int(os.environ.get("HEMATINIC_EXPLORE_TIMES") or 20) if SEED else 1
"""How many times as much is tried."""

settings.register_profile(
    "same",
    derandomize=not SEED,
    database=None,
    deadline=None,
    print_blob=bool(SEED),
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("same")


def tried(count: int) -> settings:
    """So many examples; more of them where it is explored."""
    return settings(max_examples=count * TIMES)


def seeds(count: int) -> range:
    """Of a sampler: the first ones, or the many that follow the seed of an exploration."""
    return range(SEED, SEED + count * TIMES)


def share(of: int) -> int:
    """Every so many of a list that is long; all of it where it is explored."""
    return 1 if SEED else of
