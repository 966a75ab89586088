"""The pages of `docs/reference` that tell what the code has: commands, JSON, elements, alerts.

`python -m tools.pages` writes them. What stands in them is read from the commands, the description
of the API, the plans of the guideline's own examples, and the guideline.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from typer.cli import get_docs_for_click
from typer.main import get_command
from typer.models import Context

from hematinic.cli.main import app
from hematinic.guideline.model import Alert, Element, Guideline, Medicine
from hematinic.guideline.rules import Rules, load
from hematinic.plan.account import Accountant
from hematinic.plan.build import Planner
from hematinic.plan.what_if import WhatIf
from hematinic.record.asof import seen_from
from hematinic.record.day import plan_day
from hematinic.record.read import read_bytes
from hematinic.render.json import as_data
from hematinic.web.app import create_app

MADE = "<!-- Written from the code by `python -m tools.pages`: change what it is made from. -->"

TYPES = {str: "text", bool: "true or false", int: "number", float: "number", type(None): "null"}


def pages() -> dict[str, str]:
    """The pages by their names."""
    rules = load()
    written = {
        "command-line.md": command_line(),
        "json.md": json_answers(rules),
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


def json_answers(rules: Rules) -> str:
    described = create_app().openapi()
    parts = [
        "# JSON",
        "What `hematinic plan FILE --format json` prints, and what the API answers. The same input "
        "gives the same bytes. A list is written `name[]`; `*` is the name of an element, fact, "
        "finding or medicine.",
        "## A plan",
        "Each key that a plan of the guideline's examples has, with the types of its values. What "
        "none of them has is not here: a timetable comes where doses must be kept hours apart. "
        "`account` comes with `--detail why`, `would_change` is filled with `--what-if`.",
        table(("key", "holds"), plan_keys(rules)),
        "## The API",
        "`/openapi.json` describes it for programs.",
    ]
    for address, operations in described["paths"].items():
        for method, operation in operations.items():
            parts += list(_operation(f"{method.upper()} {address}", operation))
    parts.append("## What the API answers")
    for name, schema in described["components"]["schemas"].items():
        rows = [[code(key), _type(value)] for key, value in schema["properties"].items()]
        parts += [f"### {name}", table(("key", "holds"), rows)]
    return "\n\n".join(parts)


def _operation(title: str, operation: Mapping[str, Any]) -> Iterator[str]:
    yield f"### {code(title)}"
    yield operation["description"]
    parameters = [
        [code(one["name"]), _type(one["schema"]), one.get("description", "")]
        for one in operation.get("parameters", ())
    ]
    if parameters:
        yield table(("parameter", "is", "for"), parameters)
    yield f"Answers with {', '.join(operation['responses'])}."


def _type(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(map(_type, schema["anyOf"])))
    if "enum" in schema:
        return ", ".join(map(code, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    names = {"string": "text", "boolean": "true or false", "integer": "number"}
    kind: str = schema.get("type", "anything")
    return names.get(kind, kind)


def plan_keys(rules: Rules) -> list[list[str]]:
    guideline = rules.guideline
    names = {*guideline.elements, *guideline.facts, *guideline.findings, *guideline.medicines}
    types: defaultdict[str, set[str]] = defaultdict(set)
    for data in example_plans(rules):
        for path, kind in keys(data, "", names):
            types[path].add(kind)
    return [[code(path), " or ".join(sorted(kinds))] for path, kinds in types.items()]


def example_plans(rules: Rules) -> Iterator[Any]:
    """With everything that the JSON of a plan can hold."""
    planner = Planner(rules)
    for example in rules.guideline.examples.values():
        day = plan_day(example.record["as_of"])
        assert day is not None
        content = orjson.dumps(example.record)
        record = seen_from(read_bytes(content, rules.guideline, day), day)
        plan = planner.plan(record, day)
        account = Accountant(planner).account(record, plan)
        yield as_data(plan, WhatIf(planner).changes(plan), "", account)


def keys(data: Any, path: str, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Each path in it with what stands there, `now.stop[].id`; one of `names` as a key is `*`."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            shown = "*" if key in names and path else key
            yield from keys(value, f"{path}.{shown}" if path else shown, names)
    elif isinstance(data, Sequence) and not isinstance(data, str):
        yield from (pair for value in data for pair in keys(value, f"{path}[]", names))
    else:
        yield path, TYPES[type(data)]


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
