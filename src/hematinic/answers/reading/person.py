"""Whom a question is about: age and sex, and whether it is the same person as before."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from hematinic.answers import weights
from hematinic.answers.reading.english import english
from hematinic.answers.reading.text import bare, has, plain, words

SOMEBODY = re.compile(
    r"\b(?:husband|wife|partner|mother|mum|mom|father|dad|son|daughter|brother|sister|friend|mate|"
    r"nan|gran|colleague|another patient|other patient|different patient|next patient|someone else)"
    r"\b"
)
"""Of whom a further question may be, so that what was stated before is not theirs."""

FEMALE = r"woman|female|lady|girl|she|her|wife|mother|mum|\d+ ?f|f"
MALE = re.compile(
    r" (?:man|male|gentleman|boy|he|his|husband|father|dad|(?:1[6-9]|[2-9]\d|1[01]\d) ?m) "
)


GROWN = 16
"""Years from which on the age that stands beside an infant's is its mother's."""

INFANT = 2
"""Years below which somebody is at the breast."""

AGE_OF = 3
"""Words before an age that say whose it is."""

LASTS = r"(?! ?(?:ago|of|on|in|into|post|after|since|later|history|hx|course|for|x\b))"
NO_AGE = (
    r"(?! ?(?:mg|mcg|g\b|w\b|wks?\b|weeks?|/40|months?|days?|hours?|times|x\b|doses|/|%|kg|st\b|"
    r"stone|cm|tablets?))"
)
A_PERSON = (
    r"(?= ?(?:$|[^\w ]|(?:boy|girl|child|kid|male|female|man|woman|lady|gentleman|m|f|patient|"
    r"with|who|has|had|is|was|and|low|known|new|presents?|presenting|same|instead)\b))"
)
"""What stands behind an age that is written without `old`."""

YEARS = (
    # "2 yr old", "62 y/o"
    re.compile(rf"\b(\d{{1,3}})[ -]*(?:years?|yrs?|y)[ /-]*(?:olds?|o)\b{LASTS}"),
    re.compile(
        r"\b(?:son|daughter|she|he|mum|mother|father|dad|wife|husband|patient)"
        rf"(?:'s| is|s) (?:only )?(\d{{1,3}})\b{NO_AGE}"
    ),
    # "aged 62", "62M", "27 F"
    re.compile(rf"\b(?:aged?:?|i'm|i am|im) (\d{{1,3}})\b{NO_AGE}"),
    re.compile(rf"\b(?:woman|man|lady|girl|boy|teenager|patient) of (\d{{1,3}})\b{NO_AGE}"),
    # "same if she was 55"
    re.compile(
        r"\bif (?:she|he|they|i|the patient|pt|a patient)(?: is| was| were|'s|s|'re)"
        r" (?:only |aged )?"
        rf"(\d{{1,3}})\b{NO_AGE}"
    ),
    # "daughter 18", "girl, 19", "son (22)"
    re.compile(rf"\b(?:son|daughter|girl|boy|teenager),? \(?(\d{{1,2}})\b{NO_AGE}"),
    re.compile(r"(?<!\.)\b(\d{1,3}) ?(?:male|female|man|woman|lady|gentleman)\b(?!/)"),
    re.compile(r"\b((?:1[6-9]|[2-9]\d|1[01]\d) ?[mf]|\d{1,2}f)\b(?!/)(?! ?g?/l)"),
)
SHORTHAND = (
    # "45y", "10m": whose, as nothing else stands before it; and not "3 year vegan"
    re.compile(
        rf"(?:^|\b(?:pt|patient|boy|girl|son|daughter|child|she|he|age)[,:]? )"
        rf"(\d{{1,3}}) ?(?:years?|yrs?|y|m)\b{LASTS}{A_PERSON}"
    ),
    re.compile(
        rf"(?:[.,;:(] ?|\b(?:a|an|man|woman|lady|gentleman|female|male|this|my) )"
        rf"((?:1[6-9]|[2-9]\d|1[01]\d)) ?(?:yrs?|y)\b{LASTS}"
    ),
)
MONTHS = (
    re.compile(r"\b(\d{1,2})[ -]*(?:months?|mo|weeks?|wk)[ -]*olds?\b"),
    re.compile(
        r"\b(?:baby|infant|newborn|toddler|child|boy|girl|son|daughter)s?,?(?: is| aged| of)? "
        r"(\d{1,2}) ?(?:months?|mo|weeks?|wks?)\b(?! (?:on|of|after|post))"
    ),
)


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

    def __init__(self, female: Iterable[str], beside: Iterable[str] = ()) -> None:
        """`beside`: words of one beside whom an infant is named, and not asked about."""
        self.beside = bare(beside)
        feminine = "|".join([FEMALE, *map(re.escape, female)])
        self.female = re.compile(rf" (?:{feminine}) ")

    def read(self, text: str) -> Person:
        """Of plain text."""
        person = Person()
        _age(text, person)
        spaced = words(text)
        if person.age is not None and person.age < INFANT and has(spaced, self.beside):
            person.age = None
        if self.female.search(spaced):
            person.sex = "female"
        elif MALE.search(spaced):
            person.sex = "male"
        return person


def _age(text: str, person: Person) -> None:
    """What is written plainly as an age comes before what may be one; how long something has
    lasted (`vegan 6y`, `bypass 2y ago`) and how old a thing is (`bloods 3 months old`) are none."""
    infant = next(filter(None, (_of_somebody(pattern, text) for pattern in MONTHS)), None)
    written = next(filter(None, (_of_somebody(pattern, text) for pattern in YEARS)), None)
    if written is None and infant is None:
        written = next(filter(None, (pattern.search(text) for pattern in SHORTHAND)), None)
    number = int(re.sub(r"\D", "", written[1])) if written else None
    # `I am 31, with a 3 month old`: beside a grown-up's age that of an infant is of her child, and
    # the question is of the mother.
    if infant and (number is None or number < GROWN):
        person.age = int(infant[1]) / 12
    elif number is not None and number <= weights.OLDEST:
        own = re.search(r"\b(?:i'm|i am|im) (\d{1,3})\b", text)
        person.age = float(number)
        person.own_age = own is not None and int(own[1]) == number


def _of_somebody(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    someone, things = english().somebody.split(), english().things.split()
    for match in pattern.finditer(text):
        before = words(text[: match.start()]).split()[-AGE_OF:]
        if not before or not {*things} & {*before} or {*someone} & {*before}:
            return match
    return None


def same_somebody(text: str, before: str) -> bool:
    """Whoever is named in the one is named in the other."""
    return set(SOMEBODY.findall(plain(text))) <= set(SOMEBODY.findall(plain(before)))
