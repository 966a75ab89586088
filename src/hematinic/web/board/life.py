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
    item_standing, known = standing(state, item, now), names(visit.room, state)
    text = _meaning(visit, state, item)["item"]
    rule = visit.site.item(item)
    here = served(visit, item, item_standing)
    why = Why(visit.site, item, rule).data() if rule and here else None
    read = [definition["name"] for definition in why["definitions"]] if why else []
    return {
        "item": item,
        "title": titled(visit.site, item, state),
        "standing": shown(item_standing, known),
        "danger": danger(state, item_standing)[1],
        "since": state.since[item][:10],
        "days": (moment.read(now) - moment.read(state.since[item])).days,
        "has_it": known.who(state.taken[item][0]) if item in state.taken else "",
        "mine": visit.member is not None and state.taken.get(item, ("",))[0] == visit.member.id,
        "served": here,
        "why": why,
        "sources": sources(visit.site, item) if here else [],
        "whole": whole(visit.site, item, text, read) if here and text else None,
        "sentences": [sentence for sentence in manifest.words_of(text) if in_words(sentence)],
        "notices": [_notice(notice) for notice in notices(state, item)],
        **held(visit.site, item),
        "history": history(state, known, item),
        "taken_back": taken_back(state, item),
        "may": visit.has("reviewer") and here,
        "own": visit.member is not None
        and visit.member.id in state.authors[item, item_standing.content],
    }


def in_words(sentence: str) -> bool:
    """And not a condition, an amount or a name, which a reader meets in words of its own."""
    if " " not in sentence or AMOUNT.fullmatch(sentence):
        return False
    try:
        parse(sentence)
    except ExpressionError:
        return True
    return False


def titled(site: Site, item: str, state: State) -> str:
    """As the guideline calls it: an alert by its line, not by its name."""
    rule = site.item(item)
    title = Why(site, item, rule).title() if rule else ""
    return title.rstrip(".") or state.listed(item).title


def sources(site: Site, item: str) -> list[dict[str, Any]]:
    """Of a rule, a figure or a sentence of the leaflet; a bottom line cites nothing of its own."""
    leaflet = site.service.guideline.leaflet
    rule = site.item(item) or leaflet.get(item.removeprefix(LEAFLET))
    return list(Why(site, item, rule).sources()) if rule else []  # type: ignore[arg-type]


def served(visit: Visit, item: str, item_standing: Standing) -> bool:
    """Whether this server serves the text that is before the board: only then are the patients and
    the rules that stand beside it those of that text."""
    here = visit.site.content.hashes.get(item)
    return here is None if item_standing.kind == LEFT_OUT else here == item_standing.content


def shown(item_standing: Standing, known: Names) -> dict[str, Any]:
    return {
        "kind": item_standing.kind,
        "content": item_standing.content,
        "stage": item_standing.stage,
        "workflow": item_standing.workflow,
        "publication": item_standing.publication,
        "wanted": item_standing.wanted,
        "reviewers": item_standing.reviewers,
        "until": item_standing.until[:10],
        "dose_changed": item_standing.dose_changed,
        "approvals": [known.who(vote.member) for vote in item_standing.approvals],
        "uncounted": [
            {"who": known.who(vote.member), "on": vote.at[:10], "why": why}
            for vote, why in item_standing.uncounted
        ],
    }


def _meaning(visit: Visit, state: State, item: str) -> dict[str, Any]:
    listed, present = state.listed(item), state.present
    if present is None or listed.kind == LEFT_OUT:
        return {"item": {}}
    with visit.room.database.read() as connection:
        return manifest.meaning(connection, present.manifest, item)


def _notice(notice: Any) -> dict[str, str]:
    return {"doi": notice.doi, "kind": notice.kind, "says": notice.says, "on": notice.at[:10]}


# What was decided


def history(state: State, known: Names, item: str) -> list[dict[str, Any]]:
    """The newest first: versions that changed it, and every decision, of earlier texts too."""
    entries: list[tuple[int, dict[str, Any]]] = []
    entries += [(version.seq, _put(version, known)) for version in _changed(state, item)]
    content = state.listed(item).content
    for decision in state.by_item.get(item, []):
        entries.append((decision.seq, decided(decision, known, state, content)))
    return [entry for _, entry in sorted(entries, key=lambda pair: -pair[0])]


def _changed(state: State, item: str) -> Iterator[Version]:
    before = ""
    for version in state.versions:
        listed = version.manifest.items.get(item)
        content = listed.content if listed else ""
        if content != before:
            before = content
            yield version


def _put(version: Version, known: Names) -> dict[str, Any]:
    meant, _, clauses = known.text(version.meant).partition(CLAUSES)
    return {
        "seq": version.seq,
        "at": version.at[:16].replace("T", " "),
        "who": known.who(version.author),
        "did": f"put version {version.manifest.version} before the board",
        "text": meant,
        "clauses": clauses,
        "sentence": "",
        "earlier": False,
        "back": "",
        "member": "",
        "interests": "",
        "beside": "",
    }


def decided(decision: Decision, known: Names, state: State, content: str) -> dict[str, Any]:
    back = state.backs.get(decision.seq)
    return {
        "seq": decision.seq,
        "at": decision.at[:16].replace("T", " "),
        "who": known.who(decision.member),
        "did": CHOICES[decision.choice],  # type: ignore[index]
        "text": known.text(decision.reason),
        "clauses": "",
        "sentence": decision.sentence,
        "earlier": decision.content != content,
        "back": (known.text(back.reason) or kept.ERASED) if back else "",
        "member": decision.member,
        "interests": known.text(decision.interests),
        "beside": ", ".join(f"{name} {hashed[:12]}" for name, hashed in decision.shown.items()),
    }


def taken_back(state: State, item: str) -> list[str]:
    """What differs from the text that was last decided about, in the words of its parts."""
    content = state.listed(item).content
    earlier = [decision for decision in state.by_item.get(item, []) if decision.content != content]
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
    before, after = (
        {part[:2]: part[2] for part in _parts(manifest, item)} for manifest in (old, new)
    )
    for kind, name in {**before, **after}:
        was, now = before.get((kind, name)), after.get((kind, name))
        if was != now:
            how = "changed" if was and now else "added" if now else "left out"
            yield f"{WORDS[kind]}{'' if kind == 'item' else f' {name}'} was {how}"


def _parts(manifest: manifest.Manifest, item: str) -> list[tuple[str, str, str]]:
    return [manifest.parts[number] for number in manifest.items[item].parts]
