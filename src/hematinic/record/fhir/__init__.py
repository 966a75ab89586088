"""FHIR records, from DSTU2 to R5: bundles, single resources, lines and folders, read leniently."""

from hematinic.record.fhir.exported import read_lines, read_rows
from hematinic.record.fhir.local_codes import read_local_codes, to_fill_in
from hematinic.record.fhir.questionnaire import questionnaire
from hematinic.record.fhir.reader import read_bundle, read_folder

__all__ = [
    "questionnaire",
    "read_bundle",
    "read_folder",
    "read_lines",
    "read_local_codes",
    "read_rows",
    "to_fill_in",
]
