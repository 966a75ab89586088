"""What goes wrong, as FHIR tells it, or as everything else here does."""

from collections.abc import Iterable
from typing import Any

import orjson

from hematinic.web.errors import error_body

FHIR = ("/fhir/", "/cds-services")
"""Where what goes wrong is told in FHIR's terms."""

CODES = {403: "forbidden", 408: "timeout", 413: "too-long", 429: "throttled", 500: "exception",
         503: "transient"}  # fmt: skip


def error_content(path: str, status: int, says: str) -> tuple[str, bytes]:
    """The kind of the content and the content, for who asked at that address."""
    if path.startswith(FHIR):
        return "application/fhir+json", orjson.dumps(outcome(CODES[status], [says]))
    return "application/json", error_body(says)


def outcome(code: str, says: Iterable[str]) -> dict[str, Any]:
    """An OperationOutcome. `code` is one of FHIR's IssueType."""
    issues = [{"severity": "error", "code": code, "diagnostics": text} for text in says]
    return {"resourceType": "OperationOutcome", "issue": issues}
