"""The pages as Markdown: one for each rule, one for the words that they use, and an index."""

from collections.abc import Iterable, Iterator

from hematinic.render.screen.markdown import escaped
from hematinic.review.book.page import Other, Page, Pages, Source, Stated
from hematinic.review.book.patients import Seen, Told

MADE = "<!-- Written by `make docs`{of}. -->"

WORDS = "words.md"

JOINED = {"and": "All of this:", "or": "Any of this:", "": ""}

NOBODY = "No patient is kept for this rule; `python -m tools.one_of_each` finds one."

EVERYBODY = (
    "There is none: it is proved that this is for everybody. No patient is just not among them."
)


def written(pages: Pages) -> dict[str, str]:
    """Every page by the name of its file."""
    all_pages = [*pages.all()]
    return {
        "README.md": _index(all_pages),
        WORDS: _words(pages),
        **{f"{page.id}.md": page_text(page) for page in all_pages},
    }


def page_text(page: Page) -> str:
    of = f" from {page.file}" if page.file else ""
    return _joined([MADE.format(of=of), f"# {escaped(page.title)}", *_body(page)])


def _body(page: Page) -> Iterator[str]:
    heads = [f"- {name}: {escaped(says)}" for name, says in page.heads]
    yield "\n".join([f"{page.kind} `{page.id}`, written in `{page.file}`.\n", *heads])
    yield "## What it carries out"
    yield "\n\n".join(map(_stated, page.carries_out)) or "No numbered sentence."
    yield "## To whom it applies"
    yield from _rule(page)
    yield "## What it says"
    yield "\n".join(f"- {whom}: {escaped(text)}" for whom, text in page.says)
    yield "## A patient who gets it"
    yield from _gets_it(page.gets_it)
    yield "## A near miss"
    yield from _near_miss(page)
    if page.replaces or page.replaced_by:
        yield "## What it replaces"
        yield "\n".join(_replaces(page))
    if page.why:
        yield "## Why"
        yield "\n".join(f"- {escaped(text)}" for text in page.why)
    yield "## Sources"
    yield "\n".join(map(_source, page.sources)) or "None."


def _stated(stated: Stated) -> str:
    note = f"\n>\n> *{escaped(stated.note)}*" if stated.note else ""
    return f"> **{escaped(stated.code)}** {escaped(stated.says)}{note}"


def _rule(page: Page) -> Iterator[str]:
    if page.joined:
        parts = "\n".join(f"- {escaped(part)}" for part in page.when)
        yield f"{JOINED[page.joined]}\n\n{parts}"
    else:
        yield escaped(" ".join(page.when))
    if page.unknown:
        yield page.unknown
    if page.words:
        means = (
            f"- **[{escaped(word.label)}]({WORDS}#{word.name})**: {escaped(word.means)}"
            for word in page.words
        )
        yield "What is meant by the words:\n\n" + "\n".join(means)
    if page.against:
        against = (
            f"- {escaped(objection.because)}: {escaped(objection.when)} {objection.unknown}"
            for objection in page.against
        )
        yield "What speaks against it:\n\n" + "\n".join(against)
    yield f"In the guideline:\n\n```text\n{page.written}\n```"


def _gets_it(patient: Seen | None) -> Iterator[str]:
    if patient is None:
        yield NOBODY
        return
    yield escaped(patient.person) + "."
    rows = [f"- {day}: {escaped(event)}" for day, event in patient.recorded]
    yield "\n".join(rows) or "Nothing is recorded."
    yield f"> {escaped(patient.told)}"


def _near_miss(page: Page) -> Iterator[str]:
    miss = page.just_not
    if miss is None:
        yield EVERYBODY if page.everybody else NOBODY
        return
    yield f"The same patient, but {escaped(difference(miss))}."
    yield "\n".join(f"- {escaped(reason)}" for reason in miss.because) or "- it does not apply"
    if miss.comes:
        comes = ", ".join(f"[{name}]({name}.md)" for name in miss.comes)
        yield f"What this patient is told, and the other is not: {comes}."


def difference(miss: Told) -> str:
    """`with ferritin 30 ug/L (…) instead of ferritin 29 ug/L (…)`"""
    was, now = "; ".join(miss.instead_of), "; ".join(miss.is_so)
    if was and now:
        return f"with: {now}; instead of: {was}"
    return f"also with: {now}" if now else f"without: {was}"


def _replaces(page: Page) -> Iterator[str]:
    if page.replaces:
        yield f"- Where it stands, these do not: {_others(page.replaces)}"
    if page.replaced_by:
        yield f"- Where one of these stands, it does not: {_others(page.replaced_by)}"


def _others(others: Iterable[Other]) -> str:
    return ", ".join(f"[{escaped(other.title)}]({other.id}.md)" for other in others)


def _source(source: Source) -> str:
    title = f"[{escaped(source.title)}]({source.link})" if source.link else escaped(source.title)
    return f"- {escaped(source.short)}: {title}; {escaped(source_about(source))}"


def source_about(source: Source) -> str:
    """`2024; at [3]; excerpt read; current`"""
    return "; ".join(
        filter(None, (source.year, source.at and f"at {source.at}", source.read, source.status))
    )


def _words(pages: Pages) -> str:
    head = [MADE.format(of=""), "# The words of the rules"]
    head.append("Every finding of the guideline, and what is meant by it.")
    findings = (
        f"## {word.name}\n\n**{escaped(word.label)}**: {escaped(word.means)}"
        for word in pages.findings()
    )
    return _joined([*head, *findings])


def _index(pages: list[Page]) -> str:
    parts = [MADE.format(of=""), "# Every rule", INTRODUCTION]
    for kind in dict.fromkeys(page.kind for page in pages):
        rows = [
            f"| [{page.id}]({page.id}.md) | {escaped(page.title)} | {_codes(page)} |"
            for page in pages
            if page.kind == kind
        ]
        table = [f"## {kind}s\n", "| id | what | carries out |", "|---|---|---|", *rows]
        parts.append("\n".join(table))
    return _joined(parts)


def _codes(page: Page) -> str:
    return ", ".join(escaped(stated.code) for stated in page.carries_out)


INTRODUCTION = """\
Each page has the rule in English under the sentence that it carries out, a patient who gets it, and
a near miss: somebody who differs in one thing and does not get it. Both are run each time that the
tests are. `make book` prints all pages as one document for a reviewer."""


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"
