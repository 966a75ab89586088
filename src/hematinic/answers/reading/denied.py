"""What a question says is absent, before its name or behind it, and what nobody looked for."""

import re

from hematinic.answers import weights

AWAY = (
    r"(?:no(?! (?:change|further|longer|improvement))|"
    r"not|non|without|denies|denied|nil|never|neg|absent|free of|havent|hasnt|isnt|dont have|"
    r"doesnt have|rule out|ruled out|exclude|excluded)"
)

INTACT = re.compile(
    r"^ (?:(?:is|are|was|were|all|both|exam|examination|system|screen|check|signs|symptoms|"
    r"function) ){0,3}"
    r"(?:ok|okay|fine|normal|intact|clear|nad|unremarkable|unaffected|nil|absent|negative|"
    r"denied|excluded|not affected|not present|none) "
)
"""Behind the words for a part of the body it says that nothing is wrong with it,"""

ABSENT = re.compile(
    r"^ (?:is |are |was |were |both |all )?(?:(?:screen|serology|test|bloods|biopsy|ttg) )*"
    r"(?:nil|absent|denied|excluded|none|neg|negative|ve|ruled out) "
)
"""and behind those for a symptom that there is none."""

_LOOKED = (
    r"(?:wrote|written|recorded|documented|charted|did|done|do|performed|assessed|examined|"
    r"checked|tested|asked)"
)
NOT_LOOKED_BEFORE = re.compile(rf"\b{AWAY}(?: \w+)?? {_LOOKED}(?: \w+){{0,3}} $")
NOT_LOOKED_BEHIND = re.compile(rf"^ (?:(?:was|were|is|are|has|have|been|yet) ){{0,2}}{_LOOKED} ")
"""Around words that stand behind a denial they say that nobody looked: `never wrote down any neuro
exam`, `no neurological examination done`. What was not looked for is unknown, and not absent."""

LISTED = re.compile(rf"\b{AWAY}(?P<between>(?: (?:\||\w+)){{1,8}})\s*$")
"""A denial with a list behind it; what was read of the list already is a bar."""

ENDS_A_LIST = re.compile(r"\b(?:but|has|have|had|with|now|and|is|are|on|if|whether)\b")


def is_denied(spaced: str, phrase: str) -> bool:
    """`no numbness`, and each of `no numbness, weakness or ataxia`."""
    before, _, after = spaced.partition(phrase)
    if re.search(
        rf"\b{AWAY}(?: (?!but |asymptomatic )\w+){{0,{weights.DENIED_ACROSS}}}\s*$", before
    ):
        return True
    listed = LISTED.search(before)
    if listed is None or ENDS_A_LIST.search(listed["between"]):
        return False
    if listed["between"].endswith((" or", " nor")):
        return True
    near = " ".join(after.split()[: weights.DENIED_ACROSS])
    return "|" in listed["between"] and bool(re.search(r"\bn?or\b", near))


def not_looked_for(spaced: str, phrase: str) -> bool:
    """`no neuro exam`, though `no neuro signs on exam` was looked for."""
    before, behind = spaced.partition(phrase)[0], what_follows(spaced, phrase)
    return (
        " exam" in phrase
        or NOT_LOOKED_BEFORE.search(f" {before.strip()} ") is not None
        or NOT_LOOKED_BEHIND.match(behind) is not None
    )


def what_follows(spaced: str, phrase: str) -> str:
    """What stands behind it, from a space to a space."""
    return f" {spaced.partition(phrase)[2].strip()} "
