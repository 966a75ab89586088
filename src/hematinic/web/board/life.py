"""The whole life of one item, for a page: what it says, rests on, controls; who decided what."""

import re
from collections.abc import Iterator
from typing import Any

from hematinic.board import kept, manifest, moment
from hematinic.board.actions import CLAUSES
from hematinic.board.export import Names, names
from hematinic.board.policy import CHOICES
from hematinic.board.queue import danger
from hematinic.board.standing import Standing, notices, standing
from hematinic.board.state import LEFT_OUT, Decision, State, Version
from hematinic.expressions.faults import ExpressionError
from hematinic.expressions.parse import parse
from hematinic.web.board.door import Visit
from hematinic.web.board.held import held
from hematinic.web.board.whole import LEAFLET, whole
from hematinic.web.pages.why import Why
from hematinic.web.site import Site

AMOUNT = re.compile(r"[-+]?\d[\d.,]* \S+")


def life(visit: Visit, item: str) -> dict[str, Any]:
    """Raises RefusedError where there is no such item."""
    state, now = visit.state, visit.room.now()
    one, known = standing(state, item, now), names(visit.room, state)
    text = _meaning(visit, state, item)["item"]
    found = visit.site.item(item)
    here = served(visit, item, one)
    why = Why(visit.site, item, found).data() if found and here else None
    read = [each["name"] for each in why["definitions"]] if why else []
    return {
        "item": item,
        "title": titled(visit.site, item, state),
        "standing": shown(one, known),
        "danger": danger(state, one)[1],
        "since": state.since[item][:10],
        "days": (moment.read(now) - moment.read(state.since[item])).days,
        "has_it": known.who(state.taken[item][0]) if item in state.taken else "",
        "mine": visit.member is not None and state.taken.get(item, ("",))[0] == visit.member.id,
        "served": here,
        "why": why,
        "sources": sources(visit.site, item) if here else [],
        "whole": whole(visit.site, item, text, read) if here and text else None,
        "sentences": [said for said in manifest.words_of(text) if in_words(said)],
        "notices": [_notice(notice) for notice in notices(state, item)],
        **held(visit.site, item),
        "history": history(state, known, item),
        "taken_back": taken_back(state, item),
        "may": visit.has("reviewer") and here,
        "own": visit.member is not None and visit.member.id in state.authors[item, one.content],
    }


def in_words(said: str) -> bool:
    """And not a condition, an amount or a name, which a reader meets in words of its own."""
    if " " not in said or AMOUNT.fullmatch(said):
        return False
    try:
        parse(said)
    except ExpressionError:
        return True
    return False


def titled(site: Site, item: str, state: State) -> str:
    """As the guideline calls it: an alert by its line, not by its name."""
    found = site.item(item)
    title = Why(site, item, found).title() if found else ""
    return title.rstrip(".") or state.listed(item).title


def sources(site: Site, item: str) -> list[dict[str, Any]]:
    """Of a rule, a figure or a sentence of the leaflet; a bottom line cites nothing of its own."""
    leaflet = site.service.guideline.leaflet
    found = site.item(item) or leaflet.get(item.removeprefix(LEAFLET))
    return list(Why(site, item, found).sources()) if found else []  # type: ignore[arg-type]


def served(visit: Visit, item: str, one: Standing) -> bool:
    """Whether this server serves the text that is before the board: only then are the patients and
    the rules that stand beside it those of that text."""
    here = visit.site.content.hashes.get(item)
    return here is None if one.kind == LEFT_OUT else here == one.content


def shown(one: Standing, known: Names) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "content": one.content,
        "stage": one.stage,
        "workflow": one.workflow,
        "publication": one.publication,
        "wanted": one.wanted,
        "reviewers": one.reviewers,
        "until": one.until[:10],
        "dose_changed": one.dose_changed,
        "approvals": [known.who(each.member) for each in one.approvals],
        "uncounted": [
            {"who": known.who(each.member), "on": each.at[:10], "why": why}
            for each, why in one.uncounted
        ],
    }


def _meaning(visit: Visit, state: State, item: str) -> dict[str, Any]:
    listed, present = state.listed(item), state.present
    if present is None or listed.kind == LEFT_OUT:
        return {"item": {}}
    with visit.room.database.read() as connection:
        return manifest.meaning(connection, present.manifest, item)


def _notice(found: Any) -> dict[str, str]:
    return {"doi": found.doi, "kind": found.kind, "says": found.says, "on": found.at[:10]}


# What was decided


def history(state: State, known: Names, item: str) -> list[dict[str, Any]]:
    """The newest first: versions that changed it, and every decision, of earlier texts too."""
    told: list[tuple[int, dict[str, Any]]] = []
    told += [(one.seq, _put(one, known)) for one in _changed(state, item)]
    content = state.listed(item).content
    for one in state.by_item.get(item, []):
        told.append((one.seq, _decided(one, known, state, content)))
    return [found for _, found in sorted(told, key=lambda pair: -pair[0])]


def _changed(state: State, item: str) -> Iterator[Version]:
    before = ""
    for version in state.versions:
        listed = version.manifest.items.get(item)
        content = listed.content if listed else ""
        if content != before:
            before = content
            yield version


def _put(one: Version, known: Names) -> dict[str, Any]:
    meant, _, clauses = known.text(one.meant).partition(CLAUSES)
    return {
        "seq": one.seq,
        "at": one.at[:16].replace("T", " "),
        "who": known.who(one.author),
        "did": f"put version {one.manifest.version} before the board",
        "text": meant,
        "clauses": clauses,
        "sentence": "",
        "earlier": False,
        "back": "",
        "member": "",
        "interests": "",
    }


def _decided(one: Decision, known: Names, state: State, content: str) -> dict[str, Any]:
    back = state.backs.get(one.seq)
    return {
        "seq": one.seq,
        "at": one.at[:16].replace("T", " "),
        "who": known.who(one.member),
        "did": CHOICES[one.choice],  # type: ignore[index]
        "text": known.text(one.reason),
        "clauses": "",
        "sentence": one.sentence,
        "earlier": one.content != content,
        "back": (known.text(back.reason) or kept.ERASED) if back else "",
        "member": one.member,
        "interests": known.text(one.interests),
    }


def taken_back(state: State, item: str) -> list[str]:
    """What differs from the text that was last decided about, in the words of its parts."""
    content = state.listed(item).content
    earlier = [one for one in state.by_item.get(item, []) if one.content != content]
    present = state.present
    if not earlier or present is None or item not in present.manifest.items:
        return []
    last = earlier[-1].content
    for version in reversed(state.versions):
        listed = version.manifest.items.get(item)
        if listed and listed.content == last:
            return list(_differ(version.manifest, present.manifest, item))
    return []


WORDS = {"item": "the item itself", "reads": "the definition", "nutrients": "the nutrient",
         "sources": "the source"}  # fmt: skip


def _differ(old: manifest.Manifest, new: manifest.Manifest, item: str) -> Iterator[str]:
    before, after = ({part[:2]: part[2] for part in _parts(one, item)} for one in (old, new))
    for kind, name in {**before, **after}:
        was, now = before.get((kind, name)), after.get((kind, name))
        if was != now:
            how = "changed" if was and now else "added" if now else "left out"
            yield f"{WORDS[kind]}{'' if kind == 'item' else f' {name}'} was {how}"


def _parts(found: manifest.Manifest, item: str) -> list[tuple[str, str, str]]:
    return [found.parts[number] for number in found.items[item].parts]
