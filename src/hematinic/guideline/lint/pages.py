"""What each kind of mistake is: its page, written from `kinds/`, and the example that has it."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import get_args

import msgspec

from hematinic.guideline import yaml
from hematinic.guideline.entry import Entry
from hematinic.guideline.mistake import Kind, Warns
from hematinic.guideline.places import Written
from hematinic.guideline.schema import converted

PAGES = "docs/lint"

INTRODUCTION = """\
`hematinic lint DIR` tells all mistakes of a guideline's folder at once, each with its file, its
line and what to do. With mistakes a guideline cannot be run. Once there are none, it warns of what
could be better; a warning is silenced where it stands, with a reason: `# allow KIND: reason`."""


class Page(Entry, frozen=True, kw_only=True):
    title: str
    what: str
    file: str
    """Of a guideline: where the example stands."""
    bad: str
    """Lines that have the mistake, and no other."""
    mended: str
    why: str
    also: dict[str, str] = msgspec.field(default_factory=dict)
    """What stands in other files besides, with and without the mistake."""
    replaces: str = ""
    """The lines of the small guideline in whose place they stand; else they are added."""
    encoding: str = "utf-8"
    """How the example is saved that has the mistake."""
    bad_name: str = ""
    """What the file is called that has the mistake."""
    bad_tests: str = ""
    mended_tests: str = ""
    """Of what is missed in tests: those."""


def kinds() -> list[str]:
    return sorted(_members(Kind))


def _members(of: object) -> set[str]:
    """Of a union of literals all words."""
    words: set[str] = set()
    for member in get_args(of):
        words |= {member} if isinstance(member, str) else _members(member)
    return words


def warns(kind: str) -> bool:
    return kind in get_args(Warns)


@cache
def page(kind: str) -> Page:
    """KeyError where there is no such kind."""
    if kind not in kinds():
        raise KeyError(kind)
    name = f"{kind}.yaml"
    document = yaml.read(files("hematinic.guideline.lint").joinpath("kinds", name).read_text())
    content, mistakes = converted(document.data, Page, Written(name, document, ()))
    assert not mistakes, mistakes
    page_read: Page = content
    return page_read


def markdown(kind: str) -> str:
    content = page(kind)
    sort = "A warning" if warns(kind) else "A mistake"
    bad, mended = (
        _lines(content.bad_name or content.file, content.bad),
        _lines(content.file, content.mended),
    )
    besides = [_lines(file, text) for file, text in content.also.items()]
    bad, mended = ("\n\n".join([example, *besides]) for example in (bad, mended))
    if content.bad_tests:
        bad, mended = _lines("tests", content.bad_tests), _lines("tests", content.mended_tests)
    return "\n\n".join(
        [
            f"<!-- Written by `make docs` from guideline/lint/kinds/{kind}.yaml. -->",
            f"# {content.title}",
            f"{sort}: `{kind}`",
            content.what.strip(),
            f"**Avoid**\n\n{bad}",
            f"**Prefer**\n\n{mended}",
            f"**Why**\n\n{content.why.strip()}\n",
        ]
    )


def _lines(file: str, text: str) -> str:
    printable = re.sub(r"[\x00-\x08\x0b-\x1f]", "\N{REPLACEMENT CHARACTER}", text.rstrip("\n"))
    language = "python" if file == "tests" else "yaml"
    return f"```{language}\n# {file}\n{printable}\n```"


def index() -> str:
    parts = ["<!-- Written by `make docs`. -->", "# What `hematinic lint` tells", INTRODUCTION]
    titles: Mapping[str, str] = {kind: page(kind).title for kind in kinds()}
    for head, warning in (("Mistakes", False), ("Warnings", True)):
        rows = [
            f"| [{kind}]({kind}.md) | {titles[kind]} |" for kind in titles if warns(kind) is warning
        ]
        parts.append("\n".join([f"## {head}\n", "| kind | what |", "|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"
