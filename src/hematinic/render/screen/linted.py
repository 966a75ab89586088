"""The mistakes and warnings of a guideline: what `hematinic lint` says."""

from collections.abc import Sequence

from rich.text import Text

from hematinic.guideline.counted import counted
from hematinic.guideline.lint import Linted
from hematinic.guideline.lint.pages import PAGES
from hematinic.guideline.mistake import Mistake, Place
from hematinic.render.face import Face
from hematinic.render.screen.console import console

STYLES = {True: "bold red", False: "bold yellow"}
"""Of the mark, by whether it is a mistake."""


def exit_status(linted: Linted, strict: bool) -> int:
    return 1 if linted.mistakes or (strict and linted.warnings) else 0


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


def as_face(linted: Linted) -> LintAnswer:
    return LintAnswer(list(map(_mistake, linted.mistakes)), list(map(_mistake, linted.warnings)))


def _mistake(mistake: Mistake) -> LintMistake:
    also = [LintPlace(*_place(place)) for place in mistake.also]
    page = f"{PAGES}/{mistake.kind}.md"
    return LintMistake(
        *_place(mistake.place), mistake.kind, mistake.says, mistake.help, mistake.source, also, page
    )


def _place(place: Place) -> tuple[str, int, int, int]:
    return place.file, place.span.line, place.span.column, place.span.end


def show(linted: Linted) -> None:
    out = console()
    out.soft_wrap = True
    for mistakes, mistake in ((linted.mistakes, True), (linted.warnings, False)):
        for item in mistakes:
            out.print(Text("\n").join(_styled(item, mistake=mistake)))
    out.print(Text(_summary(linted), style="bold"))
    if linted.mistakes or linted.warnings:
        out.print("`hematinic lint --explain KIND` tells more of a kind, with an example.")


def _styled(found_mistake: Mistake, *, mistake: bool) -> list[Text]:
    """Color for the place and the mark alone: what is said is plain."""
    head, *rest = found_mistake.lines()
    first = Text(
        head
        if mistake
        else head.replace(f" [{found_mistake.kind}]", f" [warning: {found_mistake.kind}]")
    )
    first.stylize("bold", 0, head.index(": ") + 1)
    lines = [first]
    for line in rest:
        marked = Text(line)
        if line.lstrip().startswith("| ") and set(line.split("| ", 1)[1].strip()) == {"^"}:
            marked.stylize(STYLES[mistake], line.index("| ") + 1)
        lines.append(marked)
    return lines


def _summary(linted: Linted) -> str:
    if linted.mistakes:
        files = len({mistake.file for mistake in linted.mistakes})
        mistakes = counted(len(linted.mistakes), "mistake")
        return (
            f"{mistakes} in {counted(files, 'file')}; warnings are looked for once there are none"
        )
    if linted.warnings:
        return f"No mistakes, {counted(len(linted.warnings), 'warning')}"
    return "No mistakes, no warnings"
