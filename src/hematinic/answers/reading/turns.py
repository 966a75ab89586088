"""Several questions in one text, and a question that leans on the one before it."""

import re

AGAIN = r"(?:how|what|when|which|why|can|could|is|are|do|does|should|will|may|must|who)"
CUT = re.compile(
    r"(?<=\?)\s+(?=\S)|,? (?:and|or|also) "
    r"(?=(?:how|what|when|which|why|do i|does|can i|is it|should) )|,? (?:and|also) "
    r"(?=(?:who|where|can|could|will|would|is there|is that|are there|do they|am i) )",
    re.IGNORECASE,
)
"""After a question mark, and before `and how …`."""

LEANS = re.compile(r"^ (?:and|what about|how about|but|so|then) ")
"""How a question begins that takes its subject from before, whatever it names itself."""

POINTS = re.compile(r" (?:that|those|them|these|this|it|either|both|instead|the same|until when) ")
"""What a question says of that which was named before."""

SUPPOSED = re.compile(
    r"^(?:(?:and|but|ok|okay|so|then|also|hmm) )*(?:(?:the )?same|what|how|still|even|and|but|ok|"
    r"(?:would|will|does|do) (?:it|that|this|you) (?:still )?(?:be )?"
    r"(?:the same|hold|apply|change|differ)|"
    r"(?:any|is it) (?:different|the same))?,? ?"
    r"(?:thing |answer |advice |plan |true |yes |ok |about )*(?:if|at|when|with|by|say)\b"
)
"""How a question begins that asks the one before it again, with a fact that is another."""

MOST_SUPPOSED = 14
"""Words of such a question."""

MOST_PARTS = 3
SHORT = 7
"""Words of a question that may lean on the one before it,"""

LONGER = 20
"""and of one that names no subject and points back."""


def parts_of(text: str) -> list[str]:
    """The questions of a text in their order; one that is no question is joined to the next."""
    questions: list[str] = []
    waiting = ""
    for piece in CUT.split(text):
        waiting = f"{waiting} {piece}".strip()
        if re.search(rf"\b{AGAIN}\b", waiting, re.IGNORECASE) or "?" in waiting:
            questions.append(waiting)
            waiting = ""
    if waiting:
        questions = [*questions[:-1], f"{questions[-1]} {waiting}"] if questions else [waiting]
    return questions[:MOST_PARTS]


def supposes(text: str) -> bool:
    """`same if she was 55?`, `and at 18 weeks?`, `what if the ferritin were 140`; of plain text."""
    return len(text.split()) <= MOST_SUPPOSED and SUPPOSED.match(text.strip()) is not None


def leans(spaced: str, of_subject: bool) -> bool | None:
    """`and in pregnancy?`, `how long for?`, `why?`; `of_subject`: it names a subject itself. None
    where its words do not tell."""
    size, begins = len(spaced.split()), LEANS.search(spaced) is not None
    # None means that the words leave it open; then both readings are compared (`Parts.leans_on`).
    if of_subject:
        return True if size <= SHORT and begins else None
    if size <= SHORT or (size <= LONGER and (begins or POINTS.search(spaced) is not None)):
        return True
    return None
