"""Chance: each patient has a source of its own, so that patient k is the same whatever N."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Range = tuple[float, float]
T = TypeVar("T")

SPREAD = 0.3
"""Every parameter of the simulation is drawn within 30 % of its mean (specification, 5.19)."""


def source(seed: int, number: int) -> Random:
    # A text is hashed with SHA-512, the same on every machine; the hash of a tuple need not be.
    return Random(f"{seed}:{number}")


def between(chance: Random, span: Range) -> float:
    return chance.uniform(*span)


def around(chance: Random, mean: float, spread: float = SPREAD) -> float:
    return mean * chance.uniform(1 - spread, 1 + spread)


def happens(chance: Random, probability: float) -> bool:
    return chance.random() < probability


def weighted(chance: Random, items: Sequence[T], weights: Sequence[float]) -> T:
    return chance.choices(items, weights)[0]
