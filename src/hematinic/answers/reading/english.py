"""The English that questions share, whatever they are about (knowledge/english.yaml)."""

from functools import cache
from importlib.resources import files

import msgspec

from hematinic.guideline import yaml
from hematinic.guideline.entry import Entry


class English(Entry, frozen=True, kw_only=True):
    american: dict[str, str]
    common: str
    before_im: str
    somebody: str
    """Words before an age that say whose it is,"""
    things: str
    """and those before how old a thing is."""


@cache
def english() -> English:
    text = files("hematinic.knowledge").joinpath("english.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.read(text).data, English)


@cache
def american() -> tuple[tuple[str, str], ...]:
    """British parts of words, each with the American one, in the order in which they are put."""
    return tuple(english().american.items())


@cache
def common() -> frozenset[str]:
    return frozenset(english().common.split())


@cache
def before_im() -> frozenset[str]:
    return frozenset(english().before_im.split())
