"""YAML 1.2, the place of everything in it, and what is told of a file that is none."""

from pathlib import Path

import pytest

from hematinic.guideline import yaml
from hematinic.guideline.yaml_faults import Span, not_utf_8

TOLD = (Path(__file__).parent / "yaml.txt").read_text()
"""In each block a text (its line breaks as \\n), and what is told: place, kind, what to do."""


def told(text: str) -> list[str]:
    lines: list[str] = []
    for fault in yaml.read_all(text)[1]:
        span = fault.span
        lines.append(f"{span.line}:{span.column}-{span.end} {fault.kind}: {fault.says}")
        lines += [f"    {fault.help}"] if fault.help else []
    return lines


def unescaped(text: str) -> str:
    for written, meant in (("\\n", "\n"), ("\\t", "\t"), ("\\a", "\a"), ("\\\\", "\\")):
        text = text.replace(written, meant)
    return text


@pytest.mark.parametrize("block", TOLD.rstrip("\n").split("\n\n"))
def test_what_is_no_yaml_is_told_in_full(block: str) -> None:
    text, *lines = block.split("\n")
    assert told(unescaped(text)) == lines


@pytest.mark.parametrize("block", TOLD.rstrip("\n").split("\n\n"))
def test_where_one_mistake_is_enough_the_first_is_raised(block: str) -> None:
    text, first, *_ = block.split("\n")
    with pytest.raises(yaml.YamlError) as error:
        yaml.read(unescaped(text))
    assert error.value.problem == first.split(": ", 1)[1]


def test_the_rest_of_a_broken_file_is_read() -> None:
    document, _ = yaml.read_all("a:\n  b: x: 1\nc:\n  d: [1, 2]\n# no entry\ne: @\nf: 3\n")
    assert document.data == {"a": yaml.BROKEN, "c": {"d": [1, 2]}, "e": yaml.BROKEN, "f": 3}
    assert document.line(("c", "d", 1)) == 4
    assert document.value(("f",)) == Span(7, 4, 5)
    assert document.key(("a",)) == Span(1, 1, 2)


def test_a_key_of_an_entry_at_the_margin_begins_no_entry() -> None:
    text = "a:\n  b: 1\nlabel: x\n  c: 2\nd: 3\n"
    document, [fault] = yaml.read_all(text, frozenset({"label"}))
    assert document.data == {"a": yaml.BROKEN, "d": 3}
    assert (fault.kind, fault.span) == ("indentation", Span(3, 1, 7))


def test_a_sign_that_is_not_utf_8_has_its_place() -> None:
    content = "a: 1\nb: é\n".encode() + "c: 5 µg\n".encode("latin-1")
    fault = not_utf_8(content, content.index(b"\xb5"))
    assert fault.span == Span(3, 6, 7)


@pytest.mark.parametrize(
    ("text", "word", "span"),
    [
        ("a: one two", "two", Span(1, 8, 11)),
        ('a: "one two"', "two", Span(1, 9, 12)),
        ("a: 'it''s two'", "two", Span(1, 11, 14)),
        ("a: one\n  two three", "three", Span(2, 7, 12)),
        ("a: >-\n  one\n  two three\n", "three", Span(3, 7, 12)),
        ("a: |\n  one\n  two\n", "two", Span(3, 3, 6)),
        ("a: [x, one two]", "two", Span(1, 12, 15)),
        ("a: é µ two", "two", Span(1, 8, 11)),
    ],
)
def test_a_word_of_a_text_is_found_in_the_file(text: str, word: str, span: Span) -> None:
    document = yaml.read(text)
    path: yaml.Path = ("a", 1) if "[" in text else ("a",)
    at = document.at(path).index(word)
    assert document.within(path, at, at + len(word)) == span


def test_the_end_of_a_text_is_one_further() -> None:
    assert yaml.read("a: one and").within(("a",), 7, 8) == Span(1, 11, 11)


def test_a_place_that_is_not_there_is_that_of_what_holds_it() -> None:
    document = yaml.read("a:\n  b: {c: 1}\n")
    assert document.value(("a", "b", "x", 3)) == document.key(("a", "b")) == Span(2, 3, 4)
    assert document.line(("q",)) == 1


def test_yaml_is_1_2() -> None:
    data = yaml.read("on: no\nyes: off\nn: 010\nf: 1.5\nt: true\nz: null\nq: '1'\n").data
    assert data == {"on": "no", "yes": "off", "n": 10, "f": 1.5, "t": True, "z": None, "q": "1"}


@pytest.mark.parametrize("opened", ["[", "{a: ", "- ", "[{a: "])
def test_nesting_without_end_is_refused_before_anything_descends_into_it(opened):
    with pytest.raises(yaml.YamlError, match=f"more than {yaml.DEPTH} deep|plain word"):
        yaml.read(opened * 60_000)
