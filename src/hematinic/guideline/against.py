"""What speaks against a medicine, put before what speaks against each line that prescribes it."""

from collections.abc import Iterator

import msgspec

from hematinic.expressions.check import nearest
from hematinic.guideline.compose import Path
from hematinic.guideline.decision import given
from hematinic.guideline.model import Contraindication, Guideline, Recommendation
from hematinic.guideline.written import Against


def standing(item: Recommendation, guideline: Guideline) -> dict[str, Against]:
    """All that speaks against what an item gives by its route, in the order of the file."""
    prescribe = item.prescribe
    medicine = guideline.medicines.get(prescribe.medicine) if prescribe else None
    if prescribe is None or medicine is None:
        return {}
    names = set(given(guideline, item))
    names |= set(medicine.groups) if names else set()
    return {
        name: one
        for name, one in guideline.contraindications.items()
        if names.intersection(one.of) and (not one.routes or prescribe.route in one.routes)
    }


def with_all(item: Recommendation, guideline: Guideline) -> Recommendation:
    general = (
        Contraindication(
            name=name,
            when=one.when,
            because=one.because,
            if_unknown=one.if_unknown,
            ask=one.ask,
            implements=one.implements,
            cites=one.cites,
        )
        for name, one in standing(item, guideline).items()
        if name not in item.despite
    )
    reasons = (*general, *item.contraindications)
    return msgspec.structs.replace(item, contraindications=reasons)


def mistakes(guideline: Guideline) -> Iterator[tuple[tuple[str, str], str, Path]]:
    known = [
        *guideline.medicines, *guideline.groups, *guideline.courses, *guideline.nutrients,
    ]  # fmt: skip
    routes = {route for medicine in guideline.medicines.values() for route in medicine.routes}
    for name, one in guideline.contraindications.items():
        where = ("contraindications", name)
        for i, of in enumerate(one.of):
            if of not in known:
                hint = nearest(of, known)
                says = f"there is no medicine, group, course or nutrient called '{of}'{hint}"
                yield where, says, ("of", i)
        for i, route in enumerate(one.routes):
            if route not in routes:
                hint = nearest(route, routes)
                yield where, f"no medicine is given by the route '{route}'{hint}", ("routes", i)
    for item in guideline.recommendations:
        against = standing(item, guideline)
        for name in item.despite:
            if name not in against:
                says = f"'{name}' does not speak against its medicine{nearest(name, against)}"
                yield ("recommendations", item.id), says, ("despite", name)
