"""The guideline as a FHIR R4 server has it: its artifacts, and the operations on them."""
