"""Names and texts as whole numbers: what stands for what in the columns of one guideline."""

from collections.abc import Iterator
from typing import get_args

import numpy as np

from hematinic.expressions.columns_tape import Array, Words
from hematinic.guideline import shared
from hematinic.guideline.model import Guideline, Medicine
from hematinic.guideline.names import PATIENT
from hematinic.record.events import Kind
from hematinic.record.patient_event import ACTIVITIES, SEVERITIES

KINDS: tuple[str, ...] = get_args(Kind)


class Codes:
    """The same for every run with the same guideline."""

    def __init__(self, guideline: Guideline) -> None:
        self.guideline = guideline
        self.names = (*guideline.elements, *guideline.medicines)
        self.name = {name: code for code, name in enumerate(self.names)}
        self.kind = {kind: code for code, kind in enumerate(KINDS)}
        self.routes = ("", *dict.fromkeys(_routes(guideline)))
        self.route = {route: code for code, route in enumerate(self.routes)}
        self.words = Words(_texts(guideline))
        self.nutrients = tuple(guideline.nutrients)
        self.product = np.array([self.words.code(name) for name in self.names], dtype=np.int32)
        """Of each name, as a text."""
        self.medicine = np.array([name in guideline.medicines for name in self.names])

    def other_route(self, route: str) -> int:
        """One that no course and no medicine has is like any other such."""
        return self.route.get(route, len(self.routes))

    def under(self, of: str) -> Array:
        """For each name and route, whether such an event is found under the name of an element, of
        a medicine, of a group of them or of a course."""
        under = np.zeros((len(self.names), len(self.routes) + 1), dtype=bool)
        if of in self.name:
            under[self.name[of]] = True
        course = self.guideline.courses.get(of)
        for medicine in self.guideline.medicines.values():
            row = under[self.name[medicine.name]]
            if of in medicine.groups:
                row[:] = True
            elif course and course.gives in medicine.gives:
                row |= [not course.routes or by in course.routes for by in self.routes_of(medicine)]
        return under

    def routes_of(self, medicine: Medicine) -> list[str]:
        """The route that each code stands for, of this medicine: code 0, none recorded, is its
        usual one, and the last is any route that nothing here knows."""
        return [medicine.routes[0], *self.routes[1:], "another"]


def _routes(guideline: Guideline) -> Iterator[str]:
    yield from shared.routes()
    for medicine in guideline.medicines.values():
        yield from medicine.routes
    for course in guideline.courses.values():
        yield from course.routes


def _texts(guideline: Guideline) -> Iterator[str]:
    for element in guideline.elements.values():
        yield from element.options
    yield from (*guideline.header.reasons, "other", *SEVERITIES, *ACTIVITIES)
    for kind in PATIENT.values():
        yield from kind.options or ()
    yield from guideline.elements
    yield from guideline.medicines
