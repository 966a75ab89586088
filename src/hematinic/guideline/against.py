"""What speaks against a medicine, put before what speaks against each line that prescribes it."""

from collections.abc import Iterator

import msgspec

from hematinic.expressions.faults import closest
from hematinic.guideline.decision import given
from hematinic.guideline.model import Contraindication, Guideline, Recommendation
from hematinic.guideline.written import Against
from hematinic.guideline.wrong import Where, Wrong, unknown


def standing(item: Recommendation, guideline: Guideline) -> dict[str, Against]:
    """All that speaks against what an item gives by its route, in the order of the file."""
    prescribe = item.prescribe
    medicine = guideline.medicines.get(prescribe.medicine) if prescribe else None
    if prescribe is None or medicine is None:
        return {}
    names = set(given(guideline, item))
    names |= set(medicine.groups) if names else set()
    return {
        name: rule
        # What speaks against a medicine stands once, with the medicine, and is put before what a
        # line says itself.
        for name, rule in guideline.contraindications.items()
        # Where it names no route it holds for all of them.
        if names.intersection(rule.of) and (not rule.routes or prescribe.route in rule.routes)
    }


def with_all(item: Recommendation, guideline: Guideline) -> Recommendation:
    general = (
        Contraindication(
            name=name,
            when=against.when,
            because=against.because,
            if_unknown=against.if_unknown,
            ask=against.ask,
            implements=against.implements,
            cites=against.cites,
        )
        for name, against in standing(item, guideline).items()
        if name not in item.despite
    )
    reasons = (*general, *item.contraindications)
    return msgspec.structs.replace(item, contraindications=reasons)


def mistakes(guideline: Guideline) -> Iterator[tuple[Where, Wrong]]:
    known = [
        *guideline.medicines, *guideline.groups, *guideline.courses, *guideline.nutrients,
    ]  # fmt: skip
    routes = {route for medicine in guideline.medicines.values() for route in medicine.routes}
    for name, contraindication in guideline.contraindications.items():
        where = ("contraindications", name)
        for i, spoken_of in enumerate(contraindication.of):
            if spoken_of not in known:
                what = "medicine, group, course or nutrient"
                yield where, unknown(what, spoken_of, known, "of", i)
        for i, route in enumerate(contraindication.routes):
            if route not in routes:
                yield where, unknown("route of a medicine", route, routes, "routes", i)
    for item in guideline.recommendations:
        against = standing(item, guideline)
        for name in item.despite:
            if name not in against:
                close = closest(name, against)
                helps = f"did you mean {close}?" if close else "take it out"
                says = f"`{name}` does not speak against its medicine"
                wrong = Wrong("unknown-name", says, ("despite", name), helps)
                yield ("recommendations", item.id), wrong
