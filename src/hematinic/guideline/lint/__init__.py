"""What is wrong with a guideline, and what could be better, for the clinician who edits it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from hematinic.guideline.lint import asked, conditions, figures, lengths, shorts, tested, unwritten
from hematinic.guideline.lint.allow import allowed
from hematinic.guideline.load import no_folder
from hematinic.guideline.mistake import Mistake
from hematinic.guideline.typed import Typed, typed

LOOKS: tuple[Callable[[Typed], Iterator[Mistake]], ...] = (
    lengths.texts,
    lengths.expressions,
    lengths.lines,
    shorts.missing,
    figures.unsupported,
    conditions.simpler,
    asked.twice,
    asked.unasked,
    unwritten.unwritten,
)


@dataclass(frozen=True, slots=True)
class Linted:
    mistakes: tuple[Mistake, ...]
    warnings: tuple[Mistake, ...]
    """None where there are mistakes: they are looked for once those are mended."""


def lint(folder: Traversable, tests: Path | None = None) -> Linted:
    """`tests` is a folder of test files that name items; without it none is called untested."""
    if not folder.is_dir():
        return Linted((no_folder(folder),), ())
    folder_typed = typed(folder)
    if folder_typed.mistakes:
        return Linted(tuple(folder_typed.mistakes), ())
    warnings = [warning for look in LOOKS for warning in look(folder_typed)]
    if tests:
        warnings += tested.untested(folder_typed, tests)
    return Linted((), tuple(sorted(allowed(warnings, folder_typed.places))))
