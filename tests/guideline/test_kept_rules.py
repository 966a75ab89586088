"""Rules that were kept are the rules that were compiled, and nothing else is run for them."""

import marshal
import re
from dataclasses import fields

import pytest

from hematinic.expressions import syntax
from hematinic.expressions.python import Program
from hematinic.guideline.kept_rules import pack, unpack
from hematinic.guideline.rules import Rules, builtin, compiled


@pytest.fixture(scope="module")
def made() -> Rules:
    return compiled(builtin())


@pytest.fixture(scope="module")
def found(made) -> Rules:
    return unpack(pack(made))


@pytest.mark.parametrize("part", [one.name for one in fields(Rules)])
def test_every_part_comes_back_as_it_was(made, found, part):
    before, after = (as_text(part, rules) for rules in (made, found))
    assert before == after  # the text tells 1 from 1.0 and a list from a tuple


def as_text(part: str, rules: Rules) -> str:
    value = getattr(rules, part)
    if part in ("programs", "decided"):
        return repr([one.as_bytes() for one in value])
    if part == "open":
        return repr(value.as_bytes())
    if part == "probes":
        probes = value.items()
        return repr({name: (p.items, p.facts, p.program.as_bytes()) for name, p in probes})
    mapped = ("definitions", "claims", "relations", "worked")
    text = repr(dict(value) if part in mapped else value)
    return re.sub(r"\{('[^{}:]+')\}", in_order, text)


def in_order(names: re.Match[str]) -> str:
    """A set has no order of its own, and is written in that of its making."""
    return "{" + ", ".join(sorted(names[1].split(", "))) + "}"


def test_every_node_knows_its_place_in_the_text(made, found):
    for name, definition in made.definitions.items():
        nodes = (syntax.walk(one.node) for one in (definition, found.definitions[name]))
        for one, other in zip(*nodes, strict=True):
            assert (one, one.at, one.to) == (other, other.at, other.to)


def test_what_is_no_rules_is_an_error():
    for content in (b"", b"\x90", b"[]", b"\xc1"):
        with pytest.raises(ValueError, match=r"MessagePack|Expected|truncated"):
            unpack(content)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import os", "os"),
        ("def fill(f): f.append(1)", "append"),
        ("def fill(f):\n def inner(): open('x')\n inner()", "open"),
        ("def ask(f, m): [].__class__", "__class__"),
    ],
)
def test_a_program_that_asks_for_more_than_the_language_is_not_run(source, names):
    program = Program(marshal.dumps(compile(source, "<guideline>", "exec")))
    with pytest.raises(ValueError, match=names):
        _ = program.functions


def test_what_is_no_code_is_not_run():
    with pytest.raises(ValueError, match="no program of a guideline"):
        _ = Program(marshal.dumps({"fill": 1})).fill
