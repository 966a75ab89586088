"""The PDF as a file: nothing of a record is markup, its letters, its bytes, its fonts."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import msgspec

from hematinic.record.events import SetAside
from hematinic.render.paper.page import TEMPLATES, to_html
from hematinic.render.paper.pdf import UNPRINTED, printable, to_pdf
from hematinic.render.words.spelling import of_jurisdiction
from render.papers import (
    EXAMPLES,
    example,
    letters,
    opened,
    printed,
    spoken,
)
from render.people import FILES, plans

# What is written in a record is text


HOSTILE = '#panic() #read("/etc/passwd") #sys.inputs $1+1$ *_@<>_* `raw` \\u{41} \\ // = - + / [x] {y} "q" <a>'


def test_nothing_of_a_record_is_markup_or_code():
    made = plans()["only iron"]
    aside = SetAside(where="event 1", what="= #panic()", why=HOSTILE)
    hostile = msgspec.structs.replace(
        made,
        patient=msgspec.structs.replace(made.patient, id=HOSTILE),
        record=(aside,),
    )
    said = letters(spoken(to_pdf(hostile, "clinician")))
    assert letters(f"Patient {HOSTILE}, plan of") in said
    assert letters(f"= #panic(): {HOSTILE}") in said


def test_no_template_reads_a_file_or_takes_text_for_code():
    """A template could only read in its own folder; it does neither there."""
    for file in TEMPLATES.glob("*.typ"):
        calls = re.findall(
            r"\b(?:read|eval|plugin|include|image|csv|yaml|toml|xml)\(", file.read_text()
        )
        assert calls == [], file.name
        assert "@preview" not in file.read_text()


def test_what_no_font_has_leaves_a_mark():
    assert printable("Zoë, µ ≥ 10⁹/L × 2 – ½; Ω и é") == "Zoë, µ ≥ 10⁹/L × 2 – ½; Ω и é"
    assert printable("a\u0000\u202e b\t\n\u2028c 患 😀") == "a\ufffd\ufffd b   c \ufffd \ufffd"
    made = plans()["only iron"]
    everyone = "".join(map(chr, range(0x20, 0x10000)))
    odd = msgspec.structs.replace(made.patient, id=UNPRINTED.sub("", everyone) + "患 \u0007 😀")
    assert "\ufffd" in spoken(to_pdf(msgspec.structs.replace(made, patient=odd), "clinician"))


def test_every_letter_of_a_plan_can_be_printed():
    for name in FILES:
        for reader in ("patient", "clinician"):
            said = to_html(plans()[name], reader)
            assert set(printable(said)) == set(said) - set("\n\u00a0")


# The file


def test_the_same_plan_gives_the_same_bytes():
    made = plans()["neurological"]
    with ThreadPoolExecutor(4) as threads:
        written = set(threads.map(lambda _: to_pdf(made, "patient"), range(8)))
    assert written == {printed("neurological", "leaflet")}


def test_another_day_place_and_process_change_no_byte():
    made, record = example("iron-before-b12.yaml")
    command = [sys.executable, "-m", "hematinic", "plan", str(EXAMPLES / "iron-before-b12.yaml")]
    elsewhere = {
        "TZ": "Pacific/Kiritimati",
        "SOURCE_DATE_EPOCH": "1",
        "LANG": "C",
        "HOME": "/nowhere",
    }
    written = subprocess.run(
        [*command, "--format", "pdf"], capture_output=True, check=True, env=os.environ | elsewhere
    )
    spelling = of_jurisdiction(made)
    assert written.stdout == to_pdf(made, "clinician", record, spelling=spelling)
    assert "/CreationDate" not in opened(written.stdout).docinfo


def test_its_fonts_are_ours_and_are_in_it(content):
    found = {}
    for page in opened(content).pages:
        for font in page.Resources.Font.values():
            [inside] = font.get("/DescendantFonts", [font])
            name = str(font.BaseFont).partition("+")[2]
            found[re.sub("-.*", "", name)] = "/FontFile2" in inside.FontDescriptor
    assert found == {"IBMPlexSans": True, "DejaVuSansMono": True}
