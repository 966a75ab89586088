"""What the parts of a guideline say of each other: every reference must lead somewhere.

Types and units of expressions are checked in `rules`; that an expression can never be true is a
matter of proof.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from hematinic.expressions.faults import closest
from hematinic.guideline import quantities
from hematinic.guideline.check_faces import faces
from hematinic.guideline.check_items import plan
from hematinic.guideline.check_pairs import pairs
from hematinic.guideline.check_questions import questions
from hematinic.guideline.check_record import record
from hematinic.guideline.entry import Cite
from hematinic.guideline.mistake import Kind, Mistake
from hematinic.guideline.model import Disagreement, Guideline, Recommendation
from hematinic.guideline.names import PATIENT
from hematinic.guideline.places import Places
from hematinic.guideline.yaml import Path

MUST_CITE = ("recommendations", "contraindications", "alerts", "monitoring", "interactions",
             "leaflet", "evidence", "timeline", "worked", "answers")  # fmt: skip


DEFINED_IN = {
    "phase": "guideline",
    "unit system": "guideline",
    "reason": "guideline",
    "one to ask": "guideline",
    "term": "synonyms",
    "class above": "emergencies",
}
"""What is defined inside a file: where a part of that is wrong, not all its names are known."""

LISTED = 12
"""So many names are listed where a name is unknown; of more only the nearest is told."""


@dataclass(frozen=True, slots=True)
class Referred:
    """What is wrong with the references, and every name that some part refers to."""

    mistakes: list[Mistake]
    used: set[str]


def cross_references(guideline: Guideline, places: Places) -> Referred:
    check = _Check(guideline, places)
    return Referred(list(check.mistakes()), check.used)


class _Check:
    def __init__(self, guideline: Guideline, places: Places) -> None:
        self.guideline, self.places = guideline, places
        self.codes = set(guideline.statements)
        self.used: set[str] = set()
        self.broken = {name for (_, name), written in places.items() if written.mended}
        """Whose entries are told to be wrong: they are taken for whatever they are named as."""

    def mistakes(self) -> Iterator[Mistake]:
        yield from self.header()
        yield from self.names()
        yield from record(self)
        yield from self.citations()
        yield from plan(self)
        yield from pairs(self)
        yield from faces(self)
        yield from questions(self)

    def at(
        self, section: str, entry: str, kind: Kind, says: str, *path: str | int, helps: str = ""
    ) -> Mistake:
        return self.places[(section, entry)].mistake(kind, says, *path, helps=helps)

    def tried(
        self, section: str, entry: str, kind: Kind, read: Callable[[str], object], text: str,
        *path: str | int,
    ) -> Iterator[Mistake]:  # fmt: skip
        try:
            if text:
                read(text)
        except ValueError as error:
            says, _, helps = str(error).partition("; ")
            yield self.at(section, entry, kind, says, *path, helps=helps)

    # Files

    def header(self) -> Iterator[Mistake]:
        for key in ("last_updated", "sources_checked", "valid_until"):
            text = getattr(self.guideline.header, key)
            yield from self.tried("guideline", "", "wrong-date", quantities.day, text, key)
        if not self.guideline.header.bottom_line:
            says, helps = "there is no bottom line", 'add one with `when: "true"`'
            yield self.at("guideline", "", "goes-together", says, "bottom_line", helps=helps)

    def names(self) -> Iterator[Mistake]:
        """One name, one meaning: no two sections share one."""
        sections: dict[str, str] = dict.fromkeys(PATIENT, "the patient's own")
        for section in ("elements", "medicines", "courses", "facts", "limits", "findings"):
            for name in getattr(self.guideline, section):
                if name in sections:
                    yield self.at(section, name, "twice", *self.taken(name, sections[name]))
                sections[name] = section
        for name in self.guideline.groups:
            if name in sections:
                yield self.at("groups", "", "twice", *self.taken(name, sections[name]), name)

    @staticmethod
    def taken(name: str, section: str) -> tuple[str]:
        return (f"`{name}` is already one of {section}; one name has one meaning",)

    def known(
        self, section: str, entry: str, name: str, known: Iterable[str], what: str,
        *path: str | int, kind: Kind = "unknown-name",
    ) -> Iterator[Mistake]:  # fmt: skip
        defined = self.places.get((DEFINED_IN.get(what, ""), ""))
        if name in known or name in self.broken or (defined and defined.mended):
            # Also a name whose entry is broken counts as known. Its own mistake is told; that
            # others refer to it is none of theirs.
            self.used.add(name)
        elif name:
            says, about = f"there is no {what} called `{name}`", f"name {name}"
            if kind != "unknown-name":
                # Told as an expression would, so that a unit that is missed anywhere is told once.
                says, about = f"`{name}` is no {what}", f"unit {name} {what.removeprefix('unit ')}"
            close, names = closest(name, known), sorted(known)
            helps = f"did you mean {close}?" if close else ""
            if not close and len(names) <= LISTED:
                helps = (
                    f"known are {', '.join(names)}" if names else "none is defined in this folder"
                )
            place = self.places[(section, entry)]
            # The name may itself be the key (`beside: {crp: …}`), else it is a part of what stands
            # there.
            span = place.key(path) if path and path[-1] == name else place.part(path, name)
            yield place.mistake(kind, says, *path, helps=helps, about=about, span=span)

    # Items

    def everything(self) -> Iterator[tuple[str, str, Any]]:
        """Every entry with its section and its name; a file that is one value has none."""
        guideline, sections = self.guideline, {"recommendations": self.own_recommendations()}
        for section, name in self.places:
            if section not in sections:
                # Sections that are lists are asked by name all the same, so that a mistake finds
                # its place.
                entries = getattr(guideline, "header" if section == "guideline" else section)
                if isinstance(entries, tuple):
                    entries = {
                        getattr(entry, "id", str(i)): entry for i, entry in enumerate(entries)
                    }
                sections[section] = entries
            if not name:
                yield section, name, sections[section]
            elif name in sections[section]:  # a table of verdicts is in its own section
                yield section, name, sections[section][name]

    def own_recommendations(self) -> dict[str, Recommendation]:
        """As they are written: what speaks against their medicine stands elsewhere."""
        return {
            item.id: msgspec.structs.replace(
                item,
                contraindications=tuple(own for own in item.contraindications if not own.name),
            )
            for item in self.guideline.recommendations
        }

    def citations(self) -> Iterator[Mistake]:
        sources = self.guideline.sources
        for section, name, entry in self.everything():
            for path, part in _parts(entry):
                if isinstance(part, Cite | Disagreement):
                    yield from self.known(section, name, part.source, sources, "source", *path,
                                          "source")  # fmt: skip
                for i, code in enumerate(getattr(part, "implements", ())):
                    yield from self.known(section, name, code, self.codes, "statement", *path,
                                          "implements", i)  # fmt: skip
            if section in MUST_CITE and not entry.cites:
                says, helps = "it cites nothing", "add `cites: [{source: …, at: …}]`"
                yield self.at(section, name, "missing-citation", says, helps=helps)


def _parts(entry: Any) -> list[tuple[Path, msgspec.Struct]]:
    """An entry and every entry inside it, each with its path."""
    parts: list[tuple[Path, msgspec.Struct]] = []
    _gather(entry, (), parts)
    return parts


def _gather(entry: Any, path: Path, parts: list[tuple[Path, msgspec.Struct]]) -> None:
    inside: Iterable[tuple[str | int, Any]] = ()
    match entry:
        case msgspec.Struct():
            parts.append((path, entry))
            names = zip(entry.__struct_encode_fields__, entry.__struct_fields__, strict=True)
            inside = [(written, getattr(entry, name)) for written, name in names]
        case tuple():
            inside = enumerate(entry)
        case dict():
            inside = entry.items()
    for name, part in inside:
        if part and type(part) not in _PLAIN:
            _gather(part, (*path, name), parts)


_PLAIN = frozenset({str, int, float, bool})
"""Most of what an entry holds, and nothing is inside it."""
