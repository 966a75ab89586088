"""A page is small, has one stylesheet, and is sent compressed to whom it may be."""

import gzip
import json
import re

import pytest

from once import RULES
from render.people import FILES

MOST = 40 * 1024
"""Bytes, compressed and without pictures."""

OF_A_PLAN = 34 * 1024

WHOLE = ["/", "/plan", *(f"/plan?example={name}" for name in RULES.guideline.examples)]
"""With the stylesheet and the script."""

ALONE = ["/about", "/answer/intravenous", "/answer/references", "/answer/disagreements", "/ask",
         "/plan/form?example=no-response", "/plan/why?example=iron-before-b12", "/statements", "/attributes", "/alerts", "/policy",
         "/board", "/hazards", "/why/b12-loading-neurological", "/why/iron-before-b12"]  # fmt: skip

LOADED = re.compile(r'<(?:script src|link rel="stylesheet" href)="([^"]+)"')


def sent(client, path):
    """The bytes that go over the line, to a browser."""
    with client.stream("GET", path, headers={"accept-encoding": "gzip"}) as answer:
        assert answer.status_code == 200
        raw = b"".join(answer.iter_raw())
        assert answer.headers.get("content-encoding") == (
            "gzip" if raw[:2] == b"\x1f\x8b" else None
        )
        return raw


def text(raw):
    return (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode()


@pytest.mark.parametrize("path", WHOLE)
def test_a_page_with_all_that_it_loads(client, path):
    page = sent(client, path)
    loaded = LOADED.findall(text(page))
    assert len([one for one in loaded if ".css" in one]) == 1
    most = OF_A_PLAN if "example" in path else MOST
    assert len(page) + sum(len(sent(client, one)) for one in loaded) <= most


@pytest.mark.parametrize("name", FILES)
def test_the_plan_of_each_kind_of_patient(client, name):
    record = json.dumps(FILES[name]).encode()
    files = {"file": ("patient.json", record, "application/json")}
    asked = {"accept-encoding": "gzip"}
    with client.stream("POST", "/plan", data={"do": "file"}, files=files, headers=asked) as answer:
        raw = b"".join(answer.iter_raw())
    loaded = LOADED.findall(text(raw))
    assert len(raw) + sum(len(sent(client, one)) for one in loaded) <= OF_A_PLAN


@pytest.mark.parametrize("path", ALONE)
def test_every_other_page(client, path):
    page = sent(client, path)
    assert len([one for one in LOADED.findall(text(page)) if ".css" in one]) == 1
    assert "<style" not in text(page)
    assert len(page) <= MOST


def test_an_answer_over_the_interface_is_compressed_too(client, patient):
    asked = {"accept-encoding": "gzip"}
    answer = client.post("/api/plan", json=patient, headers=asked)
    assert answer.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in answer.headers["vary"].lower()


def test_whoever_does_not_ask_for_it_has_it_plain(client):
    answer = client.get("/", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert answer.text.startswith("<!doctype html>")
