"""The box of the planner: results, symptoms and medicines as one would jot them down.

`hb 92`, `ferritin <5 ug/L`, `numb feet`, `on ferrous sulfate`. A laboratory report is read line by
line; what is no line of one is read as a question is. What is understood is shown, and the rest is
shown again; nothing is guessed: a number without a unit is taken only where one unit alone gives a
value that a patient could have, and that is said.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from hematinic.answers.reading.text import plain
from hematinic.answers.reading.understand import Reader
from hematinic.guideline.model import Guideline
from hematinic.web.planner.form import Values, fill, read_form
from hematinic.web.planner.medicine import medicine
from hematinic.web.planner.paste import UNKNOWN, Pasted, read_text

UNIT_OF_ONE = re.compile(r"Is it ([<>]?[\d.]+) (\S+?)(?: \([^()]*\))?\?$")
"""How the one reading of a number without a unit is asked about."""


AN_AMOUNT = re.compile(
    r"\d ?(?:[kmunp\u00b5\u03bc]?(?:g|mol)|mcg|(?:micro|milli)?grams?|iu|units?)\b(?! ?(?:/|per))",
    re.IGNORECASE,
)
"""What is swallowed, as 5 mg is: no result is in it, and no other unit is put in its place."""

ORDERED_LAST = re.compile(r"(.*\S)[ ,:]+(?:is )?ordered", re.IGNORECASE)
"""`ferrous sulfate 65 mg daily, ordered`: the word that tells an order from what is taken."""

OF_MEDICINES = ("ordered", "started", "given", "stopped", "booked")


def added(text: str, values: Values, guideline: Guideline, reader: Reader) -> tuple[Values, Pasted]:
    """The form with what the text says, and what was taken and left."""
    pasted = Pasted()
    events: list[dict[str, Any]] = []
    for line in (part.strip() for part in re.split(r"[\n;]", text)):
        if last := ORDERED_LAST.fullmatch(line):
            line = f"ordered {last[1]}"
        if line:
            _take(line, pasted, events, guideline, reader)
    values = values | pasted.values
    if events:
        typed = read_form(values, guideline, date.today().isoformat())
        day = values.get("as_of") or date.today().isoformat()
        known = [*typed.data["events"], *(_dated(event, day) for event in events)]
        carried = {name: values[name] for name in values if not name.startswith(("value.", "is."))}
        values = carried | fill(typed.data | {"events": known}, guideline)
    return values, pasted


def _take(
    line: str, pasted: Pasted, events: list[dict[str, Any]], guideline: Guideline, reader: Reader
) -> None:
    if jotted := medicine(line, reader):
        event, sentence = jotted
        if event:
            events.append(event)
            pasted.taken.append(sentence)
        else:
            pasted.left.append(f"{line}: {sentence}")
        return
    read = read_text(line, guideline)
    unit_of_one = UNIT_OF_ONE.search(read.left[0]) if read.left else None
    if unit_of_one and not AN_AMOUNT.search(line):
        again = read_text(
            line.replace(unit_of_one[1], f"{unit_of_one[1]} {unit_of_one[2]}", 1), guideline
        )
        if again.taken:
            again.taken = [f"{sentence} (the only unit it can be in)" for sentence in again.taken]
            read = again
    if read.left and read.left[0].endswith(UNKNOWN):
        stated = reader.read(plain(line))
        if not stated.events:  # a note leaves out whose it is
            stated = reader.read(plain(f"has {line}"))
        if stated.events:
            events += (_of_its_year(event, line) for event in stated.events)
            pasted.taken += stated.shown
            return
    elif read.left and not read.taken:  # folic acid is measured, and taken
        stated = reader.read(plain(line))
        if any(verb in event for event in stated.events for verb in OF_MEDICINES):
            events += stated.events
            pasted.taken += stated.shown
            return
    pasted.values |= read.values
    pasted.taken += read.taken
    pasted.left += read.left


def _of_its_year(event: Mapping[str, Any], line: str) -> dict[str, Any]:
    """`gastric bypass 2019`: what was done in a year is known by the year."""
    year = re.search(r"\b(?:19|20)\d\d\b", line)
    return {**event, "on": year[0]} if year and "done" in event else {**event}


def _dated(event: Mapping[str, Any], day: str) -> dict[str, Any]:
    """`ago`, in days, becomes a day."""
    ago = event.get("ago")
    on = date.fromisoformat(day) - timedelta(days=int(ago)) if ago is not None else day
    return {"on": str(on)} | {key: value for key, value in event.items() if key != "ago"}
