"""What says of itself that it was not taken, not given, not done: in the words of each version.

Nothing is taken from such a resource but a note. Statuses are looked at by the readers.
"""

from hematinic.record.fhir.parts import Extension, shown
from hematinic.record.fhir.reading import coded
from hematinic.record.fhir.resources import (
    MedicationAdministration,
    MedicationDispense,
    MedicationStatement,
    Procedure,
)

ADHERENCE = {
    "taking": "active", "taking-as-directed": "active", "taking-not-as-directed": "active",
    "on-hold": "on-hold", "on-hold-as-directed": "on-hold", "on-hold-not-as-directed": "on-hold",
    "stopped": "stopped", "stopped-as-directed": "stopped", "stopped-not-as-directed": "stopped",
}  # fmt: skip
"""R5's adherence as the statuses of R4."""

NOT_TAKING = ("not-taking", "not-taken")


def not_taken(found: MedicationStatement) -> str:
    """Why a statement does not tell of something taken; empty where it does."""
    if found.was_not_taken:
        return "not taken (wasNotTaken): nothing is counted"
    taken = found.taken.lower() or _in_extension(found.extension, "MedicationStatement.taken")
    if taken in ("n", "no", "false"):
        return "not taken (taken: n): nothing is counted"
    if taken not in ("", "y", "yes", "true", "na"):
        return f"whether it is taken is not known (taken: {taken[:20]}): not counted as taken"
    if found.reason_not_taken:
        reason = shown(found.reason_not_taken[0], "a reason")
        return f"not taken ({reason}): nothing is counted"
    told = adherence(found)
    if told in NOT_TAKING:
        return f"not taken (adherence: {told}): nothing is counted"
    if told and told not in ADHERENCE:
        return f"whether it is taken is not known (adherence: {told[:40]}): not counted as taken"
    return ""


def adherence(found: MedicationStatement) -> str:
    told = (coded(found.adherence.code) or "not told") if found.adherence else ""
    return told or _in_extension(found.extension, "MedicationStatement.adherence")


def _in_extension(found: tuple[Extension, ...], name: str) -> str:
    """An element of another version, as its cross-version extension carries it."""
    for extension in found:
        if extension.url.endswith(f"extension-{name}"):
            codes = (_code(each) for each in (extension, *extension.extension))
            return next((code for code in codes if code), "")
    return ""


def _code(found: Extension) -> str:
    if found.value_boolean is not None:
        return "true" if found.value_boolean else "false"
    return found.value_code.lower() or coded(found.value_codeable_concept)


def not_given(found: MedicationAdministration | MedicationDispense) -> str:
    if isinstance(found, MedicationDispense):
        return "not dispensed (notDone): nothing is counted" if found.not_done else ""
    if found.was_not_given or found.not_given:
        name = "wasNotGiven" if found.was_not_given else "notGiven"
        return f"not given ({name}): nothing is counted"
    if found.reason_not_given:
        reason = shown(found.reason_not_given[0], "a reason")
        return f"not given ({reason}): nothing is counted"
    return ""


def not_done(found: Procedure) -> str:
    told = (("notDone", found.not_done), ("notPerformed", found.not_performed))
    name = next((name for name, said in told if said), "")
    return f"not done ({name}): not counted as done" if name else ""
