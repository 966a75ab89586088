"""Somebody who is shown is made to show more: what is recorded of him stays as it is."""

import shutil
from pathlib import Path

import pytest

from hematinic.expressions.logic import Value
from hematinic.guideline.names import PATIENT
from hematinic.guideline.rules import Rules, compiled
from hematinic.proof.difference.meant import Meant
from hematinic.proof.difference.people import Person, on_other_days
from hematinic.proof.difference.search import Search
from hematinic.proof.difference.seeded import Seed
from hematinic.proof.vignettes import file_of
from hematinic.record.events import Event, Patient, Record

HERE = Path(__file__).parent.parent / "guidelines/magnesium_potassium"
NOW = compiled(HERE)
LIMIT = ("magnesium_level < 0.7", "magnesium_level < 0.8")
BETWEEN = {
    "patient": {"id": "shown", "sex": "female"},
    "as_of": "2026-11-23",
    "events": [
        {"on": "2026-11-23", "observed": "magnesium_level", "value": 0.75, "unit": "mmol/L"}
    ],
}


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    folder = tmp_path_factory.mktemp("seeds") / "after"
    shutil.copytree(HERE, folder)
    text = (folder / "findings.yaml").read_text()
    (folder / "findings.yaml").write_text(text.replace(*LIMIT))
    return compiled(folder)


def shown(after: Rules) -> Search:
    """Where one patient is shown, with nothing but a result between the two limits."""
    search = Search(NOW, after, Meant((), False, NOW, after))
    assert search.showing.keep(search.showing.records.planned(BETWEEN))
    return search


def test_little_besides_his_own_is_otherwise(after: Rules) -> None:
    search = shown(after)
    assert search.open, "there is more to show than he does"
    [planned] = search.showing.shown.values()
    seed = Seed(search.versions, planned, search.seeds.events)
    with seed.given():
        model = seed.any_of([search.names[question] for question in search.open])
        shows = search.shows(*search.versions.seen(search.versions.patient(model)))
        question = next(question for question in search.open if question in shows)
        both, otherwise = seed.nearest(search.names[question], model)
    assert question in search.shows(*search.versions.seen(both))
    assert otherwise
    assert not {"magnesium_level", *PATIENT} & otherwise
    for rules, now, was in zip((NOW, after), both, planned.seen, strict=True):
        same = [name for name in rules.names[: rules.facts] if name not in otherwise]
        assert [now[rules.slots[name]] for name in same if name not in PATIENT] == [
            was.values[rules.slots[name]] for name in same if name not in PATIENT
        ]
    for file in seed.files(both, otherwise):
        assert BETWEEN["events"][0] in file["events"]
        assert len(file["events"]) > 1


def test_more_is_shown_by_records_that_both_planners_have_run(after: Rules) -> None:
    search = shown(after)
    before = {*search.open}
    search.seeds.grow()
    assert before > {*search.open}
    for planned in search.showing.shown.values():
        assert search.shows(*planned.seen)
    shows = {question for of_one in search.showing.examples.values() for question in of_one}
    assert shows.isdisjoint(search.open)


def test_only_the_facts_that_are_named_are_written() -> None:
    values: list[Value] = [*NOW.defaults]
    day = 739_943.0
    known = {"as_of": (day, day), "magnesium_level": (0.5, 0.5), "potassium_level": (3.0, 3.0)}
    for name, value in known.items():
        values[NOW.slots[name]] = value
    [event] = file_of(NOW, values, {"potassium_level"})["events"]
    assert event["observed"] == "potassium_level"


def test_the_last_event_of_a_name_is_moved_to_each_day() -> None:
    def event(name: str, ago: int) -> Event:
        return Event(kind="observed", name=name, day=(1000 - ago, 1000 - ago))

    events = (event("potassium_level", 9), event("magnesium_level", 5), event("potassium_level", 2))
    person = Person(Record(patient=Patient(id="", sex="female"), events=events), 1000)
    moved = [*on_other_days(person, {"potassium_level"}, [0, 14])]
    days = [
        [(each.name, 1000 - each.day[0]) for each in one.record.events if each not in events]
        for one in moved
    ]
    assert days == [[("potassium_level", 0)], [("potassium_level", 14)]]
    assert all(len(one.record.events) == 3 for one in moved)
    assert [*on_other_days(person, {"heart_rate"}, [0, 14])] == []
