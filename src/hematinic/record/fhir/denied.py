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


def not_taken(statement: MedicationStatement) -> str:
    """Why a statement does not tell of something taken; empty where it does."""
    if statement.was_not_taken:
        return "not taken (wasNotTaken): nothing is counted"
    taken = statement.taken.lower() or _in_extension(
        statement.extension, "MedicationStatement.taken"
    )
    if taken in ("n", "no", "false"):
        return "not taken (taken: n): nothing is counted"
    if taken not in ("", "y", "yes", "true"):
        return f"whether it is taken is not known (taken: {taken[:20]}): not counted as taken"
    if statement.reason_not_taken:
        reason = shown(statement.reason_not_taken[0], "a reason")
        return f"not taken ({reason}): nothing is counted"
    adhered = adherence(statement)
    if adhered in NOT_TAKING:
        return f"not taken (adherence: {adhered}): nothing is counted"
    if adhered and adhered not in ADHERENCE:
        return f"whether it is taken is not known (adherence: {adhered[:40]}): not counted as taken"
    return ""


def adherence(statement: MedicationStatement) -> str:
    adhered = (coded(statement.adherence.code) or "not told") if statement.adherence else ""
    return adhered or _in_extension(statement.extension, "MedicationStatement.adherence")


def _in_extension(extensions: tuple[Extension, ...], name: str) -> str:
    """An element of another version, as its cross-version extension carries it."""
    for extension in extensions:
        if extension.url.endswith(f"extension-{name}"):
            codes = (_code(each) for each in (extension, *extension.extension))
            return next((code for code in codes if code), "")
    return ""


def _code(extension: Extension) -> str:
    if extension.value_boolean is not None:
        return "true" if extension.value_boolean else "false"
    return extension.value_code.lower() or coded(extension.value_codeable_concept)


def not_given(medicine: MedicationAdministration | MedicationDispense) -> str:
    if isinstance(medicine, MedicationDispense):
        return "not dispensed (notDone): nothing is counted" if medicine.not_done else ""
    if medicine.was_not_given or medicine.not_given:
        name = "wasNotGiven" if medicine.was_not_given else "notGiven"
        return f"not given ({name}): nothing is counted"
    if medicine.reason_not_given:
        reason = shown(medicine.reason_not_given[0], "a reason")
        return f"not given ({reason}): nothing is counted"
    return ""


def not_done(procedure: Procedure) -> str:
    flags = (("notDone", procedure.not_done), ("notPerformed", procedure.not_performed))
    name = next((name for name, flag in flags if flag), "")
    return f"not done ({name}): not counted as done" if name else ""
