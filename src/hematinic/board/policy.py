"""The rules, each with its words: what refuses an action names one of these, and the page of the
editorial policy is printed from them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

REVIEWERS = 2
"""Who must approve an item."""

CODE_FOR = timedelta(minutes=10)
"""For how long a one-time code stands for the decisions of a session."""

APPROVED_FOR = timedelta(days=730)
SUPERSEDED_WITHIN = timedelta(days=90)
INVITED_FOR = timedelta(days=14)
SIGNED_IN_FOR = timedelta(hours=12)
IDLE_FOR = timedelta(minutes=60)
FREE_FAILURES = 5
LONGEST_WAIT = timedelta(minutes=15)
SHORTEST_PASSWORD = 12

DOSES = "pharmacist"
"""The profession of one of those who approve a change of a dose."""

Role = Literal["author", "reviewer", "editor"]
ROLES: tuple[Role, ...] = ("author", "reviewer", "editor")
PROFESSIONS = ("haematologist", "pharmacist", "physician", "nurse", "scientist", "patient", "other")

Choice = Literal["approve", "change", "reject", "comment"]
CHOICES: dict[Choice, str] = {
    "approve": "approves",
    "change": "asks for a change",
    "reject": "rejects",
    "comment": "comments",
}

RULES: dict[str, str] = {
    # Who may do what
    "member": "A member was invited by an editor, and took up the invitation. Who has left the "
    "board does nothing more.",
    "editor": "An editor invites members, imports notices of sources, erases personal data and "
    "makes releases; nobody else does.",
    "author": "An author puts a version before the board, and says what its change is meant to do.",
    "reviewer": "Only a reviewer approves, asks for a change, rejects or comments.",
    "interests": "A reviewer has declared interests before the first decision, if only that there "
    "are none; they stand beside every vote.",
    "own": "Nobody reviews an item in the form in which they have put it before the board.",
    "code": "A decision is taken, and an editor acts, in a session that gave a one-time code "
    "within the last "
    f"{int(CODE_FOR.total_seconds() // 60)} minutes.",
    # What a decision is about
    "present": "A decision is about the text that stands before the board now: it names the hash "
    "of that text, and one about another text is refused.",
    "shown": "A decision names what stood beside the text on the page that was signed: the "
    "reference patients, and whom the solver finds. Where that is otherwise by now, the page is "
    "read again first.",
    "item": "A decision is about one item of the version that stands before the board.",
    "reason": "Who asks for a change, rejects, comments or takes a decision back says why.",
    "sentence": "A comment on a sentence quotes it as it stands.",
    "back": "A decision is never deleted. Its maker may take it back, or decide anew; both stay.",
    "meant": "A version says what it is meant to change.",
    "new": "A version that is before the board already is not put before it again.",
    "released": "A version is released once; another content needs another number.",
    "notice": "A notice names the source by its DOI, and says whether it is superseded or "
    "retracted.",
    # How approval follows; computed, never set
    "two": f"An item is approved while {REVIEWERS} reviewers approve its present content, none of "
    "whom put it before the board in that form, and nobody asks for a change of it or rejects it.",
    "dose": f"Where a dose differs from the one approved before, or none was, one of them is a "
    f"{DOSES}.",
    "content": "A change of the item, of any definition that it reads or of any source that it "
    "cites takes its approval back; the page of the item says which it was.",
    "expiry": f"An approval counts for {APPROVED_FOR.days} days.",
    "retracted": "The retraction of a source takes back, at once, every approval given before it "
    "of an item that cites it.",
    "superseded": f"Where a source is superseded, approvals given before of items that cite it "
    f"count for {SUPERSEDED_WITHIN.days} days more.",
    # How it is kept
    "chain": "Every decision is an entry of a chain of hashes that anybody with a copy can verify. "
    "No entry is changed or deleted.",
    "erased": "Names, interests and reasons lie outside the chain and can be erased; that, when "
    "and by whom they were erased stays.",
    "unapproved": "A release holds the approvals of its items as they stood, and names every item "
    "without.",
}


@dataclass
class RefusedError(Exception):
    """An action that a rule forbids; nothing was done."""

    rule: str
    more: str = ""

    def __str__(self) -> str:
        return f"{RULES[self.rule]}{f' ({self.more})' if self.more else ''}"
