"""What authors and editors do: put a version, invite, notices, releases; and the rules."""

from pathlib import Path

from starlette.responses import Response

from hematinic.board import actions, manifest, signing_in
from hematinic.board.accounts import InputError
from hematinic.board.export import names
from hematinic.board.notices import KINDS, plain_doi
from hematinic.board.policy import INVITED_FOR, PROFESSIONS, ROLES, RULES, RefusedError
from hematinic.guideline.load import builtin
from hematinic.web.board.accounts import with_code
from hematinic.web.board.door import PATH, Door, Visit


def add(door: Door) -> None:
    door.get("/policy", policy, signed=False)
    door.get("/put", put_page)
    door.post("/put", put, put_page)
    door.get("/edit", edit)
    door.post("/edit/code", give_code, edit)
    door.post("/edit/invite", invite, edit)
    door.post("/edit/notice", notice, edit)
    door.post("/edit/release", release, edit)
    door.post("/edit/leave", leave, edit)


def policy(visit: Visit) -> Response:
    return visit.page("board_policy.html", rules=[{"name": n, "says": s} for n, s in RULES.items()])


# Authors


def put_page(visit: Visit) -> Response:
    header, present = visit.site.service.guideline.header, visit.state.present
    return visit.page(
        "board_put.html",
        version=header.version,
        content=visit.site.service.guideline.content_hash,
        before=present.manifest.version if present else "",
        same=present is not None
        and present.manifest.content_hash == visit.site.service.guideline.content_hash,
        may=visit.has("author"),
    )


def put(visit: Visit) -> Response:
    """What this server serves is put before the board."""
    with_code(visit)
    visit.state.member(visit.signed.member, "author")
    service = visit.site.service
    folder: Path | None = service.folder
    content = manifest.put(service.guideline, folder or builtin())
    meant, clauses = (visit.values.get(name, "") for name in ("meant", "clauses"))
    actions.put(visit.room, visit.signed, content, meant, clauses)
    return visit.to(f"{PATH}/queue")


# Editors


def edit(visit: Visit, link: str = "") -> Response:
    state = visit.state
    known = names(visit.room, state)
    return visit.page(
        "board_edit.html",
        may=visit.has("editor"),
        link=link,
        days=INVITED_FOR.days,
        roles=ROLES,
        professions=PROFESSIONS,
        kinds=KINDS,
        version=state.present.manifest.version if state.present else "",
        members=[
            {"id": member.id, "roles": sorted(member.roles), "profession": member.profession,
             "name": known.facts(member)["name"],
             "left": member.left}
            for member in state.members.values()
        ],
        notices=[{"doi": notice.doi, "kind": notice.kind, "says": notice.says, "on": notice.at[:10]}
                 for notice in state.notices],
        releases=[
            {"version": release.version, "on": release.at[:10], "approved": len(release.approvals),
             "unapproved": len(release.unapproved)}
            for release in state.releases.values()
        ],
        head=state.head,
        entries=state.seq,
    )  # fmt: skip


def give_code(visit: Visit) -> Response:
    signing_in.give_code(visit.room, visit.signed, visit.values.get("code", ""))
    return visit.to(f"{PATH}/edit")


def _fresh(visit: Visit) -> None:
    """Raises RefusedError: a session that was left open makes no member and no release."""
    visit.state.member(visit.signed.member, "editor")
    if not visit.signed.fresh(visit.room.now()):
        raise RefusedError("code")


def invite(visit: Visit) -> Response:
    """The link is shown once, here; it is sent to nobody and kept nowhere."""
    _fresh(visit)
    roles = tuple(role for role in ROLES if visit.values.get(f"role-{role}"))
    token = signing_in.invite(
        visit.room, roles, visit.values.get("profession", ""), visit.signed.member
    )
    return edit(visit, f"{visit.request.base_url}{PATH[1:]}/join/{token}")


def notice(visit: Visit) -> Response:
    _fresh(visit)
    doi, kind = plain_doi(visit.values.get("doi", "")), visit.values.get("kind", "")
    if not doi or kind not in KINDS:
        raise RefusedError("notice")
    notice_data = {"doi": doi, "kind": kind, "says": visit.values.get("says", "")}
    if not actions.notify(visit.room, [notice_data], visit.signed.member):
        raise InputError("that notice is known already")
    return visit.to(f"{PATH}/edit")


def release(visit: Visit) -> Response:
    _fresh(visit)
    actions.release(visit.room, visit.signed.member)
    return visit.to(f"{PATH}/edit")


def leave(visit: Visit) -> Response:
    _fresh(visit)
    actions.leave(visit.room, visit.values.get("member", ""), visit.signed.member)
    return visit.to(f"{PATH}/edit")
