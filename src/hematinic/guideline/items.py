"""What follows for the patient (recommendations/, alerts/, monitoring/, leaflet.yaml)."""

from typing import Literal

import msgspec

from hematinic.guideline.amounts import Dose, Interval
from hematinic.guideline.entry import Action, Basis, Cite, Entry, IfUnknown, Level, Says, Status
from hematinic.guideline.written import Despite


class Prescription(Entry, frozen=True, kw_only=True):
    medicine: str
    goes_on: str = ""
    """A fact on the last start of what is taken: where there is one, the line is told with that
    product and its dose,"""
    keeps_interval: bool = False
    """and with how often it is taken."""
    dose: Dose | None = None
    """None: by the product's label. Of what is dosed as its nutrient: that of the nutrient."""
    product_dose: Dose | None = None
    route: str = "oral"
    every: Interval | None = None
    every_to: Interval | None = None
    """The upper end of an interval that is a range."""
    frequency: int = 1
    """How often in each `every`."""
    split: tuple[int, ...] = ()
    """Days from the first dose to each, where they are not evenly spaced."""
    total: str = ""
    """An expression: the mg of the whole course; it is split into doses of `at_most`."""
    at_most: str = ""
    """An expression: the most that one dose may be, in mg."""
    reckoned: tuple[str, ...] = ()
    """Findings whose arithmetic is told line by line, in this order."""
    times: int | None = None
    """How many doses in all."""
    remaining: str = ""
    """An expression: how many of `times` are still to be given."""
    until: str = ""
    starts: str = ""
    """An expression for the first dose's date; empty: today."""
    review: Interval | None = None
    duration: str = ""
    """How long, in words."""
    at_longest: Interval | None = None
    """How long a course without a number of doses lasts at the most, where that is known."""


class Contraindication(Entry, frozen=True, kw_only=True):
    name: str = ""
    """Of one that speaks against the medicine wherever it is given (contraindications.yaml)."""
    when: str
    because: str
    if_unknown: Literal["act", "hold"] = "hold"
    ask: bool = False
    """Where nothing but such reasons holds the line, and each of them is merely unknown, it is
    shown with its dose and the questions, and is not offered."""
    implements: tuple[str, ...] = ()
    cites: tuple[Cite, ...] = ()


class Disagreement(Entry, frozen=True, kw_only=True):
    """Where the article and a source differ: what each says, which is followed and why."""

    source: str
    article: str
    says: str
    followed: str
    because: str


class Recommendation(Entry, frozen=True, kw_only=True):
    id: str
    implements: tuple[str, ...]
    phase: str
    when: str
    if_unknown: IfUnknown = "hold"
    action: Action
    status: Status = "recommended"
    consider_when: str = ""
    """Where it holds, or is not known not to, a recommended line is only to be considered."""
    one_of: str = ""
    """At most one item of this group is recommended in a phase; proved, not enforced."""
    instead_of: tuple[str, ...] = ()
    """Items withdrawn where this one stands."""
    prescribe: Prescription | None = None
    contraindications: tuple[Contraindication, ...] = ()
    """What speaks against this line; once the guideline is read, after what speaks against its
    medicine."""
    despite: dict[str, Despite] = {}
    """What speaks against its medicine, and is passed over here."""
    test: tuple[str, ...] = ()
    stops: str = ""
    """Of a line that ends a treatment: a fact on its last start; the line names the product."""
    title: str = ""
    """Empty: its id in words."""
    since: str = ""
    """A fact that is a date: the line begins with the days since it."""
    tells: tuple[str, ...] = ()
    """Facts whose recorded values the line tells, each with its day."""
    names: str = ""
    """A finding with `cases`: the line ends with those that hold, or may hold."""
    short: Says = Says(clinician="")
    """The act alone, for the first two layers; of a medicine what its dose does not say. Empty: it
    is told as it `says`."""
    said_by: tuple[str, ...] = ()
    """Alerts that forbid the same: beside one of them it is not told again in the first layer."""
    says: Says
    because: str = ""
    strength: str = "not graded"
    certainty: str = "not graded"
    graded_by: str = "not graded"
    basis: Basis = "read"
    cites: tuple[Cite, ...] = ()
    disagrees: tuple[Disagreement, ...] = ()


class Alert(Entry, frozen=True, kw_only=True):
    id: str
    implements: tuple[str, ...]
    level: Level
    when: str
    if_unknown: IfUnknown = "hold"
    emergency: bool = False
    """It calls for help at once: a question that tells of it is met with help before an answer."""
    first: bool = False
    """Shown before every other alert, whatever its level."""
    urges: tuple[str, ...] = ()
    """What it urges, by a name of `offered(x)`: proved never to be refused by a line beside it."""
    instead_of: tuple[str, ...] = ()
    short: Says = Says(clinician="")
    """What to do or to stop, for the first two layers. Empty: it is told as its `line` and
    `what_to_do`."""
    quiet: str = ""
    """Of a warning: why it does not interrupt, and is told with the rest of the plan."""
    told_with: tuple[str, ...] = ()
    """Of one that does not interrupt: the lines, checks and phases that tell it where they stand;
    or `notice`, what is told of the content itself, or `references`."""
    line: str
    names: str = ""
    """A finding with `cases`: the line ends with those that hold, or may hold."""
    what_to_do: str
    patient: str = ""
    basis: Basis = "read"
    cites: tuple[Cite, ...] = ()
    disagrees: tuple[Disagreement, ...] = ()

    @property
    def interrupts(self) -> bool:
        """It must be done or stopped today: a critical one always, information never."""
        return self.level == "critical" or (self.level == "warning" and not self.quiet)


class OverrideReason(Entry, frozen=True, kw_only=True):
    """Why a clinician may pass an alert over, offered beside it (override_reasons.yaml)."""

    name: str = ""
    says: str
    system: str
    code: str
    levels: tuple[Level, ...]
    """Of the alerts that it is offered beside,"""
    alerts: tuple[str, ...] = ()
    """and where it is of some alone, their ids."""
    basis: Basis = "design"


class Check(Entry, frozen=True, kw_only=True):
    """Something to look at again: when, what to expect, what if not."""

    id: str
    implements: tuple[str, ...]
    test: str
    when: str
    phase: str = ""
    from_: str | tuple[str, ...] = msgspec.field(name="from", default=())
    """The date from which it is counted: the first of these facts and findings that is known, else
    today."""
    due: str
    """So long after (`14 d`), or an expression for a date; so are the ends of its window."""
    window: tuple[str, str]
    """Its first and last day."""
    lapses: str = ""
    """So long after, it is not asked for any more."""
    done: str = "false"
    not_applicable: str = "false"
    optional: bool = False
    short: Says = Says(clinician="")
    """What is looked at and what is wanted, for the first two layers."""
    expect: str
    if_not: str
    patient: str = ""
    patient_expect: str = ""
    patient_if_not: str = ""
    basis: Basis = "read"
    cites: tuple[Cite, ...] = ()
    disagrees: tuple[Disagreement, ...] = ()


class Sentence(Entry, frozen=True, kw_only=True):
    """What the patient's leaflet says beside the plan (leaflet.yaml)."""

    part: Literal["feel", "do", "do_not", "help", "ask"]
    moment: str = ""
    """Of what is felt: when."""
    level: Literal["", "emergency", "same_day", "team"] = ""
    """Of help: how soon."""
    when: str = "true"
    """It stands where this is true, and not where it is unknown."""
    implements: tuple[str, ...] = ()
    says: str
    basis: Basis = "read"
    cites: tuple[Cite, ...]
