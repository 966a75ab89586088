"""The queue, an item's page, and what is decided there."""

from collections import Counter
from collections.abc import Iterable

from starlette.exceptions import HTTPException
from starlette.responses import Response

from hematinic.board import actions
from hematinic.board.accounts import InputError
from hematinic.board.actions import CLAUSES
from hematinic.board.export import names
from hematinic.board.moment import read
from hematinic.board.policy import CHOICES, RefusedError
from hematinic.board.queue import waiting
from hematinic.board.shown import NAMES
from hematinic.board.shown import read as read_shown
from hematinic.board.standing import current, overview, standing
from hematinic.board.state import State
from hematinic.guideline.outline import article_of
from hematinic.web.board.accounts import with_code
from hematinic.web.board.beside import beside, same
from hematinic.web.board.compared import Comparisons, earlier
from hematinic.web.board.door import PATH, Door, Visit
from hematinic.web.board.life import decided, life, served, titled
from hematinic.web.board.rewritten import rewritten

STAGES = {"submitted": "Submitted", "under_review": "Under review", "approved": "Approved"}


def add(door: Door) -> None:
    comparisons = Comparisons(door.room)
    door.get("/difference", lambda visit: difference(visit, comparisons))
    door.get("/queue", queue)

    def item(visit: Visit) -> Response:
        return item_page(visit, comparisons)

    door.get("/item/{item}", item)
    door.post("/item/{item}", lambda visit: decide(visit, comparisons), item)
    door.get("/item/{item}/beside/{entry}", was_beside)
    door.post("/item/{item}/take", take, item)
    door.post("/item/{item}/return", give_back, item)
    door.post("/item/{item}/back", take_back, item)


def in_order(visit: Visit, sections: Iterable[str]) -> list[str]:
    """As they stand in the article, then the phases that it does not show, then the rest."""
    guideline = visit.site.service.guideline
    known = [section.id for section in article_of(guideline).sections]
    known += [phase.id for phase in guideline.header.phases]
    # Reversed, so that of a name that stands twice the first place counts.
    place = {name: i for i, name in reversed([*enumerate(known)])}
    return sorted(sections, key=lambda name: (place.get(name, len(known)), name))


def queue(visit: Visit) -> Response:
    state, now = visit.state, visit.room.now()
    known, whole = names(visit.room, state), overview(state, now)
    counts = Counter(standing.stage for standing in whole.items.values())
    return visit.page(
        "board_queue.html",
        version=state.present.manifest.version if state.present else "",
        meant=known.text(state.present.meant).partition(CLAUSES)[0] if state.present else "",
        changed=[
            {"item": name, "title": titled(visit.site, name, state)} for name in _changed(state)
        ],
        counts={says: counts[name] for name, says in STAGES.items()},  # type: ignore[index]
        sections={name: STAGES[whole.sections[name]] for name in in_order(visit, whole.sections)},
        waiting=[
            {
                "item": entry.standing.item,
                "title": titled(visit.site, entry.standing.item, state),
                "why": entry.why_first,
                "stage": STAGES[entry.standing.stage],
                "wanted": entry.standing.wanted,
                "since": entry.since[:10],
                "days": (read(now) - read(entry.since)).days,
                "has_it": known.who(entry.has_it) if entry.has_it else "",
                "yours": _yours(visit, entry.standing.item),
            }
            for entry in waiting(state, whole)
        ],
    )


def _changed(state: State) -> list[str]:
    """The items that are otherwise than in the version that is compared with."""
    before, after = earlier(state), state.present
    if before is None or after is None:
        return []
    return [name for name in state.items if not same(before, after, name)]


def _yours(visit: Visit, item: str) -> str:
    """What who looks has decided about its present text last; empty where nothing that stands."""
    mine = [
        decision
        for decision in current(visit.state, item)
        if decision.member == visit.signed.member
    ]
    return CHOICES[mine[-1].choice] if mine else ""  # type: ignore[index]


def difference(visit: Visit, comparisons: Comparisons) -> Response:
    """Between the version before the board and an earlier one."""
    state = visit.state
    after = state.present
    before = earlier(state, visit.request.query_params.get("before", ""))
    look = comparisons.look(before, after)
    known = names(visit.room, state)
    meant, _, clauses = (known.text(after.meant) if after else "").partition(CLAUSES)
    return visit.page(
        "board_difference.html",
        before=look.before,
        after=after.manifest.version if after else "",
        meant=meant,
        clauses=clauses,
        found=look.found,
        undecided=look.undecided,
        why_not=look.why_not,
        underway=look.underway,
        seconds=look.seconds,
    )


def item_page(visit: Visit, comparisons: Comparisons) -> Response:
    name = visit.params["item"]
    try:
        data, besides = life(visit, name), beside(visit, name, comparisons)
    except RefusedError:
        raise HTTPException(404) from None
    return visit.page(
        "board_item.html",
        **data,
        rewritten=rewritten(visit.room, visit.state, name),
        **{**besides, "beside": besides["beside"].hashes},
    )


def was_beside(visit: Visit) -> Response:
    """What stood beside the text when a decision was taken about it."""
    name, number = visit.params["item"], visit.params["entry"]
    decisions = visit.state.by_item.get(name, []) if name in visit.state.items else []
    decision = next(
        (known for known in decisions if str(known.seq) == number and known.shown), None
    )
    if decision is None:
        raise HTTPException(404)
    with visit.room.database.read() as connection:
        patients, solver = (read_shown(connection, decision.shown[part]) for part in NAMES)
    known = names(visit.room, visit.state)
    entry = decided(decision, known, visit.state, decision.content)
    return visit.page(
        "board_was_beside.html",
        item=name,
        title=titled(visit.site, name, visit.state),
        at=entry["at"],
        who=entry["who"],
        did=entry["did"],
        beside=dict(decision.shown),
        patients=patients,
        solver={**solver, "seconds": 0},
    )


def _there(visit: Visit) -> str:
    return f"{PATH}/item/{visit.params['item']}"


def decide(visit: Visit, comparisons: Comparisons) -> Response:
    """About the text whose hash the form holds, and beside what: where either is otherwise by now
    it is refused."""
    name, values = visit.params["item"], visit.values
    if not served(visit, name, standing(visit.state, name, visit.room.now())):
        raise RefusedError("present", "this server serves another")
    content = values.get("content", "")
    visit.state.may_decide(visit.signed.member, name, content)
    shown = beside(visit, name, comparisons)["beside"]
    if shown.hashes != {part: values.get(part, "") for part in NAMES}:
        raise RefusedError("shown")
    with_code(visit)
    actions.decide(
        visit.room,
        visit.signed,
        name,
        content,
        values.get("choice", ""),
        values.get("reason", ""),
        values.get("sentence", ""),
        shown,
    )
    return visit.to(f"{_there(visit)}#history")


def take(visit: Visit) -> Response:
    actions.take(visit.room, visit.signed, visit.params["item"])
    return visit.to(_there(visit))


def give_back(visit: Visit) -> Response:
    actions.give_back(visit.room, visit.signed, visit.params["item"])
    return visit.to(_there(visit))


def take_back(visit: Visit) -> Response:
    with_code(visit)
    decision = visit.values.get("decision", "")
    if not decision.isascii() or not decision.isdigit() or len(decision) > 9:
        raise InputError("a decision is named by the number of its entry")
    actions.take_back(visit.room, visit.signed, int(decision), visit.values.get("reason", ""))
    return visit.to(f"{_there(visit)}#history")
