"""The mistakes and warnings of a guideline: what `hematinic lint` says."""

from collections.abc import Sequence

from rich.text import Text

from hematinic.guideline.lint import Linted
from hematinic.guideline.lint.pages import PAGES
from hematinic.guideline.mistake import Mistake, Place
from hematinic.render.face import Face
from hematinic.render.screen.console import console

STYLES = {True: "bold red", False: "bold yellow"}
"""Of the mark, by whether it is a mistake."""


def exit_status(found: Linted, strict: bool) -> int:
    return 1 if found.mistakes or (strict and found.warnings) else 0


class LintPlace(Face, frozen=True):
    file: str
    line: int
    column: int
    end: int


class LintMistake(LintPlace, frozen=True):
    kind: str
    says: str
    help: str
    source: str
    also: Sequence[LintPlace]
    page: str


class LintAnswer(Face, frozen=True):
    """What is wrong with a guideline, as `hematinic lint DIR --format json` prints it."""

    mistakes: Sequence[LintMistake]
    warnings: Sequence[LintMistake]


def as_face(found: Linted) -> LintAnswer:
    return LintAnswer(list(map(_mistake, found.mistakes)), list(map(_mistake, found.warnings)))


def _mistake(one: Mistake) -> LintMistake:
    also = [LintPlace(*_place(place)) for place in one.also]
    page = f"{PAGES}/{one.kind}.md"
    return LintMistake(*_place(one.place), one.kind, one.says, one.help, one.source, also, page)


def _place(place: Place) -> tuple[str, int, int, int]:
    return place.file, place.span.line, place.span.column, place.span.end


def show(found: Linted) -> None:
    out = console()
    out.soft_wrap = True
    for told, mistake in ((found.mistakes, True), (found.warnings, False)):
        for one in told:
            out.print(Text("\n").join(_styled(one, mistake=mistake)))
    out.print(Text(_summary(found), style="bold"))
    if found.mistakes or found.warnings:
        out.print("`hematinic lint --explain KIND` tells more of a kind, with an example.")


def _styled(one: Mistake, *, mistake: bool) -> list[Text]:
    """Color for the place and the mark alone: what is said is plain."""
    head, *rest = one.lines()
    first = Text(head if mistake else head.replace(f" [{one.kind}]", f" [warning: {one.kind}]"))
    first.stylize("bold", 0, head.index(": ") + 1)
    lines = [first]
    for line in rest:
        marked = Text(line)
        if line.lstrip().startswith("| ") and set(line.split("| ", 1)[1].strip()) == {"^"}:
            marked.stylize(STYLES[mistake], line.index("| ") + 1)
        lines.append(marked)
    return lines


def _summary(found: Linted) -> str:
    if found.mistakes:
        files = len({one.file for one in found.mistakes})
        mistakes = _count(len(found.mistakes), "mistake")
        return f"{mistakes} in {_count(files, 'file')}; warnings are looked for once there are none"
    if found.warnings:
        return f"No mistakes, {_count(len(found.warnings), 'warning')}"
    return "No mistakes, no warnings"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
