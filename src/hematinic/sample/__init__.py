"""Labelled synthetic patients: fictional people, a year of tests and treatment, and the truth.

The truth is written independently of the guideline, on purpose: an engine that is measured against
it must not be measured against itself. So this room alone names medicines, analytes and limits, and
whoever changes the guideline does not change them with it.
"""
