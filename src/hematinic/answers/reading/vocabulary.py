"""The words that questions and the guideline's sentences share."""

from collections.abc import Iterable

from hematinic.answers.reading.text import Spelling, Terms, plain, stem, words
from hematinic.guideline.questions import Synonyms


class Vocabulary:
    def __init__(
        self, terms: Terms, synonyms: Synonyms, used: Iterable[str], written: Iterable[str]
    ) -> None:
        """`used`: terms and stems of the sentences; `written`: texts whose words are no slips."""
        self.terms, self.used = terms, frozenset(used)
        self.everyday = {stem(word) for word in synonyms.everyday.split()}
        self.spelling = Spelling(_words(synonyms, written))

    def tokens(self, text: str) -> list[str]:
        """Terms and stems of a question, without the words of every day that no sentence uses."""
        tokens = self.terms.tokens(words(plain(text)), self.spelling)
        return [token for token in tokens if token in self.used or token not in self.everyday]


def _words(synonyms: Synonyms, written: Iterable[str]) -> set[str]:
    """Every word that somebody may have meant to write."""
    tables = (
        synonyms.terms, synonyms.conditions, synonyms.asked_as, synonyms.uncovered,
        synonyms.other_topics,
    )  # fmt: skip
    phrases = [phrase for table in tables for phrases in table.values() for phrase in phrases]
    phrases += [synonyms.stopwords, synonyms.everyday, synonyms.other_medicines, *written]
    return {word for phrase in phrases for word in words(plain(phrase)).split()}
