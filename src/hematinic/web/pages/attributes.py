"""`/attributes`: the source attributes of 45 CFR 170.315(b)(11), for every item.

What an item uses of a person is computed from the facts its rule reads, so that it cannot drift
from what the rule does.
"""

from typing import Any

from hematinic.plan.unknowns import bits
from hematinic.web.site import Site

NO_DEVELOPER, NO_FUNDING = "not recorded", "No funding is recorded"


def data(site: Site) -> dict[str, Any]:
    guideline = site.service.guideline
    uses = guideline.header.source_attributes
    names = [item.id for item in guideline.items]
    return {
        "attributes": ["citation", "developer", "funding", "revised", *uses],
        "columns": {use: len(facts) for use, facts in uses.items() if facts},
        "items": [{"id": name, **dict(attributes(site, name))} for name in names],
        "never_used": sorted(set(uses) - _used(site, names)),
    }


def attributes(site: Site, name: str) -> list[tuple[str, Any]]:
    item = site.item(name)
    assert item is not None
    facts, header = reads(site, name), site.service.guideline.header
    return [
        ("citation", [cite.source for cite in item.cites]),
        ("developer", header.developer or NO_DEVELOPER),
        ("funding", header.funding or NO_FUNDING),
        ("revised", header.last_updated),
        *(
            (use, sorted(facts & set(carriers)))
            for use, carriers in header.source_attributes.items()
        ),
    ]


def reads(site: Site, name: str) -> set[str]:
    rules = site.service.rules
    return {rules.names[bit] for bit in bits(rules.reads[rules.condition(name)])}


def _used(site: Site, names: list[str]) -> set[str]:
    facts: set[str] = set().union(*(reads(site, name) for name in names))
    uses = site.service.guideline.header.source_attributes
    return {use for use, carriers in uses.items() if facts & set(carriers)}
