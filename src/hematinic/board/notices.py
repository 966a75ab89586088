"""Notices that a source was superseded or retracted, from a file:

- doi: 10.1000/example
  kind: retracted          # or superseded
  says: Retracted by the journal on 2027-02-01.
"""

import re
from pathlib import Path

from hematinic.guideline import yaml
from hematinic.record.events import RecordError

DOI = re.compile(r"10\.\d{4,9}/\S+\Z")
KINDS = ("superseded", "retracted")


def read_notices(file: Path) -> list[dict[str, str]]:
    """Raises RecordError, with every mistake at once."""
    try:
        data = yaml.read(file.read_text(encoding="utf-8")).data
    except UnicodeDecodeError:
        raise RecordError([f"{file}: not UTF-8 text; save it as UTF-8"]) from None
    except yaml.YamlError as error:
        raise RecordError([f"{file}, line {error.line}: {error.problem}"]) from None
    if not isinstance(data, list):
        raise RecordError([f"{file}: a list of notices, each with doi and kind"])
    problems = [
        f"{file}, notice {number}: {problem}"
        for number, notice in enumerate(data, 1)
        if (problem := _problem(notice))
    ]
    if problems:
        raise RecordError(problems)
    return [{"says": "", **notice, "doi": plain_doi(notice["doi"])} for notice in data]


def plain_doi(text: str) -> str:
    """As sources have it: without what browsers put before it, in small letters."""
    return re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", text.strip().lower())


def _problem(notice: object) -> str:
    if not isinstance(notice, dict) or not all(isinstance(value, str) for value in notice.values()):
        return "doi, kind and says, each a text"
    if unknown := notice.keys() - {"doi", "kind", "says"}:
        return f"'{sorted(unknown)[0]}' is not known; there are doi, kind and says"
    if not DOI.match(plain_doi(notice.get("doi", ""))):
        return "doi: such as 10.1000/example"
    return "" if notice.get("kind") in KINDS else f"kind: one of {', '.join(KINDS)}"
