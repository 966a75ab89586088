"""A report kept between runs: by the content it is about, and by the program that computed it.

A change of one word of the guideline, of one line of the program or of one of the tests that
hazards name is another identity, so that what is kept is never told of anything else.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from hematinic.guideline import cache
from hematinic.guideline.model import Guideline
from hematinic.proof.report import Report

ROOMS = ("expressions", "guideline", "plan", "proof", "record")
"""The program that a report depends on."""


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
    place = cache.directory()
    if place is None:
        return None
    try:
        return msgspec.json.decode(cache.payload(place / _file(name)), type=Report)
    except (OSError, cache.DoubtfulError, msgspec.MsgspecError):
        return None


def keep(name: str, report: Report) -> None:
    """What cannot be written is computed again."""
    place = cache.directory()
    if place is not None:
        cache.keep(place / _file(name), msgspec.json.encode(report))


def _file(name: str) -> str:
    return f"{name[:32]}.proof"
