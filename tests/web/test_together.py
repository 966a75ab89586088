"""What is sent of an answer: its head with what follows, and nothing is held back or lost."""

import asyncio
from typing import Any

from hematinic.web.together import Together


class Wire:
    def __init__(self) -> None:
        self.did: list[Any] = []

    def write(self, data: bytes) -> None:
        self.did.append(data)

    def close(self) -> None:
        self.did.append("closed")

    def is_closing(self) -> bool:
        return False


def sent(*parts: Any) -> list[Any]:
    """What goes over the wire; None: something else has its turn."""

    async def send() -> list[Any]:
        wire = Wire()
        together = Together(wire)  # type: ignore[arg-type]
        for part in parts:
            if part is None:
                await asyncio.sleep(0)
            elif part == "close":
                together.close()
            else:
                together.write(part)
        assert together.is_closing() is False
        return wire.did

    return asyncio.run(send())


def test_a_head_goes_with_its_body():
    assert sent(b"head ", b"body", b"") == [b"head body"]


def test_a_head_waits_for_no_body_that_comes_later():
    assert sent(b"head ", None, b"body", None) == [b"head ", b"body"]


def test_each_part_of_a_long_answer_is_sent_in_its_order():
    parts = [b"head", b"1", b"2", b"3", None]
    assert sent(*parts) == [b"head1", b"23"]


def test_what_is_held_is_sent_before_the_connection_ends():
    assert sent(b"head", "close", None) == [b"head", "closed"]
