"""The documentation can be followed to the letter: every command on its pages is run.

What goes on until it is told to end, asks the network or takes minutes names the test that runs it.
Commands within a sentence are held to the commands, options, targets and modules that there are."""

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from documentation.followed import PAGES, ROOT, Block, Command, Page, is_printed, write
from hematinic.cli.main import app

FOLLOWED = [page for page in map(Page, PAGES) if page.is_followed]

FILE = "examples/combined-deficiency-bundle.json"
"""What stands for FILE on a page."""

PARTS = (
    "src",
    "tests",
    "tools",
    "docs",
    "examples",
    "Makefile",
    "pyproject.toml",
    "constraints.txt",
)
"""Of the project, for a page that changes it."""

NO_COPY = shutil.ignore_patterns("node_modules", "img", "pictures", "*.pdf")


@pytest.mark.parametrize("page", FOLLOWED, ids=lambda page: page.name)
def test_each_page_can_be_followed(page: Page, tmp_path: Path) -> None:
    changes_the_project = page.path.parent.name == "how-to"
    for part in PARTS if changes_the_project else ("examples",):
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, tmp_path / part, ignore=NO_COPY)
        else:
            shutil.copy(ROOT / part, tmp_path)
    source = tmp_path / "src" if changes_the_project else ROOT / "src"
    for block in page.blocks:
        if block.does in ("file", "append", "after", "replace"):
            write(block, tmp_path)
        elif block.is_typed and block.does != "run by":
            for command in block.commands():
                run(command, tmp_path, source)


def run(command: Command, folder: Path, source: Path) -> None:
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {
        **os.environ,
        "PATH": programs,
        "PYTHONPATH": f"{source}:{folder}",
        "COLUMNS": "100",
    }
    text = re.sub(r"\bFILE\b", FILE, command.text)
    done = subprocess.run(
        ["bash", "-c", text],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == command.status, f"{text}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
    for line in command.prints:
        assert is_printed(line, done.stdout + done.stderr), f"{text}\n{line}\n{done.stdout}"


ELSEWHERE = [
    (page, block) for page in map(Page, PAGES) for block in page.blocks if block.does == "run by"
]


@pytest.mark.parametrize(("page", "block"), ELSEWHERE, ids=lambda one: getattr(one, "name", ""))
def test_what_is_not_run_here_is_run_by_a_test_that_is_named(page: Page, block: Block) -> None:
    texts = "\n".join((ROOT / name).read_text() for name in block.what.split(", "))
    for command in block.commands():
        words = shlex.split(command.text, comments=True)
        exists(*_program(words))
        wanted = called_by(words)
        by_name = page.path.name in texts  # it takes the commands from the page itself
        assert not wanted or by_name or any(one in texts for one in wanted), command.text


def called_by(words: list[str]) -> list[str]:
    """What a test that runs it has in it: the module, the command, or the target of make or what that
    runs. Empty: it belongs to another program."""
    program, rest = _program(words)
    if program == "hematinic":
        return [f'"{rest[0]}"', f"hematinic {rest[0]}"]
    if program == "python -m" and not rest[0].startswith("http"):
        return [rest[0]]
    if program == "make":
        return [f'"{rest[0]}"', *re.findall(r"-m (tools[\w.]*)", made(rest[0]))]
    return []


def test_every_block_that_is_typed_has_a_command() -> None:
    empty = [
        p.name for p in map(Page, PAGES) for b in p.blocks if b.is_typed and not [*b.commands()]
    ]
    assert empty == []


INLINE = sorted({(page.name, *found) for page in map(Page, PAGES) for found in page.inline()})


@pytest.mark.parametrize(("name", "program", "rest"), INLINE)
def test_a_command_in_a_sentence_is_one_that_there_is(name: str, program: str, rest: str) -> None:
    exists(program, shlex.split(rest.replace("…", ""), comments=True))


def _program(words: list[str]) -> tuple[str, list[str]]:
    name = Path(words[0]).name
    if name.startswith("python") and words[1] == "-m":
        return "python -m", words[2:]
    return name, words[1:]


def exists(program: str, words: list[str]) -> None:
    """AssertionError where there is no such command, option, target or module."""
    if program == "make":
        assert made(words[0])
    elif program == "python -m":
        assert importlib.util.find_spec(words[0]), words[0]
    elif program == "hematinic":
        command: Any = get_command(app)
        options = _options(command)
        for word in words:
            if word in getattr(command, "commands", {}):
                command = command.commands[word]
                options |= _options(command)
        for default in getattr(command, "commands", {}).values():  # `cohort STORE` names none
            options |= _options(default)
        given = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert given <= options, (given - options, words)


def _options(command: Any) -> set[str]:
    return {"--help", *(name for parameter in command.params for name in parameter.opts)}


def made(target: str) -> str:
    """The lines that make would run."""
    command = ["make", "--dry-run", "-o", ".venv/.ready", target]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
