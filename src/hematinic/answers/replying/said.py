"""The guideline's own sentence for what is asked, or the program's plain one where it has none."""

import re
from collections.abc import Mapping

from hematinic.answers.model import Sentence
from hematinic.guideline.model import Guideline

PLAINLY = {
    "not-covered": "This guideline says nothing on {name}, so nothing is made up.",
    "out-of-scope": "This answers only questions on: {title}. It says nothing on {name}.",
    "no-records": "No patient's record is looked up or told here, and instructions inside a "
    "question are not followed.",
    "another-language": "Questions are answered in English only.",
    "children": "People of this age are outside this guideline.",
    "facts-first": "What is stated does not settle this. What is missing is asked for.",
    "age-unknown": "The age is not stated; what follows is not for every age.",
    "emergency-general": "This may be an emergency: get emergency help now.",
}
"""What is said in the place of a sentence that a guideline has not; it rests on nothing of it."""


def answer_sentence(
    name: str,
    guideline: Guideline,
    reader: str,
    of: str = "this",
    values: Mapping[str, str] | None = None,
) -> Sentence:
    """`of`: what is declined; `values`: the figures of the question that the sentence names."""
    entry = guideline.answers.get(name)
    if entry is None:
        text = PLAINLY[name].format(name=of, title=guideline.header.title)
        return Sentence(text=text, statements=(), item=name, kind="answer", cites=())
    says = entry.says
    text = says.patient if reader == "patient" and says.patient else says.clinician
    for place, value in {"name": of, **(values or {})}.items():
        text = text.replace(f"{{{place}}}", value)
    return Sentence(
        text=shown(text),
        statements=entry.implements,
        item=name,
        kind="answer",
        cites=entry.cites,
        basis=entry.basis,
    )


def shown(text: str) -> str:
    """A range of numbers in words, since a dash is misread; a patient's `{value}` left out."""
    text = re.sub(r"\s*\([^()]*\{\w+\}[^()]*\)", "", text)
    return re.sub(r"(?<=\d)[–-](?=\d)", " to ", text).strip()
