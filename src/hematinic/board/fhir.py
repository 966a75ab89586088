"""The guideline as FHIR definitions with the board's states, and each approval as a Provenance.

States are those of CRMI 2.0.0: `draft` until a release holds the approval of the content, then
`active`; the workflow of the review stands beside it. A Provenance names the entry of the chain by
its hash; it is no signature of cryptography, and says so.
"""

import base64
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import orjson

from hematinic.board.export import Names, names
from hematinic.board.room import Room
from hematinic.board.standing import Overview, Standing, overview
from hematinic.board.state import Decision, State
from hematinic.guideline.model import Guideline
from hematinic.render.fhir import parts
from hematinic.render.fhir.definitions import definitions
from hematinic.review.content import Content

WORKFLOW = "http://hl7.org/fhir/StructureDefinition/artifactassessment-workflowStatus"
# Of FHIR's value set `signature-type`: that somebody verified it, not that somebody wrote it.
VERIFICATION = {
    "system": "urn:iso-astm:E1762-95:2013",
    "code": "1.2.840.10065.1.12.1.5",
    "display": "Verification Signature",
}
VERIFIER = {
    "coding": [
        {"system": "http://terminology.hl7.org/CodeSystem/provenance-participant-type",
         "code": "verifier"}
    ]
}  # fmt: skip

Resource = dict[str, Any]


def exported(room: Room, guideline: Guideline) -> bytes:
    state = room.state()
    export = _Export(guideline, state, overview(state, room.now()), names(room, state))
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps(export.bundle(room.fictional), option=options)


class _Export:
    def __init__(self, guideline: Guideline, state: State, whole: Overview, known: Names) -> None:
        self.guideline, self.state, self.known = guideline, state, known
        hashes = Content(guideline).hashes
        self.standings: Mapping[str, Standing] = {
            name: standing
            for name, standing in whole.items.items()
            if hashes.get(name) == standing.content
        }
        """Of what is exported: an item with another content than the one before the board has
        none."""
        self.all_of_it = self.standings.keys() == hashes.keys() == whole.items.keys()

    def bundle(self, fictional: str) -> Resource:
        bundle = definitions(self.guideline)
        targets = {entry["resource"]["url"]: entry for entry in bundle["entry"]}
        header = self.guideline.header
        plan = targets[parts.canonical(header, "plan-definition")]
        for item in self.standings:
            url = parts.canonical(header, "activity-definition", item)
            if url in targets:
                self.state_of([self.standings[item]], targets[url]["resource"])
        if self.all_of_it:
            self.state_of([*self.standings.values()], plan["resource"])
        bundle["entry"] += list(self.provenances(targets, plan))
        if fictional:
            bundle["meta"] = {"tag": [{"system": "urn:hematinic:board", "code": "fictional",
                                      "display": fictional}]}  # fmt: skip
        return bundle

    def state_of(self, standings: list[Standing], resource: Resource) -> None:
        """`active` where all are published; the workflow is told of one item alone."""
        published = all(standing.publication == "active" for standing in standings)
        resource["status"] = "active" if published else "draft"
        resource["experimental"] = not published
        if len(standings) == 1:
            extension = {"url": WORKFLOW, "valueCode": standings[0].workflow}
            resource["extension"] = [*resource.get("extension", ()), extension]
        if all(standing.stage == "approved" for standing in standings):
            days = [vote.at[:10] for standing in standings for vote in standing.approvals]
            resource["approvalDate"] = resource["lastReviewDate"] = max(days)

    def provenances(self, targets: Mapping[str, Any], plan: Any) -> Iterator[Resource]:
        header = self.guideline.header
        for item, standing in self.standings.items():
            url = parts.canonical(header, "activity-definition", item)
            target = targets.get(url, plan)["fullUrl"]
            for decision in standing.approvals:
                resource = self.provenance(item, decision, target)
                full = parts.urn("provenance", self.hash_of(decision))
                # The id is what follows `urn:uuid:`, nine characters.
                yield {"fullUrl": full, "resource": {**resource, "id": full[9:]}}

    def hash_of(self, decision: Decision) -> str:
        return self.state.entries[decision.seq - 1].hash

    def provenance(self, item: str, decision: Decision, target: str) -> Resource:
        who, entry = self.who(decision), self.state.entries[decision.seq - 1]
        statement = (
            f"{who['display']} approved {item}, content {decision.content}. Interests: "
            f"{self.known.text(decision.interests)}. Not signed by cryptography: it is the "
            "entry of the board's chain of hashes."
        )
        what = {
            "identifier": {"system": "urn:hematinic:board:entry", "value": entry.hash},
            "display": f"entry {entry.seq} of the board's chain",
        }
        whole = [entry.seq, entry.at, entry.kind, entry.actor, entry.text, entry.previous]
        signature = {
            "type": [VERIFICATION],
            "when": _instant(decision.at),
            "who": who,
            "sigFormat": "application/json",
            "data": base64.b64encode(msgspec.json.encode(whole)).decode(),
        }
        return {
            "resourceType": "Provenance",
            "text": parts.narrative(statement),
            "target": [{"reference": target}],
            "recorded": _instant(decision.at),
            "agent": [{"type": VERIFIER, "who": who}],
            "entity": [{"role": "source", "what": what}],
            "signature": [signature],
        }

    def who(self, decision: Decision) -> Resource:
        member = self.state.members[decision.member]
        return {
            "identifier": {"system": "urn:hematinic:board:member", "value": decision.member},
            "display": f"{self.known.facts(member)['name']}, {member.profession}",
        }


def _instant(at: str) -> str:
    """To the millisecond, as every reader of FHIR takes it."""
    return f"{at[:23]}Z"
