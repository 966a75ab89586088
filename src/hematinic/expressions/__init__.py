"""A strict subset of CQL with three-valued logic: one text, many readers.

`parse` makes a tree, `check` types it against the names of a guideline, and each further module
reads the same tree: `python` compiles it, `reference` evaluates it slowly and plainly, `smt` asks a
solver about it, `english` says it. Nothing here knows of medicine, records or files.
"""
