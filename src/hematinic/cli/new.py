"""`hematinic new`: an entry of a guideline, with the pair of patients that tests it.

Everything is tried on a copy first: a guideline that could be run before can be run after, and what
is refused has written nothing.
"""

import os.path
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from hematinic.expressions.faults import nearest
from hematinic.guideline import birth
from hematinic.guideline.birth import KINDS, Birth
from hematinic.guideline.lint.tested import tests_of
from hematinic.guideline.load import builtin
from hematinic.guideline.mistake import GuidelineError
from hematinic.guideline.model import Guideline
from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from hematinic.proof.one_of_each import Pair, Runner, kept, pairs_folder, write
from hematinic.proof.one_of_each.find import Finder
from hematinic.record.events import Mistake, RecordError

RUNNER = '''"""Each rule has a patient who gets it, and a near miss who does not."""

from pathlib import Path

import pytest

from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from hematinic.proof.one_of_each import faults, kept

HERE = Path(__file__).parent
PLANNER = Planner(load(HERE / "{guideline}"))
PAIRS = kept(HERE / "one_of_each")


@pytest.mark.parametrize("rule", PAIRS)
def test_one_gets_it_and_the_other_just_does_not(rule: str) -> None:
    assert list(faults(PAIRS[rule], PLANNER)) == []
'''


@dataclass(frozen=True, slots=True)
class NewRule:
    """What was asked for, on the command line."""

    kind: str
    name: str
    given: tuple[str, ...]
    file: str
    guideline: Path | None
    tests: Path | None

    @property
    def folder(self) -> Path:
        return self.guideline or Path(str(builtin()))


def run(asked: NewRule) -> None:
    """Raises RecordError with all that is missing or wrong; nothing is written then."""
    if asked.kind not in KINDS:
        help_ = nearest(asked.kind, KINDS)
        raise RecordError([f"new: there is {', '.join(KINDS)}, and no '{asked.kind}'{help_}"])
    kind, guideline = KINDS[asked.kind], load(asked.guideline).guideline
    if where := birth.taken(asked.name, guideline):
        raise RecordError([f"new: '{asked.name}' is taken; it stands in {where}"])
    keys = dict(_keys_given(asked, kind))
    missing = [key for key in kind.asked if key not in keys]
    if missing and not sys.stdin.isatty():
        raise RecordError([_missing(key, kind, guideline) for key in missing])
    for key in missing:
        keys[key] = birth.value(kind, key, typer.prompt(f"{key}: {_hint(kind, key, guideline)}"))
    file, entry = _file(asked, kind), birth.complete(kind, keys)
    pair = _tried(asked, file, entry)
    _add(file, asked, entry)
    _tell(asked, file, entry, pair)


# What is given and asked


def _keys_given(asked: NewRule, kind: Birth) -> Iterator[tuple[str, Any]]:
    known = birth.keys(kind)
    for pair in asked.given:
        key, is_given, value = pair.partition("=")
        if not is_given:
            raise RecordError([f"new: '{pair}' is no KEY=VALUE"])
        if key.partition(".")[0] not in known:
            help_ = nearest(key, known) or f"; there is {', '.join(known)}"
            raise RecordError([f"new: '{key}' is no key of its kind{help_}"])
        yield key, birth.value(kind, key, value)


def _missing(key: str, kind: Birth, guideline: Guideline) -> Mistake:
    return Mistake(says=f"new: {key}= is missing", remedy=_hint(kind, key, guideline))


def _hint(kind: Birth, key: str, guideline: Guideline) -> str:
    choices = birth.choices(key, guideline)
    more = ", …" if len(choices) > MOST_SHOWN else ""
    return kind.asked[key] + (f" ({', '.join(choices[:MOST_SHOWN])}{more})" if choices else "")


MOST_SHOWN = 12
"""Of what can stand somewhere."""


def _file(asked: NewRule, kind: Birth) -> Path:
    files = birth.files(asked.folder, kind.section)
    if not asked.file and len(files) == 1:
        return files[0]
    for file in files:
        if asked.file in (file.name, file.stem, str(file.relative_to(asked.folder))):
            return file
    known = ", ".join(file.stem for file in files)
    if not files:
        return asked.folder / f"{kind.section}.yaml"
    says = f"there is no '{asked.file}'" if asked.file else "name the file that it stands in"
    raise RecordError([f"new: --in: {says}; there is {known}"])


# What is tried and told


def _tried(asked: NewRule, file: Path, entry: Mapping[str, Any]) -> Pair | None:
    """On a copy of the folder: what is wrong with it, and a pair of patients."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "guideline"
        shutil.copytree(asked.folder, copy)
        _add(copy / file.relative_to(asked.folder), asked, entry)
        try:
            planner = Planner(load(copy))
        except GuidelineError as wrong:
            raise RecordError(map(str, wrong.mistakes)) from None
    if asked.kind == "finding" and planner.rules.types[asked.name].kind != "boolean":
        return None
    patients = kept(folder).values() if (folder := pairs_folder(asked.guideline)) else ()
    both = (file for pair in patients for file in (pair.gets_it, pair.just_not) if file)
    pair = Finder(Runner(planner), both, [asked.name]).pair(asked.name)
    if pair is None:
        says = f"no patient is found to whom '{asked.name}' applies"
        raise RecordError([f"new: {says}; can its condition be true of anybody?"])
    return pair


def _add(file: Path, asked: NewRule, entry: Mapping[str, Any]) -> None:
    """The first of its kind has no file yet."""
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    file.write_text(birth.with_entry(text, asked.name, entry), encoding="utf-8")


def _tell(asked: NewRule, file: Path, entry: Mapping[str, Any], pair: Pair | None) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    print(f"{file}:{lines.index(f'{asked.name}:') + 1}: {asked.kind} {asked.name}")
    if pair:
        for written, what in _tests(asked, pair):
            print(f"{written}: {what}")
    else:
        print("It is a value, and no truth: it is tested by the rules that read it.")
    for key in birth.unwritten(entry):
        print(f"to be written: {key}")
    print(f"next: hematinic lint {asked.guideline or ''}".rstrip())


def _tests(asked: NewRule, pair: Pair) -> Iterator[tuple[Path, str]]:
    """Writes the pair, and where nothing runs it yet the test that does."""
    tests = asked.tests or tests_of(asked.guideline) or asked.folder.parent / "tests"
    folder = pairs_folder(asked.guideline) if not asked.tests else None
    yield write(folder or tests / "one_of_each", pair), "a patient who gets it, and a near miss"
    if not any(tests.rglob("test_one_of_each.py")):
        runner = tests / "test_one_of_each.py"
        text = RUNNER.format(guideline=os.path.relpath(asked.folder.resolve(), tests.resolve()))
        runner.write_text(text, encoding="utf-8")
        yield runner, "runs both"
