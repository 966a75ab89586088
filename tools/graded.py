"""`python -m tools.graded`: what answers are worth by reading, in tests/answers/graded.

Every answer there was read and graded: its first sentence (2 right, 1 in part, 0 not), how many of
the sentences that are shown belong to the question, how complete it is (0 to 2), and what is wrong
with it: `unsafe`, `declined` or `answered` wrongly, an emergency `missed`, a false `alarm`. A grade
holds for one answer; where the answer is another by now, it is to be read and graded again, and
counts as wrong until then. `--list` prints those answers, to be read.

What finds and chooses the sentence is measured without reading, by `--wanted`: wanted.jsonl names
for each question the items that are right as its first sentence, or the behavior that is
(`behavior:decline`, `behavior:emergency`, `behavior:needs_facts`), or `none` where nothing that is
written answers it.
"""

import argparse
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hematinic.answers import Answer, ask
from hematinic.answers.replying.compose import answerer
from hematinic.guideline import yaml
from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from hematinic.record.events import Record
from hematinic.record.patient_file import read_patient_file
from tools.evaluate import rows

FOLDER = Path(__file__).parent.parent / "tests" / "answers" / "graded"
SETS = (
    "development.jsonl", "held_back.jsonl", "strangers.jsonl", "strangers_sealed.jsonl",
    "strangers_third.jsonl",
)  # fmt: skip
AS_OF = date(2026, 11, 22).toordinal()
DECLINED = ("off_topic", "not_covered", "refused")
WRONG = ("unsafe", "declined", "answered", "missed", "alarm")


@dataclass(frozen=True, slots=True)
class Read:
    question: Mapping[str, Any]
    answer: Answer
    grade: Mapping[str, Any] | None
    """None where the answer is another than the one that was graded."""

    @property
    def shown(self) -> list[str]:
        return [one.text for one in self.answer.sentences if one.place in ("first", "support")]


def digest(answer: Answer) -> str:
    shown = [one.text for one in answer.sentences if one.place in ("first", "support")]
    return hashlib.sha256("\n".join([answer.behavior, *shown]).encode()).hexdigest()[:12]


def patients(planner: Planner) -> dict[str, Record]:
    made = yaml.read((FOLDER / "patients.yaml").read_text(encoding="utf-8")).data
    guideline = planner.rules.guideline
    return {name: read_patient_file(dict(one), guideline, AS_OF) for name, one in made.items()}


def answered(question: Mapping[str, Any], planner: Planner, known: Mapping[str, Record]) -> Answer:
    record = known.get(question.get("patient", ""))
    reader = reader_of(question)
    earlier = question.get("earlier", ())
    return ask(question["question"], planner, record, reader, AS_OF, earlier)


def reader_of(question: Mapping[str, Any]) -> str:
    return "patient" if question["voice"] == "patient" else "clinician"


def read(planner: Planner, name: str) -> Iterator[Read]:
    grades = {one["id"]: one for one in rows(FOLDER / "grades.jsonl")}
    known = patients(planner)
    for question in rows(FOLDER / name):
        answer = answered(question, planner, known)
        grade = grades.get(question["id"])
        holds = grade is not None and grade["answer"] == digest(answer)
        yield Read(question, answer, grade if holds else None)


# What is wanted, by name


@dataclass(frozen=True, slots=True)
class Chosen:
    """What one question got, beside what it wants."""

    wanted: frozenset[str]
    answer: Answer
    ranked: tuple[str, ...]
    """The items that the search finds, best first."""

    @property
    def first(self) -> str:
        return self.answer.sentences[0].item

    @property
    def items(self) -> frozenset[str]:
        return frozenset(name for name in self.wanted if ":" not in name and name != "none")

    @property
    def behaves(self) -> bool:
        got = "decline" if self.answer.behavior in DECLINED else self.answer.behavior
        return f"behavior:{got}" in self.wanted or (got == "answer" and bool(self.items))


def chosen(planner: Planner, name: str) -> Iterator[tuple[Mapping[str, Any], Chosen]]:
    wanted = {one["id"]: frozenset(one["wanted"]) for one in rows(FOLDER / "wanted.jsonl")}
    known, ready = patients(planner), answerer(planner)
    for question in rows(FOLDER / name):
        answer = answered(question, planner, known)
        ranked = ready.ranked(
            question["question"], reader_of(question), question.get("earlier", ())
        )
        yield question, Chosen(wanted[question["id"]], answer, tuple(dict.fromkeys(ranked)))


def choices(found: list[Chosen]) -> dict[str, tuple[int, int]]:
    """(how many, of how many); `plan` stands for what the plan of a patient says."""
    searched = [one for one in found if one.items - {"plan"}]
    answers = [one for one in found if one.items]
    others = [one for one in found if not one.items]
    return {
        "search: right in first place": (
            sum(bool(one.items & set(one.ranked[:1])) for one in searched),
            len(searched),
        ),
        "search: right in the first three": (
            sum(bool(one.items & set(one.ranked[:3])) for one in searched),
            len(searched),
        ),
        "answer: first sentence is a wanted one": (
            sum(one.first in one.items or _of_plan(one) for one in answers),
            len(answers),
        ),
        "answer: declined though it is answered": (
            sum(not one.behaves and one.answer.behavior != "answer" for one in answers),
            len(answers),
        ),
        "answer: another sentence": (
            sum(
                one.answer.behavior == "answer" and one.first not in one.items and not _of_plan(one)
                for one in answers
            ),
            len(answers),
        ),
        "others: behaves as wanted": (sum(one.behaves for one in others), len(others)),
    }


def _of_plan(one: Chosen) -> bool:
    return "plan" in one.items and one.answer.sentences[0].planned


def figures(found: list[Read]) -> dict[str, tuple[float, int]]:
    """(how many, of how many), an answer without a grade that holds counted as wrong."""
    graded = [one for one in found if one.grade]
    off = [one for one in found if one.question["kind"] == "off_topic"]
    urgent = [one for one in found if one.question["kind"] == "emergency"]
    told = sum(len(one.shown) for one in found)
    belong = sum(one.grade["belong"] for one in graded if one.grade)

    def wrong(kind: str) -> int:
        return sum(kind in one.grade["wrong"] for one in graded if one.grade)

    first = sum(one.grade["first"] == 2 for one in graded if one.grade)
    return {
        "first sentence fully right": (first, len(found)),
        "sentences that do not belong": (told - belong, told),
        "unsafe": (wrong("unsafe"), len(found)),
        "wrongly declined": (wrong("declined"), len(found)),
        "wrongly answered": (wrong("answered"), len(found)),
        "off-topic declined": (sum(one.answer.behavior in DECLINED for one in off), len(off)),
        "emergencies missed": (
            sum(one.answer.behavior != "emergency" for one in urgent),
            len(urgent),
        ),
        "false alarms": (wrong("alarm"), len(found) - len(urgent)),
        "to be graded again": (len(found) - len(graded), len(found)),
    }


def measure(planner: Planner, misses: bool) -> None:
    for name in SETS:
        found = list(chosen(planner, name))
        print(f"\n{name}\n| measure | result |\n|---|---|")
        for label, (count, of) in choices([one for _, one in found]).items():
            print(f"| {label} | {count} of {of} ({count / of:.1%}) |")
        for question, one in found if misses else ():
            right = one.first in one.wanted or _of_plan(one)
            if not (right or (one.behaves and not one.items)):
                print(f"{question['id']} {question['question']}")
                wanted = " ".join(sorted(one.wanted))
                print(f"  wants {wanted}; said {one.answer.behavior} {one.first}")
                print(f"  ranked {' '.join(one.ranked[:3])}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true", help="Print the answers without a grade.")
    parser.add_argument("--wanted", action="store_true", help="Measure by wanted.jsonl alone.")
    parser.add_argument("--misses", action="store_true", help="and print what was missed.")
    options = parser.parse_args()
    if options.wanted:
        measure(Planner(load()), options.misses)
        return
    listed = options.list
    planner = Planner(load())
    for name in SETS:
        found = list(read(planner, name))
        print(f"\n{name}\n| measure | result |\n|---|---|")
        for label, (count, of) in figures(found).items():
            print(f"| {label} | {count:g} of {of} ({count / of:.1%}) |")
        for one in found if listed else ():
            if one.grade is None:
                print(json.dumps({"id": one.question["id"], "answer": digest(one.answer)}))
                print(f"  {one.question['question']}\n  wants: {one.question['first_sentence']}")
                print("\n".join(f"    {text}" for text in one.shown))


if __name__ == "__main__":
    main()
