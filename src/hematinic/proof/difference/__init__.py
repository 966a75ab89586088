"""The difference between two versions of a guideline, found by the solver (docs/comparing.md)."""

from hematinic.proof.difference.model import Difference, Kind, Shown
from hematinic.proof.difference.search import difference

__all__ = ["Difference", "Kind", "Shown", "difference"]
