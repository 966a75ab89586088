"""Which services there are, and what each asks to be sent beforehand.

The templates are as small as the guideline's codes allow: results are asked for by code, since they
are most of a record. Problems, procedures, allergies and medicines are asked for whole: many are
recorded by a finer code or in words alone, and a filter would turn those into silence.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from hematinic.guideline.model import Element, Guideline
from hematinic.record.fhir.unseen import MEDICINES
from hematinic.render.fhir.parts import SYSTEMS

HOOKS = ("patient-view", "order-select", "order-sign")
ORDERS = ("order-select", "order-sign")

SAYS = {
    "patient-view": "What to do or to stop today, as a chart is opened.",
    "order-select": "What speaks against the orders that are being chosen, and what comes first.",
    "order-sign": "What speaks against the orders that are to be signed, and what comes first.",
}

MOST = 200
"""Resources of a page that are asked for; further pages are fetched."""


class Key(NamedTuple):
    """One prefetch key: what it asks for, of which types, and what it is called in words."""

    name: str
    template: str
    type: str
    says: str


def keys(guideline: Guideline) -> tuple[Key, ...]:
    elements = guideline.elements.values()
    results = [e for e in elements if e.kind in ("quantity", "result")]
    findings = [e for e in elements if e.kind == "condition"]
    of_patient = "?patient={{context.patientId}}"
    newest = f"&_sort=-date&_count={MOST}"
    keys = [
        Key("patient", "Patient/{{context.patientId}}", "Patient", "the patient"),
        Key("results", f"Observation{of_patient}&code={_codes(results)}{newest}",
            "Observation", "results"),
        Key("findings", f"Observation{of_patient}&code={_codes(findings)}{newest}",
            "Observation", "findings"),
        Key("problems", f"Condition{of_patient}&_count={MOST}", "Condition", "problems"),
        Key("procedures", f"Procedure{of_patient}&_count={MOST}", "Procedure", "procedures"),
        Key("allergies", f"AllergyIntolerance{of_patient}&_count={MOST}",
            "AllergyIntolerance", "allergies"),
    ]  # fmt: skip
    phrases = ("medicines ordered", "medicines taken", "medicines given")
    for kind, says in zip(MEDICINES, phrases, strict=True):
        name = says.replace("medicines ", "medicines-")
        keys.append(Key(name, f"{kind}{of_patient}&_count={MOST}", kind, says))
    return tuple(keys)


def service_id(guideline: Guideline, hook: str) -> str:
    return f"{guideline.header.id}-{hook}"


def services(guideline: Guideline) -> dict[str, Any]:
    header = guideline.header
    prefetch = {key.name: key.template for key in keys(guideline)}
    return {
        "services": [
            {
                "hook": hook,
                "id": service_id(guideline, hook),
                "title": header.title,
                "description": f"{SAYS[hook]} {header.question} {header.draft_notice}".strip(),
                "prefetch": prefetch,
                "usageRequirements": "What is not sent beforehand is read from fhirServer; "
                "what cannot be read counts as unknown, never as absent.",
            }
            for hook in HOOKS
        ]
    }


def _codes(elements: list[Element]) -> str:
    """`http://loinc.org|2276-4,…`: of LOINC and SNOMED CT, in which results are coded."""
    return ",".join(dict.fromkeys(_each(elements, SYSTEMS)))


def _each(elements: list[Element], systems: Mapping[str, str]) -> Iterator[str]:
    for element in elements:
        for system in ("loinc", "snomed"):
            for code in element.codes.get(system, ()):
                yield f"{systems[system]}|{code}"
