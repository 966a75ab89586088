"""`$apply` of the guideline: a record in, proposals out.

As R4 has it, one CarePlan that contains the RequestGroup and all that it proposes; as R5 has it,
the Bundle of the same resources.
"""

from typing import Any

from hematinic.plan.build import Planner
from hematinic.plan.model import Plan
from hematinic.render.fhir.careplan import bundle
from hematinic.render.fhir.operation import operation_input, plan_of
from hematinic.render.fhir.parts import Resource, canonical


def apply(planner: Planner, body: bytes, today: int, subject: str = "") -> Resource:
    """The Bundle. `today` is an ordinal day. Raises RecordError, with the place and the remedy."""
    query = [("subject", subject)] if subject else []
    return bundle(plan_of(operation_input(body, query), planner, today))


def care_plan(plan: Plan) -> Resource:
    """The first resource of the Bundle, which contains the others. What is contained has no address
    but `#` and its id, and no words of its own: those of the plan stand on the outside. Where all
    of it came from is named by the plan, since not every reader follows a `#` to the outside."""
    care, *beside = (entry["resource"] for entry in bundle(plan)["entry"])
    own, origin = f"urn:uuid:{care['id']}", beside[-1]
    origin["target"] = [target for target in origin["target"] if target["reference"] != own]
    names = {f"urn:uuid:{resource['id']}": f"#{resource['id']}" for resource in beside}
    care.setdefault("supportingInfo", []).append({"reference": f"urn:uuid:{origin['id']}"})
    contained = [
        {key: value for key, value in _referring(resource, names).items() if key != "text"}
        for resource in beside
    ]
    start = {key: care[key] for key in ("resourceType", "id", "text")}
    rest = {key: _referring(value, names) for key, value in care.items() if key not in start}
    return start | {"contained": contained} | rest


def _referring(data: Any, names: dict[str, str]) -> Any:
    if isinstance(data, dict):
        return {
            key: names.get(value, value) if key == "reference" and isinstance(value, str)
            else _referring(value, names)
            for key, value in data.items()
        }  # fmt: skip
    return [_referring(item, names) for item in data] if isinstance(data, list) else data


def known(planner: Planner, name: str) -> bool:
    """Whether a PlanDefinition of this id or address, with its version or without, is ours."""
    header = planner.rules.guideline.header
    plain, _, version = name.partition("|")
    ours = (header.id, f"PlanDefinition/{header.id}", canonical(header, "plan-definition"))
    return plain in ours and version in ("", header.version)
