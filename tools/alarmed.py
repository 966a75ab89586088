"""`python -m tools.alarmed`: learn which questions tell of an emergency (reading/alarm.py).

From the emergencies and near misses of `urgent.jsonl`, and from labelled and written questions and
such of other subjects, which are none; with scikit-learn, which `pip install -e .[learn]` brings.
What it learned is written beside the answers. Each fifth of all is never learned from: it tells how
many emergencies are seen at a chance, and how many others are alarmed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hematinic.answers.reading import alarm
from hematinic.answers.reading.alarm import CALM, Alarm
from hematinic.answers.reading.learned import Kept
from tools import packed
from tools.evaluate import rows
from tools.graded import FOLDER

GUIDELINE = "iron-b12"
HELD_BACK = 5
"""Each so-manieth question is not learned from."""
FINEST = 0.04
"""What a piece weighs less than this is left out."""
SLACK = 20.0
"""How little the weights are pulled to nothing."""


@dataclass(frozen=True, slots=True)
class Told:
    question: str
    earlier: tuple[str, ...]
    emergency: str
    set: str
    taught: bool


def told() -> Iterator[Told]:
    for name in ("urgent", "labelled", "elsewhere", "written"):
        for number, one in enumerate(rows(FOLDER / f"{name}.jsonl")):
            yield Told(
                one["question"], tuple(one.get("earlier", ())), one.get("emergency") or CALM, name,
                number % HELD_BACK != 0,
            )  # fmt: skip


def learn(taught: Sequence[Told]) -> Kept:
    """Multinomial logistic regression, over the calls for help and none."""
    from sklearn.linear_model import LogisticRegression

    counted = [alarm.pieces(one.question, one.earlier) for one in taught]
    rare = packed.rarity(counted)
    machine = LogisticRegression(C=SLACK, max_iter=300)
    machine.fit(packed.table(counted, rare), [one.emergency for one in taught])
    names = [str(name) for name in machine.classes_]
    weights = machine.coef_.T.astype("f4")
    return packed.packed(GUIDELINE, names, machine.intercept_, weights, rare, FINEST)


def main() -> None:
    all_ = list(told())
    packed.write(learn([one for one in all_ if one.taught]), alarm.FILE)
    tell([one for one in all_ if not one.taught])


def tell(held_back: Sequence[Told]) -> None:
    seen_by = Alarm(GUIDELINE)
    chances = [1 - seen_by.chances(one.question, one.earlier)[CALM] for one in held_back]
    of = {(one.set, "others" if one.emergency == CALM else "emergencies") for one in held_back}
    for least in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6):
        counts = []
        for name, kind in sorted(of):
            of_these = [
                chance
                for one, chance in zip(held_back, chances, strict=True)
                if one.set == name and (one.emergency == CALM) == (kind == "others")
            ]
            alarmed = sum(chance >= least for chance in of_these)
            counts.append(f"{name}, {alarmed} of {len(of_these)} {kind}")
        print(f"alarmed from {least}: {'; '.join(counts)}")


if __name__ == "__main__":
    main()
