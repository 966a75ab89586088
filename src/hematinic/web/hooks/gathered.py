"""The record that a hook sees: what was sent beforehand, what was fetched, and the draft orders, as
one bundle; and what of it was not seen.

A type of resource is seen where every key that asks for it was answered whole, and at least one of
them with something: a list that is empty may be one that nobody keeps. Of medicines that holds of
all three lists together: a ward charts what it gives, a practice what it orders.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from hematinic.record.fhir.unseen import MEDICINES
from hematinic.web.hooks.discovery import Key
from hematinic.web.hooks.pages import NO_ANSWER, Answer, Resource

EMPTY = "none recorded"

OVER = ("cancelled", "entered-in-error", "stopped", "completed")
"""Statuses of an order that is none any more."""


@dataclass(frozen=True, slots=True)
class Gathered:
    bundle: bytes
    types: tuple[str, ...]
    """The types of resource that were not wholly seen."""
    failed: bool
    """Whether any of them did not come, or not whole; else their lists are merely empty."""
    words: tuple[str, ...]
    """The same for a reader: the parts, each with why."""
    drafts: frozenset[str]
    """The orders, as `MedicationRequest/1`."""
    unnamed: tuple[str, ...] = ()
    """Those whose medicine is told by a reference alone, to what was not sent; in words."""


def gathered(keys: Iterable[Key], answers: Mapping[str, Answer], drafts: bytes) -> Gathered:
    """`drafts` is the Bundle of the context as it came, or `null`."""
    keys = tuple(keys)
    orders = list(_orders(drafts))
    names = {f"{order.get('resourceType')}/{order.get('id', '')}" for order in orders}
    resources = [
        resource
        for key in keys
        for resource in answers.get(key.name, NO_ANSWER).resources
        if f"{resource.type}/{resource.id}" not in names
    ]
    types, words = _not_seen(keys, answers, resources)
    parts = [
        *map(_entry, (bytes(resource.raw) for resource in resources)),
        *map(_entry, map(orjson.dumps, orders)),
    ]
    bundle = b'{"resourceType":"Bundle","type":"collection","entry":[%s]}' % b",".join(parts)
    known = names | {
        f"{resource.type}/{resource.id}" for resource in resources if resource.type == "Medication"
    }
    unnamed = (_unnamed(order, known) for order in orders)
    failed = any(not sentence.endswith(f"({EMPTY})") for sentence in words)
    return Gathered(
        bundle, types, failed, words, frozenset(names), tuple(name for name in unnamed if name)
    )


def _entry(raw: bytes) -> bytes:
    return b'{"resource":%s}' % raw


# Orders


def _orders(drafts: bytes) -> Iterator[dict[str, Any]]:
    """Whatever their status says, they are still to be signed: clients differ in what they write.
    Nothing but what is no order at all is left out."""
    sent = orjson.loads(drafts) or {}
    entries = sent.get("entry", ()) if isinstance(sent, dict) else ()
    for entry in entries if isinstance(entries, list) else ():
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict) and resource.get("status") not in OVER:
            yield resource | ({"status": "draft"} if "status" in resource else {})


def _unnamed(order: dict[str, Any], known: set[str]) -> str:
    to = order.get("medicationReference")
    if not isinstance(to, dict) or to.get("display") or order.get("medicationCodeableConcept"):
        return ""
    reference = str(to.get("reference", ""))
    if reference.startswith("#") or reference in known:
        return ""
    return "the medicine of an order (only referred to)"


# What was not seen


def _not_seen(
    keys: tuple[Key, ...], answers: Mapping[str, Answer], resources: list[Resource]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    types: dict[str, None] = {}
    words: dict[str, None] = {}
    sent = {
        f"{resource.type}/{resource.id}" for resource in resources if resource.type == "Medication"
    }
    sent |= {resource.full_url for resource in resources if resource.type == "Medication"}
    for key in keys:
        answer = answers.get(key.name, NO_ANSWER)
        unnamed = [
            resource
            for resource in answer.resources
            if resource.medication and resource.medication not in sent
        ]
        if not answer.whole or unnamed:
            types[key.type] = None
            why = "in part" if answer.resources else "no answer"
            words[f"{key.says} ({why})"] = None
    for group in (*(_alone(keys)), MEDICINES):
        asked = [key for key in keys if key.type in group]
        if not any(answers.get(key.name, NO_ANSWER).resources for key in asked):
            for key in asked:
                types[key.type] = None
                if answers.get(key.name, NO_ANSWER).whole:
                    words[f"{key.says} ({EMPTY})"] = None
    return tuple(types), tuple(words)


def _alone(keys: Iterable[Key]) -> Iterable[tuple[str, ...]]:
    """Lists that tell by themselves. Of findings most records have none, and no list is kept."""
    skipped = ("Patient", "Observation", *MEDICINES)
    return ((key.type,) for key in keys if key.type not in skipped)
