"""What is kept between runs is used only where it is whole and our own; else it is made anew."""

import hashlib
import os
import pickle
import random
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec import json

from hematinic.guideline import cache

MADE = {"limits": [13.5, 100.25], "name": "hemoglobin"}


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "kept"
    monkeypatch.setenv("HEMATINIC_CACHE", str(folder))
    return folder


def keep(made: object = MADE) -> tuple[object, bool]:
    """What is found, and whether it was made anew."""
    anew = []
    found = cache.kept_or_made("one", lambda: anew.append(True) or made, json.encode, json.decode)
    return found, bool(anew)


def test_what_was_made_is_found(place):
    assert keep() == (MADE, True)
    assert keep("another") == (MADE, False)


def test_what_is_read_again_outlives_all_that_is_made_once(place):
    keep()
    for number in range(3 * cache.MOST):
        for file in place.iterdir():  # a file system may tell no two moments apart
            os.utime(file, (file.stat().st_mtime - 1,) * 2)
        assert keep() == (MADE, False)
        cache.kept_or_made(str(number), lambda: MADE, json.encode, json.decode)
    assert len([*place.iterdir()]) <= cache.MOST


def test_no_flipped_bit_changes_what_is_found(place):
    keep()
    [file] = place.glob("*.rules")
    whole, chance = file.read_bytes(), random.Random(17)
    for _ in range(1_000):
        at = chance.randrange(len(whole) * 8)
        flipped = bytearray(whole)
        flipped[at // 8] ^= 1 << at % 8
        file.write_bytes(flipped)
        assert keep() == (MADE, True)
        assert file.read_bytes() == whole


@pytest.mark.parametrize("cut", [0, 1, 31, 32, 33])
def test_a_torn_file_is_made_anew(place, cut):
    keep()
    [file] = place.glob("*.rules")
    file.write_bytes(file.read_bytes()[:cut])
    assert keep() == (MADE, True)


@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_what_others_can_write_is_not_read(place, mode):
    keep()
    [file] = place.glob("*.rules")
    file.chmod(mode)
    assert keep("anew") == ("anew", True)


def test_a_link_and_a_pipe_are_not_read(place, tmp_path):
    keep()
    [file] = place.glob("*.rules")
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    assert keep("anew") == ("anew", True)
    file.unlink()
    os.mkfifo(file, 0o600)
    assert keep("anew") == ("anew", True)


@pytest.mark.parametrize("bytes_left", [0, 1, 40])
def test_a_full_disk_leaves_nothing_behind(place, bytes_left):
    with no_file_larger_than(bytes_left):
        assert keep() == (MADE, True)
    assert list(place.iterdir()) == []


@contextmanager
def no_file_larger_than(most: int) -> Iterator[None]:
    """As on a disk with so much left: what goes beyond is an error of writing."""
    before, heard = resource.getrlimit(resource.RLIMIT_FSIZE), signal.getsignal(signal.SIGXFSZ)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heard)


class Hostile:
    """What an unpickling would run."""

    def __reduce__(self) -> tuple[object, tuple[str, int]]:
        return os.mkdir, ("run-by-unpickling", 0o700)


def test_a_foreign_file_is_not_run(place, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    keep()
    [file] = place.glob("*.rules")
    foreign = pickle.dumps(Hostile())
    file.write_bytes(hashlib.sha256(foreign).digest() + foreign)
    assert keep() == (MADE, True)
    assert not Path("run-by-unpickling").exists()


def test_what_a_killed_process_left_is_taken_away(place):
    keep()
    [file] = place.glob("*.rules")
    old, new = place / "a.unfinished", place / "b.unfinished"
    for left in (old, new):
        left.write_bytes(b"half")
    os.utime(old, (1, 1))
    file.unlink()
    keep()
    assert not old.exists()
    assert new.exists()


def test_without_a_home_nothing_is_kept(monkeypatch):
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    for name in ("HEMATINIC_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", nowhere)
    assert cache.directory() is None
    assert keep() == (MADE, True)


def test_a_file_whose_name_is_no_text_counts_too(tmp_path):
    before = cache.content_hash(tmp_path)
    (tmp_path / "odd \udcff.yaml").write_text("a: 1\n")
    named = cache.content_hash(tmp_path)
    (tmp_path / "odd \udcff.yaml").rename(tmp_path / "odd \udcfe.yaml")
    assert len({before, named, cache.content_hash(tmp_path)}) == 3
