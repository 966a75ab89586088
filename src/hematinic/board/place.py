"""Where a board lies: an address as SQLAlchemy has it, or the user's own folder."""

import os
from pathlib import Path

VARIABLE = "HEMATINIC_BOARD"
BOARD = "board.sqlite"
DEMO = "board-demo.sqlite"


def address(given: str = "") -> str:
    """What is given, what the environment names, or a file of this user."""
    return given or os.environ.get(VARIABLE, "") or f"sqlite:///{_folder() / BOARD}"


def here() -> str:
    """Of the board that is set up on this machine; empty where none is."""
    known = os.environ.get(VARIABLE, "") or (_folder() / BOARD).is_file()
    return address() if known else ""


def demo_address(given: str = "") -> str:
    """Never the one of a real board."""
    return given or f"sqlite:///{_folder() / DEMO}"


def _folder() -> Path:
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(state) / "hematinic"
