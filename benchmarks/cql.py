"""Twelve rules by `cql-execution` beside this program's engine, of the same sampled patients.

    npm install --prefix DIR cql-execution@3.3.2 cql-exec-fhir@2.2.0
    python -m benchmarks.cql --modules DIR/node_modules [--patients 200]

The rules are written once, in the language of a guideline, and put into ELM here, since no
translator of CQL is to be had without a network. Every result is given in one unit and by one code,
for `cql-execution` converts none. That both say the same of every patient is asserted.
"""

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from hematinic.expressions import syntax
from hematinic.expressions.columns import Columns
from hematinic.expressions.parse import parse
from hematinic.expressions.syntax import Node
from hematinic.expressions.types import BOOLEAN, NUMBER, TEXT, Type
from hematinic.guideline.elements import Fact
from hematinic.guideline.quantities import factor
from hematinic.guideline.rules import Rules, load
from hematinic.plan.build import Planner
from hematinic.record.chosen import Context
from hematinic.record.events import Record
from hematinic.record.facts import Extractor
from hematinic.record.read import read_bytes
from hematinic.record.verbs import fact_take
from hematinic.sample.resources import as_bundle, day_of
from hematinic.sample.story import patients
from hematinic.sample.write import Maker

AS_OF = 739_943
Elm = dict[str, Any]

LABORATORY = {
    "hb": "hemoglobin", "ferritin": "ferritin", "b12": "vitamin_b12", "mcv": "mcv", "crp": "crp",
    "egfr": "egfr", "saturation": "transferrin_saturation", "potassium": "potassium",
}  # fmt: skip
"""The last result of each."""

INJECTION = "hydroxocobalamin"

RULES = (
    "hb < 120",
    "ferritin < 30",
    "ferritin < 100 and crp > 5",
    "b12 < 200",
    "mcv < 80 and ferritin < 30",
    "mcv > 100 and b12 < 200",
    "hb < 120 and (ferritin < 30 or saturation < 16)",
    "(sex = 'female' and hb < 120) or (sex = 'male' and hb < 130)",
    "injections >= 6",
    "injections > 0 and ferritin < 30",
    "egfr < 60 or crp > 50",
    "not (potassium >= 3.5) or (hb - 100) * 2 > saturation",
)

NAMES: dict[str, Type] = {**dict.fromkeys((*LABORATORY, "injections"), NUMBER), "sex": TEXT}


# The rules as ELM


def library(rules: Rules) -> Elm:
    elements = rules.guideline.elements
    defined = {
        "Patient": {"type": "SingletonFrom", "operand": retrieved("Patient")},
        "sex": {"type": "Property", "path": "gender.value", "source": named("Patient")},
        "injections": {"type": "Count", "source": retrieved(
            "MedicationAdministration", "medication", rules.guideline.medicines[INJECTION].codes
        )},
        **{name: last(elements[element].codes) for name, element in LABORATORY.items()},
        **{f"r{i}": as_elm(parse(rule)) for i, rule in enumerate(RULES, 1)},
    }  # fmt: skip
    definitions = [
        {"name": name, "context": "Patient", "accessLevel": "Public", "expression": expression}
        for name, expression in defined.items()
    ]
    systems = {"loinc": "http://loinc.org", "rxnorm": RXNORM}
    return {"library": {
        "identifier": {"id": "Twelve", "version": "1"},
        "schemaIdentifier": {"id": "urn:hl7-org:elm", "version": "r1"},
        "usings": {"def": [{"localIdentifier": "FHIR", "uri": FHIR, "version": "4.0.1"}]},
        "codeSystems": {"def": [{"name": name, "id": id_} for name, id_ in systems.items()]},
        "statements": {"def": definitions},
    }}  # fmt: skip


FHIR, RXNORM = "http://hl7.org/fhir", "http://www.nlm.nih.gov/research/umls/rxnorm"


def named(name: str) -> Elm:
    return {"type": "ExpressionRef", "name": name}


def retrieved(kind: str, by: str = "", codes: Mapping[str, tuple[str, ...]] | None = None) -> Elm:
    found: Elm = {"type": "Retrieve", "dataType": f"{{{FHIR}}}{kind}"}
    if codes:
        listed = [
            {"type": "Code", "code": code, "system": {"name": name}}
            for name in ("loinc", "rxnorm") for code in codes.get(name, ())
        ]  # fmt: skip
        found |= {"codeProperty": by, "codes": {"type": "List", "element": listed}}
    return found


def last(codes: Mapping[str, tuple[str, ...]]) -> Elm:
    """The value of the last result: that of the day that is the last of all."""
    results = {"alias": "O", "expression": retrieved("Observation", "code", codes)}
    day = {"type": "Property", "path": "effective.value", "scope": "O"}
    days = {"type": "Query", "source": [results], "relationship": [],
            "return": {"distinct": False, "expression": day}}  # fmt: skip
    on_it = {"type": "Equal", "operand": [day, {"type": "Max", "source": days}]}
    then = {"type": "Query", "source": [results], "relationship": [], "where": on_it}
    first = {"type": "First", "source": then}
    return {"type": "Property", "path": "value.value.value", "source": first}


OPERATORS = {"<": "Less", "<=": "LessOrEqual", ">": "Greater", ">=": "GreaterOrEqual", "=": "Equal",
             "-": "Subtract", "*": "Multiply"}  # fmt: skip


def as_elm(node: Node) -> Elm:
    """Raises KeyError for what the rules do not use."""
    parts = [as_elm(child) for child in syntax.children(node)]
    match node:
        case syntax.Name(name=name):
            return named(name)
        case syntax.Number(value=value):
            return {"type": "Literal", "value": str(value), "valueType": f"{{{ELM_TYPES}}}Decimal"}
        case syntax.Text(value=text):
            return {"type": "Literal", "value": text, "valueType": f"{{{ELM_TYPES}}}String"}
        case syntax.Not():
            return {"type": "Not", "operand": parts[0]}
        case syntax.Compare(operator=operator) | syntax.Arithmetic(operator=operator):
            return {"type": OPERATORS[operator], "operand": parts}
    kind = {syntax.And: "And", syntax.Or: "Or"}[type(node)]
    joined = parts[0]
    for part in parts[1:]:
        joined = {"type": kind, "operand": [joined, part]}
    return joined


ELM_TYPES = "urn:hl7-org:elm-types:r1"


# The patients


def bundles(rules: Rules, count: int) -> Iterator[tuple[str, bytes]]:
    """Each result in the unit of its element, under the first of its codes; of one patient up to
    the first visit, of the next to the second, and so on, so that not everything is known."""
    maker, elements = Maker(rules.guideline, 1, 0.0), rules.guideline.elements
    of_code = {code: name for name, one in elements.items() for code in one.codes.get("loinc", ())}
    for simulated in patients(count, 1):
        visits = simulated.visits
        seen = day_of(visits[simulated.person.number % len(visits)])
        resources = [one for one in maker.made(simulated)[0]
                     if one.get("effectiveDateTime", "") <= seen]  # fmt: skip
        for resource in resources:
            if resource["resourceType"] == "Observation":
                [coding], quantity = resource["code"]["coding"], resource["valueQuantity"]
                element = elements[of_code[coding["code"]]]
                by = factor(element, quantity["unit"]) or 1.0
                coding["code"] = element.codes["loinc"][0]
                value = round(quantity["value"] * by, 6)
                resource["valueQuantity"] = {"value": value, "unit": element.unit}
        yield simulated.person.id, orjson.dumps(as_bundle(resources))


# This program's engine


def answers(rules: Rules, records: list[Record]) -> list[list[Any]]:
    takes = {
        name: (of, fact_take(Fact(label=name, latest=of, take="value"), rules.guideline))
        for name, of in LABORATORY.items()
    }
    count = Fact(label="injections", count=f"given {INJECTION}", take="value")
    takes["injections"] = INJECTION, fact_take(count, rules.guideline)
    under, found = Extractor(rules).under, []
    for record in records:
        events, context = under.sorted(record.events), Context(AS_OF, {}, {})
        facts = dict.fromkeys(takes) | {"injections": (0.0, 0.0)}  # of what there are no events
        for name, (of, take) in takes.items():
            if of in events:
                facts[name] = take(events[of], context)[0]
        found.append(facts | {"sex": record.patient.sex})
    definitions = [(f"r{i}", parse(rule)) for i, rule in enumerate(RULES, 1)]
    types = NAMES | dict.fromkeys((name for name, _ in definitions), BOOLEAN)
    return Columns().evaluate(definitions, types, found)


def timed(name: str, count: int, spent: float) -> None:
    print(f"{name:56} {1e3 * spent / count:8.2f} ms a patient  {count / spent:8,.0f} /s")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--patients", type=int, default=200)
    asked.add_argument(
        "--modules", type=Path, required=True, help="node_modules with both packages"
    )
    options = asked.parse_args()
    rules = load()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "bundles").mkdir()
        contents = dict(bundles(rules, options.patients))
        for id_, content in contents.items():
            (folder / "bundles" / f"{id_}.json").write_bytes(content)
        (folder / "library.json").write_text(json.dumps(library(rules)))
        script = Path(__file__).with_suffix(".js")
        command = ["node", str(script), str(options.modules), scratch]
        theirs = json.loads(subprocess.check_output(command))
    timed("cql-execution: a bundle to twelve answers", len(contents), theirs["spent"])
    began = time.process_time()
    records = [read_bytes(content, rules.guideline, AS_OF) for content in contents.values()]
    read = time.process_time()
    ours = answers(rules, records)
    done = time.process_time()
    timed("this program: a bundle to twelve answers", len(contents), done - began)
    timed("  of that the answers alone", len(contents), done - read)
    planner = Planner(rules)
    for record in records:
        planner.plan(record, AS_OF)
    timed("  and the whole plan of each", len(contents), time.process_time() - done)
    different = [
        (id_, f"r{i}", own, theirs["answers"][id_][f"r{i}"])
        for id_, of in zip(contents, ours, strict=True)
        for i, own in enumerate(of, 1)
        if own is not theirs["answers"][id_][f"r{i}"]
    ]
    for i in range(len(RULES)):
        counted = [sum(of[i] is truth for of in ours) for truth in (True, False, None)]
        print(f"r{i + 1}: true, false, unknown {counted}: {RULES[i]}")
    assert not different, different[:5]
    print(f"{len(contents) * len(RULES):,} answers, 0 differ")


if __name__ == "__main__":
    main()
