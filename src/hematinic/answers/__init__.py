"""Answers to follow-up questions, from the guideline's own sentences or not at all."""

from hematinic.answers.model import Answer, Sentence, as_face
from hematinic.answers.replying.compose import ask
from hematinic.answers.weights import MOST_EARLIER

__all__ = ["MOST_EARLIER", "Answer", "Sentence", "as_face", "ask"]
