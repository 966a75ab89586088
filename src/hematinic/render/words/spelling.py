"""British spelling of what is written in American spelling, and back, by one table.

The knowledge is written once, in American spelling. Codes and addresses keep theirs: a token that
looks like one is left alone, and of a page only the text is respelled, neither titles of sources
nor what a reader typed.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

from hematinic.guideline import shared
from hematinic.plan.model import Plan

Spelling = Literal["us", "uk"]

LOCALES: dict[Spelling, str] = {"us": "en-US", "uk": "en-GB"}

KEPT = {"Hematinic"}
"""Our own name."""

HEAD = 4
"""Letters; no stem and no word is shorter."""

WORD = re.compile(r"[A-Za-z]{4,}")
TOKEN = re.compile(r"\S*")

CODE = re.compile(r"[_@\d\\]|://|\w\.\w|^/|[#?=]")
"""What is in an identifier, a code or an address, and in no word."""

UNTOUCHED = frozenset(("cite", "code", "pre", "script", "style", "textarea"))
"""Elements of a page whose text is not ours, or no prose."""

SPOKEN = re.compile(r' (?:alt|aria-label|data-label|placeholder|title)="[^"]*"')
"""The attributes that are read."""


class _Table:
    """Words are looked up by their first letters: most are none of ours, and a page has 20,000."""

    def __init__(self, stems: Mapping[str, str], words: Mapping[str, str]) -> None:
        self.words = words
        self.stems: dict[str, list[tuple[str, str]]] = {}
        for old, new in stems.items():
            self.stems.setdefault(old[:HEAD], []).append((old, new))
        self.heads = {*self.stems, *(word[:HEAD] for word in words)}

    def applied(self, text: str) -> str:
        return WORD.sub(self.word, text)

    def word(self, match: re.Match[str]) -> str:
        written = match[0]
        if written[:HEAD].lower() not in self.heads:
            return written
        new = self.new(written.lower())
        if not new or written in KEPT or _is_code(match):
            return written
        return _in_case_of(written, new)

    def new(self, word: str) -> str:
        if word in self.words:
            return self.words[word]
        for old, new in self.stems.get(word[:HEAD], ()):
            if word.startswith(old):
                return new + word[len(old) :]
        return ""


def words() -> dict[str, str]:
    """American to British."""
    known = shared.spelling()
    british = {f"{verb}iz{end}": f"{verb}is{end}" for verb in known.verbs for end in known.ends}
    return british | known.words


@cache
def _british() -> _Table:
    known = shared.spelling()
    return _Table(known.stems | known.only_to_british, words())


@cache
def _american() -> _Table:
    stems = {new: old for old, new in shared.spelling().stems.items()}
    return _Table(stems, {new: old for old, new in words().items()})


def british(text: str) -> str:
    return _british().applied(text)


def american(text: str) -> str:
    return _american().applied(text)


def of_jurisdiction(plan: Plan) -> Spelling:
    """British for a plan by UK labels, else American; used where the reader has chosen none."""
    return "uk" if plan.assessment.value("jurisdiction") == "UK" else "us"


def spelled(text: str, spelling: Spelling) -> str:
    return british(text) if spelling == "uk" else text


def british_page(html: str) -> str:
    """Of a page the text and the spoken attributes. `<` and `>` stand escaped in both, so that
    they are the borders of tags and of nothing else."""
    return "".join(_parts(html))


def _parts(html: str) -> Iterator[str]:
    inside = ""
    for part in re.split(r"(<[^<>]*>)", html):
        if not part.startswith("<"):
            yield part if inside else british(part)
            continue
        name = part.strip("</>").split(" ", 1)[0].split("\n", 1)[0]
        if inside:
            inside = "" if part == f"</{inside}>" else inside
        elif name in UNTOUCHED and not part.startswith("</"):
            inside = name
        yield SPOKEN.sub(lambda match: _attribute(match[0]), part)


def _attribute(text: str) -> str:
    name, _, value = text.partition('="')
    return f'{name}="{british(value[:-1])}"'


def _is_code(match: re.Match[str]) -> bool:
    """By what stands around the word up to the next spaces."""
    text = match.string
    start = max(text.rfind(space, 0, match.start()) for space in " \n\t\u00a0") + 1
    token = TOKEN.match(text, start)
    assert token is not None
    # An entity of HTML is one sign, and its letters are none of the word's.
    bare = re.sub(r"&#?\w+;", "’", token[0]).strip("()[]{}.,;:!?\"'“”‘’…")
    if CODE.search(bare):
        return True
    return "-" in bare and bare.partition("-")[0].lower() not in shared.spelling().prefixes


def _in_case_of(written: str, new: str) -> str:
    if written.isupper():
        return new.upper()
    return new.capitalize() if written[0].isupper() else new
