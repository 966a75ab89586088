"""What a patient's plan says to a question: its alerts, its lines, and what is not given now."""

from collections.abc import Iterator

from msgspec.structs import replace

from hematinic.answers import weights
from hematinic.answers.model import Sentence
from hematinic.answers.reading.question import Question
from hematinic.answers.reading.text import plain, words
from hematinic.answers.replying.context import Context
from hematinic.answers.replying.retrieve import Found, Index
from hematinic.answers.replying.said import answer_sentence
from hematinic.answers.replying.units import Unit, in_sentences
from hematinic.guideline.model import Alert, Guideline, Recommendation
from hematinic.guideline.outline import phases_with
from hematinic.guideline.statements import of_content
from hematinic.plan.model import Fired, NotRecommended, Plan, Planned
from hematinic.render.words import lines
from hematinic.render.words.layers import layers

GIVEN = ("recommended", "consider", "after_questions")
"""What treats, now or once its questions are answered."""


class Told:
    """Of one guideline, the sentences of its plans."""

    def __init__(self, guideline: Guideline, index: Index) -> None:
        self.guideline, self.index = guideline, index
        self.treating = phases_with(guideline.header, "first", "treatment")

    def bottom_line(self, context: Context, reader: str) -> tuple[Sentence, ...]:
        """Its first sentence, resting on the lines that it sums up."""
        plan = context.at_supposed_age
        text = lines.bottom_line(plan, "patient" if reader == "patient" else "clinician")
        treats = [one.item for one in plan.recommendations if one.item.prescribe]
        summed = (treats or [one.item for one in plan.recommendations])[:2]
        items: list[Alert | Recommendation] = [
            *[one.alert for one in plan.alerts if one.alert.emergency][:1],
            *summed,
        ]
        if not items:
            first = answer_sentence("facts-first", self.guideline, reader)
            return in_sentences(replace(first, text=text))
        sentence = Sentence(
            text=text,
            statements=tuple(dict.fromkeys(code for one in items for code in one.implements)),
            item=items[0].id,
            kind="recommendation",
            cites=tuple(dict.fromkeys(cite for one in items for cite in one.cites)),
            planned=True,
        )
        return in_sentences(sentence)

    def now(self, context: Context, reader: str) -> list[Sentence]:
        """What is stopped, whom to call and what is done today: the first layer of the plan."""
        found = layers(context.at_supposed_age).now
        lines_ = (*found.stop, *found.call, *found.today, *found.brief)
        return [self.line(one, context.at_supposed_age, reader, True) for one in lines_]

    def asked_for(self, context: Context, asked: Question, reader: str) -> tuple[Sentence, ...]:
        """The treatment of the plan that a question is nearest to; nothing of other patients."""
        plan = context.at_supposed_age
        given = {
            line.item.id: line
            for line in plan.recommendations
            if line.item.prescribe and line.status in GIVEN
        }
        sides = self.index.of_sides(asked.terms)
        of_them = {name: one for name, one in given.items() if sides & self.sides(one)}
        among = of_them or given
        found = self.index.search(self.index.sought(asked.terms, asked.mended), among=among)
        if not found:
            return ()
        return in_sentences(self.line(given[found[0].unit.item], plan, reader, True))

    def sides(self, line: Planned) -> frozenset[int]:
        """Which of the subjects that are kept apart its title names."""
        return self.index.of_sides(self.index.terms.tokens(words(plain(line.item.title))))

    def pinned(self, context: Context, reader: str) -> list[Sentence]:
        """The critical alerts of the facts: what must be done or stopped today."""
        plan = context.at_supposed_age
        return [
            self.fired(one, plan, reader)
            for one in plan.alerts
            if one.level == "critical" and not of_content(one.alert, self.guideline)
        ]

    def planned(
        self,
        context: Context,
        found: list[Found],
        general: list[Unit],
        reader: str,
        plainly: bool = False,
    ) -> Iterator[Sentence]:
        """`general` are the guideline's own sentences that are told as well; with `plainly` they
        answer it, and the plan's treatments add nothing."""
        full = context.at_supposed_age
        known = full is context.plan
        scores: dict[str, float] = {}
        best = max((one.score for one in found), default=1.0)
        for one in found:
            scores.setdefault(one.unit.item, one.score / best)
        told = {unit.item for unit in general}
        alerts = [
            one for one in full.alerts if self.alarms(one, scores) and one.alert.id not in told
        ]
        for fired in alerts[: weights.MOST_ALERTS]:
            yield self.fired(fired, full, reader)
        ranked = sorted(
            (line for line in full.recommendations if line.item.id not in told),
            key=lambda line: -_urgency(line, scores),
        )
        weight = [line for line in ranked if self.bears(line, scores, plainly)]
        chosen = weight[: weights.MOST_PLANNED - len(alerts[:2])]
        if not known and any(line.item.prescribe for line in chosen):
            yield answer_sentence("age-unknown", self.guideline, reader)
        held = [] if plainly else self.held(full, scores)
        refused = [one for one in held if one.item.id not in told]
        in_order = [line for line in full.recommendations if line in chosen]
        for at, line in enumerate(in_order):
            yield self.line(line, full, reader, known)
            later = [after.item for after in in_order[at + 1 :]]
            for other in list(refused):
                last = not any(self.beside(other.item, item) for item in later)
                if last and self.beside(other.item, line.item):
                    refused.remove(other)
                    yield self.refused(other)
        yield from map(self.refused, refused)

    def alarms(self, one: Fired, scores: dict[str, float]) -> bool:
        if of_content(one.alert, self.guideline):
            return False
        near = scores.get(one.alert.id, 0) > weights.BEARS
        return one.level == "critical" or one.alert.first or near

    def held(self, plan: Plan, scores: dict[str, float]) -> Iterator[NotRecommended]:
        """What is not offered now, the age known or assumed: each treatment that would be, and
        whatever else the question is about."""
        for one in plan.not_recommended:
            would = one.item.prescribe is not None and one.item.status != "alternative"
            if would or scores.get(one.item.id, 0) > weights.BEARS:
                yield one

    def beside(self, one: Recommendation, other: Recommendation) -> bool:
        """They give the same nutrient: what is not given stands beside what is."""
        gives = [
            self.guideline.medicines[item.prescribe.medicine].gives
            for item in (one, other)
            if item.prescribe
        ]
        return len(gives) == 2 and bool(set(gives[0]) & set(gives[1]))

    def bears(self, line: Planned, scores: dict[str, float], plainly: bool) -> bool:
        """What treats the deficiency is told; the rest only where the question is about it."""
        treats = line.item.prescribe and line.status in GIVEN and not plainly
        if treats and line.item.phase in self.treating:
            return True
        return scores.get(line.item.id, 0) > weights.BEARS

    # Its sentences

    def fired(self, one: Fired, plan: Plan, reader: str) -> Sentence:
        text = lines.alert(one, plan.assessment, "patient" if reader == "patient" else "clinician")
        if reader != "patient":
            text = f"{text} {lines.what_to_do(one.alert, plan.assessment)}"
        alert = one.alert
        return Sentence(
            text=text, statements=alert.implements, item=alert.id, kind="alert", cites=alert.cites,
            basis=alert.basis, planned=True, disagrees=alert.disagrees,
        )  # fmt: skip

    def line(self, one: Planned, plan: Plan, reader: str, known: bool) -> Sentence:
        """The plan's own line; where no age is known, the guideline's, which has no dates."""
        item = one.item
        if not known:
            return self.of_the_guideline(one, plan, reader)
        kind = "patient" if reader == "patient" else "clinician"
        return Sentence(
            text=lines.recommendation(one, plan.assessment, kind), statements=item.implements,  # type: ignore[arg-type]
            item=item.id, kind="recommendation", cites=item.cites, strength=item.strength,
            basis=item.basis, planned=True, disagrees=item.disagrees,
        )  # fmt: skip

    def of_the_guideline(self, one: Planned, plan: Plan, reader: str) -> Sentence:
        """With what it waits for: the questions do not hang on the age."""
        units = self.index.by_item.get(one.item.id)
        if not units:  # it speaks of this patient's values
            return self.line(one, plan, reader, True)
        said = units[0].clinician
        whole = " ".join(sentence.text for sentence in said)
        first = lines.asked_first(one, plan.assessment)
        patient = one.item.says.patient if reader == "patient" else ""
        if patient and one.questions:
            patient = f"{lines.FIRST_ASKED} {patient}"
        return replace(said[0], text=patient or f"{first}{whole}")

    @staticmethod
    def refused(one: NotRecommended) -> Sentence:
        item = one.item
        return Sentence(
            text=f"{item.title}: not now, because {one.because}.",
            statements=one.implements or item.implements,
            item=item.id,
            kind="recommendation",
            cites=item.cites,
            basis=item.basis,
            planned=True,
        )


def _urgency(line: Planned, scores: dict[str, float]) -> float:
    """What is done comes before what is told, where the question favors neither."""
    near = scores.get(line.item.id, 0)
    return weights.ACTION[line.item.action] + weights.NEAR_THE_PLAN * near
