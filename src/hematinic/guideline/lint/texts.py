"""Every text of a guideline that somebody is told, where it stands, and how long it may be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hematinic.guideline.places import Places, Written
from hematinic.guideline.yaml import Path

EACH = "*"
"""Any key or any item of a list."""

WORDS: Mapping[str, Mapping[Path, int]] = {
    "elements": {("label",): 10, ("ask",): 20},
    "facts": {("label",): 15, ("ask",): 20},
    "limits": {("label",): 15},
    "findings": {("label",): 25, ("cases", EACH): 15},
    "recommendations": {
        ("title",): 12,
        ("short", "clinician"): 20,
        ("short", "patient"): 20,
        ("says", "clinician"): 80,
        ("says", "patient"): 40,
        ("because",): 25,
        ("contraindications", EACH, "because"): 20,
        ("prescribe", "duration"): 20,
    },
    "verdicts": {
        ("title",): 12,
        ("verdicts", EACH, "title"): 12,
        ("verdicts", EACH, "short", "clinician"): 20,
        ("verdicts", EACH, "short", "patient"): 20,
        ("verdicts", EACH, "clinician"): 80,
        ("verdicts", EACH, "patient"): 40,
    },
    "contraindications": {("because",): 20},
    "alerts": {
        ("short", "clinician"): 20,
        ("short", "patient"): 20,
        ("quiet",): 25,
        ("line",): 30,
        ("what_to_do",): 40,
        ("patient",): 25,
    },
    "monitoring": {
        ("short", "clinician"): 20,
        ("short", "patient"): 20,
        ("test",): 20,
        ("expect",): 30,
        ("if_not",): 20,
        ("patient",): 20,
        ("patient_expect",): 20,
        ("patient_if_not",): 25,
    },
    "leaflet": {("says",): 25},
    "answers": {
        ("says", "clinician"): 60,
        ("says", "patient"): 60,
        ("here", EACH, "says", "clinician"): 40,
        ("here", EACH, "says", "patient"): 40,
    },
}
"""Of each kind of text the most words: what nineteen of twenty keep to without effort."""


@dataclass(frozen=True, slots=True)
class ReaderText:
    section: str
    entry: str
    written: Written
    path: Path
    text: str
    """As it is written: places such as `{hours}` are not filled."""
    words: int
    """The most it may have."""


def reader_texts(places: Places) -> Iterator[ReaderText]:
    for (section, entry), written in places.items():
        for pattern, words in WORDS.get(section, {}).items():
            for path in _paths(written, pattern):
                text = written.document.at((*written.path, *path))
                if isinstance(text, str):
                    yield ReaderText(section, entry, written, path, text, words)


def _paths(written: Written, pattern: Path, path: Path = ()) -> Iterator[Path]:
    """The paths of an entry that are of the pattern."""
    if not pattern:
        yield path
        return
    first, *rest = pattern
    data = written.document.at((*written.path, *path))
    names: list[str | int] = [first]
    if first == EACH:
        names = list(range(len(data))) if isinstance(data, list) else list(data or ())
    for name in names:
        yield from _paths(written, tuple(rest), (*path, name))
