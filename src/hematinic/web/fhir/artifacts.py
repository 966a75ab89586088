"""The artifacts of the guideline, each at the id that it bears, and found by what they tell."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from hematinic.guideline.model import Guideline
from hematinic.render.fhir import definitions
from hematinic.web.fhir.answers import FhirError

Resource = dict[str, Any]

TYPES = ("PlanDefinition", "ActivityDefinition", "Library", "Questionnaire")

STRINGS = ("name", "title")
PARAMETERS = {"_id": "token", "url": "uri", "version": "token", "status": "token",
              "name": "string", "title": "string"}  # fmt: skip

CONTROLS = ("_count", "_offset", "_format", "_pretty", "_summary", "_elements", "_sort", "_total")
"""Of the answer, not of what is found; those that we do not carry out are passed over, as FHIR
allows."""

MOST = 200
"""Resources of a page."""


class Artifacts:
    def __init__(self, guideline: Guideline) -> None:
        self.by_kind: dict[str, dict[str, Resource]] = defaultdict(dict)
        for entry in definitions(guideline)["entry"]:
            artifact = entry["resource"]
            self.by_kind[artifact["resourceType"]][artifact["id"]] = artifact

    def read(self, kind: str, name: str) -> Resource:
        """Raises FhirError."""
        self.check(kind)
        if name not in self.by_kind[kind]:
            raise FhirError(404, "not-found", f"there is no {kind}/{name[:64]}")
        return self.by_kind[kind][name]

    def search(
        self, kind: str, query: Sequence[tuple[str, str]], base: str, strict: bool = False
    ) -> Resource:
        """A searchset. Raises FhirError."""
        self.check(kind)
        used = [(name, text) for name, text in query if _is_used(name, strict)]
        hits = [artifact for artifact in self.by_kind[kind].values() if _matches(artifact, used)]
        count, offset = _number(query, "_count", 50), _number(query, "_offset", 0)
        count = min(count, MOST)
        shown = hits[offset : offset + count]
        links = [{"relation": "self", "url": _address(base, kind, used, query)}]
        if count and offset + count < len(hits):
            more = [*used, ("_count", str(count)), ("_offset", str(offset + count))]
            links.append({"relation": "next", "url": f"{base}/{kind}?{urlencode(more)}"})
        entries = [
            {
                "fullUrl": f"{base}/{kind}/{artifact['id']}",
                "resource": artifact,
                "search": {"mode": "match"},
            }
            for artifact in shown
        ]
        return {
            "resourceType": "Bundle",
            "type": "searchset",
            "total": len(hits),
            "link": links,
            **({"entry": entries} if entries else {}),
        }

    def check(self, kind: str) -> None:
        if kind not in TYPES:
            says = f"'{kind[:40]}' is not served here; there are {', '.join(TYPES)}"
            raise FhirError(404, "not-supported", says)


def _address(
    base: str, kind: str, used: Iterable[tuple[str, str]], query: Iterable[tuple[str, str]]
) -> str:
    parameters = [*used, *((name, text) for name, text in query if name in ("_count", "_offset"))]
    return f"{base}/{kind}" + (f"?{urlencode(parameters)}" if parameters else "")


def _is_used(name: str, strict: bool) -> bool:
    """A modifier that we do not know would change what is found: it is refused."""
    plain, _, modifier = name.partition(":")
    if plain in CONTROLS:
        return False
    if plain not in PARAMETERS:
        if strict:
            raise FhirError(400, "not-supported", f"there is no search by '{plain[:40]}' here")
        return False
    if modifier and not (plain in STRINGS and modifier in ("exact", "contains")):
        raise FhirError(400, "not-supported", f"{plain}: the modifier '{modifier[:20]}' is not had")
    return True


def _matches(artifact: Resource, query: Iterable[tuple[str, str]]) -> bool:
    return all(
        any(_matches_one(artifact, name, text) for text in _either(texts)) for name, texts in query
    )


def _either(texts: str) -> list[str]:
    # FHIR R4, "Escaping Search Parameters": a comma means *or*, and one that is meant as a sign has
    # a backslash before it. No text holds a NUL, so that it can stand in its place meanwhile.
    return texts.replace("\\,", "\0").split(",") if "," in texts else [texts]


def _matches_one(artifact: Resource, name: str, text: str) -> bool:
    text = text.replace("\0", ",")
    plain, _, modifier = name.partition(":")
    value = str(artifact.get(plain.removeprefix("_"), ""))
    if plain == "url":
        # A canonical address may name a version behind a bar.
        address, _, version = text.partition("|")
        return value == address and version in ("", artifact["version"])
    if plain in STRINGS and modifier != "exact":
        ours, theirs = value.casefold(), text.casefold()
        return theirs in ours if modifier == "contains" else ours.startswith(theirs)
    # `system|code`: our artifacts' ids, versions and statuses have no system of their own.
    return value == text.rpartition("|")[2]


def _number(query: Iterable[tuple[str, str]], name: str, otherwise: int) -> int:
    text = next((text for key, text in query if key == name), "")
    if not text:
        return otherwise
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise FhirError(400, "value", f"{name}: a number is wanted")
    return int(text)
