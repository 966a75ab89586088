"""A report kept between runs: by the content it is about, and by the program that computed it.

A change of one word of the guideline, of one line of the program or of one of the tests that
hazards name is another identity, so that what is kept is never told of anything else.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from hematinic.guideline.cache import directory
from hematinic.guideline.model import Guideline
from hematinic.proof.report import Report

ROOMS = ("expressions", "guideline", "plan", "proof", "record")
"""The program that a report depends on."""

KEPT = 8


def program() -> str:
    """The hash of the program."""
    package, digest = Path(__file__).parent.parent, hashlib.sha256()
    for room in ROOMS:
        for file in sorted((package / room).rglob("*")):
            if file.suffix in (".py", ".lark", ".yaml"):
                digest.update(f"{file.relative_to(package)}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def identity(guideline: Guideline, tests: Path | None) -> str:
    digest = hashlib.sha256(f"{guideline.content_hash} {program()}".encode())
    for file in sorted(_named(guideline, tests)) if tests else ():
        digest.update(f"{file}\0".encode())
        digest.update(file.read_bytes() if file.is_file() else b"")
    return digest.hexdigest()


def _named(guideline: Guideline, tests: Path) -> Iterator[Path]:
    for hazard in guideline.hazards:
        for control in hazard.controls:
            if control.test:
                yield tests / control.test.partition("::")[0]


def find(name: str) -> Report | None:
    place = directory()
    if place is None:
        return None
    try:
        return msgspec.json.decode((place / _file(name)).read_bytes(), type=Report)
    except (OSError, msgspec.MsgspecError):
        return None


def keep(name: str, report: Report) -> None:
    """Written beside and moved into place; what cannot be written is computed again."""
    place = directory()
    if place is None:
        return
    try:
        with tempfile.NamedTemporaryFile(dir=place, delete=False) as new:
            new.write(msgspec.json.encode(report))
        os.replace(new.name, place / _file(name))
        olds = sorted(place.glob("*.proof"), key=lambda file: -file.stat().st_mtime)
        for old in olds[KEPT:]:
            old.unlink()
    except OSError:
        return


def _file(name: str) -> str:
    return f"{name[:32]}.proof"
