"""Finds a pair of patients for each rule that has none, or whose pair no longer fits.

    python -m tools.one_of_each                   # of those that are missing or no longer fit
    python -m tools.one_of_each --rule some-rule  # anew
    python -m tools.one_of_each --chapters        # also from the patients of tests/spec (minutes)

A pair that is kept is read by people and may be mended by hand: it is not found again unless it no
longer fits. `tests/spec/test_one_of_each.py` runs all of them.
"""

import argparse
import contextlib
import importlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from hematinic.proof.one_of_each import Runner, faults, kept, write
from hematinic.proof.one_of_each.find import Finder

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "tests/spec/one_of_each"

File = dict[str, Any]


def patients(folder: Path, *, chapters: bool) -> Iterator[File]:
    """Those of all pairs, the examples, and if asked for those of the chapters."""
    for pair in kept(folder).values():
        yield pair.gets_it
        if pair.just_not:
            yield pair.just_not
    yield from (one.record for one in load().guideline.examples.values())
    if chapters:
        yield from of_chapters()


def of_chapters() -> list[File]:
    """Every patient file that the tests of `tests/spec` read."""
    import pytest

    sys.path.insert(0, str(ROOT / "tests"))
    vocabulary: Any = importlib.import_module("spec.patients")
    seen: dict[bytes, File] = {}
    reader = vocabulary.read_patient_file

    def recorded(file: Any, *arguments: Any) -> Any:
        with contextlib.suppress(TypeError):  # what no JSON can hold is no patient of a file
            seen.setdefault(orjson.dumps(file), file)
        return reader(file, *arguments)

    vocabulary.read_patient_file = recorded
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main(["-q", "--no-header", str(ROOT / "tests/spec")])
    return [file for file in seen.values() if isinstance(file, dict) and "as_of" in file]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rule", nargs="*", default=[])
    parser.add_argument("--chapters", action="store_true")
    asked = parser.parse_args()
    planner = Planner(load())
    pairs = kept(FOLDER)
    for rule in pairs.keys() - planner.rules.items.keys():
        (FOLDER / f"{rule}.yaml").unlink()
        print(f"{rule}: no such rule any more; taken out")
    fits = {rule for rule, pair in pairs.items() if not list(faults(pair, planner))}
    wanted = asked.rule or [rule for rule in planner.rules.items if rule not in fits]
    finder = Finder(Runner(planner), patients(FOLDER, chapters=asked.chapters)) if wanted else None
    for rule in wanted:
        assert finder
        pair = finder.pair(rule)
        print(f"{rule}: {'none found' if pair is None else write(FOLDER, pair)}")


if __name__ == "__main__":
    main()
