"""What a patient's plan says to a question: its alerts, its lines, and what is not given now."""

from collections.abc import Iterator

from msgspec.structs import replace

from hematinic.answers import weights
from hematinic.answers.model import Sentence
from hematinic.answers.reading.question import Question
from hematinic.answers.reading.text import plain, words
from hematinic.answers.replying.context import Context
from hematinic.answers.replying.retrieve import Hit, Index
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


class PlanSentences:
    """What the plans of one guideline say, as sentences of an answer."""

    def __init__(self, guideline: Guideline, index: Index) -> None:
        self.guideline, self.index = guideline, index
        self.treating = phases_with(guideline.header, "first", "treatment")

    def bottom_line(self, context: Context, reader: str) -> tuple[Sentence, ...]:
        """Its first sentence, resting on the lines that it sums up."""
        plan = context.at_supposed_age
        text = lines.bottom_line(plan, "patient" if reader == "patient" else "clinician")
        treatments = [line.item for line in plan.recommendations if line.item.prescribe]
        summed = (treatments or [line.item for line in plan.recommendations])[:2]
        items: list[Alert | Recommendation] = [
            *[fired.alert for fired in plan.alerts if fired.alert.emergency][:1],
            *summed,
        ]
        if not items:
            first = answer_sentence("facts-first", self.guideline, reader)
            return in_sentences(replace(first, text=text))
        sentence = Sentence(
            text=text,
            statements=tuple(dict.fromkeys(code for item in items for code in item.implements)),
            item=items[0].id,
            kind="recommendation",
            cites=tuple(dict.fromkeys(cite for item in items for cite in item.cites)),
            planned=True,
        )
        return in_sentences(sentence)

    def says_something(self, context: Context) -> bool:
        """More than that what is known does not settle it."""
        guideline = self.guideline.header.bottom_line
        return context.at_supposed_age.bottom_line != guideline[-1].says

    def now(self, context: Context, reader: str) -> list[Sentence]:
        """What is stopped, whom to call and what is done today: the first layer of the plan."""
        first_layer = layers(context.at_supposed_age).now
        now_lines = (*first_layer.stop, *first_layer.call, *first_layer.today, *first_layer.brief)
        return [self.line(line, context.at_supposed_age, reader, True) for line in now_lines]

    def asked_for(self, context: Context, asked: Question, reader: str) -> tuple[Sentence, ...]:
        """The treatment of the plan that a question is nearest to; nothing of other patients."""
        plan = context.at_supposed_age
        given = {
            line.item.id: line
            for line in plan.recommendations
            if line.item.prescribe and line.status in GIVEN
        }
        sides = self.index.of_sides(asked.terms)
        of_them = {name: line for name, line in given.items() if sides & self.sides(line)}
        among = of_them or given
        hits = self.index.search(self.index.query(asked.terms, asked.mended), among=among)
        if not hits:
            return ()
        return in_sentences(self.line(given[hits[0].unit.item], plan, reader, True))

    def sides(self, line: Planned) -> frozenset[int]:
        """Which of the subjects that are kept apart its title names."""
        return self.index.of_sides(self.index.terms.tokens(words(plain(line.item.title))))

    def pinned(self, context: Context, reader: str) -> list[Sentence]:
        """The critical alerts of the facts: what must be done or stopped today."""
        plan = context.at_supposed_age
        return [
            self.fired(fired, plan, reader)
            for fired in plan.alerts
            if fired.level == "critical" and not of_content(fired.alert, self.guideline)
        ]

    @staticmethod
    def items(context: Context) -> set[str]:
        """What the plan says, offers or does not offer."""
        plan = context.at_supposed_age
        return {
            *(line.item.id for line in plan.recommendations),
            *(line.item.id for line in plan.not_recommended),
            *(fired.alert.id for fired in plan.alerts),
        }

    def planned(
        self,
        context: Context,
        hits: list[Hit],
        general: list[Unit],
        reader: str,
        plainly: bool = False,
    ) -> Iterator[Sentence]:
        """`general` are the guideline's own sentences that are told as well; with `plainly` they
        answer it, and the plan's treatments add nothing."""
        full = context.at_supposed_age
        age_known = full is context.plan
        scores: dict[str, float] = {}
        best = max((hit.score for hit in hits), default=1.0)
        for hit in hits:
            scores.setdefault(hit.unit.item, hit.score / best)
        already_said = {unit.item for unit in general}
        alerts = [
            fired
            for fired in full.alerts
            if self.alarms(fired, scores) and fired.alert.id not in already_said
        ]
        for fired in alerts[: weights.MOST_ALERTS]:
            yield self.fired(fired, full, reader)
        ranked = sorted(
            (line for line in full.recommendations if line.item.id not in already_said),
            key=lambda line: -_urgency(line, scores),
        )
        worth_saying = [line for line in ranked if self.bears(line, scores, plainly)]
        chosen = worth_saying[: weights.MOST_PLANNED - len(alerts[:2])]
        if not age_known and any(line.item.prescribe for line in chosen):
            yield answer_sentence("age-unknown", self.guideline, reader)
        not_given = [] if plainly else self.held(full, scores)
        refused = [line for line in not_given if line.item.id not in already_said]
        in_order = [line for line in full.recommendations if line in chosen]
        # What is not given stands behind the last line that gives the same nutrient: `not by vein
        # now` belongs after the tablets and not at the end of everything. What belongs nowhere
        # comes last.
        for at, line in enumerate(in_order):
            yield self.line(line, full, reader, age_known)
            later = [after.item for after in in_order[at + 1 :]]
            for other in list(refused):
                last = not any(self.beside(other.item, item) for item in later)
                if last and self.beside(other.item, line.item):
                    refused.remove(other)
                    yield self.refused(other)
        yield from map(self.refused, refused)

    def alarms(self, fired: Fired, scores: dict[str, float]) -> bool:
        if of_content(fired.alert, self.guideline):
            return False
        near = scores.get(fired.alert.id, 0) > weights.BEARS
        return fired.level == "critical" or fired.alert.first or near

    def held(self, plan: Plan, scores: dict[str, float]) -> Iterator[NotRecommended]:
        """What is not offered now, the age known or assumed: each treatment that would be, and
        whatever else the question is about."""
        for refused in plan.not_recommended:
            treats = refused.item.prescribe is not None and refused.item.status != "alternative"
            if treats or scores.get(refused.item.id, 0) > weights.BEARS:
                yield refused

    def beside(self, first: Recommendation, second: Recommendation) -> bool:
        """They give the same nutrient: what is not given stands beside what is."""
        gives = [
            self.guideline.medicines[item.prescribe.medicine].gives
            for item in (first, second)
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

    def fired(self, fired: Fired, plan: Plan, reader: str) -> Sentence:
        text = lines.alert(
            fired, plan.assessment, "patient" if reader == "patient" else "clinician"
        )
        if reader != "patient":
            text = f"{text} {lines.what_to_do(fired.alert, plan.assessment)}"
        alert = fired.alert
        return Sentence(
            text=text, statements=alert.implements, item=alert.id, kind="alert", cites=alert.cites,
            basis=alert.basis, planned=True, disagrees=alert.disagrees,
        )  # fmt: skip

    def line(self, line: Planned, plan: Plan, reader: str, known: bool) -> Sentence:
        """The plan's own line; where no age is known, the guideline's, which has no dates."""
        item = line.item
        if not known:
            return self.of_the_guideline(line, plan, reader)
        kind = "patient" if reader == "patient" else "clinician"
        return Sentence(
            text=lines.recommendation(line, plan.assessment, kind), statements=item.implements,  # type: ignore[arg-type]
            item=item.id, kind="recommendation", cites=item.cites, strength=item.strength,
            basis=item.basis, planned=True, disagrees=item.disagrees,
        )  # fmt: skip

    def of_the_guideline(self, line: Planned, plan: Plan, reader: str) -> Sentence:
        """With what it waits for: the questions do not hang on the age."""
        # The dates and doses of the supposed age are nobody's, so the guideline's general sentence
        # is said in the place of the plan's.
        units = self.index.by_item.get(line.item.id)
        if not units:  # it speaks of this patient's values
            return self.line(line, plan, reader, True)
        sentences = units[0].clinician
        whole = " ".join(sentence.text for sentence in sentences)
        first = lines.asked_first(line, plan.assessment)
        patient = line.item.says.patient if reader == "patient" else ""
        if patient and line.questions:
            patient = f"{lines.FIRST_ASKED} {patient}"
        return replace(sentences[0], text=patient or f"{first}{whole}")

    @staticmethod
    def refused(refused: NotRecommended) -> Sentence:
        item = refused.item
        return Sentence(
            text=f"{item.title}: not now, because {refused.because}.",
            statements=refused.implements or item.implements,
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
