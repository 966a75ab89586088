"""Whatever is done in whatever order, by whomever, through either of two doors: an item is approved
exactly where two who are entitled signed its present content, nothing is lost, and both databases
behave alike.

The model here is told apart from the board: a list of what was done, and the rules read anew.
"""

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import postgres
from boards import People, Timer, put_of
from explore import tried
from hematinic.board import accounts, actions, sessions, signing_in
from hematinic.board.database import made
from hematinic.board.policy import RefusedError
from hematinic.board.room import Room
from hematinic.board.standing import standing
from hematinic.board.verify import verify

PEOPLE = {
    "ann": (("author", "reviewer"), "physician"),
    "ben": (("author",), "haematologist"),
    "cat": (("reviewer",), "haematologist"),
    "dan": (("reviewer",), "pharmacist"),
    "eve": (("reviewer",), "physician"),
    "fay": (("editor",), "other"),
}
ITEMS = ("iron", "b12")
TEXTS = {"Give it.": "", "Give 5 mg.": "5 mg", "Give 5 mg slowly.": "5 mg", "Give 6 mg.": "6 mg"}
DOI = "10.1000/example"

accounts_here = PasswordHasher(time_cost=1, memory_cost=64)


@dataclass
class Vote:
    who: str
    text: str
    choice: str
    on: object
    number: int
    back: bool = False


@dataclass
class Model:
    """What was done, and what follows of it by the rules as they are written."""

    present: dict[str, str] = field(default_factory=dict)
    authors: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    votes: dict[str, list[Vote]] = field(default_factory=lambda: {name: [] for name in ITEMS})
    dose: dict[str, str] = field(default_factory=dict)
    notices: list[tuple[str, object, int]] = field(default_factory=list)
    left: set[str] = field(default_factory=set)
    number: int = 0

    def approved(self, item, now):
        text = self.present.get(item)
        if text is None:
            return False
        last = {
            vote.who: vote
            for vote in self.votes[item]
            if vote.text == text and not vote.back and vote.choice != "comment"
        }
        if any(vote.choice in ("change", "reject") for vote in last.values()):
            return False
        signed = {
            vote.who
            for vote in last.values()
            if vote.who not in self.authors[item, text] and self.counts(vote, now)
        }
        professions = {PEOPLE[who][1] for who in signed}
        same_dose = TEXTS[text] == self.dose.get(item, "")
        return len(signed) >= 2 and (same_dose or "pharmacist" in professions)

    def counts(self, vote, now):
        if now - vote.on >= timedelta(days=730):
            return False
        return not any(
            number > vote.number and (kind == "retracted" or now - on >= timedelta(days=90))
            for kind, on, number in self.notices
        )


class Sequence(RuleBasedStateMachine):
    cluster: postgres.Cluster | None = None

    @initialize()
    def begin(self):
        accounts.hasher = accounts_here
        self.ends = ExitStack()
        folder = self.ends.enter_context(tempfile.TemporaryDirectory())
        self.timer, self.model = Timer(), Model()
        addresses = [f"sqlite:///{Path(folder) / 'board.sqlite'}"]
        if self.cluster:
            addresses.append(self.cluster.empty())
        self.doors = []
        """Of each database two rooms, as two processes would have."""
        self.people = []
        for address in addresses:
            both = [Room(made(address), self.timer) for _ in range(2)]
            for room in both:
                self.ends.callback(room.database.close)
            self.doors.append(both)
            self.people.append(People(both[0], self.timer))
        for people in self.people:
            for login, (roles, profession) in PEOPLE.items():
                people.join(login, *roles, profession=profession)
        for login in PEOPLE:
            if "reviewer" in PEOPLE[login][0]:
                self.do(0, login, lambda room, session: actions.declare(room, session, "none"))
        self.seen = [[] for _ in self.doors]
        self.versions = 0
        self.numbers: dict[int, list[int]] = {}

    def do(self, door, login, action):
        """In every database alike; what was refused, by its rule, else nothing."""
        outcomes = []
        for rooms, people in zip(self.doors, self.people, strict=True):
            room, member = rooms[door], people.ids[login]
            try:
                with room.database.write() as connection:
                    token = sessions.begin(connection, member, room.now())
                session = signing_in.session(room, token)
                outcomes.append(("done", action(room, session).kind))
            except RefusedError as error:
                outcomes.append(("refused", error.rule))
        assert len({*outcomes}) == 1, outcomes
        return outcomes[0] if outcomes[0][0] == "refused" else None

    @rule(door=st.integers(0, 1), who=st.sampled_from(["ann", "ben", "cat"]),
          texts=st.tuples(*(st.sampled_from([*TEXTS]) for _ in ITEMS)))  # fmt: skip
    def put(self, door, who, texts):
        self.versions += 1
        items = {item: (text, TEXTS[text]) for item, text in zip(ITEMS, texts, strict=True)}
        found = put_of(str(self.versions), items, DOI)
        refused = self.do(door, who, lambda room, session: actions.put(room, session, found, "try"))
        allowed = "author" in PEOPLE[who][0] and who not in self.model.left
        assert (refused is None) == allowed, refused
        if allowed:
            self.put_before(who, dict(zip(ITEMS, texts, strict=True)))

    def put_before(self, who, texts):
        model = self.model
        for item, text in texts.items():
            earlier = model.present.get(item)
            if earlier == text:
                continue
            if earlier is not None and model.approved(item, self.timer.now):
                model.dose[item] = TEXTS[earlier]
            model.authors.setdefault((item, text), set()).add(who)
        model.present = {**texts}

    @precondition(lambda self: self.versions)
    @rule(door=st.integers(0, 1), who=st.sampled_from([*PEOPLE]), item=st.sampled_from(ITEMS),
          choice=st.sampled_from(["approve"] * 6 + ["change", "reject", "comment"]),
          text=st.sampled_from(["now"] * 6 + [*TEXTS]))  # fmt: skip
    def decide(self, door, who, item, choice, text):
        model = self.model
        if not model.present:
            return
        meant = model.present[item] if text == "now" else text
        content = put_of("x", {item: (meant, TEXTS[meant])}, DOI).manifest.items[item].content
        refused = self.do(
            door, who,
            lambda room, session: actions.decide(room, session, item, content, choice, "because"),
        )  # fmt: skip
        allowed = (
            "reviewer" in PEOPLE[who][0]
            and who not in model.left
            and model.present[item] == meant
            and who not in model.authors[item, meant]
        )
        assert (refused is None) == allowed, refused
        if allowed:
            model.number += 1
            number = self.doors[0][0].state().seq
            model.votes[item].append(Vote(who, meant, choice, self.timer.now, number))

    @precondition(lambda self: any(self.model.votes.values()))
    @rule(door=st.integers(0, 1), who=st.sampled_from([*PEOPLE]), data=st.data())
    def take_back(self, door, who, data):
        votes = [vote for each in self.model.votes.values() for vote in each]
        vote = data.draw(st.sampled_from(votes))
        refused = self.do(
            door, who,
            lambda room, session: actions.take_back(room, session, vote.number, "no more"),
        )  # fmt: skip
        allowed = vote.who == who and not vote.back and who not in self.model.left
        assert (refused is None) == allowed, refused
        vote.back = vote.back or allowed

    @rule(days=st.sampled_from([1, 40, 89, 90, 200, 729]))
    def wait(self, days):
        self.timer.on(days=days)

    @rule(door=st.integers(0, 1), who=st.sampled_from(["fay", "fay", "cat"]),
          kind=st.sampled_from(["superseded", "retracted"]))  # fmt: skip
    def notice(self, door, who, kind):
        known = any(one[0] == kind for one in self.model.notices)
        if known:
            return
        refused = self.do(
            door, who,
            lambda room, session: actions.notify(
                room, [{"doi": DOI, "kind": kind}], session.member)[0],
        )  # fmt: skip
        assert (refused is None) == (who == "fay" and "fay" not in self.model.left), refused
        if refused is None:
            number = self.doors[0][0].state().seq
            self.model.notices.append((kind, self.timer.now, number))

    @rule(door=st.integers(0, 1), who=st.sampled_from(["cat", "eve", "ann"]))
    def leave(self, door, who):
        if who not in self.model.left and len(self.model.left) < 1:
            refused = self.do(door, who,
                              lambda room, session: actions.leave(room, session.member, session.member))  # fmt: skip
            assert refused is None
            self.model.left.add(who)

    @rule(door=st.integers(0, 1), who=st.sampled_from(["fay", "dan"]))
    def release(self, door, who):
        refused = self.do(door, who,
                          lambda room, session: actions.release(room, session.member))  # fmt: skip
        if who == "dan":
            assert refused

    @invariant()
    def approved_exactly_where_two_entitled_signed_it(self):
        for rooms in self.doors if self.versions else ():
            for room in rooms:
                state, now = room.state(), room.now()
                for item in state.items if state.present else ():
                    found = standing(state, item, now).stage == "approved"
                    assert found == self.model.approved(item, self.timer.now), item

    @invariant()
    def no_history_is_lost(self):
        for number, rooms in enumerate(self.doors if hasattr(self, "seen") else ()):
            hashes = [entry.hash for entry in rooms[1].state().entries]
            assert hashes[: len(self.seen[number])] == self.seen[number]
            self.seen[number] = hashes

    def teardown(self):
        if not hasattr(self, "ends"):
            return
        try:
            for rooms in self.doors:
                state, faults = verify(rooms[0])
                assert faults == []
                assert state.head == rooms[1].state().head
        finally:
            self.ends.close()


@pytest.fixture
def hasher_stays(monkeypatch):
    monkeypatch.setattr(accounts, "hasher", accounts.hasher)


def test_any_sequence(hasher_stays, request):
    class Here(Sequence):
        cluster = None if postgres.absent() else request.getfixturevalue("cluster")

    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(Here, settings=tried(15))
