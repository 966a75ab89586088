"""A folder of YAML to a `Guideline`: every mistake of every file told at once, with its line."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from msgspec.structs import replace

from hematinic.guideline import verdicts, yaml
from hematinic.guideline.article import Article, Evidence
from hematinic.guideline.board import Board, Review
from hematinic.guideline.cache import content_hash
from hematinic.guideline.completed import completed
from hematinic.guideline.compose import Piece
from hematinic.guideline.day import Day, Interaction
from hematinic.guideline.entry import Entry
from hematinic.guideline.expand import expanded
from hematinic.guideline.limited import GUIDELINE_FILE, read_limited
from hematinic.guideline.mistake import GuidelineError, Mistake, Place
from hematinic.guideline.model import (
    Alert,
    Check,
    Course,
    Element,
    Example,
    Fact,
    Finding,
    Guideline,
    Header,
    Limit,
    Medicine,
    Nutrient,
    OverrideReason,
    Recommendation,
    Sentence,
    Source,
    Statement,
)
from hematinic.guideline.pairs import Measure, Pair
from hematinic.guideline.places import Places, Written
from hematinic.guideline.questions import Emergencies, StoredAnswer, Synonyms
from hematinic.guideline.safety import Hazard, Invariant, Relation
from hematinic.guideline.schema import converted, fields, required
from hematinic.guideline.timeline import Expected
from hematinic.guideline.worked import Worked
from hematinic.guideline.written import Against, Verdicts
from hematinic.guideline.yaml_faults import Span, not_utf_8

SECTIONS: Mapping[str, type[Entry]] = {
    "elements": Element,
    "nutrients": Nutrient,
    "medicines": Medicine,
    "contraindications": Against,
    "interactions": Interaction,
    "courses": Course,
    "facts": Fact,
    "limits": Limit,
    "findings": Finding,
    "recommendations": Recommendation,
    "alerts": Alert,
    "override_reasons": OverrideReason,
    "monitoring": Check,
    "leaflet": Sentence,
    "safety": Invariant,
    "measures": Measure,
    "pairs": Pair,
    "hazards": Hazard,
    "relations": Relation,
    "sources": Source,
    "statements": Statement,
    "evidence": Evidence,
    "timeline": Expected,
    "examples": Example,
    "worked": Worked,
    "answers": StoredAnswer,
}
"""A section is a file `section.yaml` or a folder of files `section/*.yaml`."""

WITHIN: Mapping[str, tuple[str, str]] = {
    "measures": ("safety", "ladder"),
    "pairs": ("safety", "worse"),
}
"""Sections that stand in the files of another: their entries are those with this key."""

SINGLE: Mapping[str, Any] = {
    "groups": dict[str, str],
    "day": Day,
    "article": Article,
    "synonyms": Synonyms,
    "emergencies": Emergencies,
    "plain_words": dict[str, tuple[str, ...]],
    "board": Board,
}
"""What is one value of one file, where there is such a file."""

LISTS = ("recommendations", "alerts", "monitoring", "safety", "pairs", "hazards", "relations")

UNNAMED = ("statements", "leaflet", "timeline", "worked", "answers")
"""Whose entries are known by their keys alone."""


def builtin(name: str = "iron_b12") -> Traversable:
    return files("hematinic.knowledge").joinpath(name)


@cache
def inside(section: str) -> frozenset[str]:
    """The keys of the entries of a file, which begin none."""
    file = _file(section)
    kinds: list[Any] = [kind for name, kind in SECTIONS.items() if _file(name) == file]
    # A table of verdicts stands among the recommendations and has keys of its own.
    kinds += [Verdicts] if file == "recommendations" else []
    return frozenset[str]().union(*map(fields, kinds))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a folder says, as far as it can be read, and what cannot."""

    guideline: Guideline
    places: Places
    mistakes: list[Mistake]


def read_folder(folder: Traversable) -> tuple[Guideline, Places]:
    """The folder by its schema alone; `check` looks at what its parts say of each other.

    Raises GuidelineError.
    """
    folder_read = reading(folder)
    if folder_read.mistakes:
        raise GuidelineError(folder_read.mistakes)
    return folder_read.guideline, folder_read.places


def no_folder(folder: Traversable) -> Mistake:
    says, helps = (
        "there is no such folder of a guideline",
        "name the folder that holds guideline.yaml",
    )
    return Mistake(Place(str(folder), Span(1)), "missing-file", says, helps)


def reading(folder: Traversable) -> Reading:
    """As `read_folder`; what is wrong is told, and something right stands in its place."""
    return _Reader(folder).read()


class _Reader:
    def __init__(self, folder: Traversable) -> None:
        self.folder = folder
        self.mistakes: list[Mistake] = []
        self.places: Places = {}
        self.tables: dict[str, Verdicts] = {}

    def read(self) -> Reading:
        header = self.header()
        sections = {name: self.section(name, kind) for name, kind in SECTIONS.items()}
        single = {name: self.single(name, kind) for name, kind in SINGLE.items()}
        reviews = self.reviews()
        listed: dict[str, Any] = {
            name: tuple(entries.values()) if name in LISTS else entries
            for name, entries in sections.items()
        }
        identity = content_hash(self.folder)
        # Left out and not None: then the default of the section holds.
        listed |= {name: section for name, section in single.items() if section is not None}
        listed |= {"verdicts": self.tables, "reviews": reviews}
        guideline = Guideline(header=header, content_hash=identity, **listed)
        # What is written briefly (cases, windows, tables, `{limit:…}`) is written out here, once:
        # all that comes after sees plain expressions alone.
        expansion = expanded(completed(guideline))
        for where, wrong in expansion.mistakes:
            written = self.places[where]
            self.mistakes.append(written.of(wrong))
            # A single value was wrong, and what follows from it is most likely an effect. A whole
            # entry is not silenced.
            if written.document.is_plain(written.in_document(wrong.path)):
                written.mended.add(wrong.path)
        for where, pieces in expansion.pieces.items():
            self.places[where] = dataclasses.replace(self.places[where], pieces=pieces)
        return Reading(expansion.guideline, self.places, self.mistakes)

    # Files

    def documents(
        self, section: str, inside: frozenset[str] = frozenset()
    ) -> Iterator[tuple[str, yaml.Document]]:
        """The files of a section; `inside` are the keys that begin no entry."""
        single = self.folder.joinpath(f"{section}.yaml")
        many = self.folder.joinpath(section)
        documents = [(f"{section}.yaml", single)] if single.is_file() else []
        if many.is_dir():
            every = many.iterdir()
            files = [file for file in every if file.name.endswith(".yaml") and file.is_file()]
            documents += [(f"{section}/{file.name}", file) for file in files]
        for name, file in sorted(documents, key=lambda pair: pair[0]):
            yield name, self.document(name, read_limited(file, GUIDELINE_FILE), inside)

    def document(self, name: str, content: bytes, inside: frozenset[str]) -> yaml.Document:
        # Read on with a sign in place of what is broken, so that the rest of the file's mistakes
        # are told in the same run.
        text = content.decode(errors="replace").removeprefix("\ufeff")
        document, faults = yaml.read_all(text, inside)
        written = Written(name, document, ())
        try:
            content.decode()
        except UnicodeDecodeError as error:
            faults = [not_utf_8(content, error.start), *faults]
        self.mistakes += map(written.unreadable, faults)
        return document

    # Entries

    def single(self, section: str, kind: Any) -> Any:
        """A section that is a single value in a file of its own; None where there is no such
        file."""
        for name, document in self.documents(section):
            written = self.places[(section, "")] = Written(name, document, ())
            return self.convert(document.data, kind, written)
        return None

    def header(self) -> Header:
        data: Header | None = self.single("guideline", Header)
        if data:
            return data
        written = Written("guideline.yaml", yaml.Document(yaml.BROKEN, "", {}, {}), ())
        self.places[("guideline", "")] = written
        says = "there is no file `guideline.yaml` in this folder"
        helps = "name the folder of a guideline, or begin one with its title and its phases"
        self.mistakes.append(written.mistake("missing-file", says, helps=helps))
        header: Header = self.convert(yaml.BROKEN, Header, written)
        return header

    def reviews(self) -> tuple[Review, ...]:
        reviews: list[Review] = []
        for name, document in self.documents("reviews"):
            written = Written(name, document, ())
            listed = self.convert(document.data or [], list[Review], written) or []
            for i, review in enumerate(listed):
                self.places[("reviews", str(len(reviews)))] = Written(name, document, (i,))
                reviews.append(review)
        return tuple(reviews)

    def section(self, section: str, kind: type[Entry]) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        for file, document in self.documents(_file(section), inside(section)):
            for name, data, written in self.entries(section, file, document):
                # The first place stays; the second is the one to mend.
                before = self.places.setdefault((section, name), written)
                if before is not written:
                    says = f"`{name}` stands in two places; the first is {before.place()}"
                    helps = "take one of them out, or give it another name"
                    self.mistakes.append(written.mistake("twice", says, helps=helps))
                elif section == "recommendations" and isinstance(data, dict) and "verdicts" in data:
                    entries |= self.table(name, data, written)
                else:
                    entry, key = self.convert(data, kind, written), self.key(section)
                    entries[name] = replace(entry, **{key: name}) if key else entry
        return entries

    def table(self, name: str, data: Any, written: Written) -> dict[str, Recommendation]:
        table = self.convert(data, Verdicts, written)
        self.tables[name], self.places[("verdicts", name)] = table, written
        items, whose = {}, (Piece(table.when, ("when",)),)
        for verdict, item in verdicts.lines(table):
            place = dataclasses.replace(written, own=("verdicts", verdict), pieces=whose)
            items[item.id] = item
            self.places[("recommendations", item.id)] = place
        return items

    def entries(
        self, section: str, file: str, document: yaml.Document
    ) -> Iterator[tuple[str, Any, Written]]:
        """Each entry with its name in it; what stands at the left margin by mistake is told."""
        whole_file = Written(file, document, ())
        if not isinstance(document.data, dict):
            nothing = document.data is None
            says = "nothing is written in this file" if nothing else f"this is no list of {section}"
            helps = "write the name of each entry with a colon, and its keys below it"
            fault = whole_file.mistake(
                "nothing-written" if nothing else "wrong-shape", says, helps=helps
            )
            self.mistakes.append(fault)
            return
        for name, data in self.regrouped(section, whole_file).items():
            if _section(section, data) == section:
                written = Written(file, document, (name,))
                yield name, self.named(section, name, data, written), written

    def regrouped(self, section: str, whole_file: Written) -> dict[str, Any]:
        """A key of an entry that stands at the left margin is told: it is of the one above."""
        entries: dict[str, Any] = {}
        for name, data in whole_file.document.data.items():
            above = next(reversed(entries), "")
            #     first-dose:
            #       when: …
            #     phase: loading    <- at the margin: a key of recommendations, and none itself
            # It is told once, as an indentation; the entry above lacks it, and is not looked at.
            if name not in inside(section) or self.complete(data, section) or not above:
                entries[name] = data
                continue
            says = f"`{name}` stands at the left margin, and is a key of `{above}` above it"
            span = whole_file.key((name,))
            helps = "write two spaces before it, and before what is below it"
            self.mistakes.append(whole_file.mistake("indentation", says, helps=helps, span=span))
            entries[above] = yaml.BROKEN
        return entries

    @staticmethod
    def complete(data: Any, section: str) -> bool:
        """Whether this has something that every entry has."""
        return isinstance(data, dict) and not required(SECTIONS[section]).isdisjoint(data)

    @staticmethod
    def key(section: str) -> str:
        """What an entry has from the key above it."""
        if section in (*LISTS, "measures", "evidence"):
            return "id"
        return "" if section in UNNAMED else "name"

    def named(self, section: str, name: str, data: Any, written: Written) -> Any:
        """An entry with its name in it; one that names itself besides is told."""
        if not isinstance(data, dict):
            return data
        own = [key for key in ("id", "name") if key in data]
        for key in own:
            says = f"its {key} is the key above, `{name}`"
            span, helps = written.key((key,)), "take this line out"
            self.mistakes.append(written.mistake("own-name", says, key, helps=helps, span=span))
        own_key = self.key(section)
        # The key above is the name. It is put in here, so that the schema need not know two ways to
        # write it.
        rest = {key: value for key, value in data.items() if key not in own}
        return rest | {own_key: name} if own_key else rest

    def convert(self, data: Any, kind: Any, written: Written) -> Any:
        entry, mistakes = converted(data, kind, written)
        self.mistakes += mistakes
        return entry


def _file(section: str) -> str:
    return WITHIN.get(section, (section,))[0]


def _section(section: str, data: Any) -> str:
    """The section that an entry belongs to, where several share one file."""
    file = _file(section)
    keys = data if isinstance(data, dict) else ()
    names = (name for name, (shared, key) in WITHIN.items() if shared == file and key in keys)
    return next(names, file)
