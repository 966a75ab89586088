"""How sure it is that a question is answered at all by what was found nearest to it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from hematinic.answers import weights
from hematinic.answers.reading.guard import Guard
from hematinic.answers.reading.question import Question
from hematinic.answers.replying.retrieve import Found, Index


@dataclass(frozen=True, slots=True)
class Surely:
    """Made once for a guideline."""

    index: Index
    guard: Guard
    measured: frozenset[str]

    def of(self, asked: Question, ranked: Sequence[Found], leaning: bool = False) -> float:
        """0 to 1. `leaning`: on the question before, which names the subject."""
        if not ranked:
            return 0.0
        if not self.index.written:
            met = ranked[0].signs["terms_met"]
            return met if met >= weights.UNWRITTEN else 0.0
        signs = self.signs(asked, ranked, leaning)
        total = sum(weights.SURELY[name] * value for name, value in signs.items())
        return 1 / (1 + math.exp(-total - weights.SURELY_FROM))

    def signs(self, asked: Question, ranked: Sequence[Found], leaning: bool) -> dict[str, float]:
        """By the names of `weights.SURELY`."""
        terms = [term for term in asked.terms if term not in self.measured]
        strange = [term for term in terms if term not in self.index.holding]
        top, next_ = ranked[0], ranked[1].score if len(ranked) > 1 else 0.0
        turned = None if leaning else asked.declined
        values = sum("observed" in one for one in asked.stated.events)
        return {
            "score": _odds(top.score),
            "apart": _odds(top.score) - _odds(next_),
            "terms_met": top.signs["terms_met"],
            "learned": top.signs["learned"],
            "elsewhere": top.signs["elsewhere"],
            "told": top.signs["told"],
            "alike": top.signs["alike"],
            "core_lacks": top.signs["core_lacks"],
            "strange": min(len(strange), 3) / 3,
            "strange_share": len(strange) / max(len(terms), 1),
            "another_topic": float(turned is not None and turned.name != "this"),
            "no_subject": float(turned is not None and turned.name == "this"),
            "uncovered": float(turned is None and self.guard.uncovered(asked) is not None),
            "short": float(asked.size <= weights.A_SHORT_QUESTION),
            "near": float(bool(self.guard.near & set(asked.terms))),
            "named_terms": min(len(self.index.terms.names & set(asked.terms)), 3) / 3,
            "values": min(values, 2) / 2,
        }

    def enough(self, asked: Question, top: Found, sure: float, leaning: bool) -> bool:
        turned = asked.declined
        uncovered = turned is None and not leaning and self.guard.uncovered(asked)
        if turned and turned.name != "this":
            return sure >= weights.ENOUGH_ANOTHER_TOPIC
        if uncovered:
            return sure >= weights.ENOUGH_UNCOVERED
        if leaning:
            return sure >= weights.ENOUGH_LEANING
        if turned and self.hardly(asked, top):
            return sure >= weights.ENOUGH_OF_LITTLE
        return sure >= (weights.ENOUGH_ELSEWHERE if turned else weights.ENOUGH)

    @staticmethod
    def hardly(asked: Question, top: Found) -> bool:
        """A few words beside what the item is asked about, or patients that it is not about."""
        few = asked.size <= weights.A_WORD
        return bool(top.signs["another_group"]) or (
            few and top.signs["core_lacks"] > weights.LACKS_THE_CORE
        )


def _odds(score: float) -> float:
    score = min(max(score, weights.LOWEST), weights.HIGHEST)
    return math.log(score / (1 - score))
