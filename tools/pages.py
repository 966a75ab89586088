"""Writes the pages of `docs/lint` anew, one for each kind of mistake.

python -m tools.pages
"""

from pathlib import Path

from hematinic.guideline.lint import pages

FOLDER = Path(__file__).parent.parent / pages.PAGES


def written() -> dict[str, str]:
    """The pages by their names."""
    return {"README.md": pages.index()} | {
        f"{kind}.md": pages.markdown(kind) for kind in pages.kinds()
    }


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.md"):
        old.unlink()
    for name, text in written().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
