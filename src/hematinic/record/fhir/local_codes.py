"""A site's own codes: a file that maps them to what the guideline knows, read and made ready."""

import json
from collections.abc import Iterator
from pathlib import Path

from hematinic.guideline import yaml
from hematinic.guideline.limited import SITE_FILE, read_limited
from hematinic.guideline.model import Guideline
from hematinic.record.events import Record, RecordError, Unread
from hematinic.record.fhir.codes import TEXT

HEAD = """\
# What this record codes in a way that the guideline does not know, each once. Write after the colon
# the element or the medicine that it means, and give the file with --local-codes; what is left
# empty stays unread.
"""


def read_local_codes(path: Path) -> dict[str, str]:
    """`"http://lab.example|FERR": ferritin`; entries not filled in are left out.

    Raises RecordError.
    """
    try:
        data = yaml.read(read_limited(path, SITE_FILE).decode()).data
    except yaml.YamlError as error:
        raise RecordError([f"{path.name}, line {error.line}: {error.problem}"]) from None
    except UnicodeDecodeError:
        raise RecordError([f"{path.name}: not UTF-8 text; save it as UTF-8"]) from None
    if not isinstance(data, dict) or not all(isinstance(v, str | None) for v in data.values()):
        says = 'must map "system|code" to an element or a medicine'
        raise RecordError([f"{path.name}: {says}"])
    return {str(key): value for key, value in data.items() if value}


def to_fill_in(record: Record, guideline: Guideline) -> str:
    """The file for a record, ready to be filled in."""
    entries = list(_entries(record, guideline))
    if not entries:
        return "# Every code of this record is known.\n"
    names = {kind: [e.name for e in guideline.elements.values() if e.kind == kind]
             for kind in ("quantity", "result", "condition", "procedure")}  # fmt: skip
    known = [*names.items(), ("medicine", list(guideline.medicines))]
    lists = "".join(f"#\n# {kind}: {', '.join(listed)}\n" for kind, listed in known)
    return f"{HEAD}\n{''.join(entries)}\n{lists}"


def _entries(record: Record, guideline: Guideline) -> Iterator[str]:
    keys = set()
    for entry in record.unread:
        key = _key(entry)
        if key and key not in keys:
            keys.add(key)
            like = guideline.elements[entry.like].name if entry.like else ""
            perhaps = f"; perhaps {like}" if like else ""
            title = " ".join(f"{entry.kind}: {entry.shown or entry.code}".split())
            yield f"# {title}{perhaps}\n{json.dumps(key, ensure_ascii=False)}:\n"


def _key(entry: Unread) -> str:
    if entry.code:
        return f"{entry.system}|{entry.code}"
    return f"{TEXT}|{entry.shown}" if entry.shown else ""
