"""What Lighthouse says of the pages as they are served: `python -m tools.lighthouse`.

Prints a table for the documentation: the scores of each page, of the speed the middle of several
runs. Needs Node, Chromium, and `npm install --prefix tests/web`. The server is one of its own.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.request import urlopen

PROGRAM = Path(__file__).parent.parent / "tests/web/node_modules/lighthouse/cli/index.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
NODE = shutil.which("node") or ""

PAGES = {"article": "/", "planner": "/plan", "plan": "/plan?example=iron-before-b12"}
KEPT = ("accessibility", "best-practices")
"""What a test holds; speed depends on what else the machine does, and is told alone."""

PATIENCE = 600_000
"""Milliseconds for which a page is waited for."""

Scores = dict[str, float]


def missing() -> str:
    """What Lighthouse lacks here; nothing where it can run."""
    needed = {"Chromium": CHROMIUM, "Node": NODE, "Lighthouse": PROGRAM.exists()}
    return ", ".join(name for name, found in needed.items() if not found)


def audited(address: str, categories: tuple[str, ...]) -> tuple[Scores, list[str]]:
    """The score of each category, of 100, and the audits that are not passed in full."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "found.json"
        command = [NODE, str(PROGRAM), address, "--quiet", "--output=json", f"--output-path={file}",
                   "--chrome-flags=--headless=new --no-sandbox",
                   "--disable-full-page-screenshot", f"--max-wait-for-load={PATIENCE}",
                   f"--only-categories={','.join(categories)}"]  # fmt: skip
        subprocess.run(command, check=True, env=os.environ | {"CHROME_PATH": CHROMIUM})
        found = json.loads(file.read_text())
    scores = {str(name): 100.0 * (one["score"] or 0) for name, one in found["categories"].items()}
    return scores, list(_failed(found["audits"]))


def _failed(audits: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    for name, one in audits.items():
        score = one.get("score")
        if isinstance(score, int | float) and score < 1:
            yield f"{name}: {one.get('displayValue') or one.get('title')}"


@contextmanager
def served() -> Iterator[str]:
    """The address of `hematinic serve`, in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = f"from hematinic.web.serve import serve; serve('127.0.0.1', {port})"
    server = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(1200):
            try:
                urlopen(f"{address}/healthz", timeout=PATIENCE / 1000).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=5, help="How often each page is looked at.")
    asked = parser.parse_args(arguments)
    if lacking := missing():
        print(f"not here: {lacking}")
        return 1
    with served() as address:
        print("| page | accessibility | best practices | performance, middle of "
              f"{asked.times} | its runs |\n|---|--:|--:|--:|---|")  # fmt: skip
        for name, path in PAGES.items():
            runs = [audited(address + path, (*KEPT, "performance"))[0] for _ in range(asked.times)]
            kept = " | ".join(f"{min(run[one] for run in runs):.0f}" for one in KEPT)
            speed = [run["performance"] for run in runs]
            told = ", ".join(f"{one:.0f}" for one in sorted(speed))
            print(f"| {name}, `{path}` | {kept} | {median(speed):.0f} | {told} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
