"""What a command line names may be anything: each ends with a sentence, and no traceback."""

import gzip
import json
import os
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from command import run_here

PATIENT = Path(__file__).parent.parent / "examples" / "iron-before-b12.yaml"


def run(*arguments: str | bytes, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hematinic", *arguments]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environment,
    )


def refused(*arguments: str | bytes, status: int = 1) -> str:
    told = run(*arguments) if arguments[0] == "serve" else run_here(*arguments)
    assert told.returncode == status, told.stderr
    assert "Traceback" not in told.stderr
    assert not told.stdout
    return " ".join(told.stderr.split())


# Every source has a limit, which its error states


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("plan", "/dev/zero"), "/dev/zero: more than the 64 MB that are read"),
        (("plan", str(PATIENT), "--local-codes", "/dev/zero"), "no such file of local codes"),
        (("plan", str(PATIENT), "--local-limits", "/dev/zero"), "no such file of local limits"),
    ],
)
def test_what_never_ends_is_not_read_to_its_end(arguments, says):
    assert says in refused(*arguments)


def test_a_pipe_without_end_is_not_read_to_its_end():
    command = f"yes '# nothing' | {sys.executable} -m hematinic plan /dev/stdin"
    told = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert told.stderr.strip() == "refused: /dev/stdin: more than the 64 MB that are read"


def test_a_small_file_may_not_unpack_to_a_large_one(tmp_path):
    file = tmp_path / "newlines.yaml.gz"
    file.write_bytes(gzip.compress(b"\n" * (65 * 2**20), 1))
    assert "more than the 64 MB read, once unpacked" in refused("plan", str(file))


def test_yaml_is_read_up_to_a_limit_of_its_own(tmp_path):
    file = tmp_path / "long.yaml"
    file.write_text("# nothing\n" * 500_000)
    assert "more than the 4 MB of YAML that are read; give JSON" in refused("plan", str(file))


def test_a_site_file_and_a_guideline_file_are_read_up_to_a_limit(tmp_path):
    large = tmp_path / "large.yaml"
    large.write_text("# nothing\n" * 2_000_000)
    for option in ("--local-codes", "--local-limits"):
        said = refused("plan", str(PATIENT), option, str(large))
        assert f"{str(large)[-20:]}: more than the 4 MB that are read" in said
    assert "more than the 16 MB that are read" in refused("lint", str(tmp_path))


def test_a_folder_of_too_many_files_is_not_listed_to_its_end(tmp_path):
    for number in range(10_001):
        (tmp_path / f"{number}.ndjson").touch()
    assert "more than 10,000 files" in refused("plan", str(tmp_path))


# What is no file, no number and no day


@pytest.mark.parametrize("name", ["a" * 256, "é" * 200, "a/" * 3_000])
def test_a_name_that_no_file_can_have_is_refused(name):
    said = refused("plan", name)
    assert "File name too long" in said
    assert len(said) < 200


def test_a_socket_is_no_record(tmp_path):
    with closing(socket.socket(socket.AF_UNIX)) as one:
        one.bind(str(tmp_path / "socket"))
        assert "socket: " in refused("plan", str(tmp_path / "socket"))


@pytest.mark.parametrize("digits", [400, 5_000])
@pytest.mark.parametrize("key", ["value", "dose", "reference"])
def test_a_number_of_any_length_is_refused_as_no_number(tmp_path, digits, key):
    number = "9" * digits
    event = {"on": "2026-11-20", "observed": "hemoglobin", "value": 92, "unit": "g/L"}
    if key == "dose":
        event = {"on": "2026-11-20", "started": "ferrous_sulfate", "dose": 1, "unit": "mg"}
    event[key] = "NUMBER" if key != "reference" else ["NUMBER", 150]
    record = json.dumps({"patient": {}, "events": [event]}).replace('"NUMBER"', number)
    for kind in ("json", "yaml"):
        file = tmp_path / f"patient.{kind}"
        file.write_text(record if kind == "json" else f"#\n{record}")
        said = refused("plan", str(file))
        assert "event 1" in said
        assert len(said) < 1_000


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "0000-00-00", "soon"])
def test_a_plan_is_made_for_no_day_that_means_nothing(tmp_path, day):
    assert "as-of" in refused("plan", str(PATIENT), "--as-of", day)
    file = tmp_path / "patient.json"
    file.write_text(json.dumps({"patient": {}, "as_of": day, "events": []}))
    assert "as_of" in refused("plan", str(file))


def test_half_a_character_is_refused_with_its_place(tmp_path):
    file = tmp_path / "patient.json"
    file.write_bytes(b'{"patient": {"id": "\\ud800"}, "events": []}')
    assert "patient.json: not JSON" in refused("plan", str(file))


def test_an_argument_that_is_no_text_is_taken_as_far_as_it_is(tmp_path):
    answer = run("ask", b"Is iron taken with coffee \xff\xfe?", "--format", "json")
    assert answer.returncode == 0
    assert json.loads(answer.stdout)["sentences"]
    assert "no such file" in refused("plan", b"\xff.yaml")


# What only looks like an option, and addresses nobody can listen at


def test_no_option_is_smuggled_to_git(tmp_path):
    file = tmp_path / "written"
    said = refused("review", "diff", "--", f"--output={file}")
    assert "is no folder and no git revision" in said
    assert not file.exists()


@pytest.mark.parametrize("port", ["99999", "-1", "9" * 400, "x"])
def test_a_port_that_is_none_is_a_wrong_option(port):
    assert "--port" in refused("serve", "--port", port, status=2)


@pytest.mark.parametrize("host", ["256.1.1.1", "a" * 300, "/tmp/socket", "192.0.2.1"])
def test_an_address_where_nobody_can_listen_is_refused(host):
    assert "cannot listen at" in refused("serve", "--host", host, "--port", "0")


def test_a_port_that_is_taken_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = refused("serve", "--port", str(taken.getsockname()[1]))
    assert "Address already in use" in said


@pytest.mark.parametrize("home", ["", "/nowhere"])
def test_without_a_home_the_plan_is_the_same(home):
    environment = {"HEMATINIC_CACHE": "", "XDG_CACHE_HOME": "", "HOME": home}
    told = run("plan", str(PATIENT), "--as-of", "2026-11-22", **environment)
    assert told.returncode == 0, told.stderr
    assert told.stdout == run("plan", str(PATIENT), "--as-of", "2026-11-22").stdout


def test_lint_is_whole_on_a_terminal_of_no_width(tmp_path):
    (tmp_path / "guideline.yaml").write_text("id: [")
    narrow, usual = (run("lint", str(tmp_path), COLUMNS=columns) for columns in ("0", "80"))
    assert narrow.stdout == usual.stdout
    assert narrow.returncode == 1
