"""What is wrong with a file that is no YAML, in words that need no YAML.

The reader of YAML says where it could not go on, often a line too late, and of what it expected.
People make a few mistakes again and again: a tab, a colon without its space, a text that needs
quotes. Each is looked for around that place; only then are the reader's own words told.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

YamlKind = Literal[
    "not-utf-8",
    "tab",
    "indentation",
    "colon-without-space",
    "dash-without-space",
    "missing-colon",
    "unclosed",
    "quote-the-text",
    "twice",
    "not-used-here",
    "not-yaml",
]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Lines and columns count from 1; `end` is the column after the last character."""

    line: int
    column: int = 1
    end: int = 1


@dataclass(frozen=True, slots=True)
class YamlFault:
    kind: YamlKind
    says: str
    span: Span
    help: str = ""


def twice(name: str, span: Span, before: int) -> YamlFault:
    says = f"`{name}` stands here twice; the first is on line {before}"
    return YamlFault("twice", says, span, "take one of them out, or give it another name")


def unreadable(text: str, error: Exception) -> YamlFault:
    """What no place is known of: a character that cannot be shown, brackets without end."""
    position = getattr(error, "position", None)
    if not isinstance(position, int):
        return YamlFault("not-yaml", f"not YAML: {str(error).splitlines()[0]}", Span(1))
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    says = "a character stands here that cannot be seen"
    return YamlFault("not-yaml", says, Span(line, column, column + 1), "delete it")


def not_utf_8(content: bytes, at: int) -> YamlFault:
    line = content.count(b"\n", 0, at) + 1
    column = len(content[:at].rpartition(b"\n")[2].decode(errors="replace")) + 1
    says = "this file is not saved as UTF-8: this sign cannot be read"
    helps = "save the file as UTF-8 (in the editor: `Save with encoding`), and write the sign anew"
    return YamlFault("not-utf-8", says, Span(line, column, column + 1), helps)


def misread(text: str, error: Any) -> YamlFault:
    return _Misread(text, error).fault()


_KEY = re.compile(r"\s*(?:- +)*(?P<key>[\w.-]+|\"[^\"]*\"|'[^']*'):(?:\s+|\Z)(?P<value>.*)")
"""A line that begins with a key, and what stands after it."""


class _Misread:
    def __init__(self, text: str, error: Any) -> None:
        self.lines = text.split("\n")
        self.problem, self.context = error.problem or "", error.context or ""
        # Where the parser stopped, which is often a line behind the slip: `near` looks back from
        # there.
        mark = error.problem_mark or error.context_mark
        self.at = min(mark.line, len(self.lines) - 1) if mark else 0
        self.column = mark.column if mark else 0
        opened = error.context_mark or mark
        last = len(self.lines) - 1
        self.opened = (min(opened.line, last), opened.column) if opened else (0, 0)

    def fault(self) -> YamlFault:
        looks: tuple[Callable[[], YamlFault | None], ...] = (
            self.tab, self.document, self.quote, self.bracket, self.colon, self.dash,
            self.special, self.escape, self.inner_colon, self.missing_colon, self.indentation,
        )  # fmt: skip
        # The order is that of certainty: a tab is nothing else; a missing colon is a guess, and
        # comes late.
        for look in looks:
            fault = look()
            if fault:
                return fault
        says = f"this cannot be read: {self.problem or 'it is no YAML'}"
        return YamlFault("not-yaml", says, self.rest(self.at), "compare it with the entry above")

    # Places

    def near(self) -> Iterator[int]:
        """The line where it stopped, those before it that hold something, where it began."""
        yield self.at
        before = [i for i in range(self.at) if self.lines[i].strip()]
        yield from reversed(before[-2:])
        # The keys above it: what is further in is text that goes on.
        yield from (i for i in reversed(before[:-2]) if self.indent(i) == self.indent(self.at))
        yield self.opened[0]

    def rest(self, line: int, column: int | None = None) -> Span:
        """From a column (the first that is not empty) to the end of the line."""
        text = self.lines[line]
        start = len(text) - len(text.lstrip()) if column is None else column
        return Span(line + 1, start + 1, max(len(text.rstrip()), start + 1) + 1)

    def indent(self, line: int) -> int:
        text = self.lines[line]
        return len(text) - len(text.lstrip(" "))

    # What is looked for

    def tab(self) -> YamlFault | None:
        for i in range(self.at + 1):
            tab = re.match(r" *(?:- *)*(\t+)", self.lines[i])
            if tab:
                span = Span(i + 1, tab.start(1) + 1, tab.end(1) + 1)
                helps = "delete the tab and write spaces, two for each level"
                return YamlFault("tab", "this line begins with a tab", span, helps)
        return None

    def document(self) -> YamlFault | None:
        if "another document" not in self.problem:
            return None
        says = "--- begins another document; a file is one"
        return YamlFault("not-used-here", says, self.rest(self.at), "take the line out")

    def quote(self) -> YamlFault | None:
        """A quote that is never closed, or closed too early."""
        for i in range(self.at + 1):
            match = _KEY.match(self.lines[i])
            value = match["value"].rstrip() if match else ""
            start = match.start("value") if match else 0
            mark = value[:1]
            if mark not in ("'", '"') or not mark:
                continue
            inside = value[1:].replace("\\\\", "__").replace('\\"', "__")
            inside = inside.replace("''", "__") if mark == "'" else inside
            closed = inside.find(mark)
            if closed < 0 and self._goes_on(i):
                says = f"the quote {mark} is opened here and never closed"
                span, helps = Span(i + 1, start + 1, start + 2), f"put a {mark} where the text ends"
                return YamlFault("unclosed", says, span, helps)
            after = inside[closed + 1 :].strip()
            if closed >= 0 and i == self.at and after and not after.startswith("#"):
                other = "'" if mark == '"' else '"'
                says = "the text goes on after its closing quote"
                helps = f"put {other} around the whole text, or write {mark} inside it twice"
                if mark == '"':
                    helps = "put ' around the whole text, or write \\\" inside it"
                return YamlFault("quote-the-text", says, self.rest(i, start + closed + 2), helps)
        return None

    def _goes_on(self, line: int) -> bool:
        """Whether what follows a line looks like other keys, and not like more of its text."""
        following = next((text for text in self.lines[line + 1 :] if text.strip()), "")
        return not following or bool(_KEY.match(following)) or "end of stream" in self.problem

    def bracket(self) -> YamlFault | None:
        if "flow" not in self.context and "end of stream" not in self.problem:
            return None
        line, column = self.opened
        sign = self.lines[line][column : column + 1]
        if sign not in "[{" or not sign:
            return None
        close = "]" if sign == "[" else "}"
        if line != self.at or self.lines[line].count(close) < self.lines[line].count(sign):
            says = f"the bracket {sign} is opened here and never closed"
            span = Span(line + 1, column + 1, column + 2)
            return YamlFault("unclosed", says, span, f"put a {close} where it ends")
        says = "inside the brackets something cannot be read from here on"
        helps = "a comma is missing before it, or the text with a colon or a bracket needs quotes"
        return YamlFault("quote-the-text", says, self.rest(self.at, self.column), helps)

    def colon(self) -> YamlFault | None:
        for i in self.near():
            match = re.match(r"(\s*(?:- +)*[A-Za-z_][\w-]*):([^\s:/\"'].*)", self.lines[i])
            if match and not _KEY.match(self.lines[i]):
                column = len(match[1]) + 1
                says = "a colon needs a space after it"
                key = match[1].strip().lstrip("- ")
                span = Span(i + 1, column, column + 1)
                return YamlFault(
                    "colon-without-space", says, span, f"write `{key}: {match[2].strip()}`"
                )
        return None

    def dash(self) -> YamlFault | None:
        for i in self.near():
            match = re.match(r"(\s*)-([^\s-].*)", self.lines[i])
            if match:
                column = len(match[1]) + 1
                says = "a list item begins with a dash and a space"
                span = Span(i + 1, column, column + 1)
                return YamlFault("dash-without-space", says, span, f"write `- {match[2].strip()}`")
        return None

    def special(self) -> YamlFault | None:
        """A text that begins with a sign that means something else."""
        for i in dict.fromkeys((self.at, self.opened[0])):
            match = _KEY.match(self.lines[i]) or re.match(r"\s*-\s+(?P<value>.*)", self.lines[i])
            value = match["value"].rstrip() if match else ""
            if re.fullmatch(r"[|>][+-]?\d?", value):
                continue
            flow = _after_brackets(value)
            if match and flow and value[-1] in "]}":
                says = f"this {value[-1]} closes nothing"
                column = match.start("value") + len(value)
                return YamlFault("unclosed", says, Span(i + 1, column, column + 1), "take it out")
            if match and ((value[:1] in "@`%*&!|>" and value) or flow):
                says = f"a text that begins with {value[:1]} needs quotes"
                span = self.rest(i, match.start("value"))
                return YamlFault("quote-the-text", says, span, f"write {_quoted(value)}")
        return None

    def escape(self) -> YamlFault | None:
        if "escape" not in self.problem:
            return None
        says = "a \\ in double quotes begins a special sign, and this is none"
        span = Span(self.at + 1, self.column, self.column + 2)
        return YamlFault("quote-the-text", says, span, "put ' around the text, or write \\\\")

    def inner_colon(self) -> YamlFault | None:
        if "mapping values" not in self.problem:
            return None
        match = _KEY.match(self.lines[self.at])
        if not match or self.column < match.start("value"):
            return None
        value = match["value"].rstrip()
        says = "a text with a colon and a space in it needs quotes"
        span = self.rest(self.at, match.start("value"))
        return YamlFault("quote-the-text", says, span, f"write {_quoted(value)}")

    def missing_colon(self) -> YamlFault | None:
        columns = {self.indent(i) for i, text in enumerate(self.lines) if _KEY.match(text)}
        last = list(self.near())[:2]
        for i in dict.fromkeys((*self.near(), *range(self.at))):
            match = re.match(r"(\s*)([A-Za-z_][\w-]*)(\s+\S.*|\s*)\Z", self.lines[i])
            if not match or self.lines[i].rstrip().endswith(":"):
                continue
            folded = re.fullmatch(r"[|>][+-]?\d?", match[3].strip())
            nearby = i in last or self.indent(i) == self.indent(self.at)
            if folded or self.opens(i) or (nearby and self.indent(i) in columns):
                start = len(match[1])
                says = f"`{match[2]}` has no colon after it"
                right = f"{match[2]}: {match[3].strip()}".rstrip()
                span = Span(i + 1, start + 1, start + len(match[2]) + 1)
                return YamlFault("missing-colon", says, span, f"write `{right}`")
        return None

    def opens(self, line: int) -> bool:
        """Whether the next line is a key further in."""
        after = self.lines[line + 1] if line + 1 < len(self.lines) else ""
        return bool(_KEY.match(after)) and self.indent(line + 1) > self.indent(line)

    def indentation(self) -> YamlFault | None:
        text = self.lines[self.at]
        above = [i for i in range(self.at) if self.lines[i].strip()]
        if not above or not text.strip():
            return None
        here, before = self.indent(self.at), self.indent(above[-1])
        levels = {self.indent(i) for i in above}
        if here in levels and not text.lstrip().startswith("- ") and here <= before:
            return None
        says = f"this line begins {_spaces(here)} in, the line above {_spaces(before)}"
        helps = "begin what belongs together in one column; two spaces more for what is inside"
        if text.lstrip().startswith("- "):
            says = "this item of a list stands where a key should stand"
            helps = "put it below the key whose list it is, or write a key instead of the dash"
        span = Span(self.at + 1, 1, max(here, 1) + 1)
        return YamlFault("indentation", says, span, helps)


def _after_brackets(value: str) -> str:
    """What stands after the bracket that a value begins with is closed; comments do not count."""
    if value[:1] not in ("[", "{"):
        return ""
    depth, quote = 0, ""
    for i, character in enumerate(value):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character in "[{":
            depth += 1
        elif character in "]}":
            depth -= 1
            if not depth:
                return value[i + 1 :].partition("#")[0].strip()
    return ""


def _spaces(count: int) -> str:
    return {0: "not at all", 1: "1 space"}.get(count, f"{count} spaces")


def _quoted(text: str) -> str:
    if '"' not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"
