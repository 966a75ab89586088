"""What a guideline is: the typed content of a folder in `knowledge/`.

Every class here is one kind of entry of one file, with the names that stand in the file. The
docstrings are the reference of the format. Nothing is computed here; `load` reads and checks.
"""

from typing import Any, Literal

import msgspec

from hematinic.guideline.amounts import Dose, Interval
from hematinic.guideline.article import Article, Evidence
from hematinic.guideline.beyond import Beyond
from hematinic.guideline.board import Board, Review
from hematinic.guideline.day import Day, Interaction
from hematinic.guideline.entry import Action, Basis, Cite, Entry, IfUnknown, Level, Says, Status
from hematinic.guideline.pairs import Measure, Pair
from hematinic.guideline.questions import Emergencies, Said, Synonyms
from hematinic.guideline.safety import Hazard, Invariant, Relation
from hematinic.guideline.timeline import Expected
from hematinic.guideline.worked import Worked
from hematinic.guideline.written import Against, Case, Despite, Stated, Verdicts

# What can be recorded (elements.yaml, medicines.yaml)


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
    specimens: tuple[str, ...] = ()
    """Of a measurement: words of what it is measured in, which a printed name may add. Another
    specimen (urine, cord blood) makes it another thing."""
    allergy_to: tuple[str, ...] = ()
    """Of a condition that is an allergy: the medicines, or groups of them, that it is to."""
    spoken_of: tuple[str, ...] = ()
    """Words by which a text names its result, besides its label: `iron deficiency`, `anemia`."""
    cites: tuple[Cite, ...] = ()
    note: str = ""


class Product(Entry, frozen=True, kw_only=True):
    """One strength of an oral iron medicine as printed on its box."""

    tablet: str
    elemental: float
    """mg of iron in one."""
    cites: tuple[Cite, ...] = ()


class Nutrient(Entry, frozen=True, kw_only=True):
    """What medicines give and courses are of."""

    label: str
    name: str = ""
    printed_as: tuple[str, ...] = ()
    """What a product calls it beside its amount: `folic acid 350 microgram`."""
    dosed_as: str = ""
    """Where a dose by mouth is that of the nutrient and not of its salt: what it is called then."""
    forms: dict[str, tuple[str, ...]] = {}
    """Forms of a salt that tell apart products of one strength, each with the words for it."""


class Medicine(Entry, frozen=True, kw_only=True):
    label: str
    name: str = ""
    gives: tuple[str, ...] = ()
    """Nutrients."""
    routes: tuple[str, ...] = ("oral",)
    """The first is meant where none is recorded."""
    groups: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Other names, brands included, by which a record may call it."""
    mixture: Literal["", "named", "any"] = ""
    """Whether its products hold several things: those that are named with it, or any."""
    products: tuple[Product, ...] = ()
    codes: dict[str, tuple[str, ...]] = {}
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


# What is taken from a record, and what follows (facts/, findings/)


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


# What follows for the patient (recommendations/, alerts/, monitoring/)


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


# What it rests on (sources.yaml, statements.yaml, guideline.yaml)


class Source(Entry, frozen=True, kw_only=True):
    title: str
    kind: Literal[
        "guideline",
        "trial",
        "observational",
        "review",
        "meta-analysis",
        "label",
        "formulary",
        "laboratory",
        "textbook",
        "digest",
        "website",
        "article",
        "design",
        "regulator",
    ]
    short: str
    name: str = ""
    year: int | None = None
    authors: str = ""
    journal: str = ""
    doi: str = ""
    pmid: str = ""
    address: str = ""
    status: Literal["current", "superseded", "retracted", "unresolved", "unknown"] = "unknown"
    primary: bool = True
    read: str = ""
    note: str = ""


class Statement(Entry, frozen=True, kw_only=True):
    """One numbered entry of the specification, in our words."""

    says: str
    by: tuple[str, ...] = ()
    """The modules that implement it, where it is not a matter of content."""
    of_content: bool = False
    """It speaks of the content itself, not of a patient: no answer to a question on a patient."""
    one_patient: bool = False
    """Its items hold for one patient only: a plan finds them, a question in general does not."""
    note: str = ""


class StatementGroup(Entry, frozen=True, kw_only=True):
    """Statements that are listed together; the first group whose pattern is the code's takes it."""

    codes: str
    """A regular expression for the whole code."""
    title: str
    answers: Literal["everyone", "clinicians", "aside", "nobody"] = "everyone"
    """To whose questions they are an answer by themselves. `aside`: to clinicians', after others.
    `nobody`: each names a condition or a kind of act, and alone would read as a claim."""


class Phase(Entry, frozen=True, kw_only=True):
    id: str
    title: str
    patient: str = ""
    role: Literal["", "emergency", "first", "response", "treatment"] = ""
    """What faces need to know of it: help at once, what is done on the day, how a treatment works,
    a treatment of what the guideline is about."""
    starts: str = ""
    ends: str = ""
    waits: str = ""
    """Where it holds, or is not known not to, the phase is headed as `waiting` says."""


class Scale(Entry, frozen=True, kw_only=True):
    """The choice of the bottom line: the first whose condition holds."""

    when: str
    says: Says
    if_unknown: Literal["act", "hold"] = "hold"


class Header(Entry, frozen=True, kw_only=True):
    id: str
    title: str
    question: str
    version: str
    status: Literal["submitted", "under_review", "approved"]
    language: str
    jurisdiction: str
    unit_systems: dict[str, str] = {}
    """In whose units results are shown, in words; one of a jurisdiction's name is shown there."""
    population: str
    intended_use: str
    last_updated: str
    sources_checked: str
    valid_until: str
    disclaimer: Says
    draft_notice: str
    phases: tuple[Phase, ...]
    waiting: Says = Says(clinician="")
    """How a phase that `waits` is headed, before its own title: `After the emergency`."""
    bottom_line: tuple[Scale, ...]
    open_questions: tuple[str, ...] = ()
    """Truths that a plan should not leave unknown: what they rest on is asked for first."""
    whom: dict[str, Says] = {}
    """Who is asked about a result that nothing else speaks of, in words, by a key."""
    printed: Beyond | None = None
    """Of a result beyond the interval that its laboratory printed, where its element has no row."""
    statement_groups: tuple[StatementGroup, ...] = ()
    in_emergency: str = ""
    """Whom to call, beside every box for a question."""
    medicines_hint: str = ""
    """What a form says beside its medicines."""
    developer: str = ""
    funding: str = ""
    """Empty: not recorded."""
    source_attributes: dict[str, tuple[str, ...]] = {}
    """What is disclosed of each item, with the facts by which it would use it of a person."""
    reasons: dict[str, tuple[str, ...]] = {}
    """Words that name why a medicine was stopped, for each kind of reason."""


class Example(Entry, frozen=True, kw_only=True):
    """A fictional patient to begin with (examples.yaml)."""

    name: str = ""
    says: str
    """What it shows."""
    record: dict[str, Any]
    """A patient file."""


class Guideline(msgspec.Struct, frozen=True, kw_only=True):
    """The whole folder, as written. What has a default may be left out: the face that would show it
    says so."""

    header: Header
    elements: dict[str, Element]
    nutrients: dict[str, Nutrient]
    medicines: dict[str, Medicine]
    contraindications: dict[str, Against] = {}
    courses: dict[str, Course]
    groups: dict[str, str] = {}
    facts: dict[str, Fact]
    limits: dict[str, Limit]
    findings: dict[str, Finding]
    recommendations: tuple[Recommendation, ...]
    verdicts: dict[str, Verdicts] = {}
    """The tables among the recommendations, which hold their items too."""
    alerts: tuple[Alert, ...]
    override_reasons: dict[str, OverrideReason] = {}
    monitoring: tuple[Check, ...]
    leaflet: dict[str, Sentence]
    safety: tuple[Invariant, ...]
    measures: dict[str, Measure]
    pairs: tuple[Pair, ...]
    hazards: tuple[Hazard, ...]
    relations: tuple[Relation, ...]
    sources: dict[str, Source]
    statements: dict[str, Statement]
    interactions: dict[str, Interaction] = {}
    day: Day | None = None
    article: Article | None = None
    evidence: dict[str, Evidence] = {}
    timeline: dict[str, Expected] = {}
    """By element."""
    examples: dict[str, Example] = {}
    worked: dict[str, Worked] = {}
    answers: dict[str, Said] = {}
    synonyms: Synonyms = Synonyms()
    emergencies: Emergencies = Emergencies()
    plain_words: dict[str, tuple[str, ...]] = {}
    """What a patient has to read whatever we write, by kind: each counts as one short word where
    the reading age of a text is measured."""
    board: Board = Board()
    reviews: tuple[Review, ...] = ()
    content_hash: str
    """Of all but the board and its reviews."""
