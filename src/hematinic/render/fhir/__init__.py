"""FHIR R4 out: a plan as proposed requests, and the guideline as definitions."""

from hematinic.render.fhir.apply import apply, care_plan, known
from hematinic.render.fhir.careplan import bundle, to_fhir
from hematinic.render.fhir.definitions import definitions, to_definitions

__all__ = ["apply", "bundle", "care_plan", "definitions", "known", "to_definitions", "to_fhir"]
