"""A medicine as one jots it down: `folic acid 5 mg daily`, `metformin 1 g bd`, `stopped iron`.

It is read only where each word of the line is understood; else the line is read as a question is.
Without a verb it is taken to be in use, and that is said, so that it can be put right in the list:
whoever writes an order says so.
"""

import re
from collections.abc import Iterator
from typing import Any

from hematinic.answers.reading.figures import days_ago
from hematinic.answers.reading.stated import NUMBER
from hematinic.answers.reading.text import plain, words
from hematinic.answers.reading.understand import Reader
from hematinic.guideline.medicines import Medicine, Nutrient
from hematinic.guideline.model import Guideline
from hematinic.guideline.printed import of_a_dose
from hematinic.web.planner.form import number

Event = dict[str, Any]

SOMEBODY = r"(?:(?:is|now|still|currently|pt|patient|has|have|been|was|she|he|taking) )*"
VERBS = {
    "started": r"on|taking|takes|take|using|uses|prescribed|started(?: on)?|has",
    "ordered": r"(?:(?:about|want|plan|wants|planning) )?(?:to )?(?:order|prescribe|start|give)|"
    r"ordered|ordering|planned",
    "stopped": r"stopped(?: taking)?|off|came off|come off|discontinued|finished|"
    r"no longer (?:on|takes|taking)",
    "given": r"given|had|received|injected",
}

UNITS = {"mg": "mg", "milligram": "mg", "g": "g", "gram": "g", "ug": "ug", "mcg": "ug", "μg": "ug",
         "microgram": "ug"}  # fmt: skip
DOSE = rf"({NUMBER}) ?({'|'.join(sorted(UNITS, key=len, reverse=True))})s?"

ROUTES = {
    "oral": r"po|oral|orally|by mouth",
    "intramuscular": r"im|intramuscular|intramuscularly",
    "intravenous": r"iv|intravenous|intravenously|by vein",
}
ORAL, INJECTED = {"oral"}, {*ROUTES} - {"oral"}
SHOT = r"\b(?:injection|infusion)s?\b"
FORM = rf"tablets?|tabs?|capsules?|caps?|{SHOT}"

ONE = r"(?:daily|a day|per day|every day|each day)"
OFTEN = (
    (rf"(?:twice|2 times|two times) {ONE}|bd|bid", "12 h", "twice daily"),
    (rf"(?:thrice|3 times|three times) {ONE}|tds|tid", "8 h", "three times a day"),
    (rf"(?:4 times|four times) {ONE}|qds|qid", "6 h", "four times a day"),
    (rf"(?:once )?{ONE}|od|qd|at night|nocte|in the morning|mane", "1 d", "once daily"),
    (
        r"(?:on )?(?:alternate|alternating) days|every (?:other|second) day",
        "2 d",
        "on alternate days",
    ),
    (r"(?:once )?(?:weekly|a week|per week|every week)", "1 wk", "weekly"),
    (r"(?:once )?(?:monthly|a month|every month)", "1 mo", "monthly"),
)
COUNTED = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "eight": 8,
    "ten": 10,
    "twelve": 12,
}
COUNT = rf"(\d+|{'|'.join(COUNTED)})"
EVERY = rf"every {COUNT} (hour|day|week|month)s?|{COUNT} (hour|week|month)ly"
SYMBOLS = {"hour": "h", "day": "d", "week": "wk", "month": "mo"}

SINCE = r"(?:since|from|for the last|for) .+|.* ago|yesterday|today|last (?:week|month)"

SURE = "; if it is only ordered, say so in the list"


def medicine(line: str, reader: Reader) -> tuple[Event | None, str] | None:
    """The event, its day as `ago`, and what is told of it; or no event and what is to be said."""
    if "?" in line:
        return None
    spaced = words(plain(line))
    called = reader.medicines.named
    phrase = next((known for known in reader.medicines.longest_first if known in spaced), None)
    if phrase is None:
        called = nutrients(reader)
        phrase = next(
            (name for name in sorted(called, key=len, reverse=True) if name in spaced), None
        )
    if phrase is None:
        return None
    before, after = (part.strip() for part in spaced.split(phrase, 1))
    name = called[phrase][0]
    known = list(_after(after))
    parts = {key: value for key, value in known if key}
    if any(not key for key, _ in known):
        return None
    verb = _verb(before, parts)
    if verb is None:
        return None
    if called is not reader.medicines.named:
        # `b12 200` may be a result, `on b12` is not.
        if not _is_taken(before, parts):
            return None
        if product := _which(name, after, parts, reader.guideline):
            return None, product
    return _event(verb, name, parts, reader, stated=bool(before))


def nutrients(reader: Reader) -> dict[str, list[str]]:
    """What a medicine is when it is called as what is measured of it: `iron`, `b12`, `folate`. Its
    form is then not recorded; where the guideline has no such entry it is the one that the nutrient
    is first printed as."""
    nutrients: dict[str, list[str]] = {}
    for nutrient in reader.guideline.nutrients.values():
        measured = reader.synonyms.measured.get(nutrient.name)
        names = (nutrient.label, *nutrient.printed_as, *(measured.names if measured else ()))
        if medicine := _of_no_form(nutrient, reader.guideline):
            nutrients |= {words(plain(name)): [medicine.name] for name in names}
    return nutrients


def _of_no_form(nutrient: Nutrient, guideline: Guideline) -> Medicine | None:
    giving = [
        medicine for medicine in guideline.medicines.values() if medicine.gives == (nutrient.name,)
    ]
    unspecified = (medicine for medicine in giving if "unspecified" in medicine.groups)
    printed = (medicine for medicine in giving if medicine.label in nutrient.printed_as)
    return next(unspecified, None) or next(printed, None)


def _is_taken(before: str, parts: dict[str, Any]) -> bool:
    """And not measured."""
    stated = before and not before.endswith(("has", "had"))
    return bool(stated) or "route" in parts or {"dose", "every"} <= parts.keys()


def _which(name: str, after: str, parts: dict[str, Any], guideline: Guideline) -> str:
    """What is asked where it is not given in this way: `iron 1 g iv` is not the iron that is
    swallowed."""
    ways = {parts["route"]} if "route" in parts else INJECTED if re.search(SHOT, after) else ORAL
    asked = guideline.medicines[name]
    if ways & {*asked.routes}:
        return ""
    fit = [
        medicine.label
        for medicine in guideline.medicines.values()
        if medicine.gives == asked.gives and ways & {*medicine.routes}
    ]
    return f"which of {', '.join(fit)} is it? Write its name" if fit else ""


def _verb(before: str, parts: dict[str, Any]) -> str | None:
    if not before:
        # A day alone, as in `ferinject yesterday`, tells when it was given; a time that lasts,
        # since when it is taken.
        lasts = re.match(r"(?:since|from|for)\b", parts.get("since", "since"))
        return "started" if lasts or "every" in parts else "given"
    for verb, pattern in VERBS.items():
        if re.fullmatch(rf"{SOMEBODY}(?:{pattern})", before):
            return verb
    return None


def _after(text: str) -> Iterator[tuple[str, Any]]:
    """What follows the name, part by part; an empty key is what is not understood."""
    while text:
        for pattern, read in PARTS:
            match = re.match(rf"(?:{pattern})(?: |$)", text)
            if match:
                yield from read(match)
                text = text[match.end() :].strip()
                break
        else:
            yield "", text
            return


def _dose(match: re.Match[str]) -> Iterator[tuple[str, Any]]:
    yield "dose", number(match[1])
    yield "unit", UNITS[match[2]]


def _counted(match: re.Match[str]) -> Iterator[tuple[str, Any]]:
    count, unit = (match[1], match[2]) if match[1] else (match[3], match[4])
    number = COUNTED.get(count) or int(count)
    yield "every", f"{number} {SYMBOLS[unit]}"
    yield "often", f"every {number} {unit}s"


def _always(**parts: str) -> Any:
    return lambda match: iter(parts.items())


def _since(match: re.Match[str]) -> Iterator[tuple[str, Any]]:
    yield "since", match[0].strip()
    yield "ago", days_ago(match[0])


PARTS: tuple[tuple[str, Any], ...] = (
    (DOSE, _dose),
    *((pattern, _always(every=every, often=often)) for pattern, every, often in OFTEN),
    (EVERY, _counted),
    *((pattern, _always(route=route)) for route, pattern in ROUTES.items()),
    (FORM, _always()),
    (SINCE, _since),
)


def _event(
    verb: str, name: str, parts: dict[str, Any], reader: Reader, stated: bool
) -> tuple[Event, str]:
    label = reader.guideline.medicines[name].label
    event: Event = {verb: name, "ago": parts.get("ago", 0.0)}
    about, aside = [label], ""
    if "dose" in parts:
        dose = f"{parts['dose']:g} {parts['unit']}"
        if reader.medicines.told_by_strength(name):
            counts = reader.guideline.nutrients[reader.guideline.medicines[name].gives[0]].dosed_as
            aside = f"; {dose} is not taken, as it may be printed otherwise: enter it as {counts}"
        else:
            event |= {"dose": parts["dose"], "unit": parts["unit"]}
            about.append(f"{parts['dose']:g} {of_a_dose(parts['unit'])}")
    if "route" in parts:
        event["route"] = parts["route"]
        about.append(parts["route"])
    if "every" in parts and verb in ("started", "ordered"):
        event["every"] = parts["every"]
        about.append(parts["often"])
    if parts.get("ago", 0.0) is None:
        aside += f"; “{parts['since']}” is not taken: enter the day in the list"
    what = TOLD[verb].format(" ".join(about))
    return event, what + aside + ("" if stated or verb == "given" else SURE)


TOLD = {"started": "on {}", "ordered": "{}, to be ordered", "stopped": "{}, stopped",
        "given": "{}, given"}  # fmt: skip
