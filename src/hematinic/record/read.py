"""Whatever a user points at, read as a record: a patient file (YAML, JSON) or FHIR."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from hematinic.guideline import yaml
from hematinic.guideline.limited import read_limited
from hematinic.guideline.model import Guideline
from hematinic.record.events import Record, RecordError, UnreadableError
from hematinic.record.packed import unpacked
from hematinic.record.patient_file import read_patient_file

LARGEST = 64 * 2**20
"""Bytes of one file; a patient's record is far smaller."""

LARGEST_YAML = 4 * 2**20
"""Bytes of one as YAML, which takes far longer to read than JSON."""


def read_record(
    path: Path, guideline: Guideline, today: int, local_codes: Path | None = None
) -> Record:
    """Raises RecordError with the place and the remedy."""
    codes = _local(local_codes)
    if not path.exists():
        raise RecordError([f"{path}: there is no such file"])
    if path.is_dir():
        from hematinic.record.fhir import read_folder

        return read_folder(path, guideline, today, codes)
    content = read_limited(path, LARGEST)
    return read_bytes(content, guideline, today, path.name, codes)


def _local(file: Path | None) -> dict[str, str] | None:
    """A site's own codes, where it has named a file of them."""
    if file is None:
        return None
    from hematinic.record.fhir import read_local_codes

    if not file.is_file():
        raise RecordError([f"{file}: there is no such file of local codes"])
    return read_local_codes(file)


def read_bytes(
    content: bytes,
    guideline: Guideline,
    today: int,
    name: str = "record",
    local_codes: Mapping[str, str] | None = None,
    json_only: bool = False,
    most: int = LARGEST,
) -> Record:
    """Tells JSON from YAML, and FHIR from a patient file, by what stands there; parsed once.
    Packed or not, and in whichever encoding a mark at its start tells of; of no more than `most`
    bytes once unpacked.

    Raises RecordError, and UnreadableError where it is text of no such format.
    """
    content = unpacked(content, name, most)
    first = re.search(rb"\S", content)
    start = first[0] if first else b""
    # Before anything is decoded: a bundle of many megabytes is parsed once, by its own reader.
    if start in (b"{", b"[") and _is_fhir(content):
        from hematinic.record.fhir import read_bundle

        return read_bundle(content, guideline, today, local_codes)
    text = _text(content, name)
    # As some FHIR servers answer unless they are asked for JSON.
    if start == b"<" and not json_only:
        says = f"{name}: XML; FHIR is read as JSON: ask the server for application/fhir+json"
        raise UnreadableError(says)
    as_json = json_only or start in (b"{", b"[")
    data, lines = _json(text, name, json_only) if as_json else _yaml(text, name)
    return read_patient_file(data, guideline, today, lines)


def read_data(data: Any, guideline: Guideline, today: int) -> Record:
    """What has been parsed already: a patient file, or FHIR."""
    if not isinstance(data, dict) or "resourceType" not in data:
        return read_patient_file(data, guideline, today)
    from hematinic.record.fhir import read_bundle

    return read_bundle(msgspec.json.encode(data), guideline, today)


def _text(content: bytes, name: str) -> str:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise UnreadableError(f"{name}: not UTF-8 text; save it as UTF-8") from None
    if "\0" in text:
        raise UnreadableError(f"{name}: holds binary data; a patient file is text")
    return text


_FHIR = re.compile(rb'[\s\[]*\{\s*"resourceType"\s*:')


class _Kind(msgspec.Struct):
    resourceType: msgspec.Raw = msgspec.Raw(b"")  # noqa: N815 - FHIR's own word


_KIND = msgspec.json.Decoder(_Kind)


def _is_fhir(content: bytes) -> bool:
    """A JSON object with a resourceType, which as a rule stands first: then nothing is parsed for
    it. Broken JSON that names one is FHIR too."""
    if _FHIR.match(content):
        return True
    # A search for bytes costs less than parsing, and settles most files.
    if b'"resourceType"' not in content:
        return False
    try:
        return bool(_KIND.decode(content).resourceType)
    except (msgspec.MsgspecError, RecursionError):
        return True


def _json(text: str, name: str, json_only: bool) -> tuple[Any, dict[int, int]]:
    try:
        data = json.loads(
            text,
            object_pairs_hook=_no_duplicates,
            parse_constant=_no_constant,
            parse_int=yaml.scalar,  # of any length: what is too long for a number is a text
        )
        if "\\u" in text:
            json.dumps(data, ensure_ascii=False).encode()  # half a character can be escaped
    except json.JSONDecodeError as error:
        # YAML in braces, `{patient: …}`: no JSON, whose keys have quotes.
        if not json_only and text.lstrip().startswith("{p"):
            return _yaml(text, name)
        says = f"{name}, line {error.lineno}: not JSON: {error.msg}"
        raise UnreadableError(says, error.lineno) from None
    except _DuplicateKeyError as error:
        raise RecordError([f"{name}: not JSON: {error}"]) from None
    except (RecursionError, ValueError) as error:
        raise UnreadableError(f"{name}: not JSON: {error}") from None
    return data, {}


class _DuplicateKeyError(ValueError):
    pass


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) < len(pairs):
        [(twice, _)] = Counter(key for key, _ in pairs).most_common(1)
        raise _DuplicateKeyError(f"'{twice}' stands there twice")
    return entries


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number of it")


def _yaml(text: str, name: str) -> tuple[Any, dict[int, int]]:
    if len(text) > LARGEST_YAML:
        limit = LARGEST_YAML // 2**20
        raise RecordError([f"{name}: more than the {limit} MB of YAML that are read; give JSON"])
    try:
        document = yaml.read(text)
    except yaml.YamlError as error:
        raise RecordError([f"{name}, line {error.line}: {error.problem}"]) from None
    events = document.data.get("events") if isinstance(document.data, dict) else None
    count = len(events) if isinstance(events, list) else 0
    return document.data, {i + 1: document.line(("events", i)) for i in range(count)}
