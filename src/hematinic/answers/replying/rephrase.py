"""Optional, and off unless HEMATINIC_MODEL_URL is set: a language model may reword a sentence.

It may reword and nothing else. Every rewording is held against the guideline's sentence: figures
with their units, medicines, routes, times, conditions and denials must all be there, and no other.
On any doubt, and on any failure of the model, the guideline's own sentence stands.
"""

import json
import os
import urllib.request
from collections.abc import Callable

import msgspec

from hematinic.answers import weights
from hematinic.answers.model import Answer, Sentence
from hematinic.answers.reading.text import Terms, plain, words

Speak = Callable[[str], str]
"""A prompt to a text."""

SECONDS = 8.0

LARGEST = 2**20
"""Bytes of an answer of the model that are read."""

PROMPT = (
    "Reword this one sentence in plain words for {reader}. Keep every number, unit, medicine, "
    "route, interval, condition and denial, in their order. Add nothing. Answer with the sentence "
    "only.\n\n{text}"
)

SENSE = """
no not never none neither nor without unless until only except stop stopped start before after
first then if where may must should consider avoid withhold hold give take daily weekly monthly
yearly once twice alternate every day days week weeks month months year years hour hours life
emergency today now urgent instead than below above under over less more least most mg g kg ml
microgram micrograms mcg ug ng l dl pmol nmol umol mmol percent
"""
HELD = frozenset(SENSE.split())
"""Words that carry the sense; a rewording has just the same ones in the same order."""


def rephrased(answer: Answer, terms: Terms, reader: str, speak: Speak | None) -> Answer:
    """Never an emergency or a refusal: those are said as they were written."""
    if speak is None or answer.behavior != "answer":
        return answer
    sentences = tuple(reworded(one, terms, reader, speak) for one in answer.sentences)
    return msgspec.structs.replace(answer, sentences=sentences)


def reworded(sentence: Sentence, terms: Terms, reader: str, speak: Speak) -> Sentence:
    try:
        text = speak(PROMPT.format(reader=f"a {reader}", text=sentence.text)).strip()
    except Exception:  # whatever a model or a network does, the sentence stands
        return sentence
    if not faithful(sentence.text, text, terms):
        return sentence
    return msgspec.structs.replace(sentence, text=text)


def faithful(source: str, text: str, terms: Terms) -> bool:
    """The same figures, terms and words of sense in the same order, and nothing of them besides."""
    if not text or "\n" in text or len(text) > weights.LONGER * len(source):
        return False
    return sense(source, terms) == sense(text, terms)


def sense(text: str, terms: Terms) -> list[str]:
    """Its skeleton: `not stop vitamin_b12 … hydroxocobalamin 1 mg every 2 months`."""
    found, at, spaced = [], 0, words(plain(text)).split()
    while at < len(spaced):
        size = terms.phrase(spaced, at)
        if size:
            found.append(terms.of[" ".join(spaced[at : at + size])])
        elif spaced[at] in HELD or any(letter.isdigit() for letter in spaced[at]):
            found.append(spaced[at])
        at += size or 1
    return found


def from_environment() -> Speak | None:
    """Any OpenAI-compatible address; nothing is sent anywhere unless one is set."""
    address = os.environ.get("HEMATINIC_MODEL_URL", "")
    if not address.startswith(("http://", "https://")):
        return None
    model = os.environ.get("HEMATINIC_MODEL", "default")

    def speak(prompt: str) -> str:
        body = {"model": model, "temperature": 0, "messages": [{"role": "user", "content": prompt}]}
        request = urllib.request.Request(
            f"{address.rstrip('/')}/chat/completions",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=SECONDS) as reply:
            said = json.loads(reply.read(LARGEST))
            return str(said["choices"][0]["message"]["content"])

    return speak
