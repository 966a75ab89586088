"""Which of two values of one test is the later, by the words around them."""

import re

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
SPAN = r"\d{1,2} ?(?:/52|/12|/7|days?|d|wks?|weeks?|months?|mths?)"
LATEST = re.compile(
    rf"\b(?:today|now|currently|latest|this (?:morning|week)|repeat(?:ed)?|recheck(?:ed)?|"
    rf"re-?test(?:ed)?|post|(?:at|after|by) (?:{SPAN}|(?:day|week|month) \d{{1,2}})|"
    rf"{SPAN} (?:later|on|in|into|check))(?!\w)"
)
EARLIEST = re.compile(
    r"\b(?:baseline|initial|initially|originally|starting|before|previous|previously|prior|pre)\b"
)
EARLIEST_BEHIND = re.compile(
    rf"{EARLIEST.pattern}|\b(?:was|were|at (?:the )?(?:start|diagnosis|presentation|first)|"
    rf"in {MONTH}|last (?:{MONTH}|month|mth|year|yr|week|wk|time)|ago)\b"
)
"""Before and behind the name of a test they say which of its values is the later."""

MOVED = re.compile(
    r"->|=>|\b(?:it's|its|then|now|from|went|gone|moved|changed|rose|risen|fell|dropped|up|down)\b"
)
"""Between or before two values they say that it went from the one to the other: `30 to 100` alone
may be a range."""

BEFORE, BEHIND = 18, 26
"""Characters around a mention in which these are looked for, within its clause."""

_END = re.compile(r"[;,?!\n(]|\.(?!\d)")


def later_is_second(text: str, first: tuple[int, int], second: tuple[int, int]) -> bool | None:
    """`first` and `second`: from where to where each stands, name and value. None where nothing
    tells."""
    marks = _mark(text, *first), _mark(text, *second)
    if marks in {("", "late"), ("early", "late"), ("early", "")}:
        return True
    return False if marks in {("late", "early"), ("", "early")} else None


def _mark(text: str, start: int, end: int) -> str:
    before = _END.split(text[max(start - BEFORE, 0) : start])[-1]
    behind = text[start:end] + _END.split(text[end : end + BEHIND].lstrip("("))[0]
    if LATEST.search(before) or LATEST.search(behind):
        return "late"
    return "early" if EARLIEST.search(before) or EARLIEST_BEHIND.search(behind) else ""
