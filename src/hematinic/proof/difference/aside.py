"""What is worked out in a process of its own, which begins with all that is known here.

It is parted the same way on every machine: nothing that is found depends on how many processors
there are, nor on which of them is first.
"""

import os
from collections.abc import Callable, Sequence
from multiprocessing import Pipe
from typing import Generic, TypeVar

Given = TypeVar("Given")
Found = TypeVar("Found")


class Aside(Generic[Found]):
    def __init__(self, work: Callable[[], Found]) -> None:
        self.ours, theirs = Pipe(duplex=False)
        self.process = os.fork()
        if not self.process:
            try:
                theirs.send(_worked_out(work))
            finally:
                os._exit(0)
        theirs.close()

    def found(self) -> Found:
        """Waits for it. Raises what the work raised, and EOFError where its process was ended."""
        try:
            answer: Found | Exception = self.ours.recv()
        finally:
            self.ours.close()
            os.waitpid(self.process, 0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def _worked_out(work: Callable[[], Found]) -> Found | Exception:
    try:
        return work()
    except Exception as error:
        return error


def of_each(work: Callable[[Given], Found], those: Sequence[Given]) -> list[Found]:
    """Every second one is worked out aside."""
    aside = Aside(lambda: [work(each) for each in those[1::2]])
    here = [work(each) for each in those[::2]]
    there = aside.found()
    return [(there if i % 2 else here)[i // 2] for i in range(len(those))]
