"""A page is small, has one stylesheet, and is sent compressed to whom it may be."""

import gzip
import re

import pytest

MOST = 40 * 1024
"""Bytes, compressed and without pictures."""

WHOLE = ["/", "/plan", "/plan?example=iron-before-b12", "/plan?example=no-response",
         "/plan?example=no-neurology"]  # fmt: skip
"""With the stylesheet and the script."""

ALONE = ["/about", "/answer/intravenous", "/answer/references", "/answer/disagreements", "/ask",
         "/plan/form?example=no-response", "/statements", "/attributes", "/alerts", "/policy",
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
    assert len(page) + sum(len(sent(client, one)) for one in loaded) <= MOST


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
