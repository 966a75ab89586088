"""Items that no test asks for."""

import re
from collections.abc import Iterator
from pathlib import Path

from hematinic.guideline.limited import text_of
from hematinic.guideline.mistake import Mistake
from hematinic.guideline.typed import Typed


def tests_of(folder: Path | None) -> Path | None:
    """The folder `tests` in the guideline's folder or beside it; for the built-in guideline, of the
    checkout."""
    near = [folder / "tests", folder.parent / "tests"] if folder else [Path("tests")]
    return next((path for path in near if path.is_dir()), None)


def untested(typed: Typed, tests: Path) -> Iterator[Mistake]:
    """A test asks for an item by its id, whole or by its beginning: `"some-item-"`. A pair of
    patients in `one_of_each/ID.yaml` is one."""
    named: set[str] = set()
    begun: set[str] = set()
    for file in tests.rglob("*.py"):
        text = text_of(file)
        named.update(re.findall(r"[\w-]+", text))
        begun.update(re.findall(r"[\"']((?:\w+-){2,})[\"'{]", text))
    for pair in tests.rglob("one_of_each/*.yaml"):
        named.add(pair.stem)
    guideline = typed.guideline
    for section in ("recommendations", "alerts", "monitoring"):
        for item in getattr(guideline, section):
            if item.id in named or item.id.startswith(tuple(begun)):
                continue
            says = f"no test asks for `{item.id}`"
            helps = "write a test with a patient to whom it applies, and one to whom it does not"
            written = typed.places[(section, item.id)]
            yield written.mistake("untested", says, helps=helps, about=item.id)
