"""Questions (`asked_as`) that two entries claim, and statements that no question asks for."""

import re
from collections.abc import Iterator

from hematinic.guideline.mistake import Mistake
from hematinic.guideline.places import Written
from hematinic.guideline.statements import group_of
from hematinic.guideline.typed import Typed
from hematinic.guideline.yaml import Path


def twice(typed: Typed) -> Iterator[Mistake]:
    claimed: dict[str, str] = {}
    for name, question, written, path in _questions(typed):
        bare = " ".join(re.findall(r"\w+", question.lower()))
        first = claimed.setdefault(bare, name)
        if first != name:
            says = f"`{first}` answers this question too"
            helps = "let one of them answer it, or ask it in other words"
            yield written.mistake("asked-twice", says, *path, helps=helps, about=question)


def unasked(typed: Typed) -> Iterator[Mistake]:
    """Of statements that are an answer to everyone; none where no questions are written at all."""
    guideline = typed.guideline
    asked = {name for name, *_ in _questions(typed)}
    if not asked:
        return
    implements = {item.id: item.implements for item in guideline.items}
    implements |= {name: answer.implements for name, answer in guideline.answers.items()}
    met = asked | {code for name in asked for code in implements.get(name, ())}
    for code, statement in guideline.statements.items():
        about_us = statement.of_content or statement.by
        if about_us or code in met or group_of(code, guideline).answers != "everyone":
            continue
        says = f"no question asks for {code}"
        helps = f"write five or more under `asked_as` of an answer that implements {code}"
        answers = (name for name, answer in guideline.answers.items() if code in answer.implements)
        name = next(answers, "")
        place = typed.places[("answers", name) if name else ("statements", code)]
        yield place.mistake("not-asked", says, helps=helps, about=code)


def _questions(typed: Typed) -> Iterator[tuple[str, str, Written, Path]]:
    guideline = typed.guideline
    for name, entry in guideline.answers.items():
        for i, question in enumerate(entry.asked_as):
            yield name, question, typed.places[("answers", name)], ("asked_as", i)
    for name, questions in guideline.synonyms.asked_as.items():
        for i, question in enumerate(questions):
            yield name, question, typed.places[("synonyms", "")], ("asked_as", name, i)
