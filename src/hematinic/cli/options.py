"""The options that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from hematinic.guideline import entry
from hematinic.render.faces import FACES

PlanFormat = StrEnum("PlanFormat", ["text", *FACES])  # type: ignore[misc]
"""A terminal's own, or a face of the register: its names are known when it is run."""
TEXT = PlanFormat("text")

Format = Literal["text", "json"]
Locale = Literal["en-GB", "en-US"]

File = Annotated[
    Path,
    typer.Argument(help="A patient file (YAML, JSON), a FHIR R4 Bundle or a folder of NDJSON."),
]
AsOf = Annotated[
    str | None, typer.Option(help="The day of the plan, 2026-11-22; today where absent.")
]
Jurisdiction = Annotated[
    Literal["UK", "US"] | None,
    typer.Option(help="By whose labels and formularies; the file's own, or UK."),
]
LocalLimits = Annotated[
    Path | None,
    typer.Option(help="A laboratory's own decision limits (YAML), in place of the guideline's."),
]
Units = Annotated[
    str | None,
    typer.Option(
        help="In whose units results are shown: UK, US, SI, or another system of the guideline; "
        "else the file's own, or the jurisdiction's."
    ),
]
LocalCodes = Annotated[
    Path | None,
    typer.Option(help='A site\'s own codes: YAML of "system|code" to an element or a medicine.'),
]
Site = Annotated[
    Path | None,
    typer.Option(
        help="What a site settles for CDS Hooks and FHIR (YAML): clients, audit, database."
    ),
]
Spelled = Annotated[
    Locale | None,
    typer.Option(
        "--locale",
        help="In whose spelling pages, PDF and calendar are; else as in the jurisdiction.",
    ),
]
Detail = Annotated[
    Literal["now", "plan", "why"] | None,
    typer.Option(
        help="How much the JSON holds: now, plan (both layers), why (all, with "
        "what became of each event); else all."
    ),
]
LargePrint = Annotated[bool, typer.Option("--large-print", help="The leaflet as PDF or page.")]
Reader = Annotated[
    entry.Reader, typer.Option(help="For whom it is worded; the content is the same.")
]
Printed = Annotated[Format, typer.Option("--format", help="How it is printed.")]
