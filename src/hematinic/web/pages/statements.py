"""`/statements`: the specification's entries, each with the items that implement it."""

from typing import Any

from hematinic.guideline.statements import group_of
from hematinic.web.api.statements import statements
from hematinic.web.site import Site


def data(site: Site) -> dict[str, Any]:
    guideline = site.service.guideline
    groups: dict[str, dict[str, Any]] = {
        group.title: {} for group in guideline.header.statement_groups
    }
    for code, entry in statements(guideline).items():
        groups.setdefault(group_of(code, guideline).title, {})[code] = entry
    return {"groups": groups}
