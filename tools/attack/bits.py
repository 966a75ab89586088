"""Bits that flip in what is kept between runs: none changes what is read, each is seen."""

import random
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from hematinic.guideline import cache
from hematinic.guideline.kept_rules import pack
from hematinic.guideline.rules import load
from tools.attack.told import Progress, Result


def bits(seed: int, count: int) -> Iterator[Result]:
    """Of the compiled guideline itself, as `hematinic` keeps it."""
    result, progress = Result("bits flipped in the cache"), Progress("flipped bits", count)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "one.rules"
        cache.keep(file, pack(load()))
        whole, chance = bytearray(file.read_bytes()), random.Random(seed)
        for number in range(count):
            at = chance.randrange(len(whole) * 8)
            whole[at // 8] ^= 1 << at % 8
            file.write_bytes(whole)
            try:
                cache.payload(file)
            except cache.DoubtfulError:
                pass
            else:
                result.fell.append(f"bit {at} of {len(whole) * 8}")
            whole[at // 8] ^= 1 << at % 8
            result.tried += 1
            progress.at(number)
    result.measured["of"] = f"{len(whole) / 2**20:.1f} MB"
    yield result
