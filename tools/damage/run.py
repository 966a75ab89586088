"""Each damaged record in its turn; any of them can be made again from the seed and its number."""

import random
from collections.abc import Iterator

from hematinic.guideline.model import Guideline
from hematinic.record.fhir import read_bundle
from tools.damage.judged import TODAY, judge
from tools.damage.mutations import DAMAGED


def run(guideline: Guideline, inputs: int, seed: int, first: int = 0) -> Iterator[tuple[int, str]]:
    """The number of each, from 1, and what is wrong with how it was read."""
    before = [read_bundle(one.content, guideline, TODAY) for one in DAMAGED]
    for number in range(first, first + inputs):
        chance = random.Random(f"{seed}/{number}")
        which = chance.randrange(len(DAMAGED))
        content = DAMAGED[which].damaged(chance)
        wrong = judge(DAMAGED[which], content, before[which], guideline)
        yield number + 1, f"input {number}: {wrong}" if wrong else ""
