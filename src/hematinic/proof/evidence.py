"""Sources and the figures taken from them: what is out of date, and what does not add up."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from hematinic.guideline.evidence import difference, fisher_exact
from hematinic.guideline.model import Guideline
from hematinic.proof.report import Checked


def counts(guideline: Guideline) -> dict[str, int]:
    return dict(Counter(source.status for source in guideline.sources.values()))


def sources(guideline: Guideline, day: date) -> Iterator[Checked]:
    """A retracted source or content past its day fails; the rest is listed by its status."""
    until = date.fromisoformat(guideline.header.valid_until)
    yield f"the content is valid until {until}", day <= until, f"today is {day}"
    standing: dict[str, list[str]] = {}
    for item in guideline.items:
        for name in dict.fromkeys(cite.source for cite in item.cites):
            standing.setdefault(name, []).append(item.id)
    for name, source in guideline.sources.items():
        if source.status in ("superseded", "retracted", "unresolved"):
            used = (
                f"cited by {', '.join(standing[name])}" if name in standing else "nothing cites it"
            )
            holds = source.status != "retracted" or name not in standing
            yield f"{name} is {source.status}", holds, used
    for item in guideline.items:
        if all(guideline.sources[cite.source].status == "unresolved" for cite in item.cites):
            yield f"{item.id} rests on the article alone", True, "its own citation is unresolved"


def figures(guideline: Guideline) -> Iterator[Checked]:
    """Comparisons by Fisher's test, and the elemental iron of what is prescribed."""
    yield from _comparisons(guideline)
    for item in guideline.recommendations:
        prescribe = item.prescribe
        if prescribe is None or prescribe.product_dose is None or prescribe.dose is None:
            continue
        medicine, written = guideline.medicines[prescribe.medicine], str(prescribe.product_dose)
        fitting = [product for product in medicine.products if product.tablet.startswith(written)]
        holds = any(prescribe.dose.low == product.elemental for product in fitting)
        contents = ", ".join(f"{p.tablet} holds {p.elemental:g} mg" for p in fitting)
        yield f"{item.id}: {prescribe.product_dose} gives {prescribe.dose}", holds, contents


def _comparisons(guideline: Guideline) -> Iterator[Checked]:
    for name, figure in guideline.evidence.items():
        first, other = figure.arms
        groups = (first.events, first.of, other.events, other.of)
        p = fisher_exact(*groups)
        apart, low, high = (round(100 * share) for share in difference(*groups))
        says = f"Fisher p = {p:.4f}; {apart} points, 95 % interval {low} to {high}"
        holds = round(p, figure.reported.decimals) == figure.reported.p
        counted = f"{first.events} of {first.of} against {other.events} of {other.of}"
        yield f"{name}: {counted}, p = {figure.reported.p}", holds, says
