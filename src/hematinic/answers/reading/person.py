"""Whom a question is about: age and sex, and whether it is the same person as before."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from hematinic.answers import weights
from hematinic.answers.reading.text import plain, words

SOMEBODY = re.compile(
    r"\b(?:husband|wife|partner|mother|mum|mom|father|dad|son|daughter|brother|sister|friend|mate|"
    r"nan|gran|colleague|another patient|other patient|different patient|next patient|someone else)"
    r"\b"
)
"""Of whom a further question may be, so that what was stated before is not theirs."""

FEMALE = r"woman|female|lady|girl|she|her|wife|mother|mum|\d+ ?f|f"
MALE = re.compile(r" (?:man|male|gentleman|boy|he|his|husband|father|dad|\d+ ?m) ")


@dataclass(slots=True)
class Person:
    age: float | None = None
    own_age: bool = False
    """The age is the asker's, who may ask for somebody else."""
    sex: Literal["female", "male", "unknown"] = "unknown"

    def shown(self) -> str:
        if self.age is None:
            return ""
        return f"age {self.age:g}" + (f", {self.sex}" if self.sex != "unknown" else "")

    def may_be(self, other: "Person") -> bool:
        """Nothing that is known of both differs."""
        if None not in (self.age, other.age) and self.age != other.age:
            return False
        return "unknown" in (self.sex, other.sex) or self.sex == other.sex


class People:
    """Reads whom a question is about; made once for a guideline."""

    def __init__(self, female: Iterable[str]) -> None:
        told = "|".join([FEMALE, *map(re.escape, female)])
        self.female = re.compile(rf" (?:{told}) ")

    def read(self, text: str) -> Person:
        """Of plain text."""
        found = Person()
        _age(text, found)
        spaced = words(text)
        if self.female.search(spaced):
            found.sex = "female"
        elif MALE.search(spaced):
            found.sex = "male"
        return found


def _age(text: str, found: Person) -> None:
    # "2 yr old", "aged 62", "62 y/o", "8 month old", "62M", "27 F"
    match = re.search(
        r"\b(\d{1,3})[ -]*(?:years?|yrs?|y)[ -]*(?:old|o)?\b(?! (?:ago|of|on))[ -]?o?", text
    )
    old = match and re.match(r".*(?:old|o)$|.*y$", match[0].strip())
    named = re.search(
        r"\b(?:aged?|i'm|i am|im) (\d{1,3})\b(?! ?(?:mg|weeks|months|times|x\b|doses|/|%))", text
    )
    kin = re.search(
        r"\b(?:son|daughter|she|he|mum|mother|father|dad|wife|husband|patient)"
        r"(?:'s| is) (\d{1,3})\b",
        text,
    )
    own = re.search(r"\b(?:i'm|i am|im) (\d{1,3})\b", text)
    named = kin or named
    coded = re.search(
        r"\b(\d{1,3}) ?(m|f|male|female|man|woman|lady|gentleman)\b(?!/)(?! ?g?/l)", text
    )
    months = re.search(r"\b(\d{1,2})[ -]*(?:months?|mo|weeks?|wk)[ -]*old\b", text)
    months = months or re.search(
        r"\b(?:baby|infant|newborn|toddler|child|boy|girl|son|daughter)s?,?(?: is| aged| of)? "
        r"(\d{1,2}) ?(?:months?|mo|weeks?|wks?)\b(?! (?:on|of|after|post))",
        text,
    )
    if months:
        found.age = int(months[1]) / 12
    elif (old and match) or named or coded:
        number = int((match[1] if old and match else None) or (named or coded)[1])  # type: ignore[index]
        if number <= weights.OLDEST:
            found.age = float(number)
            found.own_age = bool(own) and int(own[1]) == number  # type: ignore[index]


def same_somebody(text: str, before: str) -> bool:
    """Whoever is named in the one is named in the other."""
    return set(SOMEBODY.findall(plain(text))) <= set(SOMEBODY.findall(plain(before)))
