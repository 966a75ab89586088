"""Labelled synthetic patients: fictional people, a year of tests and treatment, and the truth."""
