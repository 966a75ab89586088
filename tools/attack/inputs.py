"""Mutated input to everything that reads: it is answered or refused, soon, and nothing breaks.

A number is one input; it is tried in a process that may break, so that its end is seen as well.
"""

import json
import os
import resource
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from hematinic.answers import ask
from hematinic.guideline import yaml
from hematinic.record.events import RecordError
from hematinic.record.fhir import read_folder, read_local_codes
from hematinic.record.local_limits import read_local_limits
from hematinic.render.fhir import apply
from hematinic.render.json import to_json
from hematinic.web.pages.planner import PlannerPage, State
from hematinic.web.planner.form import fill
from hematinic.web.service import Service, make_service
from hematinic.web.site import make_site
from tools.attack.mutate import Mutator, parsed
from tools.attack.told import Progress, Result

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
DAY = 740_000
SLOW = 5.0
"""Seconds of a processor for one input: nothing that is refused takes as long."""
CHUNK = 500
MEMORY = 4 * 2**30

Target = Callable[[Mutator], None]


@dataclass(frozen=True)
class Ground:
    """What is attacked, made once."""

    service: Service
    page: PlannerPage
    folder: Path

    @staticmethod
    def made(folder: Path) -> "Ground":
        service = make_service()
        return Ground(service, PlannerPage(make_site(service)), folder)

    def targets(self) -> Mapping[str, tuple[Target, int]]:
        """Each with how often of a hundred or so it is attacked: the slower, the less."""
        return {
            "patient file as YAML": (self.yaml_file, 20),
            "patient file as JSON": (self.json_file, 10),
            "values of a patient file": (self.values, 3),
            "FHIR bundle": (self.bundle, 20),
            "values of a FHIR bundle": (self.bundle_values, 12),
            "NDJSON folder": (self.lines, 6),
            "$apply": (self.applied, 10),
            "form of the planner": (self.form, 2),
            "pasted laboratory text": (self.pasted, 1),
            "opened file": (self.opened, 2),
            "question": (self.question, 2),
            "local limits": (self.limits, 8),
            "local codes": (self.codes, 4),
            "guideline file": (self.guideline, 8),
        }

    # Each reads, and goes on to the plan where there is one

    def plan(self, content: bytes, json_only: bool = False) -> None:
        to_json(self.service.read_and_plan(content, DAY, json_only=json_only))

    def patient(self, by: Mutator) -> bytes:
        files = sorted(EXAMPLES.glob("year/*.yaml"))
        return by.random.choice([EXAMPLES / "iron-before-b12.yaml", *files]).read_bytes()

    def yaml_file(self, by: Mutator) -> None:
        self.plan(by.text(self.patient(by)))

    def json_file(self, by: Mutator) -> None:
        self.plan(by.text(json.dumps(parsed(self.patient(by))).encode()), json_only=True)

    def values(self, by: Mutator) -> None:
        self.plan(by.written(by.data(parsed(self.patient(by)))))

    def bundle(self, by: Mutator) -> None:
        self.plan(by.text((EXAMPLES / "combined-deficiency-bundle.json").read_bytes()))

    def record(self, by: Mutator) -> bytes:
        whole = json.loads((EXAMPLES / "combined-deficiency-bundle.json").read_bytes())
        return by.written(by.data(whole))

    def bundle_values(self, by: Mutator) -> None:
        self.plan(self.record(by))

    def lines(self, by: Mutator) -> None:
        whole = json.loads((EXAMPLES / "combined-deficiency-bundle.json").read_bytes())
        lines = [by.written(by.data(entry["resource"])) for entry in whole["entry"]]
        (self.folder / "all.ndjson").write_bytes(by.text(b"\n".join(lines)))
        record = read_folder(self.folder, self.service.guideline, DAY)
        to_json(self.service.plan(record, DAY))

    def applied(self, by: Mutator) -> None:
        sent = {
            "resourceType": "Parameters",
            "parameter": [
                {"name": "subject", "valueString": by.random.choice(("", "Patient/demo", "\x00"))},
                {"name": "asOf", "valueDate": by.random.choice(("2026-11-22", "9999-12-31"))},
            ],
        }
        head = json.dumps(sent)[:-2] + ', {"name": "data", "resource": '
        body = head.encode() + self.record(by) + b"}]}"
        apply(self.service.planner, body, DAY, by.random.choice(("", "Patient/demo")))

    def fields(self, by: Mutator) -> dict[str, str]:
        values = by.data(fill(parsed(self.patient(by)), self.service.guideline))
        return {name: str(text) for name, text in values.items()}

    def form(self, by: Mutator) -> None:
        self.page.done("plan", "", b"", State(self.fields(by)))

    def pasted(self, by: Mutator) -> None:
        text = b"20/11/2026\nHb 9.2 g/dL (12.0-15.0)\nFerritin: <5 ug/L\nVitamin B12 90 ng/L L\n"
        mutated = by.text(text).decode(errors="replace")
        self.page.done("paste", mutated, b"", State({}))

    def opened(self, by: Mutator) -> None:
        content = self.record(by) if by.random.random() < 0.5 else by.text(self.patient(by))
        self.page.done("file", "", content, State({}))

    def question(self, by: Mutator) -> None:
        texts = ("Can I take iron with coffee?", "How much B12 after a gastrectomy?",
                 "My legs are numb and I cannot walk",
                 "Is a ferritin of 40 ug/L low in CKD?")  # fmt: skip
        text = by.text(by.random.choice(texts).encode()).decode(errors="replace")
        ask(text[:1_000], self.service.planner, None, "patient", DAY)

    def limits(self, by: Mutator) -> None:
        file = self.folder / "limits.yaml"
        file.write_bytes(by.text((EXAMPLES / "local-limits.yaml").read_bytes()))
        read_local_limits(file, self.service.guideline)

    def codes(self, by: Mutator) -> None:
        file = self.folder / "codes.yaml"
        file.write_bytes(by.text(b'"http://lab.example|FERR": ferritin\n"text|Hb": hemoglobin\n'))
        read_local_codes(file)

    def guideline(self, by: Mutator) -> None:
        files = sorted((ROOT / "src/hematinic/knowledge/iron_b12").rglob("*.yaml"))
        text = by.random.choice(files).read_text()
        start = by.random.randrange(len(text))
        yaml.read_all(by.text(text[start : start + 4_000].encode()).decode(errors="replace"))


REFUSED = (RecordError, yaml.YamlError)


@dataclass(frozen=True, slots=True)
class Tried:
    number: int
    target: str
    fell: str
    """What got through; empty where nothing did."""
    seconds: float


def tried(ground: Ground, seed: int, number: int) -> Tried:
    targets, by = ground.targets(), Mutator(seed, number)
    [name] = by.random.choices([*targets], [weight for _, weight in targets.values()])
    began = time.process_time()
    try:
        targets[name][0](by)
        found = ""
    except REFUSED:
        found = ""
    except Exception as error:
        trace = error.__traceback__
        while trace and trace.tb_next:
            trace = trace.tb_next
        line = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
        found = f"{type(error).__name__} at {line}"
    took = time.process_time() - began
    return Tried(number, name, found or (f"took {took:.1f} s" if took > SLOW else ""), took)


_GROUND: list[Ground] = []


def _chunk(seed: int, first: int, last: int) -> list[Tried]:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with TemporaryDirectory() as folder:
        made = _GROUND[0]
        ground = Ground(made.service, made.page, Path(folder))
        return [tried(ground, seed, number) for number in range(first, last)]


def inputs(seed: int, count: int) -> Iterator[Result]:
    """A result for each reader."""
    _GROUND[:] = [Ground.made(Path(os.devnull))]
    results = {name: Result(f"mutated: {name}") for name in _GROUND[0].targets()}
    progress, slowest = Progress("mutated inputs", count), dict.fromkeys(results, 0.0)
    for first in range(0, count, CHUNK):
        last = min(first + CHUNK, count)
        with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
            try:
                done = pool.submit(_chunk, seed, first, last).result()
            except BrokenProcessPool:
                results["patient file as YAML"].fell.append(f"{seed}:{first}-{last}: process ended")
                continue
        for one in done:
            result = results[one.target]
            result.tried += 1
            slowest[one.target] = max(slowest[one.target], one.seconds)
            if one.fell:
                result.fell.append(f"{seed}:{one.number}: {one.fell}")
        progress.at(last)
    for name, result in results.items():
        result.measured["slowest"] = f"{1000 * slowest[name]:.0f} ms"
        yield result
