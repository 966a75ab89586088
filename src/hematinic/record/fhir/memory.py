"""What has been looked up before: a record repeats its codes and products, and so does a site."""

from collections.abc import Callable
from typing import TypeVar

import msgspec

K = TypeVar("K")
V = TypeVar("V")

MOST = 4096
"""Of one kind of question; then all are forgotten."""

LONGEST = 1000
"""Bytes of a question that is kept: a sender decides how long it is."""


class Memory(dict[K, V]):
    """Answers by their question, found the first time that it is asked."""

    def __init__(self, answer: Callable[[K], V]) -> None:
        super().__init__()
        self.answer = answer

    def __missing__(self, question: K) -> V:
        answer = self.answer(question)
        if len(msgspec.json.encode(question)) <= LONGEST:
            if len(self) >= MOST:
                self.clear()
            self[question] = answer
        return answer
