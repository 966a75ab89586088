"""The type of every name that an expression of a guideline may use."""

from collections.abc import Mapping, Set

from hematinic.expressions.types import ANY, BOOLEAN, DATE, NUMBER, TEXT, Scope, Type, UnitError
from hematinic.guideline.model import Element, Fact, Guideline
from hematinic.guideline.quantities import DOSE_UNITS, factor, scaled

PATIENT: Mapping[str, Type] = {
    "as_of": DATE,
    "age": NUMBER,
    "sex": Type("text", options=("female", "male", "other", "unknown")),
    "valid_until": DATE,
    "jurisdiction": Type("text", options=("UK", "US")),
    "values_questioned": BOOLEAN,
}
"""What every plan knows besides events: the day, whole years of age, sex, until when the guideline
itself is valid, by whose labels and formularies to plan, and whether the record holds values that
are possible but implausible."""

NEVER_UNKNOWN = ("as_of", "valid_until", "jurisdiction", "values_questioned")

PATIENT_LABELS = {
    "as_of": "today",
    "age": "age",
    "sex": "sex",
    "valid_until": "the day until which this content is valid",
    "jurisdiction": "jurisdiction",
    "values_questioned": "the record holds an implausible value",
}

DOSE = Type("quantity", "dose", "mg")


def element_type(element: Element) -> Type:
    match element.kind:
        case "quantity":
            # What is compared must be of one analyte: a baseline and a latest value of one element
            # are, two elements of the same unit are not.
            return Type("quantity", element.same_as or element.name, element.unit)
        case "result":
            return Type("text", options=element.options)
        case _:
            return BOOLEAN


VERBS = (
    "latest", "first", "nearest", "baseline", "ever", "active", "count", "sum", "largest",
    "smallest", "unchanged", "course_start", "course_current", "days_since",
)  # fmt: skip


def verbs(fact: Fact) -> list[tuple[str, str]]:
    """The verbs of a fact, which should be one, each with what it is applied to."""
    return [(name, getattr(fact, name)) for name in VERBS if getattr(fact, name)]


def verb(fact: Fact) -> tuple[str, str]:
    """The one verb of a fact and what it is applied to. ValueError where there is not just one."""
    written = verbs(fact)
    if len(written) != 1:
        raise ValueError(f"a fact has one verb of {', '.join(VERBS)}; here are {len(written)}")
    return written[0]


def selector(text: str) -> tuple[str, str]:
    """`given parenteral_b12` as the kind of event and the name; the kind is empty if not said."""
    kind, _, name = text.rpartition(" ")
    return kind, name


def fact_type(fact: Fact, guideline: Guideline) -> Type:
    name, of = verb(fact)
    match name:
        case "ever" | "active" | "unchanged" | "course_current":
            return BOOLEAN
        case "count" | "days_since":
            return NUMBER
        case "course_start":
            return DATE
        case "sum":
            return DOSE
    match fact.take:
        case "date":
            return DATE
        case "dose" | "daily_dose" | "tablet_elemental" | "content":
            return DOSE
        case "doses_a_day":
            return NUMBER
        case "reason":
            return Type("text", options=(*guideline.header.reasons, "other"))
        case "severity":
            return Type("text", options=("mild", "moderate", "severe"))
        case "activity":
            return Type("text", options=("active", "quiescent"))
        case "product":
            return TEXT
    element = guideline.elements.get(selector(of)[1])
    if element is None:
        raise ValueError(f"'{of}' has no value of its own; say what to take of it")
    return element_type(element)


def types(guideline: Guideline, broken: Set[str] = frozenset()) -> dict[str, Type]:
    """Of every name but the findings. One that is `broken`, or made of what is, takes any type:
    what is wrong with it is told elsewhere."""
    types = dict(PATIENT)
    for name, element in guideline.elements.items():
        other = element.same_as
        # Of what is itself in doubt no type is claimed, or each use of it would be told as a
        # mistake too.
        lost = other and (other not in guideline.elements or other in broken)
        types[name] = ANY if lost or name in broken else element_type(element)
    for name, limit in guideline.limits.items():
        types[name] = ANY if name in broken else types.get(limit.of, ANY)
    for name, fact in guideline.facts.items():
        types[name] = ANY if name in broken else _typed(fact, guideline, types)
    return types


def _typed(fact: Fact, guideline: Guideline, elements: Mapping[str, Type]) -> Type:
    try:
        of = selector(verb(fact)[1])[1]
        kind = fact_type(fact, guideline)
    except ValueError:
        return ANY
    return ANY if elements.get(of) == ANY else kind


def convert(guideline: Guideline, analyte: str, value: float, unit: str) -> float:
    if analyte == "dose":
        by, known = DOSE_UNITS.get(unit), list(DOSE_UNITS)
    else:
        element = guideline.elements[analyte]
        by, known = factor(element, unit), [element.unit, *element.accepts]
    if by is None:
        raise UnitError(analyte, unit, known)
    return scaled(value, by)


def scope(guideline: Guideline, known: Mapping[str, Type], calls: Mapping[str, set[str]]) -> Scope:
    return Scope(
        types=known,
        convert=lambda analyte, value, unit: convert(guideline, analyte, value, unit),
        calls=calls,
    )
