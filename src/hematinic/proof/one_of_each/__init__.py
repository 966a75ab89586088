"""Of each rule a patient who gets it, and a near miss who does not: kept, run, and found."""

from hematinic.proof.one_of_each.pair import Pair, kept, pairs_folder, read, write
from hematinic.proof.one_of_each.run import Outcome, Runner, faults

__all__ = ["Outcome", "Pair", "Runner", "faults", "kept", "pairs_folder", "read", "write"]
