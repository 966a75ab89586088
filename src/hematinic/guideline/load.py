"""A folder of YAML to a `Guideline`: every mistake of every file told at once, with its line."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import msgspec

from hematinic.guideline import verdicts, yaml
from hematinic.guideline.amounts import decoded
from hematinic.guideline.article import Article, Evidence
from hematinic.guideline.board import Board, Review
from hematinic.guideline.cache import content_hash
from hematinic.guideline.completed import completed
from hematinic.guideline.compose import Piece
from hematinic.guideline.day import Day, Interaction
from hematinic.guideline.entry import Entry
from hematinic.guideline.expand import expanded
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
    Recommendation,
    Sentence,
    Source,
    Statement,
)
from hematinic.guideline.pairs import Measure, Pair
from hematinic.guideline.questions import Emergencies, Said, Synonyms
from hematinic.guideline.safety import Hazard, Invariant, Relation
from hematinic.guideline.timeline import Expected
from hematinic.guideline.worked import Worked
from hematinic.guideline.written import Against, Verdicts


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    file: str
    line: int
    says: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.says}"


class GuidelineError(Exception):
    """All that is wrong with a guideline."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        count = len(self.problems)
        head = f"{count} mistake{'s' if count != 1 else ''} in the guideline"
        super().__init__("\n".join([head, *map(str, self.problems)]))


@dataclass(frozen=True, slots=True)
class Written:
    """Where each entry stands, so that a later check can name the place."""

    file: str
    document: yaml.Document
    path: yaml.Path
    pieces: tuple[Piece, ...] = ()
    """Of an expression that is written in parts: where each of them stands."""
    within: yaml.Path = ()
    """Of an item of a table: where its own part stands; the rest is the table's."""

    def problem(self, says: str, *path: str | int) -> Problem:
        own, shared = (*self.path, *self.within, *path), (*self.path, *path)
        where = shared if own not in self.document.lines and shared in self.document.lines else own
        return Problem(self.file, self.document.line(where), says)


Places = dict[tuple[str, str], Written]
"""(section, name) to its place."""

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
    "answers": Said,
}
"""A section is a file `section.yaml` or a folder of files `section/*.yaml`."""

WITHIN: Mapping[str, tuple[str, str]] = {
    "measures": ("safety", "ladder"),
    "pairs": ("safety", "worse"),
}
"""Sections that stand in the files of another: their entries are those with this key."""

WHOLE: Mapping[str, Any] = {
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


def read_folder(folder: Traversable) -> tuple[Guideline, Places]:
    """The folder by its schema alone; `check` looks at what its parts say of each other."""
    return _Reader(folder).read()


class _Reader:
    def __init__(self, folder: Traversable) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.places: Places = {}
        self.tables: dict[str, Verdicts] = {}

    def read(self) -> tuple[Guideline, Places]:
        header = self.header()
        sections = {name: self.section(name, kind) for name, kind in SECTIONS.items()}
        whole = {name: self.whole(name, kind) for name, kind in WHOLE.items()}
        reviews = self.reviews()
        if self.problems or header is None:
            raise GuidelineError(self.problems)
        listed: dict[str, Any] = {
            name: tuple(found.values()) if name in LISTS else found
            for name, found in sections.items()
        }
        identity = content_hash(self.folder)
        listed |= {name: found for name, found in whole.items() if found is not None}
        listed |= {"verdicts": self.tables, "reviews": reviews}
        guideline = Guideline(header=header, content_hash=identity, **listed)
        found = expanded(completed(guideline))
        if found.mistakes:
            problems = [self.places[at].problem(says, *path) for at, says, path in found.mistakes]
            raise GuidelineError(problems)
        for where, pieces in found.pieces.items():
            self.places[where] = dataclasses.replace(self.places[where], pieces=pieces)
        return found.guideline, self.places

    # Files

    def documents(self, section: str) -> Iterator[tuple[str, yaml.Document]]:
        single = self.folder.joinpath(f"{section}.yaml")
        many = self.folder.joinpath(section)
        found = [(f"{section}.yaml", single)] if single.is_file() else []
        if many.is_dir():
            inside = [file for file in many.iterdir() if file.name.endswith(".yaml")]
            found += [(f"{section}/{file.name}", file) for file in inside]
        for name, file in sorted(found, key=lambda pair: pair[0]):
            document = self.document(name, file)
            if document is not None:
                yield name, document

    def document(self, name: str, file: Traversable) -> yaml.Document | None:
        content = file.read_bytes()
        try:
            return yaml.read(content.decode())
        except yaml.YamlError as error:
            self.problems.append(Problem(name, error.line, error.problem))
        except UnicodeDecodeError as error:
            self.problems.append(Problem(name, 1, f"not UTF-8: {error}"))
        return None

    # Entries

    def header(self) -> Header | None:
        for name, document in self.documents("guideline"):
            written = Written(name, document, ())
            self.places[("guideline", "")] = written
            found: Header | None = self.convert(document.data, Header, written)
            return found
        self.problems.append(Problem("guideline.yaml", 1, "there is no such file"))
        return None

    def whole(self, section: str, kind: Any) -> Any:
        for name, document in self.documents(section):
            self.places[(section, "")] = Written(name, document, ())
            return self.convert(document.data, kind, self.places[(section, "")])
        return None

    def reviews(self) -> tuple[Review, ...]:
        found: list[Review] = []
        for name, document in self.documents("reviews"):
            written = Written(name, document, ())
            reviews = self.convert(document.data or [], list[Review], written) or []
            for i, review in enumerate(reviews):
                self.places[("reviews", str(len(found)))] = Written(name, document, (i,))
                found.append(review)
        return tuple(found)

    def section(self, section: str, kind: type[Entry]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for file, document in self.documents(WITHIN.get(section, (section,))[0]):
            for name, data, path in self.entries(section, file, document):
                if _section(section, data) != section:
                    continue
                written = Written(file, document, path)
                if name in found:
                    self.problems.append(written.problem(f"'{name}' stands in two places"))
                self.places[(section, name)] = written
                if section == "recommendations" and "verdicts" in data:
                    found |= self.table(name, data, written)
                elif (entry := self.convert(data, kind, written)) is not None:
                    found[name] = entry
        return found

    def table(self, name: str, data: Any, written: Written) -> dict[str, Recommendation]:
        table = self.convert(data, Verdicts, written)
        if table is None:
            return {}
        self.tables[name], self.places[("verdicts", name)] = table, written
        found, whose = {}, (Piece(table.when, ("when",)),)
        for verdict, item in verdicts.lines(table):
            place = dataclasses.replace(written, within=("verdicts", verdict), pieces=whose)
            found[item.id] = item
            self.places[("recommendations", item.id)] = place
        return found

    def entries(
        self, section: str, file: str, document: yaml.Document
    ) -> Iterator[tuple[str, Any, yaml.Path]]:
        if not isinstance(document.data, dict):
            self.problems.append(Problem(file, 1, f"here must stand a mapping of {section}"))
            return
        for name, data in document.data.items():
            if isinstance(data, dict) and ("id" in data or "name" in data):
                key = "id" if "id" in data else "name"
                line = document.line((name, key))
                self.problems.append(Problem(file, line, f"its {key} is the key above, '{name}'"))
            elif isinstance(data, dict):
                yield name, {**data, **self.named(section, name)}, (name,)
            else:
                says = f"'{name}' must be a mapping"
                self.problems.append(Problem(file, document.line((name,)), says))

    @staticmethod
    def named(section: str, name: str) -> dict[str, str]:
        if section in (*LISTS, "measures", "evidence"):
            return {"id": name}
        return {} if section in UNNAMED else {"name": name}

    def convert(self, data: Any, kind: Any, written: Written) -> Any:
        try:
            return msgspec.convert(data, kind, dec_hook=decoded)
        except msgspec.ValidationError as error:
            says, path = _located(str(error))
            unknown = re.search(r"unknown field `(\w+)`", says)
            where = (*path, unknown.group(1)) if unknown else path
            self.problems.append(written.problem(says, *where))
            return None


def _section(section: str, data: dict[str, Any]) -> str:
    """To which of those that share its file an entry belongs."""
    file = WITHIN.get(section, (section,))[0]
    found = (name for name, (shared, key) in WITHIN.items() if shared == file and key in data)
    return next(found, file)


def _located(message: str) -> tuple[str, yaml.Path]:
    """msgspec's "… - at `$.cites[0].at`" as the message and the path."""
    says, _, where = message.partition(" - at `")
    parts = re.findall(r"\.(\w+)|\[(\d+)\]", where)
    return says, tuple(name or int(index) for name, index in parts)
