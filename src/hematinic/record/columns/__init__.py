"""The facts of many patients at once: each verb of `record/verbs.py` as a kernel over columns.

The definitions stand there, in words; here stands the same for events that are sorted by patient
and time. Nothing here reads or writes a file.
"""
