"""Sentences of the guideline, fitted to the question that they are said to."""

import re
from collections.abc import Iterable

from msgspec.structs import replace

from hematinic.answers import weights
from hematinic.answers.model import Place, Sentence
from hematinic.render.words.phrases import capital

LOST = re.compile(r"^(?:this|these|that|those|it|they)\b", re.IGNORECASE)
"""What points at something that the sentence before it does not name."""

MOVED = re.compile(
    r" (?:fell|fallen|dropped|drops|rose|risen|shot|shoots|went|gone|climbed|crept|moved|came)"
    r" (?:\w+ ){0,2}?(?:from|to) \d"
)
"""A value that moved is asked about as such, not for what it means."""

YES_OR_NO = re.compile(r"^(?:yes|no)[:,.] (?:but )?(?=\w)", re.IGNORECASE)


def without_yes_or_no(sentence: Sentence) -> Sentence:
    """What it says, to a question that is not the one its yes or no is of."""
    return replace(sentence, text=capital(YES_OR_NO.sub("", sentence.text)))


def joined(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """The first two in one, where the first alone would be no answer: `Treat both deficiencies, B12
    first: give ...`."""
    if len(sentences) < 2 or len(sentences[0].text.split()) >= weights.A_SHORT_ANSWER:
        return sentences
    first, second = sentences[0].text.rstrip("."), sentences[1].text
    name = second.split()[0]
    begins = name.lower() if name[1:].islower() or len(name) == 1 else name
    both = replace(sentences[0], text=f"{first}: {begins}{second[len(name) :]}")
    return (both, *sentences[2:])


def placed(sentences: Iterable[Sentence], place: Place) -> list[Sentence]:
    return [replace(sentence, place=place) for sentence in sentences]
