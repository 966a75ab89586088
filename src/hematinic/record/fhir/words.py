"""What a result is called, in words: read only where all of its words are of one measurement.

A name may add its specimen, where that is the element's own, and words that change nothing
(`level`, `by automated count`). Any other word may make it something else: `hemoglobin A1c`.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from hematinic.guideline.model import Element
from hematinic.record.written import plain

IDLE = frozenset(
    {
        "a", "an", "and", "or", "of", "in", "by", "the", "level", "levels", "measurement",
        "measured", "estimation", "estimated", "lvl", "observation",
        "result", "test", "concentration", "conc", "value",
        "quantitative", "observed", "venous", "automated", "calculation", "calculated",
        "immunoassay", "method", "assay", "lab", "poct", "observable", "entity", "procedure",
        "finding", "substance", "whole",
    }
)  # fmt: skip
"""Words that change nothing; `automated count` is one of two."""

_BRACKETS = re.compile(r"\[[^\[\]]*\]")
_PAREN = re.compile(r"\(([^()]*)\)")
_AUTOMATED = re.compile(r"\bby automated count\b")
_WORD = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*[+%]?|%")

LONGEST = 200

Words = frozenset[str]


_PREFIX = re.compile(r"^(f?[spbu])-(?=[^\W\d]{2})")
_SPECIMENS = {"s": "serum", "p": "plasma", "b": "blood", "u": "urine"}


def words(text: str) -> Words:
    """`S-Ferritin`, as northern laboratories print it, is ferritin in serum."""
    text = _AUTOMATED.sub(" ", plain(text).strip().lower()).replace("'", "")
    text = _PREFIX.sub(lambda prefix: f"{_SPECIMENS[prefix[1][-1]]} ", text)
    return frozenset(_WORD.findall(text))


class ResultNames:
    """The names of measurements; two elements of one name are told apart by nothing here."""

    def __init__(self, elements: Mapping[str, Element]) -> None:
        self.specimens = {name: frozenset(e.specimens) for name, e in elements.items()}
        self.by_words: dict[Words, str] = {}
        ambiguous: set[Words] = {frozenset()}
        for name, element in elements.items():
            if element.kind in ("quantity", "result"):
                for known in _names(name, element):
                    if self.by_words.setdefault(words(known) - IDLE, name) != name:
                        ambiguous.add(words(known) - IDLE)
        for shared in ambiguous:
            self.by_words.pop(shared, None)
        self.also = {
            name: frozenset().union(*(known for known, of in self.by_words.items() if of == name))
            for name in set(self.by_words.values())
        }
        """All words of an element's names: two of them in one text are still that element."""
        self.agreed = lru_cache(maxsize=4096)(self._agreed)
        self.found = lru_cache(maxsize=4096)(self._found)
        self.like = lru_cache(maxsize=4096)(self._like)

    def _agreed(self, texts: tuple[str, ...]) -> str:
        """The one measurement that all of some texts name; empty where they do not."""
        names = {self.found(text[:LONGEST]) for text in texts}
        return names.pop() if len(names) == 1 else ""

    def _found(self, text: str) -> str:
        spoken = words(_BRACKETS.sub(" ", text)) - IDLE
        if spoken in self.by_words:
            return self.by_words[spoken]
        names = {
            name
            for known, name in self.by_words.items()
            if known <= spoken and spoken <= known | self.also[name] | self.specimens[name]
        }
        return names.pop() if len(names) == 1 else ""

    def _like(self, text: str) -> str:
        """What a text speaks of, whatever else it says; the longest of the names in it."""
        if name := self.found(text[:LONGEST]):
            return name
        spoken = words(_BRACKETS.sub(" ", text[:LONGEST])) - IDLE
        inside = [known for known in self.by_words if known <= spoken]
        return self.by_words[max(inside, key=lambda w: (len(w), sorted(w)))] if inside else ""


ELSEWHERE = frozenset(
    {
        "no", "not", "non", "without", "negative", "family", "fh", "mother", "father", "maternal",
        "risk", "screening", "allergy", "prevention", "excluded",
    }
)  # fmt: skip
"""With one of these a text speaks of what is not there, or not of the patient's own."""


class StateNames:
    """Conditions and procedures that a text speaks of: to point them out, never to read them."""

    def __init__(self, elements: Mapping[str, Element], *kinds: str) -> None:
        self.by_words = {
            words(known) - IDLE: name
            for name, element in elements.items()
            if element.kind in kinds
            for known in (name.replace("_", " "), _PAREN.sub(" ", element.label))
        }
        self.like = lru_cache(maxsize=4096)(self._like)

    def _like(self, text: str) -> str:
        spoken = words(text[:LONGEST]) - IDLE
        inside = [] if spoken & ELSEWHERE else [known for known in self.by_words if known <= spoken]
        return self.by_words[max(inside, key=lambda w: (len(w), sorted(w)))] if inside else ""


def _names(name: str, element: Element) -> Iterable[str]:
    label = _PAREN.sub(" ", element.label)
    short = _PAREN.findall(element.label)
    return (name.replace("_", " "), label, *short, *element.printed_as)
