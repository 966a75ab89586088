"""What a value means, and whether a dose is wrong by a factor: figures of the question, read
against the guideline's and said in its sentence."""

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from hematinic.answers.model import Sentence
from hematinic.answers.reading.figures import SPELLED
from hematinic.answers.reading.question import Question
from hematinic.answers.reading.stated import Stated
from hematinic.answers.reading.text import bare, has, plain, words
from hematinic.answers.replying.said import answer_sentence
from hematinic.answers.replying.units import in_sentences
from hematinic.guideline.model import Guideline
from hematinic.guideline.quantities import scaled
from hematinic.guideline.questions import Bounds, DoseCheck, Reading
from hematinic.record.units import spelled, to_canonical

AMOUNT = re.compile(
    r"(?<![\d.,])(\d+(?:,\d{3})*(?:\.\d+)?) ?(mg|milligrams?|g|grams?|mcg|ug|micrograms?)\b"
    r"(?! ?(?:/|per\b))"
)
MILLIGRAMS = {
    "mil": 1.0,
    "mg": 1.0,
    "g": 1000.0,
    "gra": 1000.0,
    "mcg": 0.001,
    "mic": 0.001,
    "ug": 0.001,
}
COUNT = rf"(\d{{1,2}}|{'|'.join(SPELLED)})"
TABLET = r"(?:tablets?|tabs?|pills?|capsules?|caps)"
WHOSE = (
    r"(?:(?:of|my|his|her|your|our|the|these|those|them|big|little|more|extra|whole|same|"
    r"coated|\d+(?: ?mg)?|mg) )"
)
"""What may stand between a number and the tablets that it counts, beside the name of these."""

OF_ALL = re.compile(
    r" (?:incl|including|includes|include|counting|among them|in all|altogether|in total|total|"
    r"all told|all sorts|different|other|others|various|assorted|for everything) "
)
"""The number is of all that somebody takes, and not of ours alone."""

A_DAY = re.compile(rf"\b(?:{COUNT} times (?:a day|daily|per day|every day)|(tds|tid|qds|qid))\b")
LATIN = {"tds": 3, "tid": 3, "qds": 4, "qid": 4}
FACTORS = {10: "ten", 100: "a hundred", 1000: "a thousand"}

NOT_ORDERED = re.compile(
    r"\b(?:(?:after|post|since|following)(?: \w+)?|(?:vials|ampoules|boxes)(?: \w+){0,3}) $"
)
"""Before a dose it says that nobody gives it now: `after 1.5 g`, `how many vials for 1500 mg`,"""

GIVEN_BEFORE = re.compile(
    r"^(?: (?!(?:to|be|if|not)\b)\w+){0,2}? (?:(?:was|were|has been|got|already) )?given"
    r"(?! (?:as|in one|at once|now|today\?))\b(?: at| by| to| for| yesterday| last| on|,|\.|$)"
)
"""and behind it that it is in already: `1.2 g given at 40 kg, harm?`."""

HARM = re.compile(
    r"\b(?:harm\w*|what now|now what|too much|watch for|overdos\w+|what do (?:we|i))\b"
)
"""Asked of what is done, not of what is to be given."""

FAR = 40
"""Characters between a dose and the name that it belongs to."""


class FigureAnswers:
    def __init__(self, guideline: Guideline) -> None:
        self.guideline, self.known = guideline, guideline.synonyms
        self.checks = [(_any(check.names), check) for check in self.known.doses]
        rows = [row for of in self.known.readings.values() for row in of]
        self.beside = {name for row in rows for name in (*row.beside, *row.without)}
        own = {name for check in self.known.doses for name in check.names}
        medicines = [
            name
            for medicine in guideline.medicines.values()
            for name in (medicine.label, *medicine.names)
        ]
        others = [*medicines, *self.known.other_doses, *self.known.other_medicines.split()]
        named = {plain(name) for name in others} - own
        # `hydroxocobalamin 5 g`, the antidote, is a dose to be judged and no other medicine.
        self.others = _any(name for name in named if not AMOUNT.search(name))
        counted = {name for check in self.known.doses if check.counted for name in check.names}
        kinds = "|".join(sorted({word for name in counted for word in plain(name).split()})) or "-"
        self.tablets = re.compile(
            rf"\b{COUNT} {WHOSE}{{0,4}}(?P<ours>(?:(?:{kinds}) )*){WHOSE}{{0,3}}{TABLET}\b"
        )
        self.strengths = {
            float(strength[1])
            for medicine in guideline.medicines.values()
            for product in medicine.products
            if (strength := re.match(r"(\d+(?:\.\d+)?) mg", product.tablet))
            and float(strength[1]) != product.elemental
        }
        """Milligrams that are printed of the whole tablet."""

    # Values

    def values(self, stated: Stated, text: str, reader: str) -> list[tuple[Sentence, ...]]:
        """Of each value that a reading is written for, in the order of the question; what moved
        comes before what a value is by itself."""
        observed = [event for event in stated.events if "observed" in event]
        # The reader takes values by the guideline's order of analytes; the answer follows the
        # question's.
        observed.sort(key=lambda event: self.place(str(event["observed"]), text))
        answers: list[tuple[Sentence, ...]] = []
        changed: list[tuple[Sentence, ...]] = []
        for name in dict.fromkeys(str(event["observed"]) for event in observed):
            same = _in_time([event for event in observed if event["observed"] == name])
            # What moved is not read as a value that stands still, whatever is asked of it.
            moved = len(same) == 2 and name in self.known.changes
            if moved:
                change = self.change(_moved(*map(self.number, same)), name, text, reader)
                changed += [change] if change else []
                continue
            row = self.row(same[-1], name, stated)
            sentences = self.value(same[-1], name, stated, reader)
            if row and sentences and row.first:
                answers.insert(0, sentences)
            elif sentences:
                answers.append(sentences)
        changes = (self.change(by, name, text, reader) for name, by in stated.changed.items())
        return [*filter(None, changes), *changed, *answers]

    def dangers(self, stated: Stated, text: str, reader: str) -> list[tuple[Sentence, ...]]:
        """Of the values those of which a question is never turned away."""
        observed = [event for event in stated.events if "observed" in event]
        rows = (self.row(event, str(event["observed"]), stated) for event in observed)
        first = {row.says for row in rows if row and row.first}
        read = self.values(stated, text, reader)
        return [sentences for sentences in read if sentences[0].item in first]

    def unread(self, stated: Stated) -> set[str]:
        """What was measured and no reading is written for, nor any that rests on it; by the name
        that is its term."""
        named = {str(event["observed"]) for event in stated.events if "observed" in event}
        return named - self.known.readings.keys() - self.beside

    def place(self, name: str, text: str) -> int:
        """Where its value stands in the text; the end, where it is not named."""
        measured = self.known.measured.get(name)
        places = (text.find(alias) for alias in (measured.names if measured else ()))
        return min((at for at in places if at >= 0), default=len(text))

    def change(
        self, change: float | None, name: str, text: str, reader: str
    ) -> tuple[Sentence, ...] | None:
        if change is None or name not in self.known.changes:
            return None
        fitting = (row for row in self.known.changes[name] if _within(change, row))
        row = next((row for row in fitting if not has(words(text), row.not_beside)), None)
        values = {"change": f"{change:.3g}", "size": f"{abs(change):.3g}"}
        return self.said(row.says, reader, values) if row else None

    def value(
        self, event: Mapping[str, object], name: str, stated: Stated, reader: str
    ) -> tuple[Sentence, ...] | None:
        number, row = self.number(event), self.row(event, name, stated)
        if number is None or row is None:
            return None
        bare = stated.without_unit.get(name)
        written = f"{bare:g}" if row.no_unit_below else self.written(event, name, number)
        return self.said(row.says, reader, {"value": written, "number": str(event["value"])})

    def row(self, event: Mapping[str, object], name: str, stated: Stated) -> Reading | None:
        """What is written of such a value: the first that fits."""
        number = self.number(event)
        if number is None:
            return None
        bare = stated.without_unit.get(name)
        beside = {
            str(other["observed"]): self.number(other)
            for other in stated.events
            if "observed" in other
        }
        fitting = (
            row
            for row in self.known.readings.get(name, ())
            if _within(number, row) and self.fits(row, beside, stated, bare)
        )
        return next(fitting, None)

    def written(self, event: Mapping[str, object], name: str, number: float) -> str:
        """`6.1 mmol/L (98.3 g/L)`: as it is written, and in the unit of the limits."""
        value, unit = f"{event['value']} {event.get('unit', '')}".strip(), event.get("unit", "")
        own = self.guideline.elements[name].unit
        return value if spelled(str(unit)) == spelled(own) else f"{value} ({number:.3g} {own})"

    def fits(
        self, row: Reading, beside: Mapping[str, float | None], stated: Stated, bare: float | None
    ) -> bool:
        """`bare`: the number as it is written, where it has no unit."""
        if row.sex and row.sex != stated.person.sex:
            return False
        # `Hb 8` is hardly 8 g/L. Such a row speaks only of a number without a unit that is too low
        # for the usual one: it asks for the unit rather than to call it an emergency, or normal.
        if row.no_unit_below is not None and (bare is None or bare >= row.no_unit_below):
            return False
        if set(row.without) & set(beside):
            return False
        return all(
            beside.get(name) is not None and _within(beside[name] or 0.0, bounds)
            for name, bounds in row.beside.items()
        )

    def number(self, event: Mapping[str, object]) -> float | None:
        element = self.guideline.elements[str(event["observed"])]
        digits = re.search(r"\d+(?:\.\d+)?", str(event.get("value", "")))
        factor = to_canonical(element, str(event.get("unit", "")))
        if element.kind != "quantity" or not digits or factor is None:
            return None
        return scaled(float(digits[0]), factor)

    # Doses

    def doses(self, asked: Question, reader: str) -> tuple[Sentence, ...]:
        """What stops a dose that is written; empty where it can stand, or none is written."""
        for match in AMOUNT.finditer(asked.plain):
            if NOT_ORDERED.search(asked.plain[: match.start()]):
                continue
            if HARM.search(asked.plain) and GIVEN_BEFORE.match(asked.plain[match.end() :]):
                continue
            check = self.belongs(asked.plain, match)
            sentences = self.amount(check, match, asked, reader) if check else ()
            if sentences:
                return sentences
        named = (
            check
            for names, check in self.checks
            if names.search(asked.plain) and not self.of_another(names, asked.words)
        )
        answers = (self.count(check, asked, reader) for check in named)
        return next(filter(None, answers), ())

    def belongs(self, text: str, amount: re.Match[str]) -> DoseCheck | None:
        """The check whose name stands nearest; none where another medicine's does."""
        named = [(match, check) for names, check in self.checks for match in names.finditer(text)]
        mentions = [*named, *((match, None) for match in self.others.finditer(text))]
        # At the same distance the longer name counts: `ferric carboxymaltose 1 g` names iron as
        # well.
        near = [(_between(match, amount), -len(match[0]), check) for match, check in mentions]
        distance, _, check = min(near, key=lambda mention: mention[:2], default=(FAR, 0, None))
        return check if distance < FAR else None

    def amount(
        self, check: DoseCheck, match: re.Match[str], asked: Question, reader: str
    ) -> tuple[Sentence, ...]:
        limit = self.limit(check, asked)
        # Three letters tell the units apart: `milligrams` and `micrograms`, `g` and `grams`.
        amount = float(match[1].replace(",", "")) * MILLIGRAMS[match[2][:3]]
        # `Iron pills of 325 mg`: the strength of a tablet, and not what it holds.
        if check.counted and amount in self.strengths and " elemental " not in asked.words:
            return ()
        if amount > limit:
            by_weight = limit != check.high_mg
            usual = f"{limit:g} mg" if by_weight else check.usual
            ratio = amount / (limit if by_weight else check.usual_mg)
            return self.stopped(check.too_high, match[0], ratio, usual, reader)
        below = check.too_low and 0 < amount < check.low_mg
        if below and not has(asked.words, bare(check.low_unless)):
            return self.stopped(
                check.too_low, match[0], check.usual_mg / amount, check.usual, reader
            )
        return ()

    def limit(self, check: DoseCheck, asked: Question) -> float:
        # The weight can lower the limit and never raise it, so that a weight that is mistyped lets
        # no dose pass that is too high for everybody.
        of_weight = [event for event in asked.known.events if event.get("observed") == "weight"]
        number = self.number(of_weight[0]) if of_weight else None
        by_weight = check.per_kg * number if check.per_kg and number else check.high_mg
        return min(check.high_mg, by_weight)

    def count(self, check: DoseCheck, asked: Question, reader: str) -> tuple[Sentence, ...]:
        """`5 tablets three times a day`"""
        if not check.counted:
            return ()
        tablets, times = self.tablets.search(asked.words), A_DAY.search(asked.words)
        if tablets and not tablets["ours"] and OF_ALL.search(asked.words):
            tablets = None
        a_day = _number(tablets) * _number(times)
        # `Five tablets` may be a box; it is a daily count only where the words say so.
        if a_day <= 2 or (
            times is None
            and not re.search(
                r" (?:daily|a day|per day|od|every morning|each morning|at breakfast|at once) ",
                asked.words,
            )
        ):
            return ()
        written = f"{a_day} tablets a day"
        return self.stopped(check.too_high, written, a_day, check.counted, reader)

    def of_another(self, names: re.Pattern[str], spaced: str) -> bool:
        """`Madopar 4 times a day, where does iron fit in?`: another medicine stands just before the
        number, and ours comes only after it."""
        times = A_DAY.search(spaced)
        before = spaced[: times.start()].rstrip() if times else ""
        other = any(match.end() == len(before) for match in self.others.finditer(before))
        return other and names.search(before) is None

    def stopped(
        self, says: str, written: str, ratio: float, usual: str, reader: str
    ) -> tuple[Sentence, ...]:
        factor = FACTORS.get(
            round(ratio), f"{float(f'{ratio:.2g}'):g}" if ratio < 10 else f"{ratio:.0f}"
        )
        values = {"written": written, "factor": factor, "usual": usual}
        return self.said(says, reader, values)

    def said(self, says: str, reader: str, values: Mapping[str, str]) -> tuple[Sentence, ...]:
        return tuple(self.filled(says, reader, values))

    def filled(self, says: str, reader: str, values: Mapping[str, str]) -> Iterator[Sentence]:
        sentence = answer_sentence(says, self.guideline, reader, values=values)
        yield from in_sentences(replace(sentence, kind="table"))


def _any(names: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(map(re.escape, names), key=len, reverse=True)
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(ordered)})(?![a-z0-9])" if ordered else r"(?!)")


def _between(name: re.Match[str], amount: re.Match[str]) -> int:
    """Characters between them; a name that comes first is a little nearer."""
    if name.end() <= amount.start():
        return amount.start() - name.end()
    return max(name.start() - amount.end(), 0) + 1


def _within(number: float, bounds: Bounds) -> bool:
    return (
        (bounds.above is None or number > bounds.above)
        and (bounds.below is None or number < bounds.below)
        and (bounds.from_ is None or number >= bounds.from_)
    )


def _in_time(same: list[dict[str, object]]) -> list[dict[str, object]]:
    return sorted(same, key=_ago, reverse=True)


def _moved(first: float | None, last: float | None) -> float | None:
    return None if first is None or last is None else last - first


def _ago(event: Mapping[str, object]) -> float:
    ago = event.get("ago")
    return float(ago) if isinstance(ago, int | float) else 0.0


def _number(match: re.Match[str] | None) -> int:
    if match is None:
        return 1
    written = next(group for group in match.groups() if group and group.strip())
    return SPELLED.get(written) or LATIN.get(written) or int(written)
