"""A difference as text for a terminal: each patient, and the first layer of the plan before and
after; what is beyond what was meant stands first, in red."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec
from rich.console import Console
from rich.markup import escape

from hematinic.guideline.amounts import encoded
from hematinic.guideline.counted import counted
from hematinic.proof.difference.model import Beside, Difference, NowLayer, Shown
from hematinic.proof.vignettes import written

WIDTH = 100
BESIDE = {"questions": "which questions are asked", "timetables": "how a day is laid out"}
"""What the solver does not compare."""
MOST = 20

TEXTS = {
    "words": "texts that readers read",
    "reading": "texts on which it depends how a record is read",
    "claims": "claims, sources and notes",
    "other": "other texts",
}


def to_json(difference: Difference) -> bytes:
    fields = msgspec.to_builtins(difference, enc_hook=encoded) | {
        "as_meant": difference.as_meant,
        "proved": difference.proved,
    }
    return msgspec.json.format(msgspec.json.encode(fields), indent=1) + b"\n"


def show(difference: Difference) -> None:
    console = Console(width=WIDTH, highlight=False, soft_wrap=True)
    for line in lines(difference):
        console.print(line)


def lines(difference: Difference) -> Iterator[str]:
    """With the marks of rich for what is red."""
    yield from summary(difference)
    ordered = sorted(difference.patients, key=lambda shown: not shown.beyond)
    for i, shown in enumerate(ordered, 1):
        yield ""
        yield from patient(i, shown)
    if difference.doubtful:
        yield "\n[bold]Neither shown nor ruled out[/]"
    for doubt in difference.doubtful:
        yield _marked(f"{doubt.kind.says}: {doubt.because}", doubt.beyond)
    if difference.idle:
        yield "\n[bold]Meant, and happens to none of these patients[/]"
        yield from (f"  {escape(clause.says)}" for clause in difference.idle)
    yield from _texts(difference)
    yield "\n[bold]Beside what a plan decides[/]"
    yield from beside(BESIDE["questions"], difference.questions)
    yield from beside(BESIDE["timetables"], difference.timetables)


def beside(what: str, compared: Beside) -> Iterator[str]:
    """What is the same for everybody, or of how many of those who were looked at it is not."""
    if compared.proved:
        yield f"  {what}: made the same way in both. Proved."
        return
    looked = f"{compared.differ} of {compared.looked} made-up patients differ"
    yield f"  {what}: {looked}; of others nothing is proved."
    for change in compared.changes[:MOST]:
        yield f"    {escape(textwrap.shorten(change.says, 160))} ({change.people})"
    if len(compared.changes) > MOST:
        yield f"    and {len(compared.changes) - MOST} more"


def summary(difference: Difference) -> Iterator[str]:
    kinds, people = len(difference.kinds), len(difference.patients)
    if not people and difference.proved:
        yield "[bold]Every patient gets the same plan.[/] Proved."
    else:
        shown = f"{counted(kinds, 'kind')} of difference, shown by {counted(people, 'patient')}."
        yield f"[bold]{shown}[/]"
        if difference.proved:
            yield "Proved: nobody's plan differs in any other way."
    if difference.stated and people:
        many = len(difference.beyond)
        says = (
            f"{counted(many, 'patient')} beyond what was meant."
            if many
            else "None is beyond what was meant."
        )
        yield f"[bold red]{says}[/]" if many else says
    if difference.apart:
        yield f"Taken otherwise from a record: {escape(', '.join(difference.apart))}."


def patient(number: int, shown: Shown) -> Iterator[str]:
    beyond = " [bold red]beyond what was meant[/]" if shown.beyond else ""
    yield f"[bold]Patient {number}[/]{beyond}"
    yield from (f"  {escape(line)}" for line in written(shown.file).splitlines())
    yield "  [bold]What differs[/]"
    shows = set(shown.shows)
    for change in sorted(shown.changes, key=lambda c: (not c.beyond, c.kind not in shows)):
        yield _marked(change.says, change.beyond)
        if change.text and change.kind in shows:
            yield from (f"      {escape(line)}" for line in textwrap.wrap(change.text, WIDTH - 8))
    for heading, layer in (("Before", shown.before), ("After", shown.after)):
        yield f"  [bold]{heading}[/]"
        yield from (f"    {escape(line)}" for line in now(layer))


def _marked(says: str, beyond: bool | None) -> str:
    return f"  [red]! {escape(says)}[/]" if beyond else f"    {escape(says)}"


def now(layer: NowLayer) -> Iterator[str]:
    yield from textwrap.wrap(layer.bottom_line, WIDTH - 6)
    for heading, texts in layer.rows:
        for text in texts:
            yield from textwrap.wrap(f"{heading}: {text}", WIDTH - 6, subsequent_indent="  ")


def _texts(difference: Difference) -> Iterator[str]:
    counts = Counter(text.of for text in difference.texts)
    for of, many in counts.items():
        yield f"\n[bold]{many} {TEXTS[of]} differ[/]"
        yield from _written([text for text in difference.texts if text.of == of])


def _written(texts: Sequence[object]) -> Iterator[str]:
    for changed in texts[:40]:
        yield f"  {escape(changed.place)}"  # type: ignore[attr-defined]
        for sign, text in (("-", changed.before), ("+", changed.after)):  # type: ignore[attr-defined]
            if text:
                yield f"    {sign} {escape(textwrap.shorten(text, 200))}"
    if len(texts) > 40:
        yield f"  and {len(texts) - 40} more"
