"""Patients to begin with: fictional ones, from files beside this one."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from hematinic.guideline import yaml


def examples() -> Mapping[str, dict[str, Any]]:
    """By name, each a patient file; the first comment of the file says what it shows."""
    folder = files("hematinic.web.planner").joinpath("patients")
    found = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            text = file.read_text()
            says = text.splitlines()[0].removeprefix("#").strip()
            found[file.name.removesuffix(".yaml")] = {"says": says, "data": yaml.read(text).data}
    return found
