"""FHIR R4 records: bundles, single resources and folders of NDJSON, read leniently."""

from hematinic.record.fhir.codes import read_local_codes
from hematinic.record.fhir.questionnaire import questionnaire
from hematinic.record.fhir.reader import read_bundle, read_folder

__all__ = ["questionnaire", "read_bundle", "read_folder", "read_local_codes"]
