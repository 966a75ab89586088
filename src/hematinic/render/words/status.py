"""The status of the content in words: the stepper, who has reviewed, until when it is valid."""

from datetime import date
from typing import Any

from hematinic.guideline.model import Header

STEPS = {"submitted": "Submitted", "under_review": "Under review", "approved": "Approved"}


def status(
    header: Header, stage: str, reviewers: int, required: int, today: date
) -> dict[str, Any]:
    """`reviewers` is how many have approved the whole of the present content."""
    reached = list(STEPS).index(stage)
    states = ["done"] * reached + ["now"] + ["to come"] * (len(STEPS) - reached - 1)
    expired = today > date.fromisoformat(header.valid_until)
    return {
        "stage": stage,
        "steps": [
            {"name": name, "state": state}
            for name, state in zip(STEPS.values(), states, strict=True)
        ],
        "says": _says(stage, reviewers, required),
        "reviewers": reviewers,
        "required": required,
        "notice": header.draft_notice if stage != "approved" else "",
        "last_updated": header.last_updated,
        "sources_checked": header.sources_checked,
        "valid_until": header.valid_until,
        "expired": expired,
        "version": header.version,
    }


def _says(stage: str, reviewers: int, required: int) -> str:
    counted = f"{reviewers} of {required} reviewers"
    if stage == "approved":
        return f"Approved by {counted}."
    if stage == "under_review":
        return f"Under review: {counted} so far have approved all of it. It is not approved."
    return f"No clinician has reviewed this. {counted}."
