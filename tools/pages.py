"""Writes the pages of the documentation that are made from the code and the guideline anew: one for
each kind of mistake in `docs/lint`, one for each rule in `docs/reference/rules`, and the reference
of commands, JSON, elements and alerts beside it.

python -m tools.pages
"""

from pathlib import Path

from hematinic.guideline.lint import pages
from hematinic.guideline.load import builtin, reading
from hematinic.guideline.rules import load
from hematinic.plan.build import Planner
from hematinic.proof.one_of_each import kept
from hematinic.review.book import Pages, files_of
from hematinic.review.book import written as written_rules
from tools import reference

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / pages.PAGES
REFERENCE = ROOT / "docs/reference"
RULES = REFERENCE / "rules"
PAIRS = ROOT / "tests/spec/one_of_each"


def written() -> dict[str, str]:
    """The pages of lint by their names."""
    return {"README.md": pages.index()} | {
        f"{kind}.md": pages.markdown(kind) for kind in pages.kinds()
    }


def rules(planner: Planner) -> dict[str, str]:
    """The pages of the rules by their names, both patients of each run."""
    return written_rules(Pages(planner, kept(PAIRS), files_of(reading(builtin()).places)))


def _write(folder: Path, texts: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.md"):
        if old.name not in texts:
            old.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def main() -> None:
    _write(FOLDER, written())
    _write(RULES, rules(Planner(load())))
    for name, text in reference.pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
