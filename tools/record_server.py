"""A FHIR server for a demonstration: `python -m tools.record_server FILE --port 8099`.

It serves the resources of one bundle (read, and search by patient and code, by GET and POST), with
all days moved so that the last of them is today: what is decided by the age of a result stays as it
was. Draft orders are left out: they are made in the client. Any page may ask; nothing is written.
"""

import argparse
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Resource = dict[str, Any]

DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
MEDIA = "application/fhir+json"


def resources(file: Path) -> list[Resource]:
    found = [entry["resource"] for entry in json.loads(file.read_text())["entry"]]
    kept = [one for one in found if one.get("status") != "draft"]
    return json.loads(moved(json.dumps(kept)))  # type: ignore[no-any-return]


def moved(text: str) -> str:
    by = date.today() - max(map(date.fromisoformat, DAY.findall(text)))
    return DAY.sub(lambda day: _later(day[0], by), text)


def _later(day: str, by: timedelta) -> str:
    return (date.fromisoformat(day) + by).isoformat()


def codes(one: Resource) -> Iterator[str]:
    for coding in one.get("code", {}).get("coding", ()):
        yield f"{coding.get('system')}|{coding.get('code')}"


def application(found: list[Resource]) -> Starlette:
    async def metadata(request: Request) -> Response:
        rest = [{"mode": "server"}]
        return _json({"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1", "rest": rest})

    async def read(request: Request) -> Response:
        asked = request.path_params
        for one in found:
            if (one["resourceType"], one["id"]) == (asked["kind"], asked["name"]):
                return _json(one)
        return _json({"resourceType": "OperationOutcome", "issue": []}, 404)

    async def search(request: Request) -> Response:
        query = dict(request.query_params) | dict(parse_qsl((await request.body()).decode()))
        wanted = {code for code in query.get("code", "").split(",") if code}
        kind = request.path_params["kind"]
        hits = [one for one in found if one["resourceType"] == kind]
        hits = [one for one in hits if not wanted or wanted & set(codes(one))]
        entries = [{"resource": one} for one in hits]
        told = {"resourceType": "Bundle", "type": "searchset", "total": len(hits)}
        return _json(told | {"entry": entries})

    anyone = Middleware(
        CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"]
    )
    routes = [
        Route("/fhir/metadata", metadata),
        Route("/fhir/{kind}/_search", search, methods=["POST"]),
        Route("/fhir/{kind}/{name}", read),
        Route("/fhir/{kind}", search),
    ]
    return Starlette(routes=routes, middleware=[anyone])


def _json(found: Resource, status: int = 200) -> Response:
    return JSONResponse(found, status, media_type=MEDIA)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--port", type=int, default=8099)
    given = parser.parse_args()
    found = resources(given.file)
    patient = next(one["id"] for one in found if one["resourceType"] == "Patient")
    print(f"http://127.0.0.1:{given.port}/fhir, patient {patient}, {len(found)} resources")
    uvicorn.run(application(found), port=given.port, log_level="warning")


if __name__ == "__main__":
    main()
