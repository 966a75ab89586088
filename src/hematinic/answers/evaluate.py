"""`python -m hematinic.answers.evaluate`: how well the shared questions are answered.

Reads $HEMATINIC_TEST_DATA/questions in place. A phrase that must not be said is judged by meaning;
here a mention that is denied in the same clause is let pass, and whatever is left is listed.
"""

import json
import os
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hematinic.answers.compose import ask
from hematinic.answers.model import Answer
from hematinic.guideline.rules import load
from hematinic.plan.build import Planner

BEHAVIORS = {
    "answer": {"answer"},
    "answer with patient context": {"answer", "needs_facts"},
    "abstain: not covered": {"not_covered"},
    "abstain: off-topic": {"off_topic", "refused"},
    "abstain: needs emergency care now": {"emergency"},
}
"""What is expected, as a behavior here."""

DENIAL = r"\b(?:not|no|never|nor|without|do not|is not|neither|cannot|below|wait)\b[^.;]*$"
PATIENTS = ("patient", "parent", "flatmate", "athlete", "bodybuilder", "paciente", "patiente")


@dataclass(frozen=True, slots=True)
class Judged:
    question: dict[str, Any]
    answer: Answer
    seconds: float
    behaves: bool
    says: bool
    avoids: bool


def data_folder() -> Path:
    return Path(os.environ.get("HEMATINIC_TEST_DATA", "")) / "questions"


def rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def text_of(answer: Answer) -> str:
    return " ".join([*(s.text for s in answer.sentences), *answer.asks, answer.courtesy])


def judged(question: dict[str, Any], planner: Planner, reader: str) -> Judged:
    start = time.perf_counter()
    answer = ask(question["question"], planner, None, reader)
    seconds = time.perf_counter() - start
    said = text_of(answer).lower()
    must = question["must_say"]
    return Judged(
        question=question,
        answer=answer,
        seconds=seconds,
        behaves=behaves(question, answer),
        says=waived(question, answer)
        or all(any(one.lower() in said for one in entry.split("|")) for entry in must),
        avoids=not any(claimed(one.lower(), said) for one in question["must_not_say"]),
    )


def behaves(question: dict[str, Any], answer: Answer) -> bool:
    wanted = [question["expected_behaviour"], *question.get("also_acceptable", [])]
    if not any(answer.behavior in BEHAVIORS[one] for one in wanted):
        return False
    if wanted[0] == "answer with patient context" and answer.behavior in BEHAVIORS[wanted[0]]:
        return answer.patient_context or "answer" in wanted
    return True


def waived(question: dict[str, Any], answer: Answer) -> bool:
    """It declined, which this question allows: then there is nothing that it must say."""
    allowed = question.get("also_acceptable", [])
    return any(answer.behavior in BEHAVIORS[one] for one in allowed)


def claimed(phrase: str, said: str) -> bool:
    found = re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", said)
    return any(not re.search(DENIAL, said[: match.start()]) for match in found)


def reader_of(question: dict[str, Any]) -> str:
    persona = question["persona"].lower()
    return "patient" if any(one in persona for one in PATIENTS) else "clinician"


def near_misses(planner: Planner, folder: Path) -> tuple[int, int, list[str]]:
    """(declined, of, those that were not)"""
    asked = [row for row in rows(folder / "public.jsonl") if row["topic"] != "haematinic"]
    kept = []
    for row in asked:
        answer = ask(row["question"], planner)
        if answer.behavior in ("answer", "needs_facts"):
            kept.append(f"{row['id']}: {row['question'][:90]!r}")
    return len(asked) - len(kept), len(asked), kept


def main() -> int:
    folder = data_folder()
    if not (folder / "followups.jsonl").is_file():
        print("Set HEMATINIC_TEST_DATA to the folder that holds questions/followups.jsonl.")
        return 1
    planner = Planner(load())
    ask("warm up: iron and b12", planner)
    questions = list(rows(folder / "followups.jsonl"))
    verbose = "--answers" in sys.argv
    for name, choose in (("clinician", lambda _: "clinician"), ("by persona", reader_of)):
        show(name, [judged(one, planner, choose(one)) for one in questions], verbose)
    declined, of, kept = near_misses(planner, folder)
    print(f"\nnear misses declined: {declined} of {of}")
    for line in kept:
        print(f"  not declined: {line}")
    return 0


def show(name: str, found: list[Judged], verbose: bool) -> None:
    count = len(found)
    spent = sorted(one.seconds * 1000 for one in found)
    print(f"\nreader: {name}")
    for label, right in (
        ("behavior right", sum(one.behaves for one in found)),
        ("must-say met", sum(one.says for one in found)),
        ("must-not-say avoided", sum(one.avoids for one in found)),
        ("all three", sum(one.behaves and one.says and one.avoids for one in found)),
    ):
        print(f"  {label:22} {right:3} of {count}  {right / count:6.1%}")
    uncited = sum(not s.statements for one in found for s in one.answer.sentences)
    print(f"  sentences without code {uncited:3}")
    print(f"  latency, ms            median {spent[count // 2]:.1f}, slowest {spent[-1]:.1f}")
    for one in found:
        if verbose or not (one.behaves and one.says and one.avoids):
            print(f"  - {failure(one)}")


def failure(one: Judged) -> str:
    missed = [
        name
        for name, right in (
            ("behavior", one.behaves),
            ("must-say", one.says),
            ("must-not-say", one.avoids),
        )
        if not right
    ]
    question, answer = one.question, one.answer
    said = "\n".join(f"        {s.text} [{', '.join(s.statements)}]" for s in answer.sentences)
    wants = (
        f"{question['expected_behaviour']}; {question['must_say']}; not {question['must_not_say']}"
    )
    return (
        f"{question['id']} {'/'.join(missed)}: {question['question']}\n      wanted {wants}\n"
        f"      got {answer.behavior}, context {answer.patient_context} "
        f"{list(answer.understood)}\n{said}"
    )


if __name__ == "__main__":
    sys.exit(main())
