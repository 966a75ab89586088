"""A plan or an answer on standard output, in the format that was asked for."""

import sys
from typing import TYPE_CHECKING

from rich.text import Text

from hematinic.cli.options import Format, Locale
from hematinic.plan.model import Plan
from hematinic.record.events import Record
from hematinic.render.face import written
from hematinic.render.faces import FACES, Options
from hematinic.render.screen.console import console as terminal
from hematinic.render.screen.console import printable
from hematinic.render.words.spelling import Spelling, of_jurisdiction

if TYPE_CHECKING:
    from rich.console import Console

    from hematinic.answers import Answer, Sentence


def write(plan: Plan, record: Record, name: str, options: Options) -> None:
    """In the format of that name: `text` for a terminal, or one of the register."""
    if name == "text":
        from hematinic.render.screen.terminal import show

        show(
            plan,
            options.reader,
            options.changes,
            depth=options.depth,
            account=options.account or (),
        )
        return
    face = FACES[name]
    content = face.write(plan, record, options)
    sys.stdout.buffer.write(printable(content.decode()).encode() if face.prose else content)


def spelling_of(plan: Plan, locale: Locale | None) -> Spelling:
    if locale is None:
        return of_jurisdiction(plan)
    return "uk" if locale == "en-GB" else "us"


def write_answer(answer: "Answer", format: Format, more: bool = False) -> None:  # noqa: A002
    """One sentence that answers, at most one behind it; the rest with `more`."""
    if format == "json":
        from hematinic.answers import as_face  # its index is slow to load

        sys.stdout.buffer.write(written(as_face(answer)))
        return
    out = terminal()
    out.print(Text(answer.behavior.replace("_", " ").upper(), style="bold"))
    folded = [sentence for sentence in answer.sentences if sentence.place == "more"]
    for sentence in answer.sentences:
        if sentence.place != "more":
            _print_sentence(out, sentence, "bold" if sentence.place == "first" else "")
    if answer.understood:
        out.print(Text(f"Understood: {'; '.join(answer.understood)}", style="dim"))
    for question in answer.asks:
        out.print(Text(f"? {question}"))
    if folded and not more:
        out.print(Text(f"--more tells {len(folded)} more", style="dim"))
    for sentence in folded if more else ():
        _print_sentence(out, sentence, "")
    if answer.status != "approved":
        out.print(Text(answer.notice, style="italic"))


def _print_sentence(out: "Console", sentence: "Sentence", style: str) -> None:
    line = Text(sentence.text, style=style)
    codes = ", ".join(sentence.statements)
    line.append(f" [{codes}]" if codes else "", style="dim")
    out.print(line)
