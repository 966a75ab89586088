"""`python -m tools.ranked`: learn how the signs of nearness are weighed (`weights.RANK`).

Each question that is written for an item must find it again by the other ones of its item, and each
of the graded questions that may be learned from must find what it wants. The weights are those with
which the items that are right are likeliest among all (softmax, 40 nearest of each question), and
the score is the share of questions whose first item was right at that sum. `strangers_sealed` and
`strangers_third` are never learned from: they tell how the weights do with questions
that nobody saw.

With `--sure` it learns instead how sure it is that a question is answered at all
(`weights.SURELY`), from questions that are answered and such as are declined.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hematinic.answers import weights
from hematinic.answers.reading.kinds import kind_of
from hematinic.answers.reading.text import plain, words
from hematinic.answers.replying.compose import Answerer
from hematinic.answers.replying.retrieve import Index, Left, Sought, by_parts
from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from tools.evaluate import data_folder, rows
from tools.graded import FOLDER, SETS, reader_of
from tools.weights import OWN

Floats = npt.NDArray[np.float64]
NAMES = tuple(weights.RANK)
TAUGHT = SETS[:3]
"""The sets that are learned from."""

NEAREST = 40
EVERY = 2
"""Of the written questions every so many are learned from."""

COUNTS = {"written": 0.5, "graded": 1.0}
PULL = 0.002
"""How strongly a weight is pulled to nothing."""


@dataclass(frozen=True, slots=True)
class Case:
    signs: Floats
    """Of each item that is near, by NAMES."""
    right: Floats
    """1 where it is a right one."""
    counts: float


def case(index: Index, asked: Sought, right: set[str], reader: str, left: Left | None) -> Case:
    told = {
        at: signs
        for at, signs in index.told(asked, left).items()
        if index.may_be_said(at, asked) and index.units[at].to(reader)
    }
    rough = {at: sum(weights.RANK[name] * one[name] for name in NAMES) for at, one in told.items()}
    near = sorted(told, key=lambda at: -rough[at])[:NEAREST]
    near += [at for at in told if index.units[at].item in right and at not in near]
    signs = np.array([[told[at][name] for name in NAMES] for at in near])
    hits = np.array([float(index.units[at].item in right) for at in near])
    return Case(signs, hits, COUNTS["written" if left else "graded"])


def written(index: Index) -> Iterator[Case]:
    by_term, by_part = index.documents(index.by_terms), index.documents(by_parts)
    number = 0
    for unit in index.units:
        for text in unit.asked:
            if number % EVERY == 0:
                left = Left(number, by_term[number], by_part[number])
                yield case(index, sought(index, text), {unit.item}, "clinician", left)
            number += 1
        number += len(index.texts(unit))


def sought(index: Index, text: str) -> Sought:
    read = index.vocabulary.tokens(text)
    return index.sought(read, words(plain(text)), kind_of(plain(text)))


def graded(ready: Answerer, name: str) -> Iterator[Case]:
    wanted = {one["id"]: set(one["wanted"]) for one in rows(FOLDER / "wanted.jsonl")}
    index = ready.index
    for one in rows(FOLDER / name):
        right = wanted[one["id"]] & set(index.by_item)
        if right and not one.get("patient") and not one.get("earlier"):
            asked = ready.parts.sought(ready.door.read(one["question"]), None, None)
            found = case(index, asked, right, reader_of(one), None)
            if found.right.any():
                yield found


def learned(cases: list[Case], steps: int = 200) -> Floats:
    """Adam, from nothing."""
    found, mean, square = (np.zeros(len(NAMES)) for _ in range(3))
    for step in range(1, steps + 1):
        slope = -PULL * found
        for one in cases:
            chance = softmax(one.signs @ found)
            right = chance * one.right
            if right.any():
                slope += one.counts * one.signs.T @ (right / right.sum() - chance) / len(cases)
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        found += (
            0.3 * (1 - step / steps) * (mean / (1 - 0.9**step))
            / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
        )  # fmt: skip
    return found


def softmax(values: Floats) -> Floats:
    powers: Floats = np.exp(values - values.max())
    found: Floats = powers / powers.sum()
    return found


def first_right(cases: list[Case], found: Floats) -> float:
    hits = [one.right[np.argmax(one.signs @ found)] for one in cases]
    return float(np.mean(hits))


def fitted(cases: list[Case], found: Floats) -> tuple[float, float]:
    """The slope and the start with which the score is the share that is right (Platt 1999)."""
    tops = np.array([(one.signs @ found).max() for one in cases])
    hits = np.array([one.right[np.argmax(one.signs @ found)] for one in cases])
    slope, start = 1.0, 0.0
    middle, wide = tops.mean(), tops.std()
    scaled = (tops - middle) / wide
    for _ in range(2000):
        chance = 1 / (1 + np.exp(-(slope * scaled + start)))
        slope += 0.1 * float(np.mean((hits - chance) * scaled))
        start += 0.1 * float(np.mean(hits - chance))
    return slope / wide, start - slope * middle / wide


# Whether it is answered at all


def asked_or_not(ready: Answerer, sets: tuple[str, ...]) -> Iterator[tuple[Floats, bool]]:
    """The signs of a question (`weights.SURELY`), and whether the guideline answers it."""
    for text, reader, answered in told_apart(sets):
        asked = ready.door.read(text)
        if asked.declined and not asked.declined.may_be_answered:
            continue
        top = next(iter(ready.parts.ranked(asked, reader, None, None)), None)
        if top:
            signs = ready.parts.surely.signs(asked, top, False)
            yield np.array([1.0, *(signs[name] for name in weights.SURELY)]), answered


def told_apart(sets: tuple[str, ...]) -> Iterator[tuple[str, str, bool]]:
    wanted = {one["id"]: set(one["wanted"]) for one in rows(FOLDER / "wanted.jsonl")}
    for name in sets:
        for one in rows(FOLDER / name):
            items = {item for item in wanted[one["id"]] if ":" not in item} - {"none", "plan"}
            declined = "behavior:decline" in wanted[one["id"]]
            if (items or declined) and not one.get("patient") and not one.get("earlier"):
                yield one["question"], reader_of(one), bool(items)
    if sets != TAUGHT:
        return
    for one in rows(OWN):
        if one["expected_behaviour"] in ("answer", "abstain: off-topic"):
            yield one["question"], "clinician", one["expected_behaviour"] == "answer"
    public = data_folder() / "public.jsonl"
    for one in rows(public) if public.is_file() else ():
        if one["topic"] != "haematinic":
            yield one["question"], "clinician", False


def sure(taught: list[tuple[Floats, bool]], steps: int = 4000) -> Floats:
    """Logistic regression; both kinds count the same in all."""
    signs = np.array([one for one, _ in taught])
    hits = np.array([float(answered) for _, answered in taught])
    counts = np.where(hits == 1, 0.5 / hits.mean(), 0.5 / (1 - hits.mean()))
    pulled = np.r_[0.0, np.ones(signs.shape[1] - 1)]
    found = np.zeros(signs.shape[1])
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-signs @ found))
        slope = signs.T @ ((chance - hits) * counts) / len(hits)
        found -= 0.3 * (slope + 0.01 * pulled * found)
    return found


def kept(cases: list[tuple[Floats, bool]], found: Floats) -> str:
    chances = [(1 / (1 + np.exp(-one @ found)), answered) for one, answered in cases]
    told = []
    for least in (0.25, 0.3, 0.35, 0.4, 0.5):
        answered = [chance >= least for chance, hit in chances if hit]
        declined = [chance < least for chance, hit in chances if not hit]
        told.append(f"{least}: {np.mean(answered):.0%} kept, {np.mean(declined):.0%} declined")
    return "; ".join(told)


def learn_sure(ready: Answerer) -> None:
    cases = {name: list(asked_or_not(ready, (name,))) for name in SETS}
    found = sure(list(asked_or_not(ready, TAUGHT)))
    for name, one in cases.items():
        print(f"{name}: {kept(one, found)}")
    told = zip(weights.SURELY, found[1:], strict=True)
    print({name: round(float(value), 2) for name, value in told})
    print(f"SURELY_FROM = {found[0]:.2f}")


def main() -> None:
    ready = Answerer(Planner(load()))
    if "--sure" in sys.argv:
        learn_sure(ready)
        return
    own = list(written(ready.index))
    sets = {name: list(graded(ready, name)) for name in SETS}
    taught = [one for name in TAUGHT for one in sets[name]]
    found = learned([*own, *taught])
    for name, cases in {"written": own, **sets}.items():
        now = np.array([weights.RANK[name] for name in NAMES])
        told = f"{first_right(cases, found):.1%}, today {first_right(cases, now):.1%}"
        print(f"{name}: right in first place {told} of {len(cases)}")
    slope, start = fitted(taught, found)
    print({name: round(float(value * slope), 2) for name, value in zip(NAMES, found, strict=True)})
    print(f"RANK_FROM = {start:.2f}")


if __name__ == "__main__":
    main()
