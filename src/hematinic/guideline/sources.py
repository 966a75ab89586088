"""What it rests on (sources.yaml, statements.yaml)."""

from typing import Literal

from hematinic.guideline.entry import Entry


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
