"""Answers to follow-up questions, from the guideline's own sentences or not at all."""

from hematinic.answers.model import Answer, Sentence, as_data
from hematinic.answers.replying.compose import MOST_EARLIER, ask

__all__ = ["MOST_EARLIER", "Answer", "Sentence", "as_data", "ask"]
