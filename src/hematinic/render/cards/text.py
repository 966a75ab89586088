"""The words of a card: a summary of one line, and GitHub's Markdown in which nothing that came from
a record can become markup."""

import re
from collections.abc import Iterable

from hematinic.guideline.entry import Cite
from hematinic.guideline.model import Guideline
from hematinic.plan.model import Plan
from hematinic.plan.why import why
from hematinic.render.words import phrases as words
from hematinic.render.words.outline import rests
from hematinic.render.words.references import link
from hematinic.render.words.values import values_of

LONGEST = 139
"""Characters of a summary: fewer than 140."""

MOST_FACTS = 6
"""Of those that make a line stand: the reader wants the decisive ones, the plan has them all."""


def escaped(text: str) -> str:
    """Sites show details with raw HTML let through, so angle brackets go as entities."""
    # The ampersand first, or the entities made after it would be escaped again.
    plain = re.sub(r"\s+", " ", text).replace("&", "&amp;").replace("<", "&lt;")
    plain = plain.replace(">", "&gt;")
    return re.sub(r"([\\`*_{}\[\]#|~])", r"\\\1", plain)


def summary(text: str) -> str:
    """The first sentences that fit; a longer first sentence is cut between words."""
    text = re.sub(r"\s+", " ", text).strip()
    if len(text) <= LONGEST:
        return text
    ends = [match.end() for match in re.finditer(r"[.:](?= )", text[: LONGEST + 1])]
    # A sentence of a few words tells less than a longer one that is cut.
    if ends and ends[-1] > LONGEST // 2:
        return text[: ends[-1]].rstrip(":")
    return text[: LONGEST - 1].rpartition(" ")[0].rstrip(",;:") + "…"


def listed(texts: Iterable[str]) -> str:
    return "\n".join(f"- {escaped(text)}" for text in texts)


def because(item: str, plan: Plan) -> list[str]:
    """The recorded facts that make an item stand, each with its value and day."""
    values = values_of(plan.assessment)
    facts = []
    for known in why(item, plan.assessment).known[:MOST_FACTS]:
        on = f", {known.on}" if known.on else ""
        facts.append(f"{words.capital(known.says)}: {values.recorded(known.event)}{on}")
    return facts


def rule(item: str, plan: Plan) -> str:
    """When it stands, and what else is recorded of it: all but what `because` tells."""
    reasons, values = why(item, plan.assessment), values_of(plan.assessment)
    sentence = f"Rule: {words.capital(values.rule(reasons.definition).rstrip('.'))}."
    more = [
        f"{known.says} {values.recorded(known.event)} on {known.on}"
        for known in reasons.known[MOST_FACTS:]
    ]
    return sentence + (f" Also recorded: {'; '.join(more)}." if more else "")


def rests_on(cites: tuple[Cite, ...], plan: Plan) -> str:
    """`BNF, hydroxocobalamin (excerpt read); …`"""
    return rests(cites, plan)[1:-1]


def address_of(cites: tuple[Cite, ...], guideline: Guideline) -> str:
    """Of the first source that has one."""
    sources = (guideline.sources[cite.source] for cite in cites)
    return next((at for at in (link(s.doi, s.pmid, s.address) for s in sources) if at), "")


def foot(plan: Plan) -> str:
    """Whose word it is, and that nobody has approved it."""
    header = plan.header
    name = f"{header.id} {header.version}, {header.status}, content {plan.content_hash[:12]}"
    drawn = "" if header.status == "approved" else f"**{escaped(header.draft_notice)}** "
    return f"{drawn}{escaped(header.disclaimer.clinician)} {escaped(name)}."
