"""The words and sentences for questions name only what the guideline has."""

from hematinic.answers.reading.lexicon import lexicon
from hematinic.answers.replying.retrieve import Index
from hematinic.plan.build import Planner


def test_sentences_name_statements_and_sources(planner: Planner) -> None:
    guideline = planner.rules.guideline
    for name, said in lexicon().said.items():
        assert said.implements, name
        assert set(said.implements) <= set(guideline.statements), name
        assert said.cites, name
        assert {cite.source for cite in said.cites} <= set(guideline.sources), name
        assert said.says.clinician, name
        assert said.says.patient, name


def test_words_name_elements_medicines_and_items(planner: Planner) -> None:
    guideline, synonyms = planner.rules.guideline, lexicon().synonyms
    known = set(guideline.elements)
    assert set(synonyms.measured) <= known
    assert set(synonyms.conditions) | set(synonyms.procedures) <= known
    assert {name for one in synonyms.absent_together for name in one.elements} <= known
    assert set(synonyms.medicines) | set(synonyms.implied) <= set(guideline.medicines)
    assert set(synonyms.red_flags) <= set(guideline.findings)
    items = set(Index(guideline, lexicon()).by_item)
    assert set(synonyms.asked_as) <= items
    said = {name for one in (*synonyms.premises, *synonyms.declined) for name in one.says}
    assert said <= items | set(lexicon().said)
    assert {one.says for one in lexicon().emergencies.emergencies} <= set(lexicon().said)
