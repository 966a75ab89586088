"""Which medicines a question tells of: taken, given, or to be ordered."""

import re
from collections.abc import Iterator

from hematinic.answers import weights
from hematinic.answers.reading.denied import is_denied
from hematinic.answers.reading.figures import SPELLED, days_ago
from hematinic.answers.reading.stated import NUMBER, Stated
from hematinic.answers.reading.text import plain, words
from hematinic.guideline.model import Guideline

TAKING = (
    r"(?:on|taking|takes|take|took|started|starting|start|prescribed|given|had|having|gets?|getting|"
    r"using|after|post|into|since|despite|my|with|of|script for|ordered|rx|plus|months?|weeks?|"
    r"years?|yr|wk)"
)
DISPENSING = (
    r"\b(?:two|both|new|these) (?:scripts|prescriptions)\b|\bbefore i dispense\b|"
    r"\b(?:scripts?|prescriptions?) (?:has |have )?(?:just )?(?:landed|come|came|arrived)\b"
)
"""What the sentence names is to be given out."""

ORDERING = (
    r"(?:script for|prescription for|ordered|order|wants?|requests?|"
    r"requesting|asking for|want to (?:start|prescribe|give)|can i start|"
    r"i can start|(?:shall|should) i start|ok to start|confirm i can|i start|"
    r"about to (?:start|give|prescribe)|plan(?:ning)? to (?:start|give)|start)"
)

NOT_YET = re.compile(
    r"^(?: (?!(?:and|with|plus|when|whens) )\w+){0,4}? "
    r"(?:not (?:been |yet |charted |actually )*"
    r"(?:given|charted|started|taken|in|here|signed|arrived|administered|begun)|"
    r"booked|slot|appointment|due|tomorrow|tmrw|tomo|pending|awaited|planned|scheduled|to follow|"
    r"to be given|to start|next week|cancelled|canceled|declined|refused|omitted|"
    r"never (?:given|started|taken)) "
)
"""Behind a medicine it says that none of it was taken,"""

NOT_TAKEN = re.compile(
    r" (?:not (?:going|planning|willing|allowed|able|prepared|keen) to|(?:wont|will not|would not|"
    r"refus\w+|declin\w+|booked|awaiting|waiting|due|before|instead of|scared of|worried about|"
    r"thinking of|thinking about|supposed|meant to|hoping to|want|wants to|should i|if i|if she|"
    r"if he|rather than|not been|never been|havent been|hasnt been|yet to))(?: \w+){0,4} $"
)
"""and before it."""

GIVEN = re.compile(
    r"\b(?:had|have had|has had|got|given|gave|received|after|post|following|since|started|on)\b"
)
GIVEN_AGO = re.compile(
    rf" (?:{NUMBER} ?(?:mg|g) )?(?:(?:\w+ ){{0,4}}?(?:ago|yesterday|last (?:week|month))|"
    r"(?:was |were |already )given) "
)
"""Before and behind a product for the vein they say that it was given."""

FOR_SO_LONG = re.compile(
    rf" (?:{NUMBER} ?(?:mg|mcg) )?(?:od |daily |once daily |once a day )?(?:for |since )(?:about )?"
    rf"(?:\d{{1,2}}|{'|'.join(SPELLED)}) ?(?:d|days?|wks?|weeks?|months?)\b"
)
"""Behind a medicine it says that it is taken."""


class Medicines:
    """Made once for a guideline."""

    def __init__(self, guideline: Guideline) -> None:
        self.guideline = guideline
        self.named = dict(phrases_of(self.names()))
        self.implied = dict(phrases_of(guideline.synonyms.implied))
        self.longest_first = sorted(self.named, key=len, reverse=True)

    def names(self) -> dict[str, tuple[str, ...]]:
        more = self.guideline.synonyms.medicines
        return {
            name: (medicine.label, *medicine.names, *more.get(name, ()))
            for name, medicine in self.guideline.medicines.items()
            if "unspecified" not in medicine.groups
        }

    def read(
        self, spaced: str, sentence: str, stated: Stated, of_somebody: bool, tells: bool
    ) -> None:
        """`of_somebody`: the text tells of a patient; `tells`: this sentence does."""
        for phrase in self.longest_first:
            if phrase not in spaced:
                continue
            name = self.named[phrase][0]
            before, after = spaced.split(phrase, 1)
            near = " ".join(before.split()[-weights.BEFORE_A_MEDICINE :])
            if is_denied(spaced, phrase) or re.search(
                r"\b(?:stop|instead of|allergic to|or)\s*$", near
            ):
                continue
            # A course that never began, taken for one that did, would let the plan skip its first
            # doses.
            if NOT_YET.match(self.up_to_the_next(after)) or NOT_TAKEN.search(f" {near} "):
                continue
            dose = re.match(rf"\s*({NUMBER})\s*(mg|mcg|ug|g)\b", after)
            if re.search(rf"\b{ORDERING}\b", near) or re.search(DISPENSING, spaced):
                event: dict[str, object] = {"ordered": name, "ago": 0.0, "every": "1 d"}
                if dose and not self.told_by_strength(name):
                    event |= {"dose": float(dose[1]), "unit": dose[2].replace("mcg", "ug")}
                stated.add(event, f"{self.guideline.medicines[name].label}, to be ordered")
            elif self.tells_of(name, near, after, of_somebody, tells):
                stated.add(
                    {"started": name, "ago": days_ago(sentence)},
                    f"on {self.guideline.medicines[name].label}",
                )
        for phrase, names in self.implied.items():
            if phrase in spaced and not any("started" in event for event in stated.events):
                label = self.guideline.medicines[names[0]].label
                stated.add({"started": names[0], "ago": days_ago(sentence)}, f"on {label}")

    def tells_of(
        self, medicine: str, near: str, after: str, of_somebody: bool, tells: bool
    ) -> bool:
        """That it is taken or was given. A product for the vein that is only named is asked about:
        taken for given, its own course would hide the dose that is asked for."""
        if self.guideline.medicines[medicine].routes[0] == "intravenous":
            return bool(GIVEN.search(near) or GIVEN_AGO.match(f" {after.strip()} "))
        return (of_somebody and taken(near, after)) or tells

    def up_to_the_next(self, after: str) -> str:
        """What is said of a medicine, before another is named."""
        after = f" {after.strip()} "
        cut = min(
            (after.find(medicine) for medicine in self.longest_first if medicine in after),
            default=-1,
        )
        return after if cut < 0 else f"{after[:cut]} "

    def told_by_strength(self, medicine: str) -> bool:
        """Its strength may be printed of the salt, so that a dose in a question is not taken."""
        gives = self.guideline.medicines[medicine].gives
        return len(gives) == 1 and bool(self.guideline.nutrients[gives[0]].dosed_as)


def taken(near: str, after: str) -> bool:
    """`on ferrous sulfate`, `ferrous sulfate 200 mg daily for 2 weeks`"""
    return bool(re.search(rf"\b{TAKING}\b", near) or FOR_SO_LONG.match(f" {after.strip()} "))


def spaced_phrase(phrase: str) -> str:
    return words(plain(phrase))


def phrases_of(table: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, list[str]]]:
    """Phrase to the names it stands for."""
    names_of: dict[str, list[str]] = {}
    for name, phrases in table.items():
        for phrase in phrases:
            names_of.setdefault(spaced_phrase(phrase), []).append(name)
    yield from names_of.items()
