"""What a question takes for granted, looked for in its terms and words."""

from dataclasses import dataclass

from hematinic.answers.reading.patterns import Patterns, Phrases
from hematinic.guideline.questions import Premise


@dataclass(frozen=True, slots=True)
class TakenForGranted:
    """A premise, compiled: each group is terms of the question or a pattern of its words."""

    says: tuple[str, ...]
    unless: frozenset[str]
    unless_said: Phrases
    all: tuple[tuple[frozenset[str], Phrases], ...]
    name: str
    must: bool
    when: tuple[str, ...]

    @classmethod
    def compiled(cls, premise: Premise, patterns: Patterns) -> "TakenForGranted":
        groups = tuple((frozenset(group), patterns.any(group)) for group in premise.all)
        unless_said = patterns.any(premise.unless_said)
        return cls(
            premise.says, frozenset(premise.unless), unless_said, groups, premise.name,
            premise.must, premise.when,
        )  # fmt: skip

    def holds(self, tokens: set[str], spaced: str) -> bool:
        if tokens & self.unless or self.unless_said.search(spaced):
            return False
        return all(tokens & terms or pattern.search(spaced) for terms, pattern in self.all)
