"""A new entry of a guideline: what must be known of it, and how it is written among the others."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, get_args

import msgspec
from msgspec import inspect
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from hematinic.guideline.entry import Action, IfUnknown, Level
from hematinic.guideline.model import Alert, Check, Finding, Guideline, Recommendation

TO_WRITE = "TO WRITE"
"""How a text begins that is not written yet; lint tells each."""


@dataclass(frozen=True, slots=True)
class Birth:
    """A kind of entry that can be made: where it stands, what is asked, which texts it needs."""

    section: str
    entry: type
    asked: Mapping[str, str]
    """Keys without which there is none, each with what it is."""
    texts: Mapping[str, str]
    """Keys of texts, each with what is to be written there."""


KINDS: Mapping[str, Birth] = {
    "recommendation": Birth(
        "recommendations",
        Recommendation,
        {
            "implements": "the statements that it carries out",
            "phase": "the phase of the plan",
            "when": "of whom it is told: an expression",
            "action": "what is done",
            "cites": "what it rests on, as SOURCE or `SOURCE: where`",
        },
        {
            "title": "its name in three words",
            "says.clinician": "the act",
            "says.patient": "the same in plain words",
        },
    ),
    "alert": Birth(
        "alerts",
        Alert,
        {
            "implements": "the statements that it carries out",
            "level": "how hard it stops",
            "when": "for whom it fires: an expression",
            "cites": "what it rests on, as SOURCE or `SOURCE: where`",
        },
        {"line": "what is wrong", "what_to_do": "what to do", "patient": "the same in plain words"},
    ),
    "check": Birth(
        "monitoring",
        Check,
        {
            "implements": "the statements that it carries out",
            "test": "what is looked at",
            "when": "for whom it is: an expression",
            "due": "how long after its start (`14 d`), or an expression for a date",
            "window": "its first and last day (`10 d, 28 d`)",
            "cites": "what it rests on, as SOURCE or `SOURCE: where`",
        },
        {"expect": "what is wanted", "if_not": "what else it may be", "patient": "in plain words"},
    ),
    "finding": Birth(
        "findings",
        Finding,
        {
            "label": "its name in words, as a sentence of a reader has it",
            "define": "what it is: an expression",
        },
        {},
    ),
}


def choices(key: str, guideline: Guideline) -> tuple[str, ...]:
    """What can stand there, where that is a list; empty: anything of its kind."""
    match key:
        case "implements":
            return tuple(guideline.statements)
        case "phase":
            return tuple(phase.id for phase in guideline.header.phases)
        case "action":
            return get_args(Action)
        case "level":
            return get_args(Level)
        case "if_unknown":
            return get_args(IfUnknown)
        case "cites":
            return tuple(guideline.sources)
    return ()


def taken(name: str, guideline: Guideline) -> str:
    """What already has this name; empty where nothing has."""
    for section in ("elements", "facts", "limits", "findings", "medicines", "courses"):
        if name in getattr(guideline, section):
            return section
    for section in ("recommendations", "alerts", "monitoring"):
        if any(item.id == name for item in getattr(guideline, section)):
            return section
    return ""


# What is given


def value(birth: Birth, key: str, written: str) -> Any:
    """As the schema has it: `S1, S2` is a list of names, `bnf: dosage` a source with its place, and
    what is neither text nor list is YAML."""
    kind = _kind(birth.entry, key.split("."))
    if key == "cites":
        # Two sources each: `bnf: dosage, adults; seed`, since a semicolon parts them, and
        # `bnf, seed`, where what follows the comma is a name and no place.
        return [*map(_cite, re.split(r"\s*;\s*|,\s*(?=[\w-]+(?:,|;|$))", written))]
    if isinstance(kind, inspect.VarTupleType | inspect.TupleType) and written[:1] not in "[{":
        return [part.strip() for part in written.split(",")]
    return written if isinstance(kind, inspect.StrType) else YAML(typ="safe").load(written)


def _cite(written: str) -> dict[str, str]:
    source, _, at = (part.strip() for part in written.partition(":"))
    return {"source": source} | ({"at": at} if at else {})


def _kind(entry: Any, path: Sequence[str]) -> inspect.Type | None:
    struct: inspect.Type = inspect.type_info(entry)
    for name in path:
        if not isinstance(struct, inspect.StructType):
            return None
        field = next((field for field in struct.fields if field.encode_name == name), None)
        if field is None:
            return None
        struct = field.type
    return struct


def keys(birth: Birth) -> tuple[str, ...]:
    """Of such an entry, in the order in which they are written."""
    fields = msgspec.structs.fields(birth.entry)
    return tuple(field.encode_name for field in fields if field.name not in ("id", "name"))


def complete(birth: Birth, given: Mapping[str, Any]) -> dict[str, Any]:
    """All keys in the order of the format, and a mark for each text that is not written yet."""
    entry: dict[str, Any] = {}
    texts = {key: f"{TO_WRITE} ({what})" for key, what in birth.texts.items()}
    # What was given stands over the mark of what is to be written.
    for key, value in (texts | dict(given)).items():
        outer, _, inner = key.partition(".")
        if inner:
            entry.setdefault(outer, {})[inner] = value
        else:
            entry[outer] = value
    sources = {cite["source"] for cite in entry.get("cites", ()) if isinstance(cite, dict)}
    # A rule of our own has no source that was read.
    if sources == {"design"}:
        entry.setdefault("basis", "design")
    return {key: entry[key] for key in keys(birth) if key in entry}


# How it is written


def files(folder: Path, section: str) -> list[Path]:
    """The files that such entries stand in."""
    single, many = folder / f"{section}.yaml", folder / section
    return [single] * single.is_file() + sorted(many.glob("*.yaml"))


def with_entry(text: str, name: str, entry: Mapping[str, Any]) -> str:
    """The text of a file with one entry more at its end, set apart as those before it are."""
    apart = "\n" if _set_apart(text) else ""
    return (
        f"{text.rstrip()}\n{apart}{written(name, entry)}" if text.strip() else written(name, entry)
    )


def _set_apart(text: str) -> bool:
    """Whether most entries have an empty line before them."""
    starts = re.findall(r"(\n?)\n(?=[\w\"'-]+:)", text)
    # By the habit of the file: set apart if most of its entries are.
    return sum(map(bool, starts)) * 2 > len(starts) > 0


def written(name: str, entry: Mapping[str, Any]) -> str:
    """Keys a line each, lists and small mappings on one line, no text broken."""
    yaml = YAML()
    yaml.width, yaml.allow_unicode = 100_000, True
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    yaml.dump({name: CommentedMap((key, _styled(key, value)) for key, value in entry.items())}, out)
    return out.getvalue()


QUOTED = re.compile(r"^[\s\[\]{}>|*&!%@#`\"'?,-]|: | #|:$")
"""Texts that would be read as something else."""

TEXTS = ("says", "short")
"""Mappings whose texts stand on lines of their own."""


def _styled(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        mapping = CommentedMap((inner, _styled(inner, item)) for inner, item in value.items())
        if key not in TEXTS:
            mapping.fa.set_flow_style()
        return mapping
    if isinstance(value, list):
        items = CommentedSeq(_styled("", item) for item in value)
        items.fa.set_flow_style()
        return items
    if isinstance(value, str) and QUOTED.search(value):
        return DoubleQuotedScalarString(value)
    return value


def unwritten(entry: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """The keys of the texts that are still to be written."""
    for key, value in entry.items():
        if isinstance(value, dict):
            yield from unwritten(value, f"{path}{key}.")
        elif isinstance(value, str) and value.startswith(TO_WRITE):
            yield f"{path}{key}"
