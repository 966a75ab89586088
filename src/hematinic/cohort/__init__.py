"""The whole guideline over populations: the decision of the bedside, for blocks of patients.

`decide` is the one entry; what reads and writes files stands beside it.
"""
