"""The board: who may approve what, what exactly they read, and a record that cannot be rewritten.

Everything that is decided is an entry of one chain of hashes; every state is computed from it.
"""
