"""What is written otherwise in two versions, apart from what decides: words, codes, claims."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from hematinic.guideline.amounts import encoded
from hematinic.guideline.model import Guideline
from hematinic.proof.difference.model import Text

READING = {"codes", "names", "printed_as", "jotted_as", "specimens", "accepts", "possible",
           "plausible", "customary", "mixture", "products", "allergy_to", "forms", "dosed_as",
           "synonyms", "routes", "groups"}  # fmt: skip
"""Keys, and sections, on which it depends how a record is read."""

CLAIMS = {"safety", "measures", "pairs", "hazards", "relations", "statements", "sources",
          "evidence", "worked", "board", "reviews", "implements", "cites", "basis", "strength",
          "certainty", "graded_by", "disagrees", "version", "last_updated", "sources_checked",
          "note"}  # fmt: skip

DECIDES = {"when", "if_unknown", "define", "any_of", "all_of", "first_of", "otherwise", "unknown",
           "consider_when", "instead_of", "contraindications", "prescribe", "status", "action",
           "level", "due", "window", "done", "not_applicable", "from", "lapses", "optional",
           "phase", "starts", "ends", "waits", "verdicts", "despite", "quiet", "number",
           "between", "one_of", "valid_for", "absent_for", "before_course",
           "if_unrecorded"}  # fmt: skip
"""Keys that decide what a plan holds: the solver tells what comes of them."""

FACTS = {"facts", "courses"}


def texts(before: Guideline, after: Guideline) -> Iterator[Text]:
    earlier, later = (_leaves(guideline) for guideline in (before, after))
    for path in dict.fromkeys((*earlier, *later)):
        was, became = earlier.get(path, ""), later.get(path, "")
        kind = _kind(path)
        if was != became and kind:
            yield Text(place=" ".join(path), of=kind, before=was, after=became)


def _kind(path: tuple[str, ...]) -> Literal["words", "reading", "claims", "other"] | None:
    """None of what decides."""
    keys = {*path}
    if path[0] == "content_hash" or keys & DECIDES:
        return None
    if keys & CLAIMS:
        return "claims"
    if keys & READING:
        return "reading"
    if path[0] in FACTS and path[-1] not in ("label", "ask"):
        return None
    return "words" if path[0] not in ("day", "interactions", "override_reasons") else "other"


def _leaves(guideline: Guideline) -> dict[tuple[str, ...], str]:
    written: Mapping[str, Any] = msgspec.to_builtins(guideline, enc_hook=encoded)
    return dict(_within(written, ()))


def _within(whole: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(whole, dict):
        for key, value in whole.items():
            yield from _within(value, (*path, str(key)))
    elif isinstance(whole, list | tuple) and any(isinstance(each, dict) for each in whole):
        for i, value in enumerate(whole):
            named = value.get("id") or value.get("name") if isinstance(value, dict) else ""
            yield from _within(value, (*path, str(named or i)))
    elif whole not in (None, "", [], (), {}):
        yield path, whole if isinstance(whole, str) else str(whole)
