"""A patient's record: dated events, canonical from this border on, and the facts taken from it."""
