"""Which medicine a resource means: by its codes, else by its name; combinations before parts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from hematinic.guideline.model import Medicine
from hematinic.record.fhir.codes import Codebook, system_of
from hematinic.record.fhir.ingredients import beside_its_name, of_medication
from hematinic.record.fhir.lenient import UnreadableError, understood
from hematinic.record.fhir.modified import decisive, turning
from hematinic.record.fhir.names import UNSPECIFIED
from hematinic.record.fhir.parts import Concept, Contents, Reference, shown, texts
from hematinic.record.fhir.reading import Reading, by_name
from hematinic.record.fhir.resources import Medication, OfMedicine


@dataclass(frozen=True, slots=True)
class Named:
    """The medicines of one resource and what the resource calls them."""

    medicines: tuple[Medicine, ...]
    texts: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def shown(self) -> str:
        return self.texts[0] if self.texts else self.medicines[0].label

    def aside(self, where: str, why: str, reading: Reading) -> None:
        """The whole resource, by the name it gives and by ours where that is another."""
        label = self.medicines[0].label
        in_it = label.lower() in self.shown.lower()
        what = self.shown if in_it else f"{self.shown} ({label})"
        reading.aside(where, what, why, self.names[0])


Names = tuple[str, ...]


class Meant(NamedTuple):
    """What some concepts together mean; no medicines where that is none of the guideline's."""

    known: Named
    by_code: bool
    differ: str = ""
    """How the code and the text differ, where they do."""
    taken_back: bool = False
    """Whether the words say that it is not taken."""


ENDED = frozenset(
    ("stopped", "on-hold", "cancelled", "not-taken", "not-done", "declined", "entered-in-error")
)
"""Statuses that say themselves that it is not taken any more."""

TAKEN_BACK = "its own words say that it is not taken: not counted; ask"


def named(resource: OfMedicine, where: str, reading: Reading) -> Named | None:
    """None, with a note or a count, where it is no medicine that the guideline knows."""
    reference, medication, turned = resource.reference, None, ""
    if reference is not None:
        medication, turned = _referenced(resource, reference.reference, reading)
    concept = resource.concept
    if reference is None and concept is not None:
        concepts: tuple[Concept, ...] = (concept,)
    else:
        concepts = tuple(_concepts(concept, reference, medication, reading))
    known: Named
    known, by_code, differ, taken_back = reading.codebook.memory[_meant][concepts]
    if taken_back and resource.status not in ENDED:
        element = known.names[0] if known.names else ""
        reading.aside(where, known.shown, TAKEN_BACK, element)
        return None
    if not known.medicines and not known.texts:
        _nameless(resource, concepts, where, reading)
        return None
    if differ:
        reading.once(where, known.shown, differ)
    if not known.medicines:
        reading.unread_code(type(resource).__name__, _counted(concepts, known), where)
        return None
    if not by_code:
        labels = " and ".join(medicine.label for medicine in known.medicines)
        reading.once(where, known.shown, by_name(labels, *concepts))
    if turned:
        known.aside(where, f"the Medication in it {turned}", reading)
        return None
    if medication is not None and medication.status == "entered-in-error":
        known.aside(where, "the Medication that it names was entered in error: not used", reading)
        return None
    return known


def _meant(codebook: Codebook, concepts: tuple[Concept, ...]) -> Meant:
    words = tuple(dict.fromkeys(text for concept in concepts for text in texts(concept)))
    own = tuple(concept for concept in concepts if not isinstance(concept, Contents))
    by_code, names, differ = _by_code_and_name(own, codebook)
    for contents in concepts:
        if isinstance(contents, Contents):
            by_code, names, differ = _with(contents, by_code, names, differ, codebook)
    medicines = tuple(codebook.guideline.medicines[name] for name in names)
    taken_back = any(map(codebook.names.takes_back, words))
    return Meant(Named(medicines, words, names), bool(by_code), differ, taken_back)


def _by_code_and_name(
    concepts: tuple[Concept, ...], codebook: Codebook
) -> tuple[Names, Names, str]:
    """The medicines by their codes alone, those that are meant, and how the two differ."""
    codes = [name for concept in concepts for name in codebook.medicines_of(concept)]
    by_code = codebook.names.together(tuple(dict.fromkeys(codes)))
    words = tuple(dict.fromkeys(text for concept in concepts for text in texts(concept)))
    by_name = () if _otherwise_coded(concepts) else _by_name(words, codebook)
    return by_code, *_agreed(by_code, by_name, codebook)


def _with(
    contents: Contents, by_code: Names, names: Names, differ: str, codebook: Codebook
) -> tuple[Names, Names, str]:
    """What is in a product is heard where its name says nothing, or less than all of it. A bare
    `iron` may be a coloring."""
    medicines = codebook.guideline.medicines
    inside_by_code, inside, _ = _by_code_and_name((contents,), codebook)
    inside = tuple(name for name in inside if UNSPECIFIED not in medicines[name].groups)
    of_name = {nutrient for name in names for nutrient in medicines[name].gives}
    of_contents = {nutrient for name in inside for nutrient in medicines[name].gives}
    if inside and (not names or (of_name and of_contents > of_name)):
        return inside_by_code, inside, ""
    return by_code or (inside_by_code if set(inside) == set(names) else ()), names, differ


def unread(codebook: Codebook, concept: Concept) -> Concept | None:
    """How a medicine is counted that has this concept alone, where no rule reads it."""
    known, _, differ, taken_back = codebook.memory[_meant][(concept,)]
    read = known.medicines or differ or taken_back or not known.texts
    return None if read else _counted((concept,), known)


def _counted(concepts: Iterable[Concept], known: Named) -> Concept:
    codings = tuple(c for concept in concepts for c in concept.coding if c.code)
    return Concept(coding=codings, text=known.texts[0])


def _concepts(
    concept: Concept | None, reference: Reference | None, medication: Medication | None,
    reading: Reading,
) -> Iterator[Concept]:  # fmt: skip
    if concept is not None:
        yield concept
    if medication is not None:
        yield from _of_medication(medication, reading)
    elif reference is not None and reference.display:
        yield Concept(text=reference.display)


def _referenced(
    resource: OfMedicine, reference: str, reading: Reading
) -> tuple[Medication | None, str]:
    """And why it is not to be used, where something may turn its meaning."""
    if reference.startswith("#"):
        return _contained(resource, reference)
    return resolve(reference, reading), ""


def _contained(resource: OfMedicine, reference: str) -> tuple[Medication | None, str]:
    for data in resource.contained:
        try:
            inner, lost, turned = understood(data, modified=True)
        except (UnreadableError, RecursionError):
            continue
        if isinstance(inner, Medication) and inner.id in (reference, reference[1:]):
            return inner, turning(turned) or _lost(lost)
    return None, ""


def _lost(lost: Mapping[str, str]) -> str:
    paths = decisive(lost)
    return (
        f"has a {paths[0]} that cannot be understood ({lost[paths[0]]}): not used" if paths else ""
    )


def resolve(reference: str, reading: Reading) -> Medication | None:
    """By the address of its entry, or by type and id."""
    plain = reference.partition("/_history/")[0]
    return reading.medications.get(plain) or reading.medications.get(
        "/".join(plain.split("/")[-2:])
    )


def _of_medication(medication: Medication, reading: Reading) -> Iterator[Concept]:
    """Its code and what is in it, else its ingredients."""
    product, resolved = medication.product, partial(resolve, reading=reading)
    if medication.code is not None and (medication.code.coding or medication.code.text):
        yield medication.code
        if medication.ingredient or product:
            contents = beside_its_name(medication, resolved)
            if contents is not None:
                yield contents
    else:
        yield of_medication(medication, resolved)
    form = medication.form or medication.dose_form or (product.form if product else None)
    if form is not None:
        yield Concept(text=shown(form))


def _nameless(
    resource: OfMedicine, concepts: Sequence[Concept], where: str, reading: Reading
) -> None:
    kind = type(resource).__name__
    codings = tuple(c for concept in concepts for c in concept.coding if c.code)
    if codings:
        reading.unread_code(kind, Concept(coding=codings), where)
    elif resource.reference is not None:
        what = resource.reference.reference or "a medication"
        reading.aside(where, what, "is not in the record: what medicine it is cannot be told")
    else:
        reading.aside(where, f"{resource.status} {kind}".strip(), "names no medicine")


def _otherwise_coded(concepts: Sequence[Concept]) -> bool:
    """Whether an exact ATC code says that it is another product than its name suggests."""
    codes = (c.code for concept in concepts for c in concept.coding if system_of(c.system) == "atc")
    return any(len(code) == 7 for code in codes)


def _by_name(words: Sequence[str], codebook: Codebook) -> tuple[str, ...]:
    """Of the first text that names any; a later one (a form, a display) adds nothing."""
    return next((names for text in words if (names := codebook.names.find(text))), ())


def _agreed(
    by_code: tuple[str, ...], by_name: tuple[str, ...], codebook: Codebook
) -> tuple[tuple[str, ...], str]:
    """Codes decide, but a name that tells of more in the tablet than the code is heard."""
    if not by_code or not by_name:
        return by_code or by_name, ""
    medicines = codebook.guideline.medicines
    coded = {nutrient for name in by_code for nutrient in medicines[name].gives}
    if len(by_name) == 1 and set(medicines[by_name[0]].gives) > coded:
        return by_name, ""
    if set(by_code) & set(by_name):
        return by_code, ""
    labels = " and ".join(medicines[name].label for name in by_code)
    return by_code, f"its code means {labels}, its text does not; the code counts"
