"""Texts that `hematinic new` left to be written."""

from collections.abc import Iterator

from hematinic.guideline.birth import TO_WRITE
from hematinic.guideline.lint.texts import reader_texts
from hematinic.guideline.mistake import Mistake
from hematinic.guideline.typed import Typed


def unwritten(typed: Typed) -> Iterator[Mistake]:
    for sentence in reader_texts(typed.places):
        if sentence.text.startswith(TO_WRITE):
            what = sentence.text.removeprefix(TO_WRITE).strip(" :()")
            says = f"`{sentence.entry}` has a text that is not written yet"
            helps = f"write {what}" if what else "write it"
            yield sentence.written.mistake(
                "to-be-written",
                says,
                *sentence.path,
                helps=helps,
                about=f"{sentence.entry} {sentence.path}",
            )
