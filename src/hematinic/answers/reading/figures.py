"""The values that a question states: numbers with their units, and two of them in time."""

import re
from collections.abc import Mapping
from itertools import islice

from msgspec.structs import replace

from hematinic.answers import weights
from hematinic.answers.reading.in_time import MONTH, later_is_second
from hematinic.answers.reading.in_time import MOVED as WENT
from hematinic.answers.reading.stated import NUMBER, Stated
from hematinic.guideline.model import Element, Guideline
from hematinic.guideline.quantities import scaled
from hematinic.guideline.questions import Measured
from hematinic.record.units import spelled, to_canonical

UNIT = (
    r"(?:%|[a-zµμ]+(?:/[a-z0-9]+(?:\.\d+[a-z]*\d*)?){1,3}|(?:x ?)?10\^?\*?9/l|"
    r"ng|pg|pmol|nmol|umol|micromol|kg|fl|g\b)"
)
IN_UNITS = r"(?:,? ?\(?(?:in )?units?(?: is| are| in|:)? )?"
"""`6.1, units mmol/L`: the unit is named, and is taken as it is written."""

FILLER = (
    r"(?:[\s:=~(\[]|(?:(?:had|has|have|would have) been|is|was|were|becomes|are|at|of|level|levels|"
    r"count|it's|its|now|still|only|just|about|around|approx|currently|today|result|says|said|reads|shows|"
    r"showed|reported|returned|measured|on|came|back|comes|as|low|high|normal|raised|my|the|serum|"
    rf"has|from|in {MONTH})\b|\b(?:back|up|down|risen?|rises|rose|fallen|fell|dropped|recovered|"
    r"improved|gone|goes|went|increased|decreased|normalized|normalised)(?: up| down| back)? "
    r"(?:to|from)\b)*"
)
MOVED = (
    r"(?:(?:went|gone|moved|changed|rose|risen|fell|dropped|increased|decreased|improved|climbed|"
    r"crept|up|down|unchanged|static|stable|flat)(?: up| down| back| only| from)*[ (]*)?"
)
"""What may stand before two values: `Hb went 98 to 104`, `Hb unchanged (79 -> 80)`."""

ROSE = (
    r"(?:[\s:]|has|have|is|was|only|just|already)*\b(?:(rose|risen|rise|rises|up|increased|gone up|"
    r"went up|improved)|fell|fallen|dropped|down|gone down|went down)(?: by| of)?(?: only| just)? "
    rf"({NUMBER})(?!\d|\.\d|\s*(?:{UNIT})?\s*(?:to|->|-+>|=>|then)\s*\d)(?:\s*({UNIT}))?"
)
"""A change is no value: `Hb rose 15 g/L`."""

WHEN = (
    rf"(?:at (?:the )?(?:start|baseline|diagnosis|first)|before|initially|to start with|in {MONTH}|"
    rf"last (?:{MONTH}|month|mth|year|yr|week|wk|time)|"
    r"(?:\d+|two|three|four|six) ?(?:months|weeks|days|years|mths|wks|yrs|/12|/52) ago)"
)
LATER = (
    rf"({NUMBER})\s*({UNIT})?,? {WHEN}(?:[^.;?\d]|\b[a-z]+\d+\b|\d+/\d+\b|\b{NUMBER} {WHEN}|"
    rf"\b{NUMBER} (?:weeks|months|days|xmas|at christmas|easter)){{0,45}}?[ ,]"
    rf"(?:(?:and|then|but|is|now|today|currently|it's|its|up to) )*([<>]?{NUMBER})\s*({UNIT})?"
    rf"(?= (?:after|now|today|at(?! (?:christmas|xmas|easter))|later|on|by|day|\d)|[,.;?!]|$)"
)
"""`84 at start, 97 after two weeks`"""
AMOUNT = r"\s*(?:mcg|ug|mg|microgram|milligram|iu|units?|tablets?|injections?)\b(?!\s*/)"
"""What makes of a number a dose, not a result;"""
TIME = (
    r" ?(?:/(?:52|7|12)\b|(?:st|nd|rd|th)\b|(?:hours?|hrs?|days?|weeks?|wks?|months?|mths?|years?|"
    r"yrs?|y|am|pm|o'clock|times)\b(?!/))"
)
"""and what makes of it a time: `Hb at 4 weeks`."""

TIME_BEHIND_TWO = rf"(?! ?day \d){TIME}"
"""`97 to 103 day 16` is none."""

NOW = (
    r",? ?(?:(?:and |but )?(?:it is |its |it's |is )?now(?: at)?"
    r"|(?:and|but) (?:it is|its|it's)(?: at| up to)?"
    r"|(?:on )?(?:repeat(?:ed)?|recheck(?:ed)?|retest(?:ed)?)(?: is| was| now)?)"
)
PAIR = (
    rf"({NUMBER})\s*({UNIT})?\s*(?:->|to|-+>|=>|then|{NOW})\s*"
    rf"([<>]?{NUMBER})(?!\d|\.\d|{TIME_BEHIND_TWO}|{AMOUNT})\s*({UNIT})?"
)
"""`84 to 97`, `was 84, now 97`; of `84, now 6 weeks on` one value is read."""

AND_BEFORE = (
    rf"({NUMBER})\s*({UNIT})?,? ?\(?(?:it |that |which )?(?:was|up from|down from|previously|prev)"
    rf"(?: at)? ({NUMBER})(?!\d|\.\d|{TIME}|{AMOUNT})\s*({UNIT})?"
    r"(?! ?(?:after|now|today|on repeat))"
)
"""`118 (was 135 in March)`: the later one comes first."""

OTHER_NAME = r"a?c\b"
"""What makes of it a part of a name: `hb1ac` is HbA1c, misspelt."""

SHORT = {
    "ng": "ng/L", "pg": "pg/mL", "pmol": "pmol/L", "nmol": "nmol/L", "umol": "umol/L",
    "micromol": "umol/L", "fl": "fL", "microg/l": "ug/L", "mcg/l": "ug/L", "micrograms/l": "ug/L",
    "ngml": "ng/mL", "microgram/l": "ug/L",
}  # fmt: skip
"""Units as people cut them short."""

BESIDE = 26
"""Characters behind two values that may say how long they lie apart."""

SPELLED = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip

LONG = {"d": 1.0, "w": 7.0, "m": 30.4375, "y": 365.25}


class Figures:
    """Reads values; made once for a guideline."""

    def __init__(self, guideline: Guideline) -> None:
        self.guideline, self.synonyms = guideline, guideline.synonyms
        self.measured = [
            (re.compile(_any(entry.names), re.IGNORECASE), guideline.elements[name], entry)
            for name, entry in self.synonyms.measured.items()
        ]
        self.measured += [
            (
                re.compile(
                    rf"(?<!\bon )(?<!this )(?<!next )(?<!last )(?<!for )(?:{_any(entry.short)})"
                ),
                guideline.elements[name],
                replace(entry, at_most=entry.short_at_most),
            )
            for name, entry in self.synonyms.measured.items()
            if entry.short
        ]
        self.names = re.compile(
            _any(tuple(name for of in self.synonyms.measured.values() for name in of.names))
        )

    def values(self, text: str, stated: Stated) -> str:
        """Takes the measurements; what is left of the text comes back."""
        for names, element, entry in self.measured:
            # By the text behind each mention: a value that is pasted a hundred times is read once.
            matches = {text[m.start() : m.end() + weights.ALIKE]: m for m in names.finditer(text)}
            whole, taken = text, list[tuple[int, int]]()
            for match in islice(sorted(matches.values(), key=re.Match.start), weights.MOST_VALUES):
                end = self.value(text, match.end(), element, entry, stated)
                if end:
                    taken.append((match.start(), end))
                    text = f"{text[: match.start()]}{' ' * (end - match.start())}{text[end:]}"
            if len(taken) == 2:
                self.apart(whole, taken, element, entry, stated)
        self.signs(text, stated)
        self.alone(text, stated)
        return self.unnamed_pair(text, stated)

    def alone(self, text: str, stated: Stated) -> None:
        """`82 kg` is what is measured in kilograms."""
        for name, entry in self.synonyms.measured.items():
            for unit in entry.alone:
                match = re.search(rf"\b({NUMBER}) ?{re.escape(unit.lower())}s?\b", text)
                if match:
                    self.take(self.guideline.elements[name], match[1], unit, 0, stated)

    def signs(self, text: str, stated: Stated) -> None:
        """`temp 39.2` is a fever."""
        for sign in self.synonyms.signs:
            match = re.search(rf"{_any(sign.names)}(?:[\s:=]|is|was|of)*({NUMBER})", text)
            if match and sign.from_ <= float(match[1]) <= sign.to:
                label = self.guideline.elements[sign.sign].label
                stated.add({"present": sign.sign, "ago": 0.0}, f"{label} ({match[0]})")

    def value(
        self, text: str, at: int, element: Element, entry: Measured, stated: Stated
    ) -> int | None:
        # From the narrowest form to the widest: a word (`positive`), a change (`rose by 15`), two
        # values (`84 to 97`), and one value only where no unit of dose or time makes something else
        # of it.
        if element.kind == "result":
            match = re.match(
                r"[\s:=]*(?:is |was |came back |ab |test )*(positive|negative|[+-]ve|pos\b|neg\b)",
                text[at:],
            )
            if not match:
                return None
            value = "positive" if match[1] in ("positive", "+ve", "pos") else "negative"
            if value not in element.options:
                return None
            event: dict[str, object] = {"observed": element.name, "value": value, "ago": 0.0}
            stated.add(event, f"{element.label}: {value}")
            return at + match.end()
        pair = re.match(FILLER + MOVED + PAIR, text[at:])
        if pair and (entry.ranges or not entry.pairs) and not WENT.search(pair[0]):
            pair = None
        pair = pair or re.match(FILLER + LATER, text[at:])
        # `Hb 94 in March, ferritin 9`: the second number is of another test.
        if pair and not self.names.search(pair[0]):
            parts = pair.groups()
            if self.pair(parts, text, element, entry, stated):
                return at + pair.end()
        since = re.match(FILLER + AND_BEFORE, text[at:])
        if since:
            after, unit, before, unit_before = since.groups()
            if self.pair((before, unit_before, after, unit), text, element, entry, stated):
                return at + since.end()
        if entry.change and (rose := re.match(ROSE, text[at:])):
            self.rose(rose, text[at:], element, entry, stated)
            stated.about = [*dict.fromkeys([*stated.about, *entry.change])]
            return None
        match = re.match(
            rf"{FILLER}\s*([<>≤≥]=?)?\s*({NUMBER})(?![\d/])\s*(?:{IN_UNITS}({UNIT}))?", text[at:]
        )
        if not match or re.match(rf"{AMOUNT}|{TIME}|{OTHER_NAME}", text[at + match.end(2) :]):
            return None
        value = f"{(match[1] or '').replace('≤', '<').replace('≥', '>')}{match[2]}"
        return (
            at + match.end()
            if self.take(element, value, match[3] or "", 0, stated, entry)
            else None
        )

    def rose(
        self, rose: re.Match[str], text: str, element: Element, entry: Measured, stated: Stated
    ) -> None:
        """`rose by 5`: how much, in the unit of the element; not where it may be in another, nor
        where the number is a value (`rose to`) or a time (`up 3 weeks later`)."""
        factor = to_canonical(element, self.unit(element, rose[2], rose[3], None)) if rose[3] else 1
        size = float(rose[2])
        a_time = re.match(TIME, text[rose.end(2) :])
        if factor is None or a_time or (not rose[3] and size < entry.change_from):
            return
        change = scaled(size, factor)
        stated.changed[element.name] = change if rose[1] else -change

    def take(
        self,
        element: Element,
        value: str,
        written: str,
        ago: float,
        stated: Stated,
        entry: Measured | None = None,
        second: bool = False,
    ) -> bool:
        number = float(re.sub(r"[<>=]", "", value))
        if entry and entry.at_most is not None and number > entry.at_most:
            return False
        unit = self.unit(element, value, written, entry)
        if not unit:
            stated.doubts.append(
                f"What was the {element.label}, and in which unit? What was written cannot be read."
            )
            return False
        event: dict[str, object] = {
            "observed": element.name, "value": value, "unit": unit, "ago": ago,
        }  # fmt: skip
        if second:
            event["second"] = True
        assumed = "" if written else " (no unit was written; please confirm)"
        stated.add(event, f"{element.label} {value} {unit}{assumed}")
        if not written:
            stated.without_unit[element.name] = number
        if entry and entry.means and number >= entry.means.below:
            stated.not_meant.add(entry.means.term)
        if entry and entry.confirm and not written:
            stated.confirm.append((element.name, value, entry.confirm))
        return True

    def unit(self, element: Element, value: str, written: str, entry: Measured | None) -> str:
        """The unit as the guideline lists it; where none is written, the usual one that fits."""
        if written:
            spelled_out = spelled(SHORT.get(written, written)).lower()
            known = (element.unit, *element.accepts)
            return next((unit for unit in known if spelled(unit).lower() == spelled_out), "")
        low, high = element.plausible or element.possible or (0.0, float("inf"))
        number = float(re.sub(r"[<>=]", "", value))
        # With two units to choose from, the number must be likely in the one that is taken. With a
        # single one nothing can be confused, so that a value that is possible is read though it is
        # unlikely.
        if entry and len(entry.assume) == 1:
            low, high = element.possible or (0.0, float("inf"))
        # `<5` fits any unit: a bound says nothing on the size of the number.
        for unit in entry.assume if entry else ():
            factor = to_canonical(element, unit)
            if factor is not None and (low <= scaled(number, factor) <= high or value[0] in "<>"):
                return unit
        return ""

    def pair(
        self,
        parts: tuple[str | None, ...],
        text: str,
        element: Element,
        entry: Measured,
        stated: Stated,
    ) -> bool:
        """`96 -> 99`, `from 8.6 to 9.4 g/dL`: the earlier and the later value."""
        before, unit_before, after, unit_after = parts
        unit = unit_after or unit_before or ""
        if not before or not after:
            return False
        # The earlier value must have a day, or the two are of the same day and contradict each
        # other.
        days = days_ago(text) or weights.A_PAIR_APART
        taken = self.take(element, before, unit, days, stated, entry)
        taken = taken and self.take(element, after, unit, 0, stated, entry, second=True)
        if taken:
            stated.shown[-2:] = [f"{element.label} {_in_words(*stated.events[-2:])}"]
            stated.about = [*dict.fromkeys([*stated.about, *entry.change])]
        return taken

    def apart(
        self, text: str, places: list[tuple[int, int]], element: Element, entry: Measured,
        stated: Stated,
    ) -> None:  # fmt: skip
        """`Hb 108. Iron since 2/52, Hb today 111`: two mentions, of which words tell the later."""
        known = [event for event in stated.events if event.get("observed") == element.name]
        others = [event for event in stated.others if event["observed"] == element.name]
        second_is_later = later_is_second(text, places[0], places[1])
        if (len(known), len(others)) != (1, 1) or second_is_later is None:
            return
        earlier, later = (known[0], others[0]) if second_is_later else (others[0], known[0])
        between = text[places[0][1] : places[1][1] + BESIDE]
        earlier["ago"] = days_ago(between) or days_ago(text) or weights.A_PAIR_APART
        stated.settle(others[0])
        stated.shown = [says for says in stated.shown if not says.startswith(f"{element.label} ")]
        stated.shown.append(f"{element.label} {_in_words(earlier, later)}")
        stated.about = [*dict.fromkeys([*stated.about, *entry.change])]

    def unnamed_pair(self, text: str, stated: Stated) -> str:
        """`2 weeks: 88 to 101 g/L` is hemoglobin by its unit."""
        # Not from within a number: it would be tried anew for each of its digits.
        match = re.search(rf"(?<!\d){PAIR}", text)
        unit = (match[4] or match[2] or "") if match else ""
        for name, entry in self.synonyms.measured.items():
            if match and unit in map(str.lower, entry.pairs):
                self.pair(match.groups(), text, self.guideline.elements[name], entry, stated)
                return text[: match.start()] + text[match.end() :]
        return text


def _in_words(earlier: Mapping[str, object], later: Mapping[str, object]) -> str:
    """`96 to 99 g/L: +3 g/L`"""
    before, after, unit = str(earlier["value"]), str(later["value"]), later["unit"]
    if earlier["unit"] != unit or not (_PLAIN.fullmatch(before) and _PLAIN.fullmatch(after)):
        return f"{before} {earlier['unit']}, later {after} {unit}"
    return f"{before} to {after} {unit}: {float(after) - float(before):+.3g} {unit}"


_PLAIN = re.compile(NUMBER)


def days_ago(text: str) -> float | None:
    """`for 3 months`, `10 yr`, `2/52`, `yesterday`, `last month`: how long ago, in days."""
    if re.search(r"\byesterday\b", text):
        return 1.0
    if match := re.search(r"\blast (week|wk|month|mth|year|yr)\b", text):
        return LONG[match[1][0]]
    if match := re.search(r"\b(\d{1,2})/(52|12|7)\b", text):
        return int(match[1]) * {"52": 7.0, "12": 30.4375, "7": 1.0}[match[2]]
    match = re.search(
        rf"\b(\d{{1,2}}|{'|'.join(SPELLED)}) ?"
        r"(d|days?|w|wks?|weeks?|m|mo|months?|mths?|y|yrs?|years?)\b(?! old)",
        text,
    )
    if match:
        return (SPELLED.get(match[1]) or int(match[1])) * LONG[match[2][0]]
    match = re.search(r"\bday (\d{1,2}) (?:post|after|of|into|since|on)\b", text)
    return float(match[1]) if match else None


def _any(names: tuple[str, ...]) -> str:
    ordered = sorted(map(re.escape, names), key=len, reverse=True)
    return rf"(?<![a-z0-9])(?:{'|'.join(ordered)})(?![a-z])"
