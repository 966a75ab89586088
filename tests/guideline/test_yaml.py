"""YAML from anywhere is read without harm: nesting is counted before anything descends into it."""

import time

import pytest

from hematinic.guideline import yaml


@pytest.mark.parametrize("opened", ["[", "{a: ", "- ", "[{a: "])
def test_nesting_without_end_is_refused(opened):
    began = time.process_time()
    with pytest.raises(yaml.YamlError, match=f"more than {yaml.DEPTH} deep|plain word"):
        yaml.read(opened * 60_000)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(("deep", "read"), [(yaml.DEPTH, True), (yaml.DEPTH + 1, False)])
def test_the_depth_that_is_read(deep, read):
    text = "[" * deep + "1" + "]" * deep
    if read:
        assert str(yaml.read(text).data) == text
    else:
        with pytest.raises(yaml.YamlError, match="deep"):
            yaml.read(text)


def test_each_value_has_its_line():
    document = yaml.read("a: 1\nb:\n  - x\n  - {c: on}\n")
    assert document.data == {"a": 1, "b": ["x", {"c": "on"}]}
    assert [document.line(path) for path in ((), ("b",), ("b", 1), ("b", 1, "c"))] == [1, 2, 4, 4]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: &x 1\nb: *x", "line 2: aliases"),
        ("a: 1\na: 2", "line 2: 'a' stands here twice"),
        ("a: 1\n--- \nb: 2", "line 2: a second document"),
        ("? [a]\n: 1", "line 1: a key"),
        ("a: [1", "line 2: did not find"),
        ("a: \0", "line 1: not YAML"),
        ("a: \ud800", "line 1: not YAML"),
    ],
)
def test_what_is_not_ours_is_refused_with_its_line(text, says):
    with pytest.raises(yaml.YamlError) as refused:
        yaml.read(text)
    assert str(refused.value).startswith(says)
