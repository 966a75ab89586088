"""`hematinic lint`: which folder is looked at, with which tests, and how it is told."""

import sys
from pathlib import Path

from hematinic.cli.options import Format
from hematinic.expressions.faults import closest
from hematinic.guideline.lint import lint, pages
from hematinic.guideline.lint.tested import tests_of
from hematinic.guideline.load import builtin
from hematinic.record.events import RecordError
from hematinic.render.face import written
from hematinic.render.screen import linted


def run(
    folder: Path | None,
    printed: Format,
    strict: bool,
    tests: Path | None,
    explain: str | None,
) -> int:
    """The exit status. Raises RecordError where a kind or a folder of tests is not known."""
    if explain is not None:
        print(_explained(explain))
        return 0
    if tests is not None and not tests.is_dir():
        raise RecordError([f"{tests}: there is no such folder of tests"])
    result = lint(folder or builtin(), tests or tests_of(folder))
    if printed == "json":
        sys.stdout.buffer.write(written(linted.as_face(result)))
    else:
        linted.show(result)
    return linted.exit_status(result, strict)


def _explained(kind: str) -> str:
    try:
        # Without the comment at its head, which tells how the page was written.
        return pages.markdown(kind).split("-->", 1)[1].strip()
    except KeyError:
        close = closest(kind, pages.kinds())
        hint = f"; did you mean {close}?" if close else f"; there is {', '.join(pages.kinds())}"
        raise RecordError([f"lint: there is no kind of mistake called '{kind}'{hint}"]) from None
