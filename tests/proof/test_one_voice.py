"""No line says the contrary of another; broken on purpose, each break is shown by a patient (K39, K42, K48)."""

from pathlib import Path

import pytest

from hematinic.guideline.rules import compiled
from hematinic.plan.build import Planner
from hematinic.proof.invariants import Proof
from hematinic.proof.one_voice import one_voice
from hematinic.proof.world import World
from once import planner
from proof.test_invariants import printed

SMALL = Path(__file__).parent.parent / "guidelines" / "magnesium_potassium"


def test_no_line_says_the_contrary_of_another() -> None:
    found = [*one_voice(World(planner()))]
    assert [(proof.id, proof.problem) for proof in found if not proof.proved] == []
    kinds = {kind: sum(kind in proof.id for proof in found) for kind in (" urges", "stops", "due")}
    assert min(kinds.values()) >= 8


def test_most_of_it_could_be_otherwise() -> None:
    """What is urged, stopped and due is so for somebody; else the claims would be empty."""
    world = World(planner())
    lines = {alert.id for alert in world.rules.guideline.alerts if alert.urges}
    lines |= {line.id for line in world.rules.guideline.recommendations if line.stops}
    lines |= {line.id for line in world.rules.guideline.recommendations if line.prescribe}
    assert [line for line in sorted(lines) if world.find(world.standing(line)) is None] == []


# Broken on purpose, on a small guideline

STOP = """
potassium-ends:
  implements: [M2]
  phase: today
  when: potassium_low and WHEN
  if_unknown: hold
  action: stop
  stops: potassium_ordered
  says: {clinician: Stop potassium., patient: Stop potassium.}
  cites: [{source: tests}]
"""
URGES = """
magnesium-now: {implements: [M1], level: warning, urges: [magnesium], when: magnesium_low and WHEN, line: Magnesium is low., what_to_do: Give it., cites: [{source: tests}]}
"""
GOES_ON = (
    "potassium_chloride, dose: 1 g,",
    "potassium_chloride, goes_on: potassium_ordered, dose: 1 g,",
)


def world(
    folder: Path, change: tuple[str, str] = ("", ""), lines: str = "", alerts: str = ""
) -> World:
    for file in SMALL.iterdir():
        more = {"recommendations.yaml": lines, "alerts.yaml": alerts}.get(file.name, "")
        text = file.read_text() + more
        if change[0] and file.name == "recommendations.yaml":
            assert change[0] in text
            text = text.replace(*change)
        (folder / file.name).write_text(text)
    return World(Planner(compiled(folder)))


def failed(of: World) -> list[Proof]:
    return [proof for proof in one_voice(of) if not proof.proved]


def check_shown(of: World, proof: Proof) -> None:
    """It is refuted by a patient whose file gives the same, and printed with it."""
    assert not proof.problem
    assert proof.reproduced
    text = printed(of.rules, proof)
    assert proof.id in " ".join(text.split())
    assert "potassium_level" in text or "magnesium_level" in text


def test_the_small_guideline_has_one_voice(tmp_path: Path) -> None:
    assert failed(world(tmp_path)) == []


def test_what_is_urged_and_refused_is_shown(tmp_path: Path) -> None:
    """Failing kidneys hold magnesium back, which the alert urges all the same."""
    broken = world(tmp_path, alerts=URGES.replace("WHEN", "true or true"))
    [proof] = failed(broken)
    assert proof.id == "magnesium-now urges, magnesium-first refused"
    check_shown(broken, proof)


def test_an_alert_that_asks_for_the_kidneys_urges_nothing_refused(tmp_path: Path) -> None:
    assert failed(world(tmp_path, alerts=URGES.replace("WHEN", "kidney_failure is false"))) == []


def test_what_is_stopped_and_goes_on_is_shown(tmp_path: Path) -> None:
    broken = world(tmp_path, GOES_ON, lines=STOP.replace("WHEN", "true or true"))
    [proof] = failed(broken)
    assert proof.id == "potassium-ends stops, potassium-after goes on"
    check_shown(broken, proof)


def test_what_is_stopped_where_nothing_goes_on_is_one_voice(tmp_path: Path) -> None:
    sound = STOP.replace("WHEN", "magnesium_low and not magnesium_given")
    assert failed(world(tmp_path, GOES_ON, lines=sound)) == []


@pytest.mark.parametrize("starts", ["", "starts: as_of, ", "starts: if magnesium_given then as_of else as_of + 1 day, "])  # fmt: skip
def test_what_is_due_before_its_phase_is_shown(starts: str, tmp_path: Path) -> None:
    """A dose of today beneath a heading that begins tomorrow."""
    broken = world(tmp_path, ("starts: as_of + 1 day, ", starts))
    [proof] = failed(broken)
    assert proof.id == "potassium-after is not due before later begins"
    check_shown(broken, proof)


def test_what_is_due_later_than_its_phase_begins_is_one_voice(tmp_path: Path) -> None:
    assert failed(world(tmp_path, ("starts: as_of + 1 day", "starts: as_of + 9 days"))) == []
