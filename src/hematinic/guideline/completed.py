"""What a guideline leaves to be filled in from the rest of it."""

from msgspec.structs import replace

from hematinic.guideline.model import Guideline


def completed(guideline: Guideline) -> Guideline:
    return with_rest(with_titles(guideline))


def with_titles(guideline: Guideline) -> Guideline:
    """A recommendation without a title has its id, in words, for one."""
    titled = tuple(
        item if item.title else replace(item, title=item.id.replace("-", " ").capitalize())
        for item in guideline.recommendations
    )
    return replace(guideline, recommendations=titled)


def with_rest(guideline: Guideline) -> Guideline:
    """Sections of the article that take whatever no section names, filled."""
    article = guideline.article
    if article is None:
        return guideline
    named = set(article.items())
    sections = tuple(
        replace(section, items=section.items + _unnamed(guideline, section.rest, named))
        if section.rest
        else section
        for section in article.sections
    )
    return replace(guideline, article=replace(article, sections=sections))


def _unnamed(guideline: Guideline, section: str, named: set[str]) -> tuple[str, ...]:
    return tuple(item.id for item in getattr(guideline, section) if item.id not in named)
