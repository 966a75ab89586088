"""`python -m tools.ranked`: learn which item a question is about.

First what each piece of a question weighs for each item, by a linear support vector machine
(scikit-learn, which `pip install -e .[learn]` brings), from the questions that are written for the
items, what the items say, and questions of strangers that were labelled with the items that answer
them; it is written beside the answers. Then how the signs of nearness are weighed (`weights.RANK`):
with the weights with which the items that are right are likeliest among all that are near
(softmax), each question of a stranger by what was learned without it. The score is the share of
questions whose first item was right at that sum.

`strangers_sealed`, `strangers_third` and each fifth labelled question are never learned from: they
tell how it does with questions that nobody saw.

With `--sure` it learns instead how likely what was found is right (`weights.SURELY`), from the same
questions and from such as are declined.
"""

import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hematinic.answers import weights
from hematinic.answers.reading import learned as learning
from hematinic.answers.reading.learned import Kept, Learned
from hematinic.answers.replying.compose import Answerer
from hematinic.answers.replying.retrieve import Index, Query
from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from tools import packed
from tools.evaluate import data_folder, rows
from tools.graded import FOLDER, SETS, reader_of
from tools.weights import OWN

Floats = npt.NDArray[np.float64]
NAMES = tuple(weights.RANK)
TAUGHT = SETS[:3]
"""The sets that are learned from, beside the labelled questions."""

HELD_BACK = 5
"""Each so-manieth labelled question is not learned from."""

DECLINED = "behavior:decline"

FOLDS = 3
FINEST = 0.05
"""What a piece weighs less than this is left out."""

PULL = 0.002
"""How strongly a weight is pulled to nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a stranger, and the items that are right as its first sentence."""

    question: str
    reader: str
    right: frozenset[str]
    set: str
    taught: bool
    earlier: tuple[str, ...] = ()


def strangers() -> Iterator[Asked]:
    wanted = {one["id"]: one["wanted"] for one in rows(FOLDER / "wanted.jsonl")}
    for name in SETS:
        for one in rows(FOLDER / name):
            if not one.get("patient"):
                right, before = frozenset(wanted[one["id"]]), tuple(one.get("earlier", ()))
                yield Asked(one["question"], reader_of(one), right, name, name in TAUGHT, before)
    for number, one in enumerate(rows(FOLDER / "labelled.jsonl")):
        taught, before = number % HELD_BACK != 0, tuple(one.get("earlier", ()))
        name = "labelled" if taught else "labelled, held back"
        name += ", leaning" * bool(before)
        yield Asked(one["question"], one["reader"], frozenset(one["wanted"]), name, taught, before)

    for number, one in enumerate(rows(FOLDER / "elsewhere.jsonl")):
        taught = number % HELD_BACK != 0
        name = "elsewhere" if taught else "elsewhere, held back"
        yield Asked(one["question"], one["reader"], frozenset({DECLINED}), name, taught)


def query(ready: Answerer, one: Asked) -> Query:
    asked = ready.door.read(one.question, one.earlier)
    return ready.parts.query(asked, ready.subject_before(one.earlier), None)


# What a piece of a question weighs for an item


@dataclass(frozen=True, slots=True)
class Text:
    pieces: Mapping[str, float]
    items: Collection[str]
    """All that are right: it speaks against none of them."""
    fold: int
    """In which its question is left out; -1 in none."""


def texts(ready: Answerer, asked: Sequence[Asked]) -> Iterator[Text]:
    index = ready.index
    for at, unit in enumerate(index.units):
        for counted in index.pieces_of(at):
            yield Text(counted, [unit.item], -1)
    for one in rows(FOLDER / "written.jsonl"):
        terms = index.vocabulary.tokens(one["question"])
        counted = learning.pieces_of(one["question"], terms)
        yield Text(counted, [one["item"]], -1)
    for number, of in enumerate(asked):
        items = set(of.right & index.by_item.keys())
        if not items and DECLINED in of.right:
            items.add(learning.ELSEWHERE)
        if of.taught and items:
            yield Text(query(ready, of).pieces, items, number % FOLDS)


def learn(all_: Sequence[Text], guideline: str) -> Kept:
    """One against the others, for each item (Fan et al. 2008, LIBLINEAR)."""
    from sklearn.svm import LinearSVC

    counted = [one.pieces for one in all_]
    rare = packed.rarity(counted)
    rows_of_pieces = packed.table(counted, rare)
    texts_of: dict[str, list[int]] = {}
    for at, one in enumerate(all_):
        for item in one.items:
            texts_of.setdefault(item, []).append(at)
    items = sorted(texts_of)
    start, told = np.zeros(len(items)), np.zeros((len(rare), len(items)), dtype="f4")
    for place, item in enumerate(items):
        right = np.zeros(len(all_))
        right[texts_of[item]] = 1
        machine = LinearSVC(C=0.5, random_state=0).fit(rows_of_pieces, right)
        start[place], told[:, place] = machine.intercept_[0], machine.coef_[0]
    return packed.packed(guideline, items, start, told, rare, FINEST)


def with_learned(index: Index, known: Kept) -> None:
    index.learned = Learned([unit.item for unit in index.units], known, index.pieces_of)


# How the signs are weighed


@dataclass(frozen=True, slots=True)
class Case:
    signs: Floats
    """Of each item that is near, by NAMES."""
    right: Floats
    """1 where it is a right one."""
    set: str
    taught: bool


def case(ready: Answerer, asked: Asked) -> Case | None:
    index = ready.index
    right = asked.right & index.by_item.keys()
    if not right:
        return None
    every = index.signs(query(ready, asked))
    said = {at: signs for at, signs in every.items() if index.units[at].to(asked.reader)}
    signs = np.array([[by_name[name] for name in NAMES] for by_name in said.values()])
    hits = np.array([float(index.units[at].item in right) for at in said])
    return Case(signs, hits, asked.set, asked.taught)


def weighed(cases: Sequence[Case], steps: int = 300) -> Floats:
    """Adam, from nothing."""
    taught = [one for one in cases if one.taught and one.right.any()]
    found, mean, square = (np.zeros(len(NAMES)) for _ in range(3))
    for step in range(1, steps + 1):
        slope = -PULL * found
        for one in taught:
            chance = softmax(one.signs @ found)
            right = chance * one.right
            slope += one.signs.T @ (right / right.sum() - chance) / len(taught)
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


def first_right(cases: Sequence[Case], found: Floats) -> float:
    return float(np.mean([one.right[np.argmax(one.signs @ found)] for one in cases]))


def fitted(cases: Sequence[Case], found: Floats) -> tuple[float, float]:
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


def left_out(ready: Answerer, asked: Sequence[Asked], all_: Sequence[Text]) -> Iterator[Asked]:
    """Each question that is learned from, while what was learned is without it."""
    for fold in range(FOLDS):
        print(f"learning without part {fold + 1} of {FOLDS}", file=sys.stderr, flush=True)
        known = learn([one for one in all_ if one.fold != fold], ready.guideline.header.id)
        with_learned(ready.index, known)
        yield from (one for at, one in enumerate(asked) if one.taught and at % FOLDS == fold)


def learn_ranking(ready: Answerer) -> None:
    index, asked = ready.index, list(strangers())
    all_ = list(texts(ready, asked))
    cases = [case(ready, one) for one in left_out(ready, asked, all_)]
    print(f"learning from {len(all_):,} texts", file=sys.stderr, flush=True)
    known = learn(all_, ready.guideline.header.id)
    packed.write(known, learning.FILE)
    with_learned(index, known)
    cases += [case(ready, one) for one in asked if not one.taught]
    tell_ranking([one for one in cases if one])


def tell_ranking(cases: Sequence[Case]) -> None:
    found, now = weighed(cases), np.array([weights.RANK[name] for name in NAMES])
    for name in dict.fromkeys(one.set for one in cases):
        of = [one for one in cases if one.set == name]
        told = f"{first_right(of, found):.1%}, today {first_right(of, now):.1%}"
        print(f"{name}: right in first place {told} of {len(of)}")
    slope, start = fitted([one for one in cases if one.taught], found)
    print({name: round(float(value * slope), 2) for name, value in zip(NAMES, found, strict=True)})
    print(f"RANK_FROM = {start:.2f}")


# Whether it is answered at all


@dataclass(frozen=True, slots=True)
class Top:
    """What was found nearest to a question, by the signs of `weights.SURELY`."""

    signs: Floats
    right: bool
    set: str


def top(ready: Answerer, one: Asked) -> Top | None:
    asked, before = ready.door.read(one.question, one.earlier), ready.subject_before(one.earlier)
    if asked.declined and not asked.declined.may_be_answered:
        return None
    ranked = ready.parts.ranked(asked, one.reader, before, None)
    if not ranked:
        return None
    signs = ready.parts.surely.signs(asked, ranked, before is not None)
    told = np.array([1.0, *(signs[name] for name in weights.SURELY)])
    return Top(told, ranked[0].unit.item in one.right, one.set)


def of_other_subjects() -> Iterator[Asked]:
    """The project's own questions that are declined, and public ones."""
    for own in rows(OWN):
        if own["expected_behaviour"] == "abstain: off-topic":
            yield Asked(own["question"], "clinician", frozenset(), "off the subject", True)
    public = data_folder() / "public.jsonl"
    for other in rows(public) if public.is_file() else ():
        if other["topic"] != "haematinic":
            yield Asked(other["question"], "clinician", frozenset(), "off the subject", True)


def sure(taught: Sequence[Top], steps: int = 4000) -> Floats:
    """Logistic regression."""
    signs = np.array([one.signs for one in taught])
    hits = np.array([float(one.right) for one in taught])
    pulled = np.r_[0.0, np.ones(signs.shape[1] - 1)]
    found = np.zeros(signs.shape[1])
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-signs @ found))
        found -= 0.3 * (signs.T @ (chance - hits) / len(hits) + 0.003 * pulled * found)
    return found


def kept(cases: Sequence[Top], found: Floats) -> str:
    chances = [(1 / (1 + np.exp(-one.signs @ found)), one.right) for one in cases]
    told = []
    for least in (0.1, 0.2, 0.3, 0.4, 0.5):
        right = sum(chance >= least for chance, hit in chances if hit)
        wrong = sum(chance >= least for chance, hit in chances if not hit)
        told.append(f"from {least}: {right} right, {wrong} wrong")
    hits = sum(hit for _, hit in chances)
    return f"{'; '.join(told)}; of {hits} and {len(cases) - hits}"


def learn_sure(ready: Answerer) -> None:
    asked = list(strangers())
    now = ready.index.learned
    found = [top(ready, one) for one in left_out(ready, asked, list(texts(ready, asked)))]
    ready.index.learned = now
    others = [one for one in asked if not one.taught]
    found += [top(ready, one) for one in [*others, *of_other_subjects()]]
    held_back = {one.set for one in others}
    tops = [one for one in found if one]
    learned = sure([one for one in tops if one.set not in held_back])
    for name in dict.fromkeys(one.set for one in tops):
        print(f"{name}: {kept([one for one in tops if one.set == name], learned)}")
    told = zip(weights.SURELY, learned[1:], strict=True)
    print({name: round(float(value), 2) for name, value in told})
    print(f"SURELY_FROM = {learned[0]:.2f}")


def main() -> None:
    ready = Answerer(Planner(load()))
    if "--sure" in sys.argv:
        learn_sure(ready)
    else:
        learn_ranking(ready)


if __name__ == "__main__":
    main()
