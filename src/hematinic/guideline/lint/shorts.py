"""Items without a short form whose text is too long for the first layers of a plan."""

from collections.abc import Iterator

from hematinic.guideline.entry import Says
from hematinic.guideline.mistake import Mistake
from hematinic.guideline.model import Alert, Check, Item, Recommendation
from hematinic.guideline.typed import Typed

MOST = 20
"""Words of what is said first."""


def missing(typed: Typed) -> Iterator[Mistake]:
    for section in ("recommendations", "alerts", "monitoring"):
        for item in getattr(typed.guideline, section):
            sentence = first_told(item)
            for reader, text in (("clinician", sentence.clinician), ("patient", sentence.patient)):
                if getattr(item.short, reader) or (count := len(text.split())) <= MOST:
                    continue
                says = f"`{item.id}` has no short form for the {reader}, and says {count} words"
                helps = f"add `short: {{{reader}: …}}` with the act alone, in {MOST} words at most"
                written = typed.places[(section, item.id)]
                yield written.mistake("no-short", says, helps=helps, about=item.id)


def first_told(item: Item) -> Says:
    """What the first layers tell of an item to each reader: its short form, or else all of it."""
    match item:
        case Recommendation():
            clinician, patient = item.says.clinician, item.says.patient or item.says.clinician
        case Alert():
            clinician = f"{item.line} {item.what_to_do}"
            patient = item.patient or item.what_to_do
        case Check():
            clinician = f"{item.test}: {item.expect}"
            patient = item.patient or item.test
    short = item.short
    return Says(clinician=short.clinician or clinician, patient=short.patient or patient)
