"""Knowledge stands in the guideline's folder: Python names no medicine, analyte, limit or code.

The names come from the guideline itself. One counts where it stands in an identifier or a string;
docstrings and comments may give examples. There are four kinds:

- **names**: of elements, medicines, groups, courses, facts, limits and findings, and the ids of
  items, sources and phases (`vitamin_b12`, `iron-before-b12`), whole;
- **words**: of the labels and other names of elements, medicines, groups and courses (`folic`,
  `Ferinject`), of three letters or more and in any case, as a word of a string or as a part of an
  identifier (`folate_dose`);
- **codes**: of LOINC, SNOMED CT, RxNorm, ATC and ICD-10 as the guideline has them, whatever else
  looks like one, and the codes of statements (`S11`, `AL-NEURO-UNKNOWN`);
- **numbers**: one that an analyte is compared with, in a comparison that names it (`weight < 50`).

ORDINARY lists the words that are no knowledge by themselves: English that the program needs for
other things, and what a guideline of any illness would say. A number beside one of them counts.
The room `sample` is left out: its truth is written independently of the guideline, on purpose. One
function may name the folder of the built-in guideline.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import hematinic.sample
from hematinic.guideline.model import Guideline
from once import RULES

PACKAGE = Path(hematinic.__file__).parent

ROOMS = (
    "expressions", "guideline", "record", "record/fhir", "plan", "proof", "render", "answers",
    "review", "web", "web/planner", "cli",
)  # fmt: skip

ALLOWED = {}
"""Rooms that are still being cleared, with how many names they may hold: it only shrinks."""

BUILT_IN = ("guideline/load.py", "iron_b12")

WORDS = """
    act acting active acts adherence advice age allergy alone alternate and apart assessment
    balance before black blood body cell cells change child combination combinations combined
    content count dark day days declined doses drugs elemental emergency estimated factor failure
    falls fit for form fraction from height history index injection injections intravenous kind
    left local log loop low lower may mean measured medicines memory monitoring mouth named non not
    nutrient oral other part passed percentage pill planned position positive possible problems
    products raised rate reaction reactive recorded red refused response rest review risk self
    sense serum several share short side sign signs slow suppress tablet taken temperature terminal test
    that the their thinking this today total treatment type unexplained unspecified unsteady upper
    use visit volume weight white width with without workup wrong-dose wrong-unit
"""
ORDINARY = frozenset(WORDS.split())


class Found(NamedTuple):
    file: str
    line: int
    name: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.name}"


# What the guideline calls things


@dataclass(frozen=True)
class Vocabulary:
    names: frozenset[str]
    phases: frozenset[str]
    words: frozenset[str]
    codes: frozenset[str]
    limits: Mapping[str, frozenset[str]]
    """Of each analyte the numbers that it is compared with."""

    def of_identifier(self, text: str) -> Iterator[str]:
        if text.lower() in self.names:
            yield text.lower()
        else:
            yield from self.of_parts(text)

    def of_string(self, text: str) -> Iterator[str]:
        if text in self.phases:
            yield text
            return
        text = re.sub(r"\\[bBdDsSwWAZ]", " ", text)  # of a regular expression
        for token in re.findall(r"[A-Za-z0-9][\w.-]*", text):
            token = token.strip(".-")
            if token in self.codes or LOOKS_LIKE_A_CODE.fullmatch(token):
                yield token
            elif token.lower() in self.names:
                yield token.lower()
            else:
                yield from self.of_parts(token)

    def of_parts(self, text: str) -> Iterator[str]:
        found = re.findall(r"[A-Z]?[a-z]+\d*|[A-Z]+\d*(?![a-z])", text)
        yield from (part.lower() for part in found if part.lower() in self.words)


LOOKS_LIKE_A_CODE = re.compile(r"\d{3,5}-\d|[1-9]\d{6,17}|[A-Z]\d\d[A-Z]{2}\d\d|[A-TV-Z]\d\d\.\d+")
"""Of LOINC; of SNOMED CT; of ATC; of ICD-10, with its point."""


@cache
def vocabulary() -> Vocabulary:
    rules = RULES
    guideline = rules.guideline
    coded = (*guideline.elements.values(), *guideline.medicines.values())
    codes = {code for entry in coded for system in entry.codes.values() for code in system}
    return Vocabulary(
        names=frozenset(_names(guideline)) - ORDINARY,
        phases=frozenset(phase.id for phase in guideline.header.phases) - ORDINARY,
        words=frozenset(_words(guideline)) - ORDINARY,
        codes=frozenset(codes | {code for code in guideline.statements if code[0].isalpha()}),
        limits={
            analyte: frozenset(f"{number:g}" for number in numbers)
            for analyte, numbers in rules.compared.items()
        },
    )


def _names(guideline: Guideline) -> Iterator[str]:
    """Ids of one word are plain English; they count where a string is nothing else."""
    for section in ("elements", "medicines", "groups", "courses", "facts", "limits", "findings"):
        yield from (name for name in getattr(guideline, section) if name not in ORDINARY)
    listed = ("recommendations", "alerts", "monitoring", "safety", "hazards", "relations")
    ids = [item.id for section in listed for item in getattr(guideline, section)]
    ids += [phase.id for phase in guideline.header.phases]
    yield from (name for name in (*ids, *guideline.sources) if re.search("[-_]", name))


def _words(guideline: Guideline) -> Iterator[str]:
    labelled = (guideline.elements, guideline.medicines, guideline.courses)
    texts = [entry.label for section in labelled for entry in section.values()]
    texts += guideline.groups.values()
    texts += [name for medicine in guideline.medicines.values() for name in medicine.names]
    for text in texts:
        yield from re.findall(r"[a-z]{3,}|[a-z]+\d+", text.lower())


# What Python says


def knowledge(source: str, file: str = "") -> list[Found]:
    """Every name in the code of one file, each once in an identifier or string."""
    tree, known = ast.parse(source), vocabulary()
    found = []
    for line, text, is_string in _texts(tree):
        names = known.of_string(text) if is_string else known.of_identifier(text)
        if (file, text) != BUILT_IN:
            found += [Found(file, line, name) for name in dict.fromkeys(names)]
    return found + [Found(file, *one) for one in _numbers(tree, known)]


def _texts(tree: ast.AST) -> Iterator[tuple[int, str, bool]]:
    """Line and text of each identifier, and of each string but the docstrings, which are told by
    standing alone; whether it is a string."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str) and id(node) not in alone:
                yield node.lineno, node.value, True
            continue
        for field in ("id", "attr", "arg", "name", "asname"):
            text = getattr(node, field, None)
            if isinstance(text, str):
                yield getattr(node, "lineno", 0), text, False


def _numbers(tree: ast.AST, known: Vocabulary) -> Iterator[tuple[int, str]]:
    """Of analytes with an ordinary name, which do not count without a number."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Compare):
            continue
        named = {text.lower() for _, text, _ in _texts(node)}
        values = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
        numbers = {f"{value:g}" for value in values if isinstance(value, int | float)}
        for analyte in sorted(named & known.limits.keys() & ORDINARY):
            for number in sorted(numbers & known.limits[analyte]):
                yield node.lineno, f"{analyte} {number}"


# By room


def room(file: str) -> str:
    return max((one for one in ROOMS if file.startswith(f"{one}/")), key=len, default="")


@cache
def everything() -> list[Found]:
    files = {str(file.relative_to(PACKAGE)): file for file in sorted(PACKAGE.rglob("*.py"))}
    return [
        one
        for name, file in files.items()
        if not name.startswith("sample/")
        for one in knowledge(file.read_text(), name)
    ]


@pytest.mark.parametrize("name", [*ROOMS, ""], ids=[*ROOMS, "the rest"])
def test_python_names_no_knowledge(name: str) -> None:
    found = [one for one in everything() if room(one.file) == name]
    listed = "\n".join(map(str, found))
    assert len(found) <= ALLOWED.get(name, 0), f"{len(found)} names of knowledge:\n{listed}"


MARKUP = re.compile(r"<style.*?</style>|<[^>]*>|\{[%{#].*?[%}#]\}", re.DOTALL)

PAGES = sorted(PACKAGE.rglob("*.html"))


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(PACKAGE)) for page in PAGES])
def test_what_pages_say_of_themselves_is_no_knowledge(page: Path) -> None:
    assert list(vocabulary().of_string(MARKUP.sub(" ", page.read_text()))) == []


def test_the_sample_says_that_its_truth_is_its_own() -> None:
    assert "independently of the guideline" in (hematinic.sample.__doc__ or "")


WHAT_COUNTS = {
    "x = facts['vitamin_b12']": ["vitamin_b12"],
    "x = f'{y} of folic acid'": ["folic", "acid"],
    "def folate_dose(x): return x.Hemoglobin": ["folate", "hemoglobin"],
    r"x = r'\bferritin\b'": ["ferritin"],
    "x = 'Ferinject'": ["ferinject"],
    "x = 'iron-before-b12'": ["iron-before-b12"],
    "x = phase == 'maintenance'": ["maintenance"],
    "x = ('718-7', '26643006', 'B03BA03')": ["718-7", "26643006", "B03BA03"],
    "x = ('D50.9', 'AL-NEURO-UNKNOWN')": ["D50.9", "AL-NEURO-UNKNOWN"],
    "x = gestation > 13": ["gestation"],
    "x = age < 18": [],
    "x = weight <= 50": ["weight 50"],
    "x = facts['weight'] > 50": ["weight 50"],
    "x = weight < 51.5": [],
    "x = weight + 50": [],
    "def f():\n    'Takes `vitamin_b12`.'\n    x = 1\n    'Of ferritin.'  # iron": [],
    "x = 'the maintenance of an oral tablet'": [],
}


@pytest.mark.parametrize("source", WHAT_COUNTS)
def test_what_counts(source: str) -> None:
    assert [one.name for one in knowledge(source)] == WHAT_COUNTS[source]


if __name__ == "__main__":
    print(*everything(), sep="\n")
    counted = Counter(room(one.file) for one in everything())
    print(*(f"{name or 'the rest'}: {counted[name]}" for name in (*ROOMS, "")), sep="\n")
