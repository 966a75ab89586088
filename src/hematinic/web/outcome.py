"""What goes wrong, as FHIR tells it."""

from collections.abc import Iterable
from typing import Any


def outcome(code: str, says: Iterable[str]) -> dict[str, Any]:
    """An OperationOutcome. `code` is one of FHIR's IssueType."""
    issues = [{"severity": "error", "code": code, "diagnostics": one} for one in says]
    return {"resourceType": "OperationOutcome", "issue": issues}
