"""The made-up guideline of magnesium and potassium, with more written into it."""

from pathlib import Path

from hematinic.guideline.load import GuidelineError
from hematinic.guideline.rules import Rules, compiled

SMALL = Path(__file__).parents[1] / "guidelines" / "magnesium_potassium"


def written(folder: Path, **files: str) -> Path:
    """Its folder, with these texts at the end of these files."""
    for file in SMALL.iterdir():
        (folder / file.name).write_text(file.read_text() + files.pop(file.stem, ""))
    for stem, text in files.items():
        (folder / f"{stem}.yaml").write_text(text)
    return folder


def small(folder: Path, **files: str) -> Rules:
    return compiled(written(folder, **files))


def mistakes(folder: Path, **files: str) -> list[str]:
    """`findings.yaml:4: what is wrong` of each, without the drawing of its place."""
    try:
        small(folder, **files)
    except GuidelineError as error:
        return [str(problem).split("\n")[0] for problem in error.problems]
    return []
