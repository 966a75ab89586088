"""How many columns a text will fill, told from the heights of its pieces before it is set."""

import json

import pytest
import typst

from hematinic.render.paper.page import TEMPLATES

ROW = "piece(30pt, 4pt)"
TEXT = "piece(80pt, 4pt, least: 24pt)"
UNDER_HEADS = "piece(30pt, 0pt, top: 9pt)"


def columns(*pieces: str, room: str = "n => 100pt") -> int:
    """Of 100 pt each, if not told otherwise; a line is 12 pt."""
    asked = f"columns-for(({','.join(pieces)},), {room}, 12pt)"
    text = f'#import "/fitting.typ": columns-for, piece\n#metadata({asked}) <told>'
    found = typst.query(text.encode(), "<told>", field="value", one=True, root=TEMPLATES)
    return int(json.loads(found))


@pytest.mark.parametrize(
    ("pieces", "filled"),
    [
        ([ROW] * 3, 1),  # 30 + 34 + 34 = 98
        ([ROW] * 4, 2),  # and the gap of the fourth is none at the top of a column
        ([ROW] * 6, 2),
        ([ROW] * 7, 3),
        ([ROW, ROW, ROW, "piece(1pt, 1pt)"], 1),  # exactly full
        ([ROW, ROW, ROW, "piece(1pt, 2pt)"], 2),
        ([UNDER_HEADS] * 3, 1),  # 9 + 30 + 30 + 30 = 99
        ([UNDER_HEADS] * 6, 2),  # the heads again on the second
        ([UNDER_HEADS] * 3 + [ROW] * 2, 2),
        ([ROW, ROW, TEXT], 2),  # begins with the 32 that are left
        ([ROW, ROW, TEXT, "piece(38pt, 2pt)"], 2),  # 60 of it are on the second, and 40
        ([ROW, ROW, TEXT, "piece(38.5pt, 2pt)"], 3),
        (["piece(74pt, 0pt)", TEXT, "piece(20pt, 0pt)"], 2),  # less than two lines are left
        (["piece(74pt, 0pt)", TEXT, "piece(20.5pt, 0pt)"], 3),
    ],
)
def test_columns(pieces, filled):
    assert columns(*pieces) == filled


def test_each_column_has_a_room_of_its_own():
    room = "n => if n < 2 { 60pt } else { 100pt }"
    assert columns(*[ROW] * 2, room=room) == 2
    assert columns(*[ROW] * 5, room=room) == 3
    assert columns(*[ROW] * 6, room=room) == 4
