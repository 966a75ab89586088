"""Whom a question is about: age and sex, and whether it is the same person as before."""

import re

from hematinic.answers.reading.stated import Stated
from hematinic.answers.reading.text import plain, words

SOMEBODY = re.compile(
    r"\b(?:husband|wife|partner|mother|mum|mom|father|dad|son|daughter|brother|sister|friend|mate|"
    r"nan|gran|colleague|another patient|other patient|different patient|next patient|someone else)"
    r"\b"
)
"""Of whom a further question may be, so that what was stated before is not theirs."""


def person(text: str, found: Stated) -> None:
    """Age and sex, and whether the age is the asker's own."""
    spaced = words(text)
    # "2 yr old", "aged 62", "62 y/o", "8 month old", "62M", "27 F"
    match = re.search(
        r"\b(\d{1,3})[ -]*(?:years?|yrs?|y)[ -]*(?:old|o)?\b(?! (?:ago|of|on))[ -]?o?", text
    )
    old = match and re.match(r".*(?:old|o)$|.*y$", match[0].strip())
    named = re.search(r"\b(?:aged?|i'm|i am|im) (\d{1,3})\b(?! ?(?:mg|weeks|months|/|%))", text)
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
        if number <= 120:
            found.age = float(number)
            found.own_age = bool(own) and int(own[1]) == number  # type: ignore[index]
    female = r" (?:woman|female|lady|girl|she|her|pregnant|periods|wife|mother|mum|\d+ ?f|f) "
    male = r" (?:man|male|gentleman|boy|he|his|husband|father|dad|\d+ ?m) "
    if re.search(female, spaced):
        found.sex = "female"
    elif re.search(male, spaced):
        found.sex = "male"
    if found.age is not None:
        found.shown.append(
            f"age {found.age:g}" + (f", {found.sex}" if found.sex != "unknown" else "")
        )


def same_person(stated: Stated, question: str, before: Stated, text: str) -> bool:
    if None not in (stated.age, before.age) and stated.age != before.age:
        return False
    if "unknown" not in (stated.sex, before.sex) and stated.sex != before.sex:
        return False
    return set(SOMEBODY.findall(plain(question))) <= set(SOMEBODY.findall(plain(text)))
