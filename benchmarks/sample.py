"""How fast patients are sampled, written as bundles, and labelled: patients a second, one core.

python -m benchmarks.sample [patients]
"""

import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter

from hematinic.guideline.rules import load
from hematinic.sample.story import patients
from hematinic.sample.truth import truth
from hematinic.sample.write import Maker, write


def timed(name: str, count: int, run: Callable[[], object]) -> None:
    began = perf_counter()
    run()
    print(f"{name:12}{count / (perf_counter() - began):8.0f} patients/s")


def main(count: int) -> None:
    maker = Maker(load().guideline, 1, 0.0)
    timed("simulate", count, lambda: [None for _ in patients(count, 1)])
    timed("truth", count, lambda: [list(truth(one)) for one in patients(count, 1)])
    for format_ in ("bundles", "ndjson"):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out"
            timed(format_, count, partial(write, patients(count, 1), out, format_, maker))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
