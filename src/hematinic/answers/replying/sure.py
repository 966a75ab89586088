"""How sure it is that a question is answered at all by what was found nearest to it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from hematinic.answers import weights
from hematinic.answers.reading.guard import Guard
from hematinic.answers.reading.question import Question
from hematinic.answers.replying.retrieve import Hit, Index


@dataclass(frozen=True, slots=True)
class Surely:
    """Made once for a guideline."""

    index: Index
    guard: Guard
    measured: frozenset[str]

    def of(self, asked: Question, ranked: Sequence[Hit], leaning: bool = False) -> float:
        """0 to 1. `leaning`: on the question before, which names the subject."""
        if not ranked:
            return 0.0
        # The weights below were learned where questions are written. Without them the share of the
        # words that is met is all that can be told.
        if not self.index.written:
            met = ranked[0].signs["terms_met"]
            return met if met >= weights.UNWRITTEN else 0.0
        signs = self.signs(asked, ranked, leaning)
        total = sum(weights.SURELY[name] * value for name, value in signs.items())
        return 1 / (1 + math.exp(-total - weights.SURELY_FROM))

    def signs(self, asked: Question, ranked: Sequence[Hit], leaning: bool) -> dict[str, float]:
        """By the names of `weights.SURELY`."""
        terms = [term for term in asked.terms if term not in self.measured]
        strange = [term for term in terms if term not in self.index.holding]
        top, next_score = ranked[0], ranked[1].score if len(ranked) > 1 else 0.0
        declined = None if leaning else asked.declined
        values = sum("observed" in event for event in asked.stated.events)
        return {
            "score": _odds(top.score),
            "apart": _odds(top.score) - _odds(next_score),
            "terms_met": top.signs["terms_met"],
            "learned": top.signs["learned"],
            "elsewhere": top.signs["elsewhere"],
            "told": top.signs["told"],
            "alike": top.signs["alike"],
            "core_lacks": top.signs["core_lacks"],
            "strange": min(len(strange), 3) / 3,
            "strange_share": len(strange) / max(len(terms), 1),
            "another_topic": float(declined is not None and declined.name != "this"),
            "no_subject": float(declined is not None and declined.name == "this"),
            "uncovered": float(declined is None and self.guard.uncovered(asked) is not None),
            "short": float(asked.size <= weights.A_SHORT_QUESTION),
            "near": float(bool(self.guard.near & set(asked.terms))),
            "named_terms": min(len(self.index.terms.names & set(asked.terms)), 3) / 3,
            "values": min(values, 2) / 2,
        }

    def enough(self, asked: Question, top: Hit, sure: float, leaning: bool) -> bool:
        declined = asked.declined
        uncovered = declined is None and not leaning and self.guard.uncovered(asked)
        # The less a question names the subject, the surer its answer has to be. What names another
        # topic is answered only where hardly anything else can be meant: a wrong answer would be
        # read as this guideline's word on that topic.
        # Behind a question of the subject `and omeprazole?` asks how the two go together.
        if declined and declined.name != "this" and not leaning:
            own = bool(self.guard.own_tests & asked.stated.values())
            claimed = sure >= (weights.CLAIMED_WITH_VALUES if own else weights.CLAIMED)
            claimed = claimed and top.signs["elsewhere"] < weights.NOT_ELSEWHERE
            return claimed or sure >= weights.ENOUGH_ANOTHER_TOPIC
        if uncovered:
            return sure >= weights.ENOUGH_UNCOVERED
        if leaning:
            return sure >= weights.ENOUGH_LEANING
        if declined and self.hardly(asked, top):
            return sure >= weights.ENOUGH_OF_LITTLE
        if declined:
            return sure >= weights.ENOUGH_ELSEWHERE
        measured = any("observed" in event for event in asked.stated.events)
        return sure >= (weights.ENOUGH_WITH_VALUES if measured else weights.ENOUGH)

    @staticmethod
    def hardly(asked: Question, top: Hit) -> bool:
        """A few words beside what the item is asked about, or patients that it is not about."""
        few = asked.size <= weights.A_WORD
        return bool(top.signs["another_group"]) or (
            few and top.signs["core_lacks"] > weights.LACKS_THE_CORE
        )


def _odds(score: float) -> float:
    score = min(max(score, weights.LOWEST), weights.HIGHEST)
    return math.log(score / (1 - score))
