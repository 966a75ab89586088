"""What can be recorded of a patient, and what is taken and found of it (elements/, facts.yaml,
limits.yaml, findings/)."""

from typing import Literal

from hematinic.guideline.beyond import Beyond
from hematinic.guideline.entry import Basis, Cite, Entry
from hematinic.guideline.written import Case, Stated


class Element(Entry, frozen=True, kw_only=True):
    """A thing that an event can name: a measurement, a condition or symptom, a procedure."""

    kind: Literal["quantity", "result", "condition", "procedure"]
    label: str
    name: str = ""
    unit: str = ""
    same_as: str = ""
    """Of a quantity: the element that it compares with, where it is the same thing at another time
    (booking weight and weight)."""
    accepts: dict[str, float] = {}
    """Of a quantity: the units it is printed in, each with its factor to `unit`. No others."""
    customary: dict[str, str] = {}
    """Of a quantity: the unit that readers of a unit system know; `unit` where none is named."""
    possible: tuple[float, float] | None = None
    """Outside: no patient can have it; refused."""
    plausible: tuple[float, float] | None = None
    """Outside: rare; asked about."""
    decimals: int = 1
    options: tuple[str, ...] = ()
    """Of a result: the values it takes."""
    valid_for: str = ""
    """For how long a result may start a treatment (`14 d`); for a condition, how long `present`
    stands. Empty: for good."""
    absent_for: str = ""
    """Of a condition: how long a recorded absence counts, before `before_course` began if given,
    else before today. Empty: for good."""
    before_course: str = ""
    if_unrecorded: Literal["unknown", "absent"] = "unknown"
    codes: dict[str, tuple[str, ...]] = {}
    ask: str = ""
    """The question a form asks; what has none is never asked for."""
    assumed: str = ""
    """What is said to have been taken as absent, where its label would say more than that."""
    beyond: tuple[Beyond, ...] = ()
    """Of a measurement: its limits, and who is asked about a result beyond them."""
    usual: float | str | None = None
    """Of a measurement: a value well within its limits, in its own unit; empty: the middle of them,
    or half as much again as the lower, or half of the upper one."""
    printed_as: tuple[str, ...] = ()
    """Its names on reports and in codes' displays, besides `name` and `label`; of an allergy, what
    it may be called to, besides the names of medicines."""
    jotted_as: tuple[str, ...] = ()
    """Words in which a clinician or a patient jots it down, besides `name` and `label`."""
    specimens: tuple[str, ...] = ()
    """Of a measurement: words of what it is measured in, which a printed name may add. Another
    specimen (urine, cord blood) makes it another thing."""
    allergy_to: tuple[str, ...] = ()
    """Of a condition that is an allergy: the medicines, or groups of them, that it is to."""
    spoken_of: tuple[str, ...] = ()
    """Words by which a text names its result, besides its label: `iron deficiency`, `anemia`."""
    cites: tuple[Cite, ...] = ()
    note: str = ""


class Course(Entry, frozen=True, kw_only=True):
    """Medicine events that belong together: a nutrient by some routes."""

    label: str
    name: str = ""
    gives: str
    routes: tuple[str, ...] = ()
    """Empty: any."""
    gap: str
    """A pause longer than this ends the course; a switch of product within it does not."""
    asked_before: str = ""
    """Under which heading a form asks for what counts as it was before this course."""
    note: str = ""


class Fact(Entry, frozen=True, kw_only=True):
    """A value taken from events on a day; exactly one verb. `record/verbs.py` defines each."""

    label: str
    name: str = ""
    latest: str = ""
    first: str = ""
    nearest: str = ""
    baseline: str = ""
    ever: str = ""
    active: str = ""
    count: str = ""
    sum: str = ""
    largest: str = ""
    smallest: str = ""
    unchanged: str = ""
    course_start: str = ""
    course_current: str = ""
    days_since: str = ""
    course: str = ""
    """Of baseline: the course before which the sample was taken. Of others: only events of it."""
    to: str = ""
    """Of nearest: a course or a date fact; `plus` a while, if given."""
    plus: str = ""
    after: str = ""
    before: str = ""
    """Date facts that bound the events, both inclusive."""
    between: tuple[str, str] | None = None
    within: str = ""
    older: str = ""
    """Only events at least this long ago."""
    before_start: str = ""
    """Of baseline: how long before the course the sample may have been taken; empty: any time."""
    because: str = ""
    """Only events with this kind of reason."""
    last: int = 0
    apart: str = ""
    tolerance: float = 0.0
    take: Literal[
        "value",
        "date",
        "dose",
        "daily_dose",
        "doses_a_day",
        "reason",
        "tablet_elemental",
        "content",
        "severity",
        "activity",
        "product",
        "lower_limit",
        "upper_limit",
    ] = "value"
    nutrient: str = ""
    """Of content: whose amount in the product."""
    if_unrecorded: Literal["unknown", "absent"] = "unknown"
    ask: str = ""
    note: str = ""


class Limit(Entry, frozen=True, kw_only=True):
    """A number that decides, in whose place a site's own laboratory may put its own."""

    label: str
    name: str = ""
    of: str
    """The element that is compared with it, and whose units it has."""
    local: str
    """By what a site calls its own: `deficient_below`."""
    number: float
    """In the element's canonical unit: the guideline's."""
    between: tuple[float, float]
    """What a site may set, both ends included."""
    at_most: str = ""
    """The limit of the same element that it may not lie above."""
    instead_of: tuple[str, ...] = ()
    """Facts that count as unrecorded where a site has set it."""
    implements: tuple[str, ...] = ()
    basis: Basis = "read"
    cites: tuple[Cite, ...] = ()
    note: str = ""


class Finding(Entry, frozen=True, kw_only=True):
    """A named clinical statement or value: an expression over facts and other findings. It is
    written as one of `define`, `any_of`, `all_of` and `first_of`, or by its `cases` alone."""

    define: str = ""
    """The expression; once the guideline is read, of each finding."""
    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    first_of: tuple[Case, ...] = ()
    otherwise: Stated | None = None
    """Of `first_of`: the value where no case holds. Without it that is unknown, and it is proved
    that some case holds of everybody of whom enough is known."""
    unknown: bool | None = None
    """What counts where it is not known whether the finding holds."""
    options: tuple[str, ...] = ()
    """Of a text: the values it takes."""
    label: str
    name: str = ""
    of: str = ""
    """Of a limit: the element that is compared with it, and whose units it has."""
    cases: dict[str, str] = {}
    """The facts and findings any of which makes it hold, each in the words of a line that names it;
    `{name}` is a value."""
    implements: tuple[str, ...] = ()
    basis: Basis = "read"
    cites: tuple[Cite, ...] = ()
    note: str = ""
