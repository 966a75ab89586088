"""What a fact takes of the events it has chosen, as planes of one column."""

from collections.abc import Callable

import numpy as np

from hematinic.expressions.columns_tape import UNSAID, Array, Column, Spans, Texts, Truths
from hematinic.expressions.columns_values import rounded
from hematinic.expressions.types import Type
from hematinic.guideline.model import Fact, Guideline
from hematinic.guideline.names import selector, verb
from hematinic.record.columns.scene import Scene

Planes = tuple[Array, ...]
"""Two of a span, one of a text, none of what has no value."""

Attribute = Callable[[Scene, Array], Planes]
"""Of rows."""


def attribute(fact: Fact, guideline: Guideline) -> Attribute:
    match fact.take:
        case "date":
            return lambda scene, rows: (scene.events["first"][rows], scene.events["last"][rows])
        case "daily_dose":
            return lambda scene, rows: _point(_daily(scene, rows))
        case "doses_a_day":
            return lambda scene, rows: _point(_a_day(scene, rows))
        case "dose" | "lower_limit" | "upper_limit" as number:
            return lambda scene, rows: _point(scene.events[number][rows])
        case "tablet_elemental":
            return lambda scene, rows: _point(scene.events["elemental"][rows])
        case "content":
            content = f"content {fact.nutrient}"
            return lambda scene, rows: _point(scene.events[content][rows])
        case "reason" | "severity" | "activity":
            text = fact.take
            return lambda scene, rows: (scene.events[text][rows],)
        case "product":
            return lambda scene, rows: (scene.codes.product[scene.events["name"][rows]],)
        case "value":
            element = guideline.elements.get(selector(verb(fact)[1])[1])
            return value_of(element.kind if element else "")
    raise ValueError(f"no column is taken as {fact.take}")


def value_of(kind: str) -> Attribute:
    """Of an element of this kind."""
    if kind == "quantity":
        return lambda scene, rows: (scene.events["low"][rows], scene.events["high"][rows])
    if kind == "result":
        return lambda scene, rows: (scene.events["word"][rows],)
    return lambda scene, rows: ()


def _point(numbers: Array) -> Planes:
    return numbers, numbers


def _daily(scene: Scene, rows: Array) -> Array:
    dose, every = scene.events["dose"][rows], scene.events["every"][rows]
    regular = ~np.isnan(every) & (every != 0)
    daily = np.where(regular, rounded(dose / np.where(regular, every, 1.0)), dose)
    return np.where(scene.events["as_needed"][rows], np.nan, daily)


def _a_day(scene: Scene, rows: Array) -> Array:
    every = scene.events["every"][rows]
    regular = ~np.isnan(every) & (every != 0)
    return np.where(regular, 1 / np.where(regular, every, 1.0), np.nan)


def differ(a: Planes, b: Planes) -> Array:
    """Whether two values are not the same; both unknown are."""
    different = np.zeros(len(a[0]) if a else 0, dtype=bool)
    for plane, other in zip(a, b, strict=True):
        same = plane == other
        if plane.dtype.kind == "f":
            same |= np.isnan(plane) & np.isnan(other)
        different |= ~same
    return different


def spread(
    kind: Type, count: int, patients: Array, planes: Planes, clear: Array | None = None
) -> Column:
    """Values of some patients as a column of all, the others unknown; `clear`: which of the values
    are unknown after all."""
    if kind.is_span:
        ends = [np.full(count, np.nan) for _ in dict.fromkeys(map(id, planes))]
        for end, plane in zip(ends, planes, strict=False):
            end[patients] = plane
            if clear is not None:
                end[patients[clear]] = np.nan
        return Spans(ends[0], ends[-1]) if ends else _unknown_span(count)
    if kind.kind == "text":
        code = np.full(count, UNSAID, dtype=np.int32)
        if planes:
            code[patients] = planes[0]
            if clear is not None:
                code[patients[clear]] = UNSAID
        return Texts(code)
    return Truths(np.zeros(count, dtype=bool), np.zeros(count, dtype=bool))


def _unknown_span(count: int) -> Spans:
    nothing = np.full(count, np.nan)
    return Spans(nothing, nothing)
