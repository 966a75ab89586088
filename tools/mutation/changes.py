"""What is changed in a guideline: one word, one number, one setting at a time."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from hematinic.guideline import layout
from hematinic.guideline.amounts import Dose, Interval
from hematinic.guideline.model import Guideline, Prescription, Recommendation


@dataclass(frozen=True, slots=True)
class Mutant:
    where: str
    change: str
    guideline: Guideline
    definition: str = ""
    """The one expression that differs; empty where it is something else."""
    text: str = ""
    """That expression."""
    parts: bool = False
    """Whether there is an expression more or less."""
    unknown: str = ""
    """The expression whose unknown counts otherwise."""
    facts: bool = False
    """Whether a fact is taken otherwise, and not only what follows from the facts."""

    def __str__(self) -> str:
        return f"{self.where}: {self.change}"


_OPERATORS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_WORDS = ((" and ", " or "), (" or ", " and "), (r"\bnot ", ""), (" is true", ""))
_QUOTED = re.compile(r"'[^']*'")
"""A unit or a word: another one is refused where it is read, and no test has to see it."""
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")
_TEXTS: dict[str, dict[str, Callable[[str], str]]] = {
    "findings": {"define": str},
    "recommendations": {"when": layout.when},
    "alerts": {"when": layout.when},
    "monitoring": {
        "when": layout.when,
        "due": layout.due,
        "done": layout.done,
        "not_applicable": layout.skip,
    },
}
"""The keys of a section whose texts are changed, with what each is called."""
_INTERVALS = ("every", "every_to", "review", "at_longest")


def texts(text: str) -> Iterator[tuple[str, str]]:
    """An expression with one part of it changed, and what was."""
    for start, end, new in _edits(text):
        before, after = _told(text, start, end, new)
        yield f"{before} -> {after}", text[:start] + new + text[end:]


def _edits(text: str) -> Iterator[tuple[int, int, str]]:
    for match in re.finditer(r"<=|>=|(?<!!)[<>]", text):
        yield *match.span(), _OPERATORS[match[0]]
    for old, new in _WORDS:
        for match in re.finditer(old, text):
            yield *match.span(), new
    for match in _NUMBER.finditer(_QUOTED.sub(lambda quoted: "'" * len(quoted[0]), text)):
        for new in _moved(match[0]):
            yield *match.span(), new


def _told(text: str, start: int, end: int, new: str) -> tuple[str, str]:
    """The words around a change, as few as occur but once, before and after it."""
    low, high = start, end
    while True:
        low = text.rfind(" ", 0, max(low - 1, 0)) + 1
        high = found if (found := text.find(" ", high + 1)) > 0 else len(text)
        if text.count(text[low:high]) == 1:
            return text[low:high], text[low:start] + new + text[end:high]


def _moved(number: str) -> Iterator[str]:
    """A tenth less and more, and for a whole number at least one."""
    value = float(number)
    for share in (-0.1, 0.1):
        step = value * share if "." in number else round(value * share) or (1 if share > 0 else -1)
        if value + step >= 0:
            yield f"{value + step:g}"


def mutants(guideline: Guideline) -> Iterator[Mutant]:
    for section, keys in _TEXTS.items():
        found = getattr(guideline, section)
        for entry in found.values() if isinstance(found, dict) else found:
            name = getattr(entry, "id", "") or entry.name
            for key, called in keys.items():
                for change, text in texts(getattr(entry, key)):
                    new = _with(guideline, section, entry, **{key: text})
                    yield Mutant(f"{name}.{key}", change, new, called(name), text)
    yield from _of_windows(guideline)
    yield from _of_limits(guideline)
    for item in guideline.recommendations:
        yield from _of_item(guideline, item)
        if item.prescribe:
            yield from _of_prescription(guideline, item, item.prescribe)
    yield from _of_alerts(guideline)
    yield from _of_header(guideline)


def _of_windows(guideline: Guideline) -> Iterator[Mutant]:
    """The first and the last day of a check."""
    for check in guideline.monitoring:
        for i, end in enumerate(("window from", "window to")):
            for change, text in texts(check.window[i]):
                window = (text, check.window[1]) if i == 0 else (check.window[0], text)
                new = _with(guideline, "monitoring", check, window=window)
                yield Mutant(f"{check.id}.{end}", change, new, layout.window(check.id, i), text)


def _of_limits(guideline: Guideline) -> Iterator[Mutant]:
    """The numbers that stand until a laboratory puts its own in their place."""
    for name, limit in guideline.limits.items():
        for number in _moved(f"{limit.number:g}"):
            new = _with(guideline, "limits", limit, number=float(number))
            change = f"{limit.number:g} -> {number}"
            yield Mutant(f"{name}.number", change, new, facts=True)


def _of_item(guideline: Guideline, item: Recommendation) -> Iterator[Mutant]:
    def changed(what: str, change: str, unknown: str = "", **parts: Any) -> Mutant:
        new = _with(guideline, "recommendations", item, **parts)
        left = len(parts.get("contraindications", item.contraindications))
        fewer = left < len(item.contraindications)
        return Mutant(f"{item.id}.{what}", change, new, parts=fewer, unknown=unknown)

    other = _other(item.if_unknown)
    yield changed("if_unknown", other, layout.when(item.id), if_unknown=other)
    status = "consider" if item.status == "recommended" else "recommended"
    yield changed("status", status, status=status)
    for i, reason in enumerate(item.contraindications):
        before, after = item.contraindications[:i], item.contraindications[i + 1 :]
        yield changed("against", f"without '{reason.when}'", contraindications=before + after)
        other = _other(reason.if_unknown)
        new = msgspec.structs.replace(reason, if_unknown=other)
        says, unknown = f"'{reason.when}' if unknown: {other}", layout.against(item.id, i)
        yield changed("against", says, unknown, contraindications=(*before, new, *after))
    for name in item.instead_of:
        left = tuple(other for other in item.instead_of if other != name)
        yield changed("instead_of", f"without {name}", instead_of=left)


def _of_prescription(
    guideline: Guideline, item: Recommendation, old: Prescription
) -> Iterator[Mutant]:
    def changed(what: str, change: str, name: str = "", text: str = "", **parts: Any) -> Mutant:
        new = msgspec.structs.replace(old, **parts)
        whole = _with(guideline, "recommendations", item, prescribe=new)
        return Mutant(f"{item.id}.{what}", change, whole, name, text)

    if old.dose:
        more = Dose(f"{old.dose.low * 10:g} {old.dose.unit}")
        yield changed("dose", "ten times", dose=more)
    for key in _INTERVALS:
        if (interval := getattr(old, key)) is not None:
            for number in (interval.count - 1, interval.count + 1):
                if number > 0:
                    other = Interval(f"{number} {interval.symbol}")
                    parts: dict[str, Any] = {key: other}
                    yield changed(key, str(other), **parts)
    if old.times:
        yield changed("times", f"{old.times + 1}", times=old.times + 1)
    for i in range(1, len(old.split)):
        split = (*old.split[:i], old.split[i] + 1, *old.split[i + 1 :])
        yield changed("split", f"{[*split]}", split=split)
    for key in layout.COMPUTED:
        for change, text in texts(getattr(old, key)):
            yield changed(key, change, layout.computed(key, item.id), text, **{key: text})


def _of_alerts(guideline: Guideline) -> Iterator[Mutant]:
    for alert in guideline.alerts:
        other = _other(alert.if_unknown)
        new = _with(guideline, "alerts", alert, if_unknown=other)
        yield Mutant(f"{alert.id}.if_unknown", other, new, unknown=layout.when(alert.id))
        for level in sorted({"critical", "warning", "information"} - {alert.level}):
            new = _with(guideline, "alerts", alert, level=level)
            yield Mutant(f"{alert.id}.level", level, new)
        for name in alert.instead_of:
            left = tuple(other for other in alert.instead_of if other != name)
            new = _with(guideline, "alerts", alert, instead_of=left)
            yield Mutant(f"{alert.id}.instead_of", f"without {name}", new)


def _of_header(guideline: Guideline) -> Iterator[Mutant]:
    """The days of the phases, and the choice of the first sentence."""
    header = guideline.header

    def changed(section: str, i: int, **parts: Any) -> Guideline:
        entries = [*getattr(header, section)]
        entries[i] = msgspec.structs.replace(entries[i], **parts)
        new = msgspec.structs.replace(header, **{section: tuple(entries)})
        return msgspec.structs.replace(guideline, header=new)

    for i, phase in enumerate(header.phases):
        for key in ("starts", "ends"):
            for change, text in texts(getattr(phase, key)):
                new = changed("phases", i, **{key: text})
                yield Mutant(f"{phase.id}.{key}", change, new, layout.phase(key, phase.id), text)
    for i, line in enumerate(header.bottom_line):
        for change, text in texts(line.when):
            new = changed("bottom_line", i, when=text)
            yield Mutant(f"bottom_line {i}.when", change, new, layout.bottom_line(i), text)
        other = _other(line.if_unknown)
        new = changed("bottom_line", i, if_unknown=other)
        yield Mutant(f"bottom_line {i}.if_unknown", other, new, unknown=layout.bottom_line(i))


def _other(if_unknown: str) -> str:
    return "hold" if if_unknown == "act" else "act"


def _with(guideline: Guideline, section: str, entry: Any, **parts: Any) -> Guideline:
    new = msgspec.structs.replace(entry, **parts)
    found: Any = getattr(guideline, section)
    if isinstance(found, dict):
        found = {name: new if old is entry else old for name, old in found.items()}
    else:
        found = tuple(new if old is entry else old for old in found)
    return msgspec.structs.replace(guideline, **{section: found})
