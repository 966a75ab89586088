"""Several people at the same time, each through a door of their own."""

import threading

import pytest

from boards import People, content, put_of
from hematinic.board import accounts, actions, signing_in
from hematinic.board.accounts import InputError
from hematinic.board.policy import RefusedError
from hematinic.board.room import Room
from hematinic.board.standing import standing
from hematinic.board.verify import verify

ITEM = "iron"


@pytest.fixture
def put(room, people):
    people.join("author", "author")
    actions.put(room, people.sign_in("author"), put_of("1", {ITEM: "Give iron."}), "to begin")


def at_once(*works):
    """What each gave, or the error that it met."""
    found, ready = [None] * len(works), threading.Barrier(len(works))

    def run(number, work):
        ready.wait()
        try:
            found[number] = work()
        except (RefusedError, InputError) as error:
            found[number] = error

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_two_reviewers_sign_at_once(room, people, timer, put):
    sessions = [people.reviewer(name) for name in ("first", "second", "third", "fourth")]
    doors = [Room(room.database, timer) for _ in sessions]
    hashed = content(room, ITEM)
    for _ in range(5):
        works = [
            lambda door=door, session=session: actions.decide(
                door, session, ITEM, hashed, "approve"
            )
            for door, session in zip(doors, sessions, strict=True)
        ]
        entries = at_once(*works)
        assert len({entry.seq for entry in entries}) == 4
    assert len(standing(room.state(), ITEM, room.now()).approvals) == 4
    assert verify(room)[1] == []


def test_who_signs_while_it_is_changed_signs_the_old_text_or_nothing(room, people, timer, put):
    first = people.reviewer("first")
    author = people.sign_in("author")
    hashed = content(room, ITEM)
    doors = [Room(room.database, timer) for _ in range(2)]
    signed, _ = at_once(
        lambda: actions.decide(doors[0], first, ITEM, hashed, "approve"),
        lambda: actions.put(doors[1], author, put_of("2", {ITEM: "Give more."}), "more"),
    )
    assert standing(room.state(), ITEM, room.now()).approvals == ()
    if isinstance(signed, RefusedError):
        assert signed.rule == "present"
    assert verify(room)[1] == []


def test_an_invitation_is_taken_up_by_one(room, people, timer):
    token = signing_in.invite(room, ("reviewer",), "nurse")
    secret = signing_in.invited(room, token).secret
    import pyotp

    code = pyotp.TOTP(secret).at(timer.now)
    works = [
        lambda name=name: signing_in.take_up(
            Room(room.database, timer), token, name, "a plain long password", code, {"name": name})
        for name in ("one", "two", "three")
    ]  # fmt: skip
    found = at_once(*works)
    assert sum(isinstance(one, str) for one in found) == 1
    assert len(room.state().members) == 1


def test_a_code_is_taken_once_though_two_give_it_at_once(room, people: People, timer):
    people.join("first", "reviewer")
    code = people.code("first")
    with room.database.read() as connection:
        account = accounts.by_login(connection, "first")

    def take():
        with room.database.write() as connection:
            accounts.take_code(connection, account, code, room.now())
            return "taken"

    assert [one for one in at_once(take, take, take) if one == "taken"] == ["taken"]
