"""Damaged records: what is done to them, and what may come of it."""
