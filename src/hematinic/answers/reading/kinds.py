"""What kind of question it is, by its words: the form of an answer follows from it."""

import re
from typing import Literal

from hematinic.answers.reading.text import words

SENTENCE = re.compile(r"[^.?!;\n]+(?:\.\d[^.?!;\n]*)*[.?!;]*")

Kind = Literal[
    "", "which_first", "how_much", "how_long", "how_often", "when", "why", "evidence", "what_if",
    "value", "which_one", "what_is", "yes_no",
]  # fmt: skip

JUDGED = (
    "an emergency|dangerous|urgent|low|high|bad|ok|okay|normal|enough|deficient|worrying|"
    "significant|severe|reliable"
)
"""What a value is asked to be."""

TO_DO = "(?:to|for|if|when|that|with|taking)"
"""And behind it what is not judged but asked leave for: `is it ok to drive`."""

QUESTIONS: tuple[tuple[Kind, str], ...] = (
    ("evidence", r"evidence|trials?|stud(?:y|ies)|figures|p value"),
    ("which_first", r"which(?: one)? .*first|what .*first|(?:what|which|in what) order|sequence|"
                    r"(?:comes|goes|goes in|goes up|do i start|to start) first"),
    ("why", r"why|how come|reason|rationale|what(?: is|s) wrong with|what is the point"),
    ("how_long", r"how long|how much longer|how many (?:weeks|months|days|hours|years)|duration|"
                 r"until when|how far apart|gap|forever|for life|lifelong"),
    ("how_often", r"how often|what interval|how frequently|how regularly|interval|frequency|"
                  r"every how many|how do i space"),
    ("how_much", r"how much|how many|how high|dose|dosage|strength|maximum|most"),
    ("when", r"when|timing|how early|how late|how soon|how quickly|"
             r"(?:by )?(?:what|which) day|from which week|at what time"),
    ("what_if", r"what if|forgot|missed|miss|by (?:mistake|accident)|accidentally|overdue|late for|"
                r"what (?:now|next)|what (?:do|can|should) (?:i|we|you) do"),
    ("value", r"what does .* mean|where does (?:that|this|it) sit|"
              r"(?:\w+ency|deficient|def) or not|"
              r"deficient y n|what do .* mean|what does .* tell|interpret|interpretation|"
              rf"adequate|is (?:that|this|it) (?:{JUDGED})(?! {TO_DO} )|(?:{JUDGED})(?= $)|"
              r"am i low|worr\w+|severe by"),
    ("which_one", r"which|who|or"),
    ("what_is", r"^ (?:so |and |but )?(?:what|explain|how)"),
    ("yes_no", r"^ (?:so |and |but |hi |hello )?(?:is|are|can|could|may|might|should|shall|do|does|"
               r"did|will|would|must|has|have|am|ok|okay|any|allowed)|is it|allowed|ok to|safe|"
               r"(?:can|may|should|shall|must|do|does|could) (?:i|we|she|he|they|it|you|that|the)"),
)  # fmt: skip
"""The first that is found in the words counts."""

_FOUND = tuple((kind, re.compile(rf"(?:{pattern})(?= )")) for kind, pattern in QUESTIONS)

NEXT = re.compile(
    r" (?:next step|what (?:now|next|first|to do|treatment)|whats? (?:is )?to be done|"
    r"treat\w*|manag\w+|which (?:one )?first|do i do|start with|"
    r"begin with|(?:do|should|would|shall) (?:i|we|you) (?:do|give|start|begin)|regimen|schedule|"
    r"order|sequence|comes first|oral or iv|do (?:i|they|we) need|today) "
)
"""What the plan of a patient may answer,"""

NEXT_STEP = re.compile(
    r" (?:next step|what (?:now|next|first|to do)|now what|whats? (?:is )?to be done|"
    r"which (?:one )?first|first treatment|"
    r"what (?:do|should|shall|would) (?:i|we|you) (?:do|start|give)|"
    r"(?:your )?plan(?: for (?:today|tonight|now))?(?: please)?|"
    r"how (?:do|should|would) (?:i|we|you) (?:treat|manage)) "
)
"""and what nothing else does, where values of the patient are told."""


def kind_of(text: str) -> Kind:
    """The kind of the last sentence with a question mark, else of the whole (plain) text."""
    return _kind(words(asking(text))) or _kind(words(text))


def asking(text: str) -> str:
    """Its last sentence with a question mark, or nothing."""
    return next((piece for piece in reversed(SENTENCE.findall(text)) if "?" in piece), "")


def _kind(spaced: str) -> Kind:
    """`spaced`: words between single spaces."""
    for kind, pattern in _FOUND:
        # A pattern must begin where a word does: there is no `or` in `for`.
        for match in pattern.finditer(spaced):
            if match.start() == 0 or spaced[match.start() - 1] == " " or match[0][0] == " ":
                return kind
    return ""


def wants_next_step(spaced: str) -> bool:
    return NEXT_STEP.search(spaced) is not None


ELSEWHERE = frozenset({"why", "how_long", "how_often", "when", "evidence"})
"""Questions that neither a value nor what to do for a patient answers."""

REGIMEN = frozenset({"how_much", "how_often", "which_one"})
"""Questions that a line of treatment answers, and what is to be done on the whole does not."""


def wants_plan(spaced: str) -> bool:
    return NEXT.search(spaced) is not None
