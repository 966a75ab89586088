"""What has been looked up before: a record repeats its codes and products, and so does a site."""

from collections.abc import Callable
from typing import TypeVar

import msgspec

K = TypeVar("K")
V = TypeVar("V")

MOST = 2_000_000
"""Bytes of the questions of one kind; then all are forgotten."""

LONGEST = 1000
"""Bytes of a question that is kept: a sender decides how long it is."""


class Memory(dict[K, V]):
    """Answers by their question, found the first time that it is asked."""

    def __init__(self, answer: Callable[[K], V]) -> None:
        super().__init__()
        self.answer = answer
        self.size = 0

    def __missing__(self, question: K) -> V:
        answer = self.answer(question)
        size = len(msgspec.json.encode(question))
        if size <= LONGEST:
            self.size += size
            if self.size > MOST:
                self.clear()
                self.size = size
            self[question] = answer
        return answer
