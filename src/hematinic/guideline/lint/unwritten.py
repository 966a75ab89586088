"""Texts that `hematinic new` left to be written."""

from collections.abc import Iterator

from hematinic.guideline.birth import TO_WRITE
from hematinic.guideline.lint.texts import told
from hematinic.guideline.mistake import Mistake
from hematinic.guideline.typed import Typed


def unwritten(found: Typed) -> Iterator[Mistake]:
    for one in told(found.places):
        if one.text.startswith(TO_WRITE):
            what = one.text.removeprefix(TO_WRITE).strip(" :()")
            says = f"`{one.entry}` has a text that is not written yet"
            helps = f"write {what}" if what else "write it"
            yield one.written.mistake(
                "to-be-written", says, *one.path, helps=helps, about=f"{one.entry} {one.path}"
            )
