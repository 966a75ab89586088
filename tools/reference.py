"""The pages of `docs/reference` that tell what the code has: commands, JSON, elements, alerts.

`python -m tools.pages` writes them. What stands in them is read from the commands, the description
of the API, and the guideline.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from typer.cli import get_docs_for_click
from typer.main import get_command
from typer.models import Context

from hematinic.cli.main import app
from hematinic.guideline.model import Alert, Element, Guideline, Medicine
from hematinic.guideline.rules import load
from hematinic.proof.report import VerifyAnswer
from hematinic.render.screen.alerts import AlertsAnswer
from hematinic.render.screen.coverage import Covered
from hematinic.render.screen.linted import LintAnswer
from hematinic.web.api.schemas import REFERENCE
from hematinic.web.app import create_app
from hematinic.web.hooks.feedback import AlertFeedback

MADE = "<!-- Written from the code by `python -m tools.pages`: change what it is made from. -->"


def pages() -> dict[str, str]:
    """The pages by their names."""
    rules = load()
    written = {
        "command-line.md": command_line(),
        "json.md": json_answers(),
        "elements.md": elements(rules.guideline),
        "alerts.md": alerts(rules.guideline),
    }
    return {name: f"{MADE}\n\n{text.strip()}\n" for name, text in written.items()}


# The command line


def command_line() -> str:
    """As Typer describes the commands; usage is no command to type, and so no `console`."""
    command = get_command(app)
    text = get_docs_for_click(obj=command, ctx=Context(command), name="hematinic")
    text = text.replace("```console\n$ ", "```text\n")
    # The list of a command's own commands is cut short there; each has its section anyway.
    return re.sub(r"\*\*Commands\*\*:\n\n(?:\*.*\n)+\n?", "", text)


# JSON


PRINTED = (LintAnswer, AlertsAnswer, Covered, VerifyAnswer, AlertFeedback)
"""What the command line alone has as JSON, of other rooms than the plan."""


def json_answers() -> str:
    described = create_app().openapi()
    parts = [
        "# JSON",
        "What the commands print with `--format json`, and what the API answers. The same input "
        "gives the same bytes. Keys come in this order; one that is *not always there* is left out "
        "where it does not apply.",
        "## The API",
        "`/openapi.json` describes it for programs.",
    ]
    for address, operations in described["paths"].items():
        for method, operation in operations.items():
            parts += list(_operation(f"{method.upper()} {address}", operation))
    _, printed = msgspec.json.schema_components(PRINTED, ref_template=REFERENCE)
    schemas = described["components"]["schemas"] | printed
    parts.append("## What is sent, answered and printed")
    for name, schema in sorted(schemas.items()):
        parts += [f"### {name}", *_described(schema)]
    return "\n\n".join(parts)


def _described(schema: Mapping[str, Any]) -> Iterator[str]:
    if "description" in schema:
        yield schema["description"]
    always = schema.get("required", ())
    yield table(
        ("key", "holds"),
        [
            [code(key), _type(value) + ("" if key in always else "; not always there")]
            for key, value in schema["properties"].items()
        ],
    )


def _operation(title: str, operation: Mapping[str, Any]) -> Iterator[str]:
    yield f"### {code(title)}"
    yield operation["description"]
    parameters = [
        [code(one["name"]), _type(one["schema"]), one.get("description", "")]
        for one in operation.get("parameters", ())
    ]
    if parameters:
        yield table(("parameter", "is", "for"), parameters)
    found, *refused = operation["responses"].items()
    holds = _type(found[1]["content"]["application/json"]["schema"])
    yield f"Answers with {holds}" + "".join(f", {status}" for status, _ in refused) + "."


def _type(schema: Mapping[str, Any]) -> str:
    if not schema:
        return "anything"
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(map(_type, schema["anyOf"])))
    if "enum" in schema:
        return ", ".join(map(code, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    if isinstance(schema.get("additionalProperties"), Mapping):
        return f"object with {_type(schema['additionalProperties'])} by name"
    names = {"string": "text", "boolean": "true or false", "integer": "number"}
    kind: str = schema.get("type", "anything")
    return names.get(kind, kind)


# The guideline


def elements(guideline: Guideline) -> str:
    parts = [
        "# Elements and medicines",
        "What an event of a record can name. In a patient file: `observed` for what is measured, "
        "`present` or `absent` for a condition, `done` for a procedure, `started`, `given`, "
        "`stopped`, `booked` and `ordered` for a medicine. `hematinic codes FILE` lists what a "
        "FHIR record codes otherwise.",
    ]
    titles = {
        "quantity": "Measured, with a unit",
        "result": "Results in words",
        "condition": "Conditions, symptoms and habits",
        "procedure": "Procedures",
    }
    for kind, title in titles.items():
        rows = [
            _element(name, element)
            for name, element in guideline.elements.items()
            if element.kind == kind
        ]
        if rows:
            parts += [f"## {title}", table(ELEMENT, rows)]
    rows = [_medicine(name, medicine) for name, medicine in guideline.medicines.items()]
    parts += ["## Medicines", table(MEDICINE, rows)]
    return "\n\n".join(parts)


ELEMENT = ("name", "is", "unit or values", "also read in", "where not recorded", "codes")

MEDICINE = ("name", "is", "gives", "routes", "also called", "codes")


def _element(name: str, element: Element) -> list[str]:
    accepted = [unit for unit in element.accepts if unit != element.unit]
    values = ", ".join(element.options) or element.unit
    return [
        code(name), element.label, values, ", ".join(accepted), element.if_unrecorded,
        _codes(element.codes),
    ]  # fmt: skip


def _medicine(name: str, medicine: Medicine) -> list[str]:
    return [
        code(name), medicine.label, ", ".join(medicine.gives), ", ".join(medicine.routes),
        ", ".join(medicine.names), _codes(medicine.codes),
    ]  # fmt: skip


def _codes(codes: Mapping[str, Iterable[str]]) -> str:
    return "; ".join(f"{system} {' '.join(numbers)}" for system, numbers in codes.items())


def alerts(guideline: Guideline) -> str:
    """In the order of the guideline, by level."""
    parts = [
        "# Alerts",
        "What an order or a gap is stopped or spoken of for. A critical alert always interrupts, "
        "information never; of a warning the table says it. *Unknown* is what an alert does where "
        "its condition is unknown: `act` raises it, `hold` does not, `ask` asks for what is "
        "missing.",
    ]
    for level in dict.fromkeys(alert.level for alert in guideline.alerts):
        rows = [_alert(alert) for alert in guideline.alerts if alert.level == level]
        parts += [f"## {level.capitalize()}", table(ALERT, rows)]
    return "\n\n".join(parts)


ALERT = ("name", "says", "what to do", "when", "unknown", "interrupts", "carries out", "sources")


def _alert(alert: Alert) -> list[str]:
    sources = dict.fromkeys(cite.source for cite in alert.cites)
    return [
        f"[{code(alert.id)}](rules/{alert.id}.md)", alert.line, alert.what_to_do, code(alert.when),
        alert.if_unknown,
        "yes" if alert.interrupts else f"no: {alert.quiet}" if alert.quiet else "no",
        ", ".join(alert.implements), ", ".join(sources),
    ]  # fmt: skip


# Markdown


def code(text: str) -> str:
    return f"`{' '.join(text.split())}`"


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(titles)} |", "|" + "---|" * len(titles)]
    return "\n".join([*lines, *(f"| {' | '.join(map(_cell, cells))} |" for cells in rows)])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
