"""The reference is written from the code: `python -m tools.pages` writes it anew."""

from tools import reference
from tools.pages import REFERENCE


def test_the_pages_are_those_that_are_written_from_the_code() -> None:
    for name, text in reference.pages().items():
        assert (REFERENCE / name).read_text(encoding="utf-8") == text, name
