"""`python -m tools.weights [NAME ...]`: what each weight of the answers is worth.

Every number of `answers/weights.py` is moved down and up by a fifth, one at a time, and the
questions in tests/answers and in $HEMATINIC_TEST_DATA are answered anew for both readers. Told is
how many are right with the number that stands there and with the two beside it, which is what the
comments of `weights.py` name. Takes many minutes.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hematinic.answers import weights
from hematinic.answers.replying.compose import Answerer
from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from tools.evaluate import behaves, claimed, data_folder, rows, text_of, waived

OWN = Path("tests/answers/questions.jsonl")

AS_OF = 740_000

DOWN, UP = 0.8, 1.25


def questions() -> list[dict[str, Any]]:
    shared = data_folder() / "followups.jsonl"
    return [*rows(OWN), *(rows(shared) if shared.is_file() else ())]


def right(planner: Planner, asked: list[dict[str, Any]]) -> int:
    """How many are answered rightly: each for either reader."""
    answerer, count = Answerer(planner), 0
    for one in asked:
        for reader in ("clinician", "patient"):
            answer = answerer.ask(one["question"], None, reader, AS_OF)
            said = text_of(answer).lower()
            says = waived(one, answer) or all(
                any(part.lower() in said for part in entry.split("|")) for entry in one["must_say"]
            )
            avoids = not any(claimed(part.lower(), said) for part in one["must_not_say"])
            count += behaves(one, answer) and says and avoids
    return count


def named() -> Iterator[str]:
    """`COVERED`, and of a table each entry: `FAVOR.answer`."""
    for name, value in vars(weights).items():
        if isinstance(value, dict) and name.isupper():
            yield from (f"{name}.{key}" for key in value)
        elif name.isupper() and not name.startswith("LONGEST"):
            yield name


def get(name: str) -> float:
    table, _, key = name.partition(".")
    found: float = getattr(weights, table)[key] if key else getattr(weights, table)
    return found


def put(name: str, value: float) -> None:
    table, _, key = name.partition(".")
    if key:
        getattr(weights, table)[key] = value
    else:
        setattr(weights, table, value)


def moved(value: float, by: float) -> float:
    """A whole number stays one, and moves by one at the least."""
    if isinstance(value, int):
        step = max(1, round(abs(value * by - value)))
        return max(0, value - step) if by < 1 else value + step
    return value * by


def measured(name: str, planner: Planner, asked: list[dict[str, Any]]) -> str:
    value, found = get(name), []
    for by in (DOWN, UP):
        tried = moved(value, by)
        put(name, tried)
        found.append(f"{right(planner, asked)} at {tried:g}")
    put(name, value)
    return f"{name} {value:g}: {', '.join(found)}"


def main() -> int:
    planner, asked = Planner(load()), questions()
    print(f"{right(planner, asked)} of {2 * len(asked)} are right as it stands", flush=True)
    for name in sys.argv[1:] or named():
        print(measured(name, planner, asked), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
