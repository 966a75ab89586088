"""A process that is killed in the midst of an action loses nothing that it told as kept, and leaves
nothing that it did not try. The whole, a hundred kills: `python -m tools.killing --times 100`."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_ten_kills(address):
    """In a process of its own, which forks those that it kills."""
    command = [sys.executable, "-m", "tools.killing", "--times", "10", "--database", address]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("10 kills")
    assert "none lost, none forged" in done.stdout
