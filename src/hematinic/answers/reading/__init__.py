"""What was asked: the text of a question, what it states of a patient, what must come before."""
