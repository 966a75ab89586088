"""What a question states of a patient: values, conditions, medicines, age and sex.

Nothing is decided here and nothing guessed: what is read is shown back to the asker, and goes
through the same checks as a patient file.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Literal

from hematinic.answers.lexicon import Lexicon, Measured
from hematinic.answers.text import plain, words
from hematinic.guideline.model import Element, Guideline
from hematinic.guideline.quantities import scaled
from hematinic.record.units import spelled, to_canonical

NUMBER = r"\d+(?:\.\d+)?"
UNIT = (
    r"(?:%|[a-zµμ]+(?:/[a-z0-9]+(?:\.\d+[a-z]*\d*)?)+|(?:x ?)?10\^?\*?9/l|"
    r"ng|pg|pmol|nmol|umol|micromol|kg|fl|g\b)"
)
FILLER = (
    r"(?:[\s:=~(\[]|(?:is|was|are|at|of|level|levels|count|now|still|only|just|about|around|approx|"
    r"currently|today|result|came|back|comes|as|low|high|normal|raised|my|the|serum|has|from)\b|"
    r"\b(?:back|up|down|risen?|rises|rose|fallen|fell|dropped|recovered|improved|gone|goes|went|"
    r"increased|decreased|normalized|normalised)(?: up| down| back)? (?:to|from)\b)*"
)
PAIR = rf"({NUMBER})\s*({UNIT})?\s*(?:->|to|-+>|=>|then)\s*({NUMBER})\s*({UNIT})?"
ROSE = (
    r"(?:[\s:]|has|have|is|was|only|just|already)*\b(?:rose|risen|rise|rises|up|increased|gone up|"
    r"went up|improved|fell|fallen|dropped|down|gone down|went down)(?: by| of)? \d"
)
"""A change is no value: `Hb rose 15 g/L`."""
LATER = (
    rf"({NUMBER})\s*({UNIT})?,? (?:at (?:the )?(?:start|baseline|diagnosis|first)|before|initially|"
    rf"to start with|(?:\d+|two|three|four) (?:weeks|days) ago)[^.;\d]{{0,20}}?[ ,]"
    rf"(?:(?:and|then|but|is|now|today|currently|it's|its|up to) )*({NUMBER})\s*({UNIT})?"
    rf"(?= (?:after|now|today|at|later|on|by|\d)|[,.;?]|$)"
)
"""`84 at start, 97 after two weeks`"""
AMOUNT = r"\s*(?:mcg|ug|mg|microgram|milligram|iu|units?|tablets?|injections?)\b(?!\s*/)"
"""What makes of a number a dose, not a result."""

AWAY = (
    r"(?:no|not|without|denies|denied|nil|never|neg|absent|free of|havent|hasnt|isnt|dont have|"
    r"doesnt have|rule out|ruled out|exclude|excluded)"
)
PERSON = (
    r"(?<!if )\b(?:i've|ive|i have|i'm|im|i am|my|pt|patient|she|he|her|his|has|had|diagnosed|"
    r"confirmed|known|taking|prescribed|havent|on|low|new|def|deficient|(?:19|20)\d\d)\b"
)
CLEARLY = (
    r"(?<!if )(?<!do )(?<!whether )\b(?:i've|ive|(?:i'm|i am|im(?= (?:a|an|on|not|taking|so|very|"
    r"still|in|at|also|just|due|now|\d+|pregnant|vegan|breastfeeding|low|\w+ed|deficient|anemic)\b))"
    r"(?! (?:wondering|asking|thinking|not sure|unsure|curious|worried|looking|trying))|"
    r"my patient|patient has|pt has|patient on|pt on|i have|my \w+(?: \w+)? (?:is|are|was)|new)\b"
)
ASKING = (
    r"^(?:so |and |but )?(?:what|when|why|how|which|who|where|is|are|can|could|should|does|do|will|"
    r"would|may|must|any)\b"
)
TAKING = (
    r"(?:on|taking|takes|take|took|started|starting|start|prescribed|given|had|having|gets?|getting|"
    r"using|after|since|despite|my|with|of|script for|ordered|rx|plus|months?|weeks?|years?|yr|wk)"
)
ORDERING = (
    r"(?:script for|prescription for|ordered|order|wants?|requests?|"
    r"requesting|asking for|want to (?:start|prescribe|give)|can i start|"
    r"i can start|(?:shall|should) i start|ok to start|confirm i can|i start|"
    r"about to (?:start|give|prescribe)|plan(?:ning)? to (?:start|give)|start)"
)
SHORT = {
    "ng": "ng/L", "pg": "pg/mL", "pmol": "pmol/L", "nmol": "nmol/L", "umol": "umol/L",
    "micromol": "umol/L", "fl": "fL",
}  # fmt: skip
"""Units as people cut them short."""

LONG = {"d": 1.0, "w": 7.0, "m": 30.4375, "y": 365.25}


@dataclass(slots=True)
class Stated:
    events: list[dict[str, object]] = field(default_factory=list)
    """As a patient file has them; `ago` in days stands for `on`."""
    shown: list[str] = field(default_factory=list)
    """Each in words, for confirmation."""
    doubts: list[str] = field(default_factory=list)
    """What could not be taken, as questions."""
    age: float | None = None
    own_age: bool = False
    """The age is the asker's, who may ask for somebody else."""
    sex: Literal["female", "male", "unknown"] = "unknown"
    about: list[str] = field(default_factory=list)
    """Terms that the figures themselves bring: two hemoglobins ask for the response."""
    others: list[dict[str, object]] = field(default_factory=list)
    """Further values of an analyte that was stated before; which is the later is asked."""
    confirm: list[tuple[str, str, str]] = field(default_factory=list)
    """(element, value, the other unit it may have been printed in)."""

    def __bool__(self) -> bool:
        return bool(self.events or self.doubts) or self.age is not None

    def add(self, event: dict[str, object], says: str) -> None:
        name = _name(event)
        known = {_name(one) for one in self.events}
        if name not in known or "second" in event:
            event.pop("second", None)
            self.events.append(event)
            self.shown.append(says)
        elif "observed" in event and event not in [*self.events, *self.others]:
            self.others.append(event)
            what = says.split(" (")[0]
            self.doubts.append(f"{what} is written beside another value. Which is the latest?")

    def values(self) -> set[str]:
        """What was measured, or denied: a fact of the question and seldom its subject."""
        told = (event.get("observed") or event.get("absent") for event in self.events)
        return {str(name) for name in told if name}

    def with_the_others(self) -> "Iterator[Stated]":
        """What would be stated if another of the values were the one that counts."""
        lowest: dict[tuple[object, object], dict[str, object]] = {}
        for other in sorted(self.others, key=_number):
            lowest.setdefault((other["observed"], other.get("unit")), other)
        for other in list(lowest.values())[:MOST_OTHERS]:
            kept = [one for one in self.events if one.get("observed") != other["observed"]]
            yield replace(self, events=[*kept, other])


MOST_VALUES = 100
"""Mentions of one analyte that are read; the first value counts."""

ALIKE = 30
"""Characters after a mention: where they are the same, it is the same value again."""

MOST_OTHERS = 8
"""Other values that are looked at for danger: of each analyte and unit the lowest."""

SOMEBODY = re.compile(
    r"\b(?:husband|wife|partner|mother|mum|mom|father|dad|son|daughter|brother|sister|friend|mate|"
    r"nan|gran|colleague|another patient|other patient|different patient|next patient|someone else)"
    r"\b"
)
"""Of whom a further question may be, so that what was stated before is not theirs."""

VERBS = ("observed", "present", "absent", "done", "started", "ordered", "given")


class Reader:
    """Reads questions; made once for a guideline."""

    def __init__(self, guideline: Guideline, lexicon: Lexicon) -> None:
        self.guideline, self.synonyms = guideline, lexicon.synonyms
        self.measured = [
            (re.compile(_any(entry.names), re.IGNORECASE), guideline.elements[name], entry)
            for name, entry in self.synonyms.measured.items()
        ]
        self.conditions = dict(_phrases(self.synonyms.conditions))
        self.procedures = dict(_phrases(self.synonyms.procedures))
        self.medicines = dict(_phrases(self.medicine_names()))
        self.implied = dict(_phrases(self.synonyms.implied))
        self.together = [
            (sorted(map(_spaced, one.phrases), key=len, reverse=True), one.elements)
            for one in self.synonyms.absent_together
        ]
        self.stated = [
            (table, sorted(table, key=len, reverse=True), verb)
            for table, verb in ((self.procedures, "done"), (self.conditions, "present"))
        ]
        self.longest_first = sorted(self.medicines, key=len, reverse=True)

    def remembered(self, stated: Stated, question: str, earlier: Sequence[str]) -> Stated:
        """With the facts of earlier questions, the latest first, while they are of one person."""
        found = replace(stated, events=[*stated.events], shown=[*stated.shown])
        for text in reversed(earlier):
            before = self.read(text)
            if not _same_person(stated, question, before, text):
                break
            self.recall(before, found)
        return found

    def recall(self, before: Stated, found: Stated) -> None:
        known = {_name(event) for event in found.events}
        elements = self.guideline.elements
        again = {elements[name].label for name in known & set(elements)}
        found.events += [event for event in before.events if _name(event) not in known]
        old_age = before.age if found.age is None else None
        found.shown += [
            f"from before: {says}"
            for says in before.shown
            if not says.startswith(tuple(again) or "\0")
            and (old_age is not None or not says.startswith("age "))
        ]
        found.age = before.age if found.age is None else found.age
        found.sex = before.sex if found.sex == "unknown" else found.sex

    def medicine_names(self) -> dict[str, tuple[str, ...]]:
        return {
            name: (medicine.label, *medicine.names, *self.synonyms.medicines.get(name, ()))
            for name, medicine in self.guideline.medicines.items()
            if "unspecified" not in name and "not recorded" not in medicine.label
        }

    def read(self, question: str) -> Stated:
        found, text = Stated(), plain(question)
        self.person(text, found)
        rest = self.values(text, found)
        counts = bool(found.events) or found.age is not None
        for sentence in _sentences(rest):
            stated = counts or _states(sentence)
            self.states(sentence, found, stated)
        self.weeks(text, found)
        return found

    def weeks(self, text: str, found: Stated) -> None:
        """`30 weeks pregnant`, `pregnant 30 weeks`, `30/40`"""
        match = re.search(r"\b(\d{1,2}) ?(?:weeks?|wks?|/40)\b", text)
        pregnant = any(event.get("present") == "pregnancy" for event in found.events)
        if match and (pregnant or "/40" in match[0]) and int(match[1]) <= 42:
            if not pregnant:
                found.add({"present": "pregnancy", "ago": 0.0}, "pregnancy")
            event = {"observed": "gestation", "value": match[1], "unit": "wk", "ago": 0.0}
            found.add(event, f"gestation {match[1]} weeks")

    # The patient

    def person(self, text: str, found: Stated) -> None:
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

    # Values

    def values(self, text: str, found: Stated) -> str:
        """Takes the measurements; what is left of the text comes back."""
        for names, element, entry in self.measured:
            matches = {text[m.start() : m.end() + ALIKE]: m for m in names.finditer(text)}
            for match in islice(sorted(matches.values(), key=re.Match.start), MOST_VALUES):
                taken = self.value(text, match.end(), element, entry, found)
                if taken:
                    text = f"{text[: match.start()]}{' ' * (taken - match.start())}{text[taken:]}"
        self.signs(text, found)
        weight = re.search(rf"\b({NUMBER}) ?kgs?\b", text)
        if weight:
            element = self.guideline.elements["weight"]
            self.take(element, weight[1], "kg", 0, found)
        return self.unnamed_pair(text, found)

    def signs(self, text: str, found: Stated) -> None:
        """`temp 39.2` is a fever."""
        for one in self.synonyms.signs:
            match = re.search(rf"{_any(one.names)}(?:[\s:=]|is|was|of)*({NUMBER})", text)
            if match and one.from_ <= float(match[1]) <= one.to:
                label = self.guideline.elements[one.sign].label
                found.add({"present": one.sign, "ago": 0.0}, f"{label} ({match[0]})")

    def value(
        self, text: str, at: int, element: Element, entry: Measured, found: Stated
    ) -> int | None:
        if element.kind == "result":
            match = re.match(
                r"[\s:=]*(?:is |was |came back |ab |test )*(positive|negative|[+-]ve|pos\b|neg\b)",
                text[at:],
            )
            if not match:
                return None
            value = "positive" if match[1] in ("positive", "+ve", "pos") else "negative"
            event: dict[str, object] = {"observed": element.name, "value": value, "ago": 0.0}
            found.add(event, f"{element.label}: {value}")
            return at + match.end()
        if element.name == "hemoglobin" and re.match(ROSE, text[at:]):
            found.about = ["hemoglobin", "response"]
            return None
        pair = re.match(FILLER + PAIR, text[at:]) or re.match(FILLER + LATER, text[at:])
        two = pair if element.name == "hemoglobin" else None
        if two and self.pair(two.groups(), text, element, entry, found):
            return at + two.end()
        match = re.match(rf"{FILLER}\s*([<>≤≥]=?)?\s*({NUMBER})(?![\d/])\s*({UNIT})?", text[at:])
        if not match or re.match(AMOUNT, text[at + match.end(2) :]):
            return None
        value = f"{(match[1] or '').replace('≤', '<').replace('≥', '>')}{match[2]}"
        return (
            at + match.end() if self.take(element, value, match[3] or "", 0, found, entry) else None
        )

    def take(
        self,
        element: Element,
        value: str,
        written: str,
        ago: float,
        found: Stated,
        entry: Measured | None = None,
        second: bool = False,
    ) -> bool:
        unit = self.unit(element, value, written, entry)
        if not unit:
            found.doubts.append(
                f"What was the {element.label}, and in which unit? What was written cannot be read."
            )
            return False
        event: dict[str, object] = {
            "observed": element.name, "value": value, "unit": unit, "ago": ago,
        }  # fmt: skip
        if second:
            event["second"] = True
        assumed = "" if written else " (no unit was written; please confirm)"
        found.add(event, f"{element.label} {value} {unit}{assumed}")
        if entry and entry.confirm and not written:
            found.confirm.append((element.name, value, entry.confirm))
        return True

    def unit(self, element: Element, value: str, written: str, entry: Measured | None) -> str:
        """The unit as the guideline lists it; where none is written, the usual one that fits."""
        if written:
            full = spelled(SHORT.get(written, written)).lower()
            known = (element.unit, *element.accepts)
            return next((one for one in known if spelled(one).lower() == full), "")
        low, high = element.plausible or element.possible or (0.0, float("inf"))
        number = float(re.sub(r"[<>=]", "", value))
        if entry and len(entry.assume) == 1:
            low, high = element.possible or (0.0, float("inf"))
        for unit in entry.assume if entry else ():
            by = to_canonical(element, unit)
            if by is not None and (low <= scaled(number, by) <= high or value[0] in "<>"):
                return unit
        return ""

    def pair(
        self,
        parts: tuple[str | None, ...],
        text: str,
        element: Element,
        entry: Measured,
        found: Stated,
    ) -> bool:
        """`96 -> 99`, `from 8.6 to 9.4 g/dL`: the earlier and the later hemoglobin."""
        before, unit_before, after, unit_after = parts
        unit = unit_after or unit_before or ""
        if not before or not after:
            return False
        days = _while(text) or 14.0
        taken = self.take(element, before, unit, days, found, entry)
        taken = taken and self.take(element, after, unit, 0, found, entry, second=True)
        if taken:
            unit = str(found.events[-1]["unit"])
            rise = f"{float(after) - float(before):+.3g} {unit}"
            found.shown[-2:] = [f"{element.label} {before} to {after} {unit}: {rise}"]
            found.about = ["hemoglobin", "response"]
        return taken

    def unnamed_pair(self, text: str, found: Stated) -> str:
        """`2 weeks: 88 to 101 g/L` is hemoglobin by its unit."""
        match = re.search(PAIR, text)
        if match and (match[4] or match[2] or "") in ("g/l", "g/dl"):
            entry = self.synonyms.measured["hemoglobin"]
            self.pair(match.groups(), text, self.guideline.elements["hemoglobin"], entry, found)
            return text[: match.start()] + text[match.end() :]
        return text

    # Conditions and medicines

    def states(self, sentence: str, found: Stated, stated: bool) -> None:
        spaced = words(sentence)
        for phrases, elements in self.together:
            for phrase in phrases:
                if phrase in spaced and _denied(spaced, phrase):
                    self.all_absent(elements, found)
                    spaced = spaced.replace(phrase, " ")
        spaced = self.elements(spaced, found, stated)
        self.drugs(spaced, sentence, found, stated)

    def all_absent(self, names: tuple[str, ...], found: Stated) -> None:
        before = len(found.shown)
        for name in names:
            found.add({"absent": name, "ago": 0.0}, self.guideline.elements[name].label)
        if found.shown[before:]:
            found.shown[before:] = [f"none of: {', '.join(found.shown[before:])}"]

    def elements(self, spaced: str, found: Stated, stated: bool) -> str:
        """What is left of the words, so that no part of a phrase is read again."""
        for table, phrases, verb in self.stated:
            for phrase in phrases:
                if phrase not in spaced:
                    continue
                for name in table[phrase]:
                    label = self.guideline.elements[name].label
                    if _denied(spaced, phrase):
                        if verb == "present":
                            found.add({"absent": name, "ago": 0.0}, f"no {label}")
                    elif stated:
                        ago = 365.0 if verb == "done" else 0.0
                        found.add({verb: name, "ago": ago}, label)
                spaced = spaced.replace(phrase, " | ")
        return spaced

    def drugs(self, spaced: str, sentence: str, found: Stated, stated: bool) -> None:
        for phrase in self.longest_first:
            if phrase not in spaced:
                continue
            name = self.medicines[phrase][0]
            before, after = spaced.split(phrase, 1)
            near = " ".join(before.split()[-6:])
            if _denied(spaced, phrase) or re.search(
                r"\b(?:stop|instead of|allergic to|or)\s*$", near
            ):
                continue
            dose = re.match(rf"\s*({NUMBER})\s*(mg|mcg|ug|g)\b", after)
            if re.search(rf"\b{ORDERING}\b", near):
                event: dict[str, object] = {"ordered": name, "ago": 0.0, "every": "1 d"}
                if dose and self.guideline.medicines[name].gives != ("iron",):
                    event |= {"dose": float(dose[1]), "unit": dose[2].replace("mcg", "ug")}
                found.add(event, f"{self.guideline.medicines[name].label}, to be ordered")
            elif (stated and re.search(rf"\b{TAKING}\b", near)) or _states(sentence):
                found.add(
                    {"started": name, "ago": _while(sentence), "every": "1 d"},
                    f"on {self.guideline.medicines[name].label}",
                )
        for phrase, names in self.implied.items():
            if phrase in spaced:
                label = self.guideline.medicines[names[0]].label
                found.add({"started": names[0], "ago": None}, f"on {label}")


def _same_person(stated: Stated, question: str, before: Stated, text: str) -> bool:
    if None not in (stated.age, before.age) and stated.age != before.age:
        return False
    if "unknown" not in (stated.sex, before.sex) and stated.sex != before.sex:
        return False
    return set(SOMEBODY.findall(plain(question))) <= set(SOMEBODY.findall(plain(text)))


def _number(event: Mapping[str, object]) -> float:
    found = re.search(NUMBER, str(event.get("value", "")))
    return float(found[0]) if found else 0.0


def _name(event: Mapping[str, object]) -> str:
    return next(str(event[verb]) for verb in VERBS if verb in event)


def _asks(sentence: str) -> bool:
    text = sentence.strip()
    return text.endswith("?") or bool(re.search(ASKING, text))


def _states(sentence: str) -> bool:
    """Whether it tells of somebody rather than asks in general."""
    return bool(re.search(CLEARLY if _asks(sentence) else PERSON, sentence))


def _sentences(text: str) -> Iterator[str]:
    for match in re.finditer(r"[^.?!;\n]+(?:\.\d[^.?!;\n]*)*[.?!;]*", text):
        if match[0].strip():
            yield match[0].strip()


def _denied(spaced: str, phrase: str) -> bool:
    before = spaced.split(phrase, 1)[0]
    return bool(re.search(rf"\b{AWAY}(?: \w+){{0,3}}\s*$", before))


def _while(text: str) -> float | None:
    """`for 3 months`, `10 yr`, `2/52`, `yesterday`: how long ago, in days."""
    if re.search(r"\byesterday\b", text):
        return 1.0
    if match := re.search(r"\b(\d{1,2})/(52|12|7)\b", text):
        return int(match[1]) * {"52": 7.0, "12": 30.4375, "7": 1.0}[match[2]]
    match = re.search(
        r"\b(\d{1,2}) ?(d|days?|w|wks?|weeks?|m|mo|months?|mths?|y|yrs?|years?)\b(?! old)", text
    )
    return int(match[1]) * LONG[match[2][0]] if match else None


def _any(names: tuple[str, ...]) -> str:
    ordered = sorted(map(re.escape, names), key=len, reverse=True)
    return rf"(?<![a-z0-9])(?:{'|'.join(ordered)})(?![a-z])"


def _spaced(phrase: str) -> str:
    return words(plain(phrase))


def _phrases(table: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, list[str]]]:
    """Phrase to the names it stands for."""
    found: dict[str, list[str]] = {}
    for name, phrases in table.items():
        for phrase in phrases:
            found.setdefault(_spaced(phrase), []).append(name)
    yield from found.items()
