"""What an answer says of just this patient, where one of its cases is known to hold."""

import math
import re
from collections.abc import Mapping

from hematinic.answers.model import Sentence
from hematinic.answers.reading.patterns import Patterns
from hematinic.answers.reading.question import Question
from hematinic.answers.replying.context import Context
from hematinic.answers.replying.said import answer_sentence, shown
from hematinic.answers.replying.units import in_sentences
from hematinic.expressions.logic import STEP, Value
from hematinic.expressions.python import Program, compile_program
from hematinic.expressions.syntax import Boolean, Node
from hematinic.guideline import layout
from hematinic.guideline.names import DOSE
from hematinic.guideline.questions import Case
from hematinic.guideline.rules import Rules
from hematinic.plan.assess import Assessment
from hematinic.render.words.values import values_of

PLACE = re.compile(r"\{(\w+)\}")


class WorkedOut:
    """The cases of the answers of one guideline; each is compiled when it is first asked for."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        patterns = Patterns({})
        self.asked = {
            layout.worked(name, i): patterns.any(case.asked)
            for name, answer in rules.guideline.answers.items()
            for i, case in enumerate(answer.here)
            if case.asked
        }

    def said(
        self, item: str, asked: Question, context: Context | None, reader: str
    ) -> tuple[Sentence, ...]:
        """Empty where no case of it is known to hold of what is stated."""
        answer = self.rules.guideline.answers.get(item)
        for i, case in enumerate(answer.here if answer else ()):
            name = layout.worked(item, i)
            in_words = self.asked.get(name)
            if in_words and not in_words.search(asked.clauses):
                continue
            # What a question asks in words alone holds of whoever is asked about; a question that
            # states nothing has no patient whose plan would have to be made for it.
            text = _text(case, reader)
            if self.rules.worked[name].node == Boolean(True) and not PLACE.search(text):
                return self.sentences(item, text, reader)
            if context and self.value(name, context.plan.assessment) is True:
                filled = self.filled(item, i, case, context.plan.assessment, reader)
                return self.sentences(item, filled, reader) if filled else ()
        return ()

    def sentences(self, item: str, text: str, reader: str) -> tuple[Sentence, ...]:
        rule = answer_sentence(item, self.rules.guideline, reader)
        return in_sentences(Sentence(
            text=shown(text), statements=rule.statements, item=item, kind="table",
            cites=rule.cites, basis=rule.basis,
        ))  # fmt: skip

    def filled(self, item: str, i: int, case: Case, assessment: Assessment, reader: str) -> str:
        """Nothing where a value of it is unknown: half a sentence could mislead."""
        text = _text(case, reader)
        own = {name: layout.worked_value(item, i, name) for name in case.values}
        names = set(PLACE.findall(text))
        texts = {name: self.in_words(name, own, assessment, reader) for name in names}
        return PLACE.sub(lambda match: texts[match[1]], text) if all(texts.values()) else ""

    def in_words(
        self, name: str, own: Mapping[str, str], assessment: Assessment, reader: str
    ) -> str:
        values = values_of(assessment)
        if name in own:
            kind = self.rules.worked[own[name]].type
            value = self.value(own[name], assessment)
        else:
            kind, value = self.rules.types[name], assessment.value(name)
            source = assessment.source(name)
            if source is not None and source.kind == "observed":
                return values.short(source) if reader == "patient" else values.event(source)
        if value is None:
            return ""
        if kind.analyte == DOSE.analyte and isinstance(value, tuple):
            # Of whole milligrams, and rounded down: most of them are the most that may be given.
            return f"{math.floor(value[0] + STEP)} {kind.unit}"
        text = values.value(value, kind)
        # A patient knows one unit, the first.
        return text.split(" (")[0] if reader == "patient" else text

    def value(self, name: str, assessment: Assessment) -> Value:
        slots = self.rules.slots
        program = self.rules.once(_programs).get(name)
        if program is None:
            node: Node = self.rules.worked[name].node
            program = compile_program([(name, node)], {**slots, name: len(slots)})
            self.rules.once(_programs)[name] = program
        values = [*assessment.values, None]
        program.fill(values)
        return values[-1]


def _text(case: Case, reader: str) -> str:
    return case.says.patient if reader == "patient" else case.says.clinician


def _programs(rules: Rules) -> dict[str, Program]:
    """Filled as they are asked for."""
    return {}
