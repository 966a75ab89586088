"""The sections of a report that are proved, or tested on patients."""

from collections.abc import Callable, Iterable, Sequence

from hematinic.expressions.logic import Value
from hematinic.guideline.rules import Rules
from hematinic.proof import account as of_results
from hematinic.proof import coverage
from hematinic.proof import one_voice as voice
from hematinic.proof.agreement import agree
from hematinic.proof.cases import holes
from hematinic.proof.generated import held_by_records
from hematinic.proof.generated_pairs import of_records
from hematinic.proof.invariants import Proof, prove
from hematinic.proof.pairs import PairProof, Pairs
from hematinic.proof.report import Finding, Section
from hematinic.proof.words import in_words
from hematinic.proof.world import World

Witnesses = Sequence[list[Value]]


def safety(world: World, tell: Callable[[str], None]) -> Section:
    findings = []
    for invariant in world.rules.guideline.safety:
        tell(invariant.id)
        finding = proved(
            world.rules,
            prove(world, invariant),
            about=invariant.about,
            words=in_words(world.rules, invariant),
            expression=invariant.never or invariant.always,
            implements=invariant.implements,
        )
        findings.append(finding)
    return Section(id="invariants", title="Invariants", method="proved", findings=tuple(findings))


def proved(rules: Rules, proof: Proof, **more: object) -> Finding:
    shown = proof.vignette
    return Finding(
        claim=proof.id,
        method="proved",
        holds=proof.proved,
        says=f"not decided: {proof.problem}" if proof.problem else proof.because,
        seconds=round(proof.seconds, 4),
        patient=shown.file if shown else None,
        facts=None if proof.patient is None else recorded(rules, proof.patient),
        reproduced=proof.reproduced,
        **more,  # type: ignore[arg-type]
    )


def recorded(rules: Rules, facts: Sequence[Value]) -> dict[str, object]:
    """The facts that are not as where nothing is recorded; null where they are unknown."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value, default in zip(rules.names, facts, rules.defaults, strict=False)
        if value != default and name != "valid_until"
    }


def pairs(world: World, tell: Callable[[str], None]) -> Section:
    """Of every two patients alike but for one fact that is worse in one of them."""
    asked = Pairs(world)
    findings = []
    for pair in world.rules.guideline.pairs:
        tell(pair.id)
        findings += [paired(world, proof) for proof in asked.of_pair(pair)]
    return Section(
        id="pairs",
        title="More illness, never less treatment",
        method="proved",
        findings=tuple(findings),
        summary="each claim is about every two patients who are alike but for one fact",
    )


def paired(world: World, proof: PairProof) -> Finding:
    more: dict[str, object] = {}
    if proof.two is not None:
        milder, worse = proof.two.files
        more = {
            "patient": milder.file,
            "worse": worse.file,
            "facts": recorded(world.rules, proof.two.milder),
            "worse_facts": recorded(world.rules, proof.two.worse),
            "reproduced": proof.two.reproduced,
        }
    return Finding(
        claim=proof.id,
        method="proved",
        holds=proof.proved,
        about=proof.pair.about or proof.pair.id,
        implements=proof.pair.implements,
        says=f"not decided: {proof.problem}" if proof.problem else proof.because,
        seconds=round(proof.seconds, 4),
        **more,  # type: ignore[arg-type]
    )


def pairs_of_records(world: World) -> Section:
    tested = of_records(world)
    findings = tuple(
        Finding(
            claim=fault.claim, method="tested", holds=False, says="two records break it",
            patient=fault.milder, worse=fault.worse, reproduced=True,
        )
        for fault in tested.broken.values()
    )  # fmt: skip
    summary = (
        f"{tested.pairs} pairs of records were generated that differ in one event: their facts"
        " differ in nothing that the proofs over pairs do not let differ, the worse one's first"
        " dose is no later, and a course that is reckoned no smaller"
    )
    return Section(
        id="pairs_of_records",
        title="The pairs of the proofs are all there are",
        method="tested",
        findings=findings,
        summary=summary,
    )


KINDS = {
    True: "conditions that can be true",
    False: "conditions that can be false",
    "reached": "cases that are reached",
}


def completeness(world: World) -> tuple[Section, Witnesses]:
    """And the patients who show each part."""
    covered = coverage.cover(world)
    problems = {
        "no patient can": covered.unmet,
        "the engines do not agree": covered.disagreed,
        "the solver does not know": covered.undecided,
    }
    bad = {goal: says for says, goals in problems.items() for goal in goals}
    findings = tuple(
        Finding(
            claim=str(goal),
            method="proved",
            holds=goal not in bad,
            says=bad.get(goal, ""),
            about=KINDS.get(goal.wanted, f"items {goal.wanted}"),
        )
        for goal in covered.goals
    )
    section = Section(
        id="parts",
        title="No dead part",
        method="proved",
        findings=findings,
        summary=f"{len(covered.patients)} patients show what {len(covered.met)} parts ask for",
    )
    return section, covered.patients


def exclusive(world: World) -> Section:
    return _of_proofs(
        world, "exclusive", "No two of a group in one phase", coverage.exclusive(world)
    )


def one_voice(world: World) -> Section:
    return _of_proofs(
        world, "one-voice", "No line says the contrary of another", voice.one_voice(world)
    )


def account(world: World) -> Section:
    """Each claim by itself, and what the plans of generated records passed over."""
    findings = [proved(world.rules, proof) for proof in of_results.account(world)]
    heard = of_results.results_spoken_of(world)
    findings += [
        Finding(
            claim=element.claim, method="tested", holds=False, says="a plan passes it over",
            patient=element.record, reproduced=True,
        )
        for element in heard.silent
    ]  # fmt: skip
    return Section(
        id="account",
        title="Every result beyond its limits is spoken of",
        method="proved",
        findings=tuple(findings),
        summary=f"{heard.results} results just beyond a limit were put into generated records,"
        " and each plan names them",
    )


def cases(world: World) -> Section:
    return _of_proofs(world, "cases", "No hole between the cases of a finding", holes(world))


def monotone(world: World) -> Section:
    return _of_proofs(
        world, "monotone", "Nothing is gained by not knowing", coverage.monotone(world)
    )


def agreement(world: World, witnesses: Witnesses) -> Section:
    agreed = agree(world, witnesses)
    same = (
        f"{agreed.witnesses} patients, generated or found by the solver, who show each part",
        f"{agreed.cases - agreed.witnesses} patients just below, at and just above a limit,"
        f" of which there are {agreed.limits}",
    )
    findings = [Finding(claim=claim, method="tested", holds=True) for claim in same]
    if agreed.disagreements:
        findings = [
            Finding(claim=claim, method="tested", holds=False, says="the engines do not agree")
            for claim in dict.fromkeys(agreed.disagreements)
        ]
    title = "The solver and the planner say the same of every line"
    return Section(
        id="engines", title=title, method="tested", findings=tuple(findings), listed=True
    )


def domains(world: World) -> Section:
    held = held_by_records(world)
    findings = [
        Finding(
            claim=f"every value of {name} was looked at", method="tested", holds=False, says=says
        )
        for name, says in held.outside.items()
    ]
    findings += [
        Finding(
            claim=f"relation {name}",
            method="tested",
            holds=name not in held.broken,
            says=held.broken.get(name, ""),
        )
        for name in world.relations
    ]
    findings += [
        Finding(claim=f"invariant {name}", method="tested", holds=False, says=says)
        for name, says in held.violated.items()
    ]
    summary = (
        f"{held.records} records were generated: each fact within the bounds that the proofs"
        " assume, no relation false, each invariant kept by the plan"
    )
    return Section(
        id="records",
        title="The patients of the proofs are all there are",
        method="tested",
        findings=tuple(findings),
        summary=summary,
    )


def _of_proofs(world: World, name: str, title: str, proofs: Iterable[Proof]) -> Section:
    findings = tuple(proved(world.rules, proof) for proof in proofs)
    return Section(id=name, title=title, method="proved", findings=findings)
