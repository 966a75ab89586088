"""How people ask (synonyms.yaml, emergencies.yaml), and what is said to questions that belong to no
patient's plan (answers.yaml). All lower case, American spelling, no apostrophes.

Where a guideline has none of these files, questions are read by the labels of its elements and
medicines, and what cannot be answered is declined in the program's own words.
"""

from typing import Literal

import msgspec

from hematinic.guideline.entry import Basis, Cite, Entry, Says

Phrases = tuple[str, ...]
Terms = tuple[str, ...]
"""Names of `terms`."""


class Case(Entry, frozen=True, kw_only=True):
    """An answer worked out for patients of one kind: `{ferritin}` is their value."""

    when: str
    """Only where it is known to hold of what is stated; unknown is not enough."""
    values: dict[str, str] = {}
    """What the sentence tells besides what has a name: `{rise}`, each an expression."""
    asked: Phrases = ()
    """Patterns (emergencies.yaml), one of which the question has: a `No:` answers only those."""
    says: Says


class StoredAnswer(Entry, frozen=True, kw_only=True):
    """A sentence that belongs to no patient's plan.

    Some have a name of their own, by which they are said: `emergency-general`, `not-covered` and
    `out-of-scope` (of `{name}`), `no-records`, `another-language`, `children`, `facts-first`,
    `age-unknown`.
    """

    implements: tuple[str, ...]
    says: Says
    asked_as: Phrases = ()
    """Questions that it answers, as patients and clinicians ask them; none is ever said."""
    unless: tuple[str, ...] = ()
    """Findings; where one holds of the patient that is asked about, this is not said."""
    instead: dict[str, str] = {}
    """By finding (`not` before it: where it does not hold) the answer that is said in its place."""
    here: tuple[Case, ...] = ()
    """Where one of them is known to hold, it is said first (the first that does), and the rule of
    `says` behind it."""
    basis: Basis = "read"
    cites: tuple[Cite, ...]


# What a question states of a patient


class Means(Entry, frozen=True, kw_only=True):
    """A term that a name of an analyte stands for, where its value is below a limit."""

    term: str
    below: float


class Measured(Entry, frozen=True, kw_only=True):
    names: Phrases
    assume: tuple[str, ...] = ()
    """Units tried, in this order, where none is written."""
    confirm: str = ""
    """Another unit in common use, asked about where it would change the plan."""
    alone: Phrases = ()
    """Units that tell it without its name: `82 kg`."""
    pairs: Phrases = ()
    """Units of two values in time (`96 to 99`), both of which count; they tell it without its name.
    Empty: one value is read."""
    short: Phrases = ()
    """Names that other measurements have too,"""
    short_at_most: float = 0.0
    """and the number beyond which they mean another;"""
    at_most: float | None = None
    """that of the names above, where they have one."""
    ranges: bool = False
    """`30 to 100` is a range; two values only where a word says that it moved."""
    change: Terms = ()
    """Terms that such a change brings to the question."""
    change_from: float = 0.0
    """A change of which no unit is written is in that of the element from here on; smaller ones are
    not read."""
    means: Means | None = None
    """`eGFR 88` is no kidney disease, though eGFR is a word for it."""


class Sign(Entry, frozen=True, kw_only=True):
    """A number within bounds that is a sign: a temperature of 39."""

    sign: str
    names: Phrases
    from_: float = msgspec.field(name="from")
    to: float


class Together(Entry, frozen=True, kw_only=True):
    """What is absent together: each of the elements, where one of the phrases is denied."""

    phrases: Phrases
    elements: tuple[str, ...]
    alone: Phrases = ()
    """They say by themselves that it is: `asymptomatic`."""


class Weeks(Entry, frozen=True, kw_only=True):
    """A condition that is counted in weeks: `30 weeks`, `30/40`."""

    condition: str
    measures: str
    at_most: int
    beside: Phrases = ()
    """Beside one of these, weeks of which nothing else is said are of it."""
    alone_from: int | None = None
    """So many, at which a value is told, are of it (`Hb 108 at 30 weeks`): a treatment that long is
    told in months."""
    sex: Literal["female", "male", "unknown"] = "unknown"
    """Whoever has it."""


class InCare(Entry, frozen=True, kw_only=True):
    """What says that a hospital treats the patient already (patterns, as in emergencies.yaml)."""

    said: Phrases = ()
    unless: Phrases = ()
    """With one of these it is not taken so."""
    flags: tuple[str, ...] = ()
    """Of `red_flags`, those that a hospital answers: figures, and no sign of the moment."""


# What it is about


class Premise(Entry, frozen=True, kw_only=True):
    """What a question takes for granted, and the statements that say otherwise."""

    says: tuple[str, ...]
    all: tuple[Phrases, ...]
    """One term or pattern of every group must stand there."""
    unless: Terms = ()
    unless_said: Phrases = ()
    """Patterns."""
    must: bool = False
    """It is said first, however likely other answers are: to miss it could harm."""
    when: Terms = ()
    """Findings that are known to hold of what is stated (`not` before one: known not to); only
    where it must be said."""
    name: str = "this"
    """What it is about, where it is declined."""


class Table(Entry, frozen=True, kw_only=True):
    """A figure that is computed or looked up where it is asked for."""

    says: str
    """The answer whose text it fills."""
    asked: Phrases


class Bounds(Entry, frozen=True, kw_only=True):
    """In the element's own unit."""

    above: float | None = None
    below: float | None = None
    from_: float | None = msgspec.field(default=None, name="from")


class Reading(Bounds, frozen=True, kw_only=True):
    """What a value means; the first row that it fits is said, with `{value}` and, of two values in
    time, their `{change}` and its `{size}`, without a sign."""

    says: str
    sex: str = ""
    beside: dict[str, Bounds] = {}
    """Only with these values of others."""
    without: Terms = ()
    """Only where these are not told."""
    no_unit_below: float | None = None
    """Only of a number without a unit, which is below this as it is written."""
    not_beside: Phrases = ()
    """Of a change: not where these words stand, which ask for something else."""
    first: bool = False
    """It is said before what other values mean, and never left out by turning a question away."""


class DoseCheck(Entry, frozen=True, kw_only=True):
    """A dose that is wrong by a factor: `{written}` is `{factor}` times `{usual}`."""

    names: Phrases
    """Of what is given."""
    usual: str
    """As it is said: `1 mg`."""
    usual_mg: float
    low_mg: float = 0.0
    low_unless: Phrases = ()
    """Beside one of these a small dose is no slip: what is bought to be taken each day."""
    high_mg: float
    per_kg: float | None = None
    """mg for each kilogram, where a weight is written: the lower of the two limits counts."""
    too_high: str
    too_low: str = ""
    counted: str = ""
    """One of these a day is usual (`one tablet a day`): more than two are too many."""


class Language(Entry, frozen=True, kw_only=True):
    words: Phrases
    says: str


class Synonyms(Entry, frozen=True, kw_only=True):
    # Terms
    terms: dict[str, Phrases] = {}
    """Term: the phrases that mean it. Parts of a term that are terms themselves count too."""
    stopwords: str = ""
    everyday: str = ""
    """Words left out of a question where the guideline never uses them."""
    subject: Terms = ()
    """A question with one of these terms is on the subject of this guideline."""
    shared: Terms = ()
    """Terms of `subject` that other subjects use too."""
    near: Terms = ()
    """A short question with one of these terms is taken to be about the article."""
    general: Terms = ()
    """A question of these terms alone asks nothing yet."""
    beside_values: Terms = ()
    """Beside a value these ask nothing."""
    given: Terms = ()
    """What every sentence of the guideline is about, said or not."""
    wanted: Terms = ()
    """What a question wants to know of its subject: an answer to something else is no answer."""
    groups: Terms = ()
    """Patients for whom a line is, by its title; to questions of others it is not said."""

    # What is stated of a patient
    measured: dict[str, Measured] = {}
    conditions: dict[str, Phrases] = {}
    procedures: dict[str, Phrases] = {}
    absent_together: tuple[Together, ...] = ()
    medicines: dict[str, Phrases] = {}
    implied: dict[str, Phrases] = {}
    """Of a medicine: phrases that tell that it is taken."""
    signs: tuple[Sign, ...] = ()
    weeks: Weeks | None = None
    i_am: Phrases = ()
    """After `I'm`: they tell of oneself."""
    female: Phrases = ()
    """They tell the sex."""
    red_flags: tuple[str, ...] = ()
    """Findings that make of a patient's facts an emergency, where an alert says so too."""
    in_care: InCare = InCare()

    # What is turned away
    from_age: int = 0
    """From which age on the guideline speaks."""
    supposed_age: int | None = None
    """Where no age is known: at which the statements are looked for that bear on the question."""
    children: Phrases = ()
    children_own: Phrases = ()
    """Patterns: about the child, whoever else is named."""
    children_exempt: Phrases = ()
    kept_from: Phrases = ()
    """Patterns: it is asked how something is kept from a child."""
    records: Phrases = ()
    """Patterns."""
    uncovered: dict[str, Phrases] = {}
    other_topics: dict[str, Phrases] = {}
    other_medicines: str = ""
    declined: tuple[Premise, ...] = ()
    """Asked for, and left to another source on purpose."""
    languages: dict[str, Language] = {}

    # What answers
    never_folded: Phrases = ()
    """A sentence with one of these is shown with the one before it: it says when to get help."""
    organs: Phrases = ()
    """No subject of a question that says that nothing is wrong with them: `kidneys ok`."""
    may_be_denied: Terms = ()
    """Terms that are no subject of a question which denies them: `no kidney trouble`."""
    apart: tuple[Terms, ...] = ()
    """Subjects that are kept apart, each by its terms."""
    products: dict[str, Phrases] = {}
    """By product the phrases that name it: an answer on one is not given to a question on
    another."""
    premises: tuple[Premise, ...] = ()
    asked_as: dict[str, Phrases] = {}
    """Of an item or a statement: words in which the questions come that it answers."""
    conversions: Table | None = None
    """A value in another unit: `{label}`, `{value}`, `{unit}`, `{amount}`, `{other}`, `{ratio}`."""
    readings: dict[str, tuple[Reading, ...]] = {}
    """Of an element: what its value means."""
    changes: dict[str, tuple[Reading, ...]] = {}
    """What a change of it means."""
    limits_told: tuple[str, ...] = ()
    """Answers and statements that tell limits: in their place a value that is asked about is
    read."""
    doses: tuple[DoseCheck, ...] = ()
    other_doses: Phrases = ()
    """Names beside which a dose stands that is none of `doses`, with every medicine's."""
    tablets: Table | None = None
    """What a tablet holds: `{label}`, `{tablet}`, `{elemental}`."""


class Emergency(Entry, frozen=True, kw_only=True):
    says: str
    all: tuple[Phrases, ...]
    """A pattern of every group must be there, none of them denied."""
    refuted: Phrases = msgspec.field(default=(), name="not")
    """Takes back what stands in the same sentence."""
    young: bool = False
    """Only where an age that is written of that person is below the guideline's own."""
    always: bool = False
    """However long ago,"""
    over: Phrases = ()
    """unless one of these stands in the sentence (it is weeks ago), nothing is of the present, and
    all is said to be `well`."""


class Emergencies(Entry, frozen=True, kw_only=True):
    """Patterns (hematinic.answers.reading.patterns), all of them: how an emergency is written."""

    classes: dict[str, Phrases] = {}
    emergencies: tuple[Emergency, ...] = ()
    denying: Phrases = ()
    denying_after: Phrases = ()
    denying_lists: Phrases = ()
    between: str = ""
    past: Phrases = ()
    well: Phrases = ()
    """Nothing is wrong with whom it is about."""
    over: Phrases = ()
    """Said anywhere, where nothing is of the present: it ended in the hands of those who treat."""
    present: Phrases = ()
    idle: Phrases = ()
    where_to: Phrases = ()
    """Asked after an emergency: where to go with it, and how soon."""
    learners: Phrases = ()
    learners_weak: Phrases = ()
    first_person: Phrases = ()
    foreign: tuple[Phrases, ...] = ()
    foreign_anywhere: Phrases = ()
