"""The safety rules hold for every combination of facts; broken on purpose, each break is named."""

from collections.abc import Callable
from functools import cache
from io import StringIO
from typing import Any

import msgspec
import pytest
from rich.console import Console

from hematinic.expressions import syntax
from hematinic.guideline.load import Places, builtin, read_folder
from hematinic.guideline.model import Guideline
from hematinic.guideline.rules import Rules, rules_of
from hematinic.plan.build import Planner
from hematinic.proof.claims import proved
from hematinic.proof.invariants import Proof, claimed, prove
from hematinic.proof.report import Report, Section, show
from hematinic.proof.run import Run
from hematinic.proof.words import in_words
from hematinic.proof.world import World
from once import RULES, planner, report


@cache
def world() -> World:
    return World(planner())


@pytest.mark.parametrize("name", [item.id for item in RULES.guideline.safety])
def test_an_invariant_holds_for_every_patient(name: str) -> None:
    [finding] = [one for one in report().section("invariants").findings if one.claim == name]
    assert finding.method == "proved"
    assert finding.holds, (finding.says, finding.facts)


@pytest.mark.parametrize("name", [item.id for item in RULES.guideline.safety])
def test_an_invariant_is_not_empty(name: str) -> None:
    """Its expression reads what can be true and can be false; else it would hold of nothing."""
    [invariant] = [item for item in RULES.guideline.safety if item.id == name]
    claim, _ = claimed(world(), invariant)
    node = claim.node
    parts: tuple[syntax.Node, ...] = ()
    if isinstance(node, syntax.And | syntax.Implies):
        parts = syntax.children(node)
    for part in parts:
        truth = world().encoder.truth(part)
        assert world().find(truth.true) is not None, part
    assert syntax.names(node)


# Broken on purpose


@cache
def folder() -> tuple[Guideline, Places]:
    return read_folder(builtin())


def changed(change: Callable[[Guideline], Guideline]) -> World:
    guideline, places = folder()
    return World(Planner(rules_of(change(guideline), places)))


def item(name: str, **parts: Any) -> Callable[[Guideline], Guideline]:
    def change(guideline: Guideline) -> Guideline:
        [before] = [entry for entry in guideline.recommendations if entry.id == name]
        after = msgspec.structs.replace(
            before, **{k: v(getattr(before, k)) for k, v in parts.items()}
        )
        assert after != before
        items = tuple(after if entry is before else entry for entry in guideline.recommendations)
        return msgspec.structs.replace(guideline, recommendations=items)

    return change


def finding(name: str, old: str, new: str) -> Callable[[Guideline], Guideline]:
    def change(guideline: Guideline) -> Guideline:
        entry = guideline.findings[name]
        assert old in entry.define
        entry = msgspec.structs.replace(entry, define=entry.define.replace(old, new))
        return msgspec.structs.replace(guideline, findings={**guideline.findings, name: entry})

    return change


def check(name: str, **parts: Any) -> Callable[[Guideline], Guideline]:
    def change(guideline: Guideline) -> Guideline:
        [before] = [entry for entry in guideline.monitoring if entry.id == name]
        after = msgspec.structs.replace(
            before, **{k: v(getattr(before, k)) for k, v in parts.items()}
        )
        assert after != before
        monitoring = tuple(after if entry is before else entry for entry in guideline.monitoring)
        return msgspec.structs.replace(guideline, monitoring=monitoring)

    return change


BREAKS = {
    "the B12-first condition is dropped": (
        finding("daily_oral_iron_suits", " and b12_secured", ""),
        "b12-before-iron",
    ),
    "the renal limit is moved": (
        finding("renal_function_reduced", "egfr < 50", "egfr < 30"),
        "no-cyanocobalamin-in-renal-dysfunction",
    ),
    "unknown neurology counts as absent": (
        item(
            "b12-loading-standard",
            when=lambda text: text.replace(
                "neurological_involvement is false", "not (neurological_involvement is true)"
            ),
        ),
        "unknown-neurology-is-not-weaker",
    ),
    "a neurological feature is forgotten": (
        finding("neurological_involvement", "paresthesia or ", ""),
        "each-neurological-feature-is-ruled-out-first",
    ),
    "a check is never due": (
        check("blood-count-two-weeks", when=lambda _: "false"),
        "oral-iron-is-monitored",
    ),
    "B12 cover has no recency": (
        finding(
            "b12_injected_of_late",
            "last_parenteral_b12 >= as_of - 3 months",
            "last_parenteral_b12 is not null",
        ),
        "b12-cover-is-recent",
    ),
    "an unknown pregnancy does not hold intravenous iron": (
        item(
            "iron-intravenous",
            contraindications=lambda reasons: tuple(
                msgspec.structs.replace(reason, if_unknown="act") for reason in reasons
            ),
        ),
        "no-intravenous-iron-in-infection",
    ),
    "an allergy that nobody asked for lets the infusion through": (
        item(
            "iron-intravenous",
            contraindications=lambda reasons: tuple(
                msgspec.structs.replace(reason, if_unknown="act")
                if "AL-IV-HSR" in reason.implements
                else reason
                for reason in reasons
            ),
        ),
        "no-intravenous-iron-after-allergy",
    ),
    "a red flag in doubt is held": (
        item("emergency-referral", if_unknown=lambda before: "hold"),
        "red-flag-is-referred",
    ),
    "a red flag is forgotten": (
        finding("neurological_red_flag", " or psychosis_of_late", ""),
        "each-red-flag-is-referred",
    ),
    "folic acid does not wait": (
        item("folate-treatment", when=lambda text: text.replace(" and folate_safe", "")),
        "b12-before-folate",
    ),
    "folic acid alone is not followed up": (
        check(
            "blood-count-three-months", when=lambda text: text.replace("or offered(folate) ", "")
        ),
        "folate-is-monitored",
    ),
    "the limit of B12 is moved": (
        finding("total_b12_low", "< vitamin_b12_deficient_below", "< 100 'ng/L'"),
        "low-level-gets-the-first-dose",
    ),
    "a child counts as grown up": (
        finding("adult", "age >= 16", "age >= 12"),
        "no-dose-for-a-child",
    ),
    "a single infusion is doubled": (
        finding("carboxymaltose_label_single", "then (1000 'mg')", "then (2000 'mg')"),
        "intravenous-single-dose-within-its-limit",
    ),
    "both schedules stand": (
        item(
            "b12-loading-neurological",
            instead_of=lambda names: (),
            when=lambda text: text.replace(" and neurological_involvement", ""),
        ),
        "one-b12-loading-schedule",
    ),
    "an injection out of stock counts as had": (
        finding("b12_to_be_had_today", "and not hydroxocobalamin_unavailable", ""),
        "recommended-iron-needs-b12-that-can-be-had",
    ),
    "a loading out of stock is due today": (
        finding(
            "next_loading_injection",
            "if hydroxocobalamin_unavailable then (as_of + 2 days)",
            "if hydroxocobalamin_unavailable then as_of",
        ),
        "an-injection-out-of-stock-is-not-due-today",
    ),
    "B12 is tested for beside the dose of today": (
        item(
            "b12-test",
            when=lambda text: text.replace(" and not (b12_deficiency is true)", "").replace(
                "not b12_measured and ", ""
            ),
        ),
        "b12-is-not-tested-for-and-recommended",
    ),
    "the stop for an allergy holds whatever is unknown": (
        item(
            "b12-loading-neurological",
            contraindications=lambda reasons: tuple(
                msgspec.structs.replace(reason, if_unknown="hold") for reason in reasons
            ),
        ),
        "first-b12-dose-never-waits",
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_break_is_named_and_shown_by_a_patient(name: str) -> None:
    change, expected = BREAKS[name]
    broken = changed(change)
    [invariant] = [entry for entry in broken.rules.guideline.safety if entry.id == expected]
    proof = prove(broken, invariant)
    assert not proof.proved
    assert not proof.problem
    assert proof.patient is not None
    claim, _ = claimed(broken, invariant)
    assert Run(broken.planner, proof.patient).value(claim.node) is not (not invariant.never)
    text = printed(broken.rules, proof)
    assert expected in text
    assert "sex: " in text
    assert "as_of: " in text


def printed(rules: Rules, proof: Proof) -> str:
    """As `hematinic verify` prints it."""
    section = Section(id="x", title="x", method="proved", findings=(proved(rules, proof),))
    report = Report(
        guideline="x",
        version="0",
        content_hash="0",
        day="2026-11-23",
        seconds=0,
        sections=(section,),
    )
    console = Console(width=100, file=StringIO())
    show(report, console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


# In English


@pytest.mark.parametrize(
    ("name", "starts", "holds"),
    [
        ("b12-before-iron", "Never: ", "iron treatment is offered"),
        ("oral-iron-is-monitored", "Never: ", "S28 is due as a check"),
        (
            "red-flag-is-referred",
            "Always: if a red flag",
            "“Same-day emergency referral” is offered",
        ),
        ("potassium-is-watched", "Always: if ", "B12-NEURO is offered"),
    ],
)
def test_an_invariant_is_said_in_english(name: str, starts: str, holds: str) -> None:
    [invariant] = [item for item in RULES.guideline.safety if item.id == name]
    said = in_words(RULES, invariant)
    assert said.startswith(starts)
    assert holds in said
    assert "(" not in said.replace(" (", "")  # no call is left as it is written
