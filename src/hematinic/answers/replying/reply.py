"""What is said to one question: a sentence that answers it, one behind it, and what is folded."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hematinic.answers.model import Sentence
from hematinic.answers.replying.wording import placed


@dataclass(slots=True)
class Part:
    first: Sentence
    support: list[Sentence] = field(default_factory=list)
    more: list[Sentence] = field(default_factory=list)
    chance: float = 1.0
    """That it answers the question; 1 of what is no matter of chance, as a dose or a value."""
    read_as: str = ""
    """What was understood, where the question leaned on the one before."""

    @property
    def shown(self) -> list[Sentence]:
        return [*placed([self.first], "first"), *placed(self.support[:1], "support")]

    def of_case(self, worked: Sequence[Sentence]) -> "Part":
        """What is worked out for this patient comes first, and the rule behind it."""
        if not worked:
            return self
        # What stands behind the rule may not fit this patient: the second of the case does.
        support = [*worked[1:2]] or self.support[:1] or [self.first]
        behind = [*worked[1:], self.first, *self.support[1:], *self.more]
        more = [sentence for sentence in behind if sentence not in support]
        return Part(worked[0], support, more, self.chance, self.read_as)
