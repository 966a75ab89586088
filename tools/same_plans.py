"""Whether two trees make the same plans: each is run by itself, and both read the same records.

    python -m tools.same_plans --before ../before --patients 10000 --seeds 1 2
    python -m tools.same_plans --before ../before --records DIR

Compared is the whole plan as JSON, but for the hash and version of the content and the wording of
each rule under `why`, which must rest on the same recorded facts. Records: the examples, the
fictional years on each of their days, patients made by chance (tidy of odd seeds, untidy of even
ones, in both jurisdictions by turns), and whatever files a folder holds.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Self

HERE = Path(__file__).parents[1]
UNTIDY = 0.2
HISTORY, YEAR = 457, 365
"""Days of a fictional year: from this long before its own day, and for so long at least."""

Task = dict[str, Any]
"""`content` or `file`, and the `days` to plan on; `whole` where the plans themselves are wanted."""


# One tree


def answer() -> None:
    """Reads a task a line, and writes a line for each: the plans, or their hashes."""
    from hematinic.guideline.rules import load
    from hematinic.plan.build import Planner

    planner = Planner(load())
    for line in sys.stdin:
        task = json.loads(line)
        try:
            found = [compared(plan) for plan in plans(planner, task)]
        except Exception as error:  # told as the outcome: the other tree must fail alike
            found = [f"{type(error).__name__}: {error}"]
        told = found if task.get("whole") else [_digest(plan) for plan in found]
        print(json.dumps(told), flush=True)


def plans(planner: Any, task: Task) -> Iterator[Any]:
    import msgspec

    from hematinic.record.asof import seen_from
    from hematinic.record.read import read_bytes, read_record

    guideline, latest = planner.rules.guideline, date.max.toordinal()
    if "file" in task:
        record = read_record(Path(task["file"]), guideline, latest)
    else:
        record = read_bytes(task["content"].encode(), guideline, latest)
    if "jurisdiction" in task:
        record = msgspec.structs.replace(record, jurisdiction=task["jurisdiction"])
    for day in task["days"] or _days(record, each=task.get("each", False)):
        yield planner.plan(seen_from(record, day), day)


def _days(record: Any, *, each: bool) -> Iterable[int]:
    """The day of the record, or each day of the year that it tells of."""
    own = record.as_of or max((int(event.day[0]) for event in record.events), default=738000)
    if not each:
        return [own]
    first = min(day for event in record.events if (day := int(event.day[0])) >= own - HISTORY)
    return range(first, max(own, first + YEAR) + 1)


def compared(plan: Any) -> Any:
    """The plan as JSON, without what may differ."""
    from hematinic.render.json import as_data

    data = as_data(plan)
    for key in ("content_hash", "version"):
        del data["guideline"][key]
    for line in (*data["recommendations"], *data["alerts"]):
        line["why"] = sorted(f"{one['fact']} {one['value']} {one['on']}"
                             for one in line["why"]["because"])  # fmt: skip
    return data


def _digest(plan: Any) -> str:
    return hashlib.sha256(json.dumps(plan, sort_keys=True).encode()).hexdigest()


# Both


class Tree:
    """A checkout, answering in a process of its own."""

    def __init__(self, root: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__)), "--answer"],
            env=os.environ | {"PYTHONPATH": str(root / "src")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate()

    def ask(self, task: Task) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(task) + "\n")
        self.process.stdin.flush()

    def told(self) -> list[Any]:
        assert self.process.stdout
        found: list[Any] = json.loads(self.process.stdout.readline())
        return found


def differences(before: Tree, after: Tree, task: Task) -> tuple[int, list[str]]:
    """How many plans were compared, and where they differ."""
    old, new = _both(before, after, task)
    if old == new:
        return len(old), []
    old, new = _both(before, after, task | {"whole": True})
    told = [path for a, b in zip(old, new, strict=False) for path in unlike(a, b, "")]
    return len(old), told or [f"{len(old)} plans, and {len(new)}"]


def _both(before: Tree, after: Tree, task: Task) -> tuple[list[Any], list[Any]]:
    before.ask(task)
    after.ask(task)
    return before.told(), after.told()


def unlike(old: Any, new: Any, path: str) -> Iterator[str]:
    """Each place where two values of JSON differ, with both."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in old | new:
            yield from unlike(old.get(key), new.get(key), f"{path}.{key}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for i, (a, b) in enumerate(zip(old, new, strict=True)):
            yield from unlike(a, b, f"{path}[{i}]")
    elif old != new:
        yield f"{path}: {json.dumps(old)[:300]} -> {json.dumps(new)[:300]}"


# Records


def examples() -> Iterator[tuple[str, Task]]:
    for path in sorted((HERE / "examples").rglob("*.*")):
        if path.suffix in (".yaml", ".json") and path.stem != "local-limits":
            each = path.parent.name == "year"
            yield path.stem, {"file": str(path), "days": [], "each": each}


def within(folder: Path) -> Iterator[tuple[str, Task]]:
    for path in sorted(folder.rglob("*.*")):
        if path.suffix in (".yaml", ".yml", ".json"):
            yield path.name, {"file": str(path), "days": []}


def sampled(count: int, seed: int) -> Iterator[tuple[str, Task]]:
    from hematinic.guideline.rules import load
    from hematinic.sample.resources import as_bundle
    from hematinic.sample.story import patients
    from hematinic.sample.write import Maker

    maker = Maker(load().guideline, seed, 0.0 if seed % 2 else UNTIDY)
    for number, simulated in enumerate(patients(count, seed)):
        content = json.dumps(as_bundle(maker.made(simulated)[0]))
        task: Task = {"content": content, "days": [*simulated.visits]}
        yield f"{seed}/{number}", task | {"jurisdiction": ("UK", "US")[number % 5 == 0]}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=Path, required=True)
    parser.add_argument("--after", type=Path, default=HERE)
    parser.add_argument("--patients", type=int, default=200)
    parser.add_argument("--seeds", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--records", type=Path, nargs="*", default=[])
    asked = parser.parse_args(arguments)
    kinds = {"examples and years": examples()}
    kinds |= {str(folder): within(folder) for folder in asked.records}
    kinds |= {f"sampled, seed {seed}": sampled(asked.patients, seed) for seed in asked.seeds}
    with Tree(asked.before) as before, Tree(asked.after) as after:
        differ = sum([_compare(before, after, kind, tasks) for kind, tasks in kinds.items()])
    return 1 if differ else 0


def _compare(before: Tree, after: Tree, kind: str, tasks: Iterable[tuple[str, Task]]) -> int:
    count, plans, differing, places = 0, 0, 0, Counter[str]()
    for name, task in tasks:
        made, found = differences(before, after, task)
        count, plans, differing = count + 1, plans + made, differing + bool(found)
        for place in found:
            places[place.split(":")[0]] += 1
        if found and differing <= 5:
            print(f"{kind}, {name}:", *found[:12], sep="\n  ", flush=True)
    print(f"{kind}: {count} records, {plans} plans, {differing} records differ", flush=True)
    for place, times in places.most_common(20):
        print(f"  {place}: {times}", flush=True)
    return differing


if __name__ == "__main__":
    if "--answer" in sys.argv:
        answer()
    else:
        sys.exit(main())
