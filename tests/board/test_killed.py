"""A process that is killed in the midst of an action loses nothing that it told as kept, and leaves
nothing that it did not try. The whole, a hundred kills of each database: `make killed`."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
KILLS = os.environ.get("HEMATINIC_KILLS", "10")


def test_kills(address):
    """In a process of its own, which forks those that it kills."""
    command = [sys.executable, "-m", "tools.killing", "--times", KILLS, "--database", address]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith(f"{KILLS} kills")
    assert "none lost, none forged" in done.stdout
