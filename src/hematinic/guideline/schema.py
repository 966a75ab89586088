"""An entry against its schema: every mistake in it at once, in words that need no YAML.

msgspec reads an entry that is right. One that is not is gone through here, part by part; each part
that is wrong is told and read as something right, so that what refers to it does not fail too.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from hematinic.expressions.faults import closest
from hematinic.guideline.amounts import Dose, decoded
from hematinic.guideline.mistake import Kind, Mistake
from hematinic.guideline.places import Written
from hematinic.guideline.yaml import BROKEN, Path

GIVEN = ("id", "name")
"""What an entry has from the key above it."""


def converted(data: Any, kind: Any, written: Written) -> tuple[Any, list[Mistake]]:
    """The entry, with what is wrong replaced, and all that is wrong with it."""
    try:
        return msgspec.convert(data, kind, dec_hook=decoded), []
    except msgspec.ValidationError:
        walk = _Walk(written)
        # Only what the quick reader refuses is walked through by hand, which tells every mistake.
        mended = walk.value(data, _type(kind), ())
        written.mended.update(walk.mended)
        return msgspec.convert(mended, kind, dec_hook=decoded), walk.mistakes


@cache
def fields(kind: Any) -> frozenset[str]:
    """The keys of an entry; none of what is no entry."""
    return frozenset(field.encode_name for field in _fields(kind) if field.name not in GIVEN)


@cache
def required(kind: Any) -> frozenset[str]:
    """The keys that every entry of this kind must have."""
    return frozenset(field.encode_name for field in _fields(kind) if field.required)


def _fields(kind: Any) -> tuple[inspect.Field, ...]:
    struct = _type(kind)
    return struct.fields if isinstance(struct, inspect.StructType) else ()


@cache
def _type(kind: Any) -> inspect.Type:
    return inspect.type_info(kind)


class _Walk:
    def __init__(self, written: Written) -> None:
        self.written = written
        self.mistakes: list[Mistake] = []
        self.mended: set[Path] = set()

    def tell(self, kind: Kind, says: str, path: Path, helps: str = "") -> None:
        self.mistakes.append(self.written.mistake(kind, says, *path, helps=helps))
        self.mended.add(path)

    def tell_key(self, kind: Kind, says: str, path: Path, helps: str) -> None:
        """Of a key, and not of its value; or of the nearest key that holds what is missing."""
        span = self.written.key(path)
        self.mistakes.append(self.written.mistake(kind, says, *path, helps=helps, span=span))
        self.mended.add(path)

    def value(self, data: Any, expected: inspect.Type, path: Path) -> Any:
        """The data as it must be, or something in its place."""
        # Told by whoever read the YAML: something in its place, and no further word about it.
        if data is BROKEN:
            self.mended.add(path)
            return _instead(expected)
        if data is None and not _takes_nothing(expected):
            key = f" after `{path[-1]}`" if path and isinstance(path[-1], str) else " here"
            helps = "write it, or take the line out"
            self.tell_key("nothing-written", f"nothing is written{key}", path, helps)
            return _instead(expected)
        look: Callable[[Any, Any, Path], Any] = _LOOKS.get(type(expected), _Walk.as_it_is)
        return look(self, data, expected, path)  # type: ignore[call-arg, arg-type]

    def as_it_is(self, data: Any, expected: inspect.Type, path: Path) -> Any:
        return data

    # Entries

    def struct(self, data: Any, expected: inspect.StructType, path: Path) -> Any:
        if not isinstance(data, dict):
            word = data.split()[0] if isinstance(data, str) and data.split() else ""
            if any(field.encode_name == word for field in expected.fields):
                says, helps = f"`{word}` has no colon after it", f"write `{word}: …`"
                self.tell("missing-colon", says, path, helps)
            else:
                helps = "write `key: value`, a line for each"
                self.shape(data, path, "keys with their values", helps)
            return _instead(expected)
        known = {field.encode_name: field for field in expected.fields}
        meant = self.keys(data, known, path)
        values = {
            meant[key]: self.value(value, known[meant[key]].type, (*path, key))
            for key, value in data.items()
            if key in meant
        }
        # After all that is there: a key that was misspelled has by now been taken as the one that
        # is missing.
        for name, field in known.items():
            if field.required and name not in values:
                values[name] = _instead(field.type)
                if (*path, name) in self.mended:
                    continue
                says = f"`{name}` is missing"
                helps = f"add `{name}: {_example(field.type)}`"
                self.tell_key("missing-key", says, (*path, name), helps)
        return values

    def keys(self, data: Mapping[str, Any], known: Iterable[str], path: Path) -> dict[str, str]:
        """The key that each key was meant for; one that was meant for none is left out."""
        absent = [name for name in known if name not in data and name not in GIVEN]
        meant = {key: key for key in data if key in known}
        for key in data:
            if key in meant:
                continue
            # Only among those that are not there: of `dose` and `doze` in one entry, the second is
            # no slip of the first.
            close = closest(key, absent) if " " not in key and ":" not in key else ""
            self.unknown(key, data[key], close, known, path)
            if close:
                meant[key] = close
                # Two slips are not taken for the same key.
                absent.remove(close)
        return meant

    def unknown(self, key: str, data: Any, close: str, known: Iterable[str], path: Path) -> None:
        # YAML reads `when:x` as one word, and `when x` too: the key that it stands for is looked
        # for in it.
        joined = re.match(r"([\w-]+):(\S.*)", key)
        word, _, rest = key.partition(" ")
        if data is BROKEN:
            self.mended.add((*path, key))
        elif rest and word in known:
            says, helps = f"`{word}` has no colon after it", f"write `{word}: {rest.strip()}…`"
            self.tell_key("missing-colon", says, (*path, key), helps)
            self.mended.add((*path, word))
        elif joined and (data is None or joined[1] in known):
            more = "" if data is None else "…"
            says = "a colon needs a space after it"
            helps = f"write `{joined[1]}: {joined[2]}{more}`"
            self.tell_key("colon-without-space", says, (*path, key), helps)
            self.mended.add((*path, joined[1]))
        # `{says: Give one, two later}`: YAML reads two keys, the second with nothing after it.
        elif data is None and not close:
            says = f"`{key}` is read as a key of its own, because of the comma before it"
            helps = "put the whole text in quotes"
            self.tell_key("quote-the-text", says, (*path, key), helps)
        else:
            allowed = [name for name in known if name not in GIVEN]
            helps = f"here can stand {', '.join(allowed)}"
            helps = f"did you mean {close}?" if close else helps
            says = f"`{key}` is no key that is known here"
            self.tell_key("unknown-key", says, (*path, key), helps)

    # Lists

    def many(self, data: Any, expected: inspect.VarTupleType | inspect.ListType, path: Path) -> Any:
        if not isinstance(data, list):
            text = self.raw(path, data)
            helps = f"write [{text}]" if _is_plain(data) else "begin each of its items with a dash"
            self.shape(data, path, "a list", helps)
            return []
        return [self.value(item, expected.item_type, (*path, i)) for i, item in enumerate(data)]

    def exactly(self, data: Any, expected: inspect.TupleType, path: Path) -> Any:
        wanted = len(expected.item_types)
        if not isinstance(data, list):
            self.shape(data, path, f"a list of {wanted}", "write [first, second]")
            return _instead(expected)
        if len(data) != wanted:
            says = f"here must stand a list of {wanted}, and this one has {len(data)}"
            self.tell("wrong-shape", says, path, f"write [{', '.join(['…'] * wanted)}]")
            return _instead(expected)
        pairs = enumerate(zip(data, expected.item_types, strict=True))
        return [self.value(item, kind, (*path, i)) for i, (item, kind) in pairs]

    def mapping(self, data: Any, expected: inspect.DictType, path: Path) -> Any:
        if not isinstance(data, dict):
            self.shape(
                data, path, "names with their values", "write `name: value`, a line for each"
            )
            return {}
        return {
            key: self.value(value, expected.value_type, (*path, key)) for key, value in data.items()
        }

    def union(self, data: Any, expected: inspect.UnionType, path: Path) -> Any:
        """Of several types the one that fits; of those that are wrong, the first is told."""
        # Each in a walk of its own, so that the mistakes of one that does not fit are forgotten.
        for kind in expected.types:
            tried = _Walk(self.written)
            value = tried.value(data, kind, path)
            if not tried.mistakes and not isinstance(kind, inspect.NoneType):
                return value
        real = [kind for kind in expected.types if not isinstance(kind, inspect.NoneType)]
        return None if data is None else self.value(data, real[0], path)

    def shape(self, data: Any, path: Path, wanted: str, helps: str) -> None:
        joined = re.match(r"([A-Za-z_][\w-]*):([^\s/].*)", data) if isinstance(data, str) else None
        first = next(iter(data), "") if isinstance(data, dict) else data
        dashed = re.match(r"-[^\s-]", first) if isinstance(first, str) else None
        if joined and "key" in helps:
            says, helps = "a colon needs a space after it", f"write `{joined[1]}: {joined[2]}`"
            self.tell("colon-without-space", says, path, helps)
        elif dashed and "list" in wanted:
            says = "a list item begins with a dash and a space"
            self.tell("dash-without-space", says, path, "write `- ` before each item")
        else:
            says = f"here must stand {wanted}, and not {_called(data)}"
            self.tell("wrong-shape", says, path, helps)

    # Texts and numbers

    def text(self, data: Any, expected: inspect.StrType, path: Path) -> Any:
        if isinstance(data, str):
            return data
        written = self.raw(path, data)
        if isinstance(data, dict | list):
            helps = "a text that begins with a bracket, or holds a colon and a space, needs quotes"
            self.shape(data, path, "a text", helps)
        else:
            says = f"here must stand a text, and {written} is read as {_called(data)}"
            self.tell("quote-the-text", says, path, f'write "{written}"')
        return ""

    def amount(self, data: Any, expected: inspect.CustomType, path: Path) -> Any:
        """A dose or an interval."""
        try:
            decoded(expected.cls, data)
        except ValueError as error:
            says, _, helps = str(error).partition("; ")
            kind: Kind = "wrong-dose" if expected.cls is Dose else "wrong-duration"
            self.tell(kind, says, path, helps)
            return _instead(expected)
        return data

    def number(self, data: Any, expected: inspect.IntType | inspect.FloatType, path: Path) -> Any:
        whole = isinstance(expected, inspect.IntType)
        kinds = int if whole else (int, float)
        if isinstance(data, kinds) and not isinstance(data, bool):
            return data
        text = data.strip() if isinstance(data, str) else ""
        if re.fullmatch(r"-?\d+(\.\d+)?", text) and (not whole or text.isdigit()):
            says, helps = "a number stands without quotes", f"write {text}"
            self.tell("number-in-quotes", says, path, helps)
            return int(text) if whole else float(text)
        wanted = "a whole number" if whole else "a number"
        helps = f"write {text.replace(',', '.')}" if re.fullmatch(r"\d+,\d+", text) else ""
        helps = helps or "write it with digits alone, without a unit"
        says = f"here must stand {wanted}, and not {_called(data)}"
        self.tell("not-a-number", says, path, helps)
        return 0

    def boolean(self, data: Any, expected: inspect.BoolType, path: Path) -> Any:
        if isinstance(data, bool):
            return data
        word = str(data).lower()
        close = {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(word, "")
        self.options(data, path, ["true", "false"], close or closest(word, ["true", "false"]))
        return False

    def literal(self, data: Any, expected: inspect.LiteralType, path: Path) -> Any:
        # True equals 1 in Python: `level: true` is none of 1, 2, 3.
        if data in expected.values and not isinstance(data, bool):
            return data
        known = [str(option) for option in expected.values]
        self.options(data, path, known, closest(str(data), known))
        return expected.values[0]

    def options(self, data: Any, path: Path, known: list[str], close: str) -> None:
        says = f"here cannot stand `{self.raw(path, data)}`"
        helps = f"did you mean {close}? " if close else ""
        named = ", ".join(option or "nothing" for option in known)
        self.tell("wrong-value", says, path, f"{helps}It is one of {named}")

    # What the author typed: YAML has made a number of 5.10, and a mistake that speaks of 5.1 is
    # looked for in vain.
    def raw(self, path: Path, data: Any) -> str:
        """As it was written: 5.10 and not 5.1."""
        if _is_plain(data):
            span = self.written.span(path)
            line = self.written.document.source(span.line)
            return line[span.column - 1 : span.end - 1].strip()
        return str(data)


_LOOKS: Mapping[type[inspect.Type], Any] = {
    inspect.StructType: _Walk.struct,
    inspect.VarTupleType: _Walk.many,
    inspect.ListType: _Walk.many,
    inspect.TupleType: _Walk.exactly,
    inspect.DictType: _Walk.mapping,
    inspect.UnionType: _Walk.union,
    inspect.StrType: _Walk.text,
    inspect.CustomType: _Walk.amount,
    inspect.IntType: _Walk.number,
    inspect.FloatType: _Walk.number,
    inspect.BoolType: _Walk.boolean,
    inspect.LiteralType: _Walk.literal,
}


def _takes_nothing(expected: inspect.Type) -> bool:
    if isinstance(expected, inspect.UnionType):
        return any(isinstance(kind, inspect.NoneType) for kind in expected.types)
    return isinstance(expected, inspect.AnyType | inspect.NoneType)


def _instead(expected: inspect.Type) -> Any:
    """Something that the schema takes."""
    match expected:
        case inspect.StructType():
            return {f.encode_name: _instead(f.type) for f in expected.fields if f.required}
        case inspect.TupleType():
            return [_instead(kind) for kind in expected.item_types]
        case inspect.VarTupleType() | inspect.ListType():
            return []
        case inspect.DictType():
            return {}
        case inspect.LiteralType():
            return expected.values[0]
        case inspect.IntType() | inspect.FloatType():
            return 0
        case inspect.BoolType():
            return False
        case inspect.StrType():
            return ""
        case inspect.CustomType():
            # Any that the reader takes: it stands for what was told to be wrong, and no guideline
            # with a mistake is run.
            return "1 mg" if expected.cls is Dose else "1 d"
        case inspect.UnionType():
            return None if _takes_nothing(expected) else _instead(expected.types[0])
    return None


def _example(expected: inspect.Type) -> str:
    match expected:
        case inspect.LiteralType():
            return " or ".join(str(option) for option in expected.values if option)
        case inspect.StructType():
            return f"{{{', '.join(f.encode_name for f in expected.fields if f.required)}}}"
        case inspect.VarTupleType() | inspect.ListType():
            return "[…]"
    return "…"


def _called(data: Any) -> str:
    match data:
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return f"the text `{data if len(data) <= 40 else data[:39] + '…'}`"
        case list():
            return "a list"
        case dict():
            return "keys with values"
    return "nothing"


def _is_plain(data: Any) -> bool:
    return isinstance(data, str | int | float | bool)
