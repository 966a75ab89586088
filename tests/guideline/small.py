"""The made-up guideline of magnesium and potassium, with more written into it."""

from pathlib import Path

from hematinic.guideline.rules import Rules, compiled
from hematinic.guideline.typed import typed

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
    """`findings.yaml:4: what is wrong; what to do` of each."""
    told = typed(written(folder, **files)).mistakes
    return [
        f"{one.file}:{one.line}: {'; '.join(filter(None, (one.says, one.help)))}" for one in told
    ]
