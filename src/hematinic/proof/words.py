"""An invariant in English: what is asked of every plan, in the labels of the guideline."""

from hematinic.expressions import syntax
from hematinic.expressions.english import english
from hematinic.guideline.rules import Rules
from hematinic.guideline.safety import Invariant

VERBS = {
    "offered": "offered",
    "recommended": "recommended",
    "refused": "refused as contraindicated",
    "alert": "among the alerts",
    "due": "due as a check",
}


def in_words(rules: Rules, invariant: Invariant) -> str:
    """`Never: iron is offered and …`."""
    key = "never" if invariant.never else "always"
    node = rules.claims[invariant.id].node
    words = {
        call.name: f"{named(rules, call.argument)} is {VERBS[call.function]}"
        for call in syntax.calls(node)
    }
    text = english(node, {**rules.labels, **words})
    for label in words.values():
        text = text.replace(f"not {label}", label.replace(" is ", " is not "))
    return f"{key.capitalize()}: {text}."


def named(rules: Rules, name: str) -> str:
    """What an item, a medicine, a nutrient or an entry of the specification is called."""
    guideline = rules.guideline
    for section in (guideline.medicines, guideline.courses):
        if name in section:
            return section[name].label
    for item in guideline.recommendations:
        if item.id == name and item.title:
            return f"“{item.title}”"
    return name.replace("_", " ")
