"""Attacks on the program, bounded and repeatable: `python -m tools.attack --help`.

Everything stays on this machine: the only network is the loopback, to a server started here.
"""
