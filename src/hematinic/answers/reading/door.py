"""The door: every question is read here, once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from hematinic.answers import weights
from hematinic.answers.reading.alarm import Alarm
from hematinic.answers.reading.guard import Guard
from hematinic.answers.reading.kinds import asking
from hematinic.answers.reading.patterns import clauses
from hematinic.answers.reading.question import Question
from hematinic.answers.reading.stated import Stated
from hematinic.answers.reading.text import corrected, plain, words
from hematinic.answers.reading.understand import Reader
from hematinic.answers.reading.vocabulary import Vocabulary
from hematinic.guideline.model import Guideline


class Door:
    """Made once for a guideline."""

    def __init__(self, guideline: Guideline, vocabulary: Vocabulary, alarm: Alarm) -> None:
        self.vocabulary = vocabulary
        self.reader = Reader(guideline)
        self.guard = Guard(guideline, vocabulary, alarm)
        known = guideline.synonyms
        deniable = [phrase for group in known.absent_together for phrase in group.phrases]
        deniable += [phrase for name in known.may_be_denied for phrase in known.terms.get(name, ())]
        ordered = sorted(map(re.escape, deniable), key=len, reverse=True)
        self.denied = re.compile(
            rf"\b(?:no|without|denies|nil|not) (?:any |known |on )?(?:{'|'.join(ordered)})\b"
            if ordered
            else r"(?!)"
        )
        """What is said to be absent is no subject of the question."""

    def read(self, written: str, earlier: Sequence[str] = ()) -> Question:
        """`earlier` are the questions before this one, the last one last."""
        text = plain(written)
        mended = self.reader.absent.before(corrected(text, self.vocabulary.spelling))
        stated = self.reader.read(mended)
        question = Question(
            written=written,
            plain=text,
            words=words(text),
            clauses=clauses(text),
            mended=words(mended),
            last=words(asking(mended)),
            # The terms are of the mended words; phrases of another topic are looked for in the
            # words as they are written, so that mending makes no topic of a typing error.
            terms=tuple(self.vocabulary.tokens(self.without_denied(mended))),
            asks=frozenset(self.vocabulary.tokens(words(asking(mended)))),
            stated=stated,
            known=self.reader.remembered(stated, mended, earlier[-weights.MOST_EARLIER :]),
        )
        return replace(question, declined=self.guard.first(question, earlier))

    def without_denied(self, text: str) -> str:
        return self.reader.absent.well.sub(" ", self.denied.sub(" ", text))

    def parts(self, written: str) -> Iterator[Stated]:
        """What is stated in the part of a very long text that is not read otherwise."""
        half, end = weights.LONGEST // 2, min(len(written), weights.LONGEST_URGENT)
        for at in range(half, end - half, half):
            yield self.reader.read(plain(written[at : at + 2 * half]))
