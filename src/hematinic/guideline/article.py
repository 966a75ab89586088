"""The order and headings of the article (article.yaml) and the figures it shows (evidence.yaml).

Neither says anything clinical of its own: a section names items of the guideline, and a figure
names its source and is recomputed from its own data.
"""

from collections.abc import Iterator
from importlib.resources.abc import Traversable
from typing import Any, Literal

import msgspec

from hematinic.guideline import yaml
from hematinic.guideline.entry import Cite, Entry
from hematinic.guideline.evidence import fisher_exact
from hematinic.guideline.load import GuidelineError, Problem, builtin
from hematinic.guideline.model import Guideline


class Section(Entry, kw_only=True, frozen=True):
    id: str
    title: str
    patient: str = ""
    """The heading for patients; empty: the same."""
    look: str = "lines"
    """lines, do, do-not, checks, warnings: how it is set, not what it says."""
    items: tuple[str, ...]
    """Ids of recommendations, alerts, checks, evidence, and findings (as what makes them)."""
    rest: Literal["", "recommendations", "alerts", "monitoring"] = ""
    """Takes whatever of these no section names, so that a new item is never left out."""
    fold: bool = False
    """Closed at first for readers who did not ask for all of it."""


class Arm(Entry, kw_only=True, frozen=True):
    label: str
    events: int
    of: int


class Reported(Entry, kw_only=True, frozen=True):
    p: float
    decimals: int
    """How many the source printed; the recomputed p must round to it."""


class Evidence(Entry, kw_only=True, frozen=True):
    """One comparison of two groups, with what is needed to compute it again."""

    id: str
    implements: tuple[str, ...]
    outcome: str
    population: str
    design: str
    limits: str
    patient: str
    arms: tuple[Arm, Arm]
    reported: Reported
    cites: tuple[Cite, ...]


class Model(Entry, kw_only=True, frozen=True):
    """The patient whose plan gives the answer in two sentences: as little as the question says."""

    says: str
    patient: str
    record: dict[str, Any]
    """A patient file; its day is the day on which the sources were checked."""


class Article(Entry, kw_only=True, frozen=True):
    model: Model
    sections: tuple[Section, ...]
    evidence: dict[str, Evidence]

    def items(self) -> Iterator[str]:
        for section in self.sections:
            yield from section.items


def read_article(guideline: Guideline, folder: Traversable | None = None) -> Article:
    """Raises GuidelineError."""
    folder = folder or builtin()
    evidence = _document(folder, "evidence")
    named = {name: {**data, "id": name} for name, data in (evidence.data or {}).items()}
    article = _document(folder, "article")
    found = _converted(article, "article", {**article.data, "evidence": named})
    problems = [*_unknown(found, guideline, article), *_wrong_figures(found, guideline, evidence)]
    if problems:
        raise GuidelineError(problems)
    named_items = set(found.items())
    sections = tuple(_with_rest(section, guideline, named_items) for section in found.sections)
    return msgspec.structs.replace(found, sections=sections)


def _with_rest(section: Section, guideline: Guideline, named: set[str]) -> Section:
    if not section.rest:
        return section
    rest = tuple(item.id for item in getattr(guideline, section.rest) if item.id not in named)
    return msgspec.structs.replace(section, items=section.items + rest)


def _document(folder: Traversable, name: str) -> yaml.Document:
    file = folder.joinpath(f"{name}.yaml")
    if not file.is_file():
        raise GuidelineError([Problem(f"{name}.yaml", 1, "there is no such file")])
    try:
        return yaml.read(file.read_text())
    except yaml.YamlError as error:
        raise GuidelineError([Problem(f"{name}.yaml", error.line, error.problem)]) from None


def _converted(document: yaml.Document, name: str, data: Any) -> Article:
    try:
        return msgspec.convert(data, Article)
    except msgspec.ValidationError as error:
        raise GuidelineError([Problem(f"{name}.yaml", 1, str(error))]) from None


def _unknown(article: Article, guideline: Guideline, document: yaml.Document) -> Iterator[Problem]:
    known = {item.id for item in guideline.recommendations}
    known |= {item.id for item in guideline.alerts}
    known |= {item.id for item in guideline.monitoring}
    known |= {*guideline.findings, *article.evidence}
    for i, section in enumerate(article.sections):
        for j, item in enumerate(section.items):
            if item not in known:
                line = document.line(("sections", i, "items", j))
                yield Problem("article.yaml", line, f"there is no item called '{item}'")


def _wrong_figures(
    article: Article, guideline: Guideline, document: yaml.Document
) -> Iterator[Problem]:
    for name, figure in article.evidence.items():
        one, other = figure.arms
        p = fisher_exact(one.events, one.of, other.events, other.of)
        if round(p, figure.reported.decimals) != figure.reported.p:
            says = f"its p is reported as {figure.reported.p} and comes out as {p:.4f}"
            yield Problem("evidence.yaml", document.line((name, "reported")), says)
        for cite in figure.cites:
            if cite.source not in guideline.sources:
                says = f"there is no source called '{cite.source}'"
                yield Problem("evidence.yaml", document.line((name, "cites")), says)
