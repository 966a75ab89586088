"""What every answer has: FHIR's own media type, and of what goes wrong an OperationOutcome with the
code that FHIR has for it."""

from typing import Any

import orjson
from starlette.responses import Response

from hematinic.web.outcome import outcome

MEDIA = "application/fhir+json; fhirVersion=4.0"

JSON = ("application/fhir+json", "application/json", "application/json+fhir", "text/json", "json")
"""What is read and written, by the names that clients use."""


class FhirError(Exception):
    def __init__(self, status: int, code: str, *says: str) -> None:
        """`code` is one of FHIR's IssueType."""
        self.status, self.code, self.says = status, code, says
        super().__init__(*says)


def resource(body: dict[str, Any], status: int = 200, **headers: str) -> Response:
    """Never kept by anyone on the way, unless its headers say so: it may be a patient's."""
    return encoded(orjson.dumps(body), status, **headers)


def encoded(body: bytes, status: int = 200, **headers: str) -> Response:
    # Named as Python can name an argument, with an underscore for the hyphen.
    headers_sent = {"Cache-Control": "no-store"} | {
        k.replace("_", "-"): v for k, v in headers.items()
    }
    return Response(body, status, headers_sent, MEDIA)


def refused(error: FhirError) -> Response:
    headers = {"Allow": "GET, POST"} if error.status == 405 else {}
    return resource(outcome(error.code, error.says), error.status, **headers)


def check_format(accept: str, asked: str) -> None:
    """`asked` is `_format`, which counts before the header. Raises FhirError where we have none of
    what is wanted."""
    formats = [asked] if asked else accept.split(",")
    plain = [accepted.partition(";")[0].strip().lower() for accepted in formats]
    taken = (*JSON, "", "*/*", "application/*")
    if not any(name in taken for name in plain):
        says = f"only JSON is had (application/fhir+json), and not {', '.join(plain)[:100]}"
        raise FhirError(406, "not-supported", says)


def check_content(content_type: str) -> None:
    """Raises FhirError."""
    plain = content_type.partition(";")[0].strip().lower()
    if plain and plain not in JSON:
        raise FhirError(415, "not-supported", f"JSON is read, and not {plain[:60]}")
