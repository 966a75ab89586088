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


def to_json(found: Difference) -> bytes:
    told = msgspec.to_builtins(found, enc_hook=encoded) | {
        "as_meant": found.as_meant,
        "proved": found.proved,
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


def show(found: Difference) -> None:
    console = Console(width=WIDTH, highlight=False, soft_wrap=True)
    for line in lines(found):
        console.print(line)


def lines(found: Difference) -> Iterator[str]:
    """With the marks of rich for what is red."""
    yield from summary(found)
    ordered = sorted(found.patients, key=lambda one: not one.beyond)
    for i, one in enumerate(ordered, 1):
        yield ""
        yield from patient(i, one)
    if found.doubtful:
        yield "\n[bold]Neither shown nor ruled out[/]"
    for doubt in found.doubtful:
        yield _marked(f"{doubt.kind.says}: {doubt.because}", doubt.beyond)
    if found.idle:
        yield "\n[bold]Meant, and happens to none of these patients[/]"
        yield from (f"  {escape(one.says)}" for one in found.idle)
    yield from _texts(found)
    yield "\n[bold]Beside what a plan decides[/]"
    yield from beside(BESIDE["questions"], found.questions)
    yield from beside(BESIDE["timetables"], found.timetables)


def beside(what: str, found: Beside) -> Iterator[str]:
    """What is the same for everybody, or of how many of those who were looked at it is not."""
    if found.proved:
        yield f"  {what}: made the same way in both. Proved."
        return
    looked = f"{found.differ} of {found.looked} made-up patients differ"
    yield f"  {what}: {looked}; of others nothing is proved."
    for change in found.changes[:MOST]:
        yield f"    {escape(textwrap.shorten(change.says, 160))} ({change.people})"
    if len(found.changes) > MOST:
        yield f"    and {len(found.changes) - MOST} more"


def summary(found: Difference) -> Iterator[str]:
    kinds, people = len(found.kinds), len(found.patients)
    if not people and found.proved:
        yield "[bold]Every patient gets the same plan.[/] Proved."
    else:
        shown = f"{counted(kinds, 'kind')} of difference, shown by {counted(people, 'patient')}."
        yield f"[bold]{shown}[/]"
        if found.proved:
            yield "Proved: nobody's plan differs in any other way."
    if found.stated and people:
        many = len(found.beyond)
        says = (
            f"{counted(many, 'patient')} beyond what was meant."
            if many
            else "None is beyond what was meant."
        )
        yield f"[bold red]{says}[/]" if many else says
    if found.apart:
        yield f"Taken otherwise from a record: {escape(', '.join(found.apart))}."


def patient(number: int, one: Shown) -> Iterator[str]:
    yield f"[bold]Patient {number}[/]{' [bold red]beyond what was meant[/]' if one.beyond else ''}"
    yield from (f"  {escape(line)}" for line in written(one.file).splitlines())
    yield "  [bold]What differs[/]"
    shows = set(one.shows)
    for change in sorted(one.changes, key=lambda c: (not c.beyond, c.kind not in shows)):
        yield _marked(change.says, change.beyond)
        if change.text and change.kind in shows:
            yield from (f"      {escape(line)}" for line in textwrap.wrap(change.text, WIDTH - 8))
    for heading, layer in (("Before", one.before), ("After", one.after)):
        yield f"  [bold]{heading}[/]"
        yield from (f"    {escape(line)}" for line in now(layer))


def _marked(says: str, beyond: bool | None) -> str:
    return f"  [red]! {escape(says)}[/]" if beyond else f"    {escape(says)}"


def now(layer: NowLayer) -> Iterator[str]:
    yield from textwrap.wrap(layer.bottom_line, WIDTH - 6)
    for heading, told in layer.rows:
        for one in told:
            yield from textwrap.wrap(f"{heading}: {one}", WIDTH - 6, subsequent_indent="  ")


def _texts(found: Difference) -> Iterator[str]:
    counts = Counter(one.of for one in found.texts)
    for of, many in counts.items():
        yield f"\n[bold]{many} {TEXTS[of]} differ[/]"
        yield from _written([one for one in found.texts if one.of == of])


def _written(found: Sequence[object]) -> Iterator[str]:
    for one in found[:40]:
        yield f"  {escape(one.place)}"  # type: ignore[attr-defined]
        for sign, text in (("-", one.before), ("+", one.after)):  # type: ignore[attr-defined]
            if text:
                yield f"    {sign} {escape(textwrap.shorten(text, 200))}"
    if len(found) > 40:
        yield f"  and {len(found) - 40} more"
