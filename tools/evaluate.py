"""`python -m tools.evaluate [FILE ...]`: how well questions are answered.

Without a file: the questions in $HEMATINIC_TEST_DATA/questions, read in place, and the near misses
beside them. A phrase that must not be said is judged by meaning; here a mention that is denied in
the same clause is let pass, and whatever is left is listed. Ends with the table that is in
docs/answers.md; time is the processor's, so that what else runs on the machine does not count.
"""

import json
import os
import re
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hematinic.answers.model import Answer
from hematinic.answers.replying.compose import answerer, ask
from hematinic.answers.weights import LONGEST
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

    @property
    def is_urgent(self) -> bool:
        return "emergency" in self.question["expected_behaviour"]


def data_folder() -> Path:
    return Path(os.environ.get("HEMATINIC_TEST_DATA", "")) / "questions"


def rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def text_of(answer: Answer) -> str:
    return " ".join([*(s.text for s in answer.sentences), *answer.asks, answer.courtesy])


def judged(question: dict[str, Any], planner: Planner, reader: str) -> Judged:
    start = time.process_time()
    answer = ask(question["question"], planner, None, reader)
    seconds = time.process_time() - start
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
    files = [Path(name) for name in sys.argv[1:] if not name.startswith("--")]
    shared = data_folder() / "followups.jsonl"
    missing = [path for path in files or [shared] if not path.is_file()]
    if missing:
        print(f"{missing[0]} is not there. Name a file of questions, or set HEMATINIC_TEST_DATA to")
        print("the folder that holds questions/followups.jsonl.")
        return 1
    planner, grown = loaded()
    table: list[tuple[str, str]] = []
    for path in files or [shared]:
        table += evaluated(path, planner, "--answers" in sys.argv)
    if not files:
        declined, of, kept = near_misses(planner, data_folder())
        for line in kept:
            print(f"  not declined: {line}")
        table.append(("off-topic near misses declined", f"{declined} of {of}"))
    table.append((f"time of a question of {LONGEST:,} characters", longest(planner)))
    table.append(("memory, for the words, sentences and index", f"{grown:.1f} MB"))
    print("\n| measure | result |\n|---|---|")
    for label, result in table:
        print(f"| {label} | {result} |")
    return 0


def loaded() -> tuple[Planner, float]:
    """The planner, warm, and what the answers add to its memory, in MB."""
    planner = Planner(load())
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    answerer(planner)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    for question in ("iron and b12?", "54F Hb 92 ferritin 6 B12 140, tingling. what first?"):
        ask(question, planner)
    return planner, grown / 1e6


def longest(planner: Planner) -> str:
    """The slowest of a few made-up texts as long as is read."""
    stories = (
        "My mother is 62, Hb 92, ferritin 6, B12 140 ng/L, with tingling feet, on metformin. ",
        "12 34.5 mg/L x 1/2 ", "cant ", "is was ", "no ",
    )  # fmt: skip
    spent = []
    for story in stories:
        text = (story * LONGEST)[:LONGEST]
        start = time.process_time()
        ask(text, planner)
        spent.append(1000 * (time.process_time() - start))
    return f"slowest of {len(spent)}: {max(spent):.0f} ms"


def evaluated(path: Path, planner: Planner, verbose: bool) -> list[tuple[str, str]]:
    """Rows of the table: the worse of the two readers, since both are promised."""
    questions = list(rows(path))
    found = {}
    for name, choose in (("clinician", lambda _: "clinician"), ("by persona", reader_of)):
        found[name] = [judged(one, planner, choose(one)) for one in questions]
        show(name, found[name], verbose)
    urgent = [one for all_ in found.values() for one in all_ if one.is_urgent]
    spent = sorted(one.seconds * 1000 for all_ in found.values() for one in all_)
    count = len(questions)

    def worst(holds: Callable[[Judged], bool]) -> str:
        return f"{min(sum(map(holds, all_)) for all_ in found.values())} of {count}"

    def urgent_missed(all_: list[Judged]) -> int:
        return sum(one.answer.behavior != "emergency" for one in all_ if one.is_urgent)

    missed = max(map(urgent_missed, found.values()))
    answers = [one.answer for all_ in found.values() for one in all_]
    uncited = sum(not said.statements for answer in answers for said in answer.sentences)
    times = f"median {spent[len(spent) // 2]:.0f} ms, slowest {spent[-1]:.0f} ms"
    return [
        (f"{path.name}: behavior right", worst(lambda one: one.behaves)),
        ("must-say met", worst(lambda one: one.says)),
        ("must-not-say avoided", worst(lambda one: one.avoids)),
        ("all three", worst(lambda one: one.behaves and one.says and one.avoids)),
        ("emergencies missed", f"{missed} of {len(urgent) // len(found)}"),
        ("sentences without a statement", str(uncited)),
        ("time of a question, warm", times),
    ]


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
