"""Which medicine a resource means: by its codes, else by its name; combinations before parts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hematinic.guideline.model import Medicine
from hematinic.record.fhir.codes import system_of
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.resources import Coding, Concept, Medication, OfMedicine, shown, texts


@dataclass(frozen=True, slots=True)
class Named:
    """The medicines of one resource and what the resource calls them."""

    medicines: tuple[Medicine, ...]
    texts: tuple[str, ...]

    @property
    def shown(self) -> str:
        return self.texts[0] if self.texts else self.medicines[0].label


def named(found: OfMedicine, where: str, reading: Reading) -> Named | None:
    """None, with a note or a count, where it is no medicine that the guideline knows."""
    kind = type(found).__name__
    concepts = list(_concepts(found, reading))
    said = tuple(dict.fromkeys(text for concept in concepts for text in texts(concept)))
    codes = [name for c in concepts for name in reading.codebook.medicines_of(c)]
    by_code = reading.codebook.names.together(tuple(dict.fromkeys(codes)))
    if not by_code and not said:
        _nameless(found, concepts, where, reading)
        return None
    by_name = () if _otherwise_coded(concepts, reading) else _by_name(said, reading)
    names = _agreed(by_code, by_name, said, where, reading)
    if not names:
        reading.unread_medicines[(kind, said[0])] += 1
        return None
    if not by_code:
        labels = " and ".join(reading.guideline.medicines[name].label for name in names)
        reading.once(where, said[0], f"read by its name, as {labels}; it has no code that is known")
    return Named(tuple(reading.guideline.medicines[name] for name in names), said)


def _concepts(found: OfMedicine, reading: Reading) -> Iterator[Concept]:
    if found.medication_codeable_concept is not None:
        yield found.medication_codeable_concept
    if found.medication_reference is None:
        return
    medication = _referenced(found, reading)
    if medication is not None:
        yield from _of_medication(medication, reading)
    elif found.medication_reference.display:
        yield Concept(text=found.medication_reference.display)


def _referenced(found: OfMedicine, reading: Reading) -> Medication | None:
    reference = found.medication_reference.reference if found.medication_reference else ""
    if reference.startswith("#"):
        inside = (m for m in found.contained if m.id in (reference, reference[1:]))
        return next(inside, None)
    return resolve(reference, reading)


def resolve(reference: str, reading: Reading) -> Medication | None:
    """By the address of its entry, or by type and id."""
    plain = reference.partition("/_history/")[0]
    return reading.medications.get(plain) or reading.medications.get(
        "/".join(plain.split("/")[-2:])
    )


def _of_medication(medication: Medication, reading: Reading) -> Iterator[Concept]:
    """Its code, else its ingredients; of an ingredient that is a Medication only its code."""
    if medication.code is not None and (medication.code.coding or medication.code.text):
        yield medication.code
    else:
        yield _of_ingredients(medication, reading)
    if medication.form is not None:
        yield Concept(text=shown(medication.form))


def _of_ingredients(medication: Medication, reading: Reading) -> Concept:
    """All of them as one, as the name of a combination would be written."""
    found: list[Concept] = []
    for part in medication.ingredient:
        if part.item_codeable_concept is not None:
            found.append(part.item_codeable_concept)
        elif part.item_reference is not None:
            inner = resolve(part.item_reference.reference, reading)
            display = Concept(text=part.item_reference.display)
            found.append(inner.code if inner and inner.code else display)
    codings = tuple(coding for concept in found for coding in concept.coding)
    plain = tuple(Coding(system=c.system, code=c.code) for c in codings)
    return Concept(coding=plain, text=" / ".join(shown(concept) for concept in found))


def _nameless(found: OfMedicine, concepts: Sequence[Concept], where: str, reading: Reading) -> None:
    kind = type(found).__name__
    codes = [coding.code for concept in concepts for coding in concept.coding if coding.code]
    if codes:
        reading.unread_medicines[(kind, f"code {codes[0]}")] += 1
    elif found.medication_reference is not None:
        what = found.medication_reference.reference or "a medication"
        reading.aside(where, what, "is not in the record: what medicine it is cannot be told")
    else:
        reading.aside(where, f"{found.status} {kind}".strip(), "names no medicine")


def _otherwise_coded(concepts: Sequence[Concept], reading: Reading) -> bool:
    """Whether an exact ATC code says that it is another product than its name suggests."""
    codes = (c.code for concept in concepts for c in concept.coding if system_of(c.system) == "atc")
    return any(len(code) == 7 for code in codes)


def _by_name(said: Sequence[str], reading: Reading) -> tuple[str, ...]:
    """Of the first text that names any; a later one (a form, a display) adds nothing."""
    return next((names for text in said if (names := reading.codebook.names.find(text))), ())


def _agreed(
    by_code: tuple[str, ...], by_name: tuple[str, ...], said: Sequence[str], where: str,
    reading: Reading,
) -> tuple[str, ...]:  # fmt: skip
    """Codes decide, but a name that tells of more in the tablet than the code is heard."""
    if not by_code or not by_name:
        return by_code or by_name
    medicines = reading.guideline.medicines
    coded = {nutrient for name in by_code for nutrient in medicines[name].gives}
    if len(by_name) == 1 and set(medicines[by_name[0]].gives) > coded:
        return by_name
    if not set(by_code) & set(by_name):
        labels = " and ".join(medicines[name].label for name in by_code)
        reading.once(where, said[0], f"its code means {labels}, its text does not; the code counts")
    return by_code
