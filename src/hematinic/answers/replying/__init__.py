"""What is said: the sentences of the guideline that answer, and how they are put together."""
