"""Answers to follow-up questions, from the guideline's own sentences or not at all."""

from hematinic.answers.compose import MOST_EARLIER, ask
from hematinic.answers.model import Answer, Sentence, as_data

__all__ = ["MOST_EARLIER", "Answer", "Sentence", "as_data", "ask"]
