"""Versions of the guideline: changes made on purpose, and commits of it, which are taken back."""

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import msgspec

from hematinic.guideline import yaml
from hematinic.guideline.load import builtin
from hematinic.guideline.rules import Rules, compiled

HERE = Path("tests/differences")


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    what: str
    file: str
    at: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Versions:
    name: str
    before: Rules
    after: Rules


def changes() -> dict[str, Edit]:
    text = (HERE / "changes.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.read(text).data, dict[str, Edit])


def commits() -> list[Path]:
    return sorted((HERE / "commits").glob("*.patch"))


def versions(rules: Rules, name: str) -> Versions:
    """A change of the guideline as it is, or the commit that made it so."""
    every = changes()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "guideline"
        shutil.copytree(str(builtin()), copy)
        if name in every:
            edit(copy, every[name])
            return Versions(name, rules, compiled(copy))
        take_back(copy, HERE / "commits" / f"{name}.patch")
        return Versions(name, compiled(copy), rules)


def edit(folder: Path, change: Edit) -> None:
    file = folder / change.file
    text = file.read_text(encoding="utf-8")
    at = text.index(f"\n{change.at}")
    place = text.index(change.old, at)
    file.write_text(text[:place] + change.new + text[place + len(change.old) :], encoding="utf-8")


def take_back(folder: Path, patch: Path) -> None:
    """Raises CalledProcessError where what the patch made has been changed since. Then it is
    renewed: `git revert --no-commit -Xtheirs COMMIT`, and of the guideline's folder
    `git diff --cached -R --relative`."""
    command = ["git", "apply", "--reverse", "-C1", "--whitespace=nowarn", str(patch.resolve())]
    outside = {"GIT_CEILING_DIRECTORIES": str(folder.parent), "PATH": "/usr/bin:/bin"}
    subprocess.run(command, cwd=folder, check=True, env=outside)
