"""What a product is made of: its ingredients as the name of a combination would be written.

An ingredient that is not active is none: the folic acid or iron oxide that colors a tablet. Beside
a product's own code or name only those count that are called active or have a strength, if any are.
"""

from collections.abc import Callable, Iterable, Iterator

from hematinic.record.fhir.dosage import is_counted
from hematinic.record.fhir.parts import Coding, Concept, Contents, Ingredient, shown
from hematinic.record.fhir.resources import Medication

Resolve = Callable[[str], Medication | None]


def of_medication(medication: Medication, resolve: Resolve) -> Concept:
    """Of what has no code or name of its own: all of them as one."""
    return _as_one([part for part in _parts(medication) if part.is_active is not False], resolve)


def beside_its_name(medication: Medication, resolve: Resolve) -> Contents | None:
    active = [part for part in _parts(medication) if part.is_active is not False]
    sure = [part for part in active if part.is_active or _strength(part)]
    contents = _as_one(sure or active, resolve)
    if not contents.text:
        return None
    return Contents(coding=contents.coding, text=contents.text)


def _parts(medication: Medication) -> tuple[Ingredient, ...]:
    product = medication.product
    return medication.ingredient or (product.ingredient if product else ())


def _as_one(parts: Iterable[Ingredient], resolve: Resolve) -> Concept:
    concepts = [concept for part in parts for concept in _of(part, resolve)]
    codings = tuple(
        Coding(system=coding.system, code=coding.code)
        for concept in concepts
        for coding in concept.coding
    )
    return Concept(coding=codings, text=" / ".join(shown(concept) for concept in concepts))


def _of(part: Ingredient, resolve: Resolve) -> Iterator[Concept]:
    """Of an ingredient that is a Medication only its code."""
    concept = part.item_codeable_concept or (part.item.concept if part.item else None)
    reference = part.item_reference or (part.item.to if part.item else None)
    if concept is None and reference is not None:
        inner = resolve(reference.reference)
        concept = inner.code if inner and inner.code else Concept(text=reference.display)
    if concept is not None:
        strength = _strength(part)
        name = shown(concept)
        stated = strength and strength.lower() not in name.lower()
        yield Concept(coding=concept.coding, text=f"{name} {strength}" if stated else name)


def _strength(part: Ingredient) -> str:
    """As products print it: `322 mg`, `1 mg/1 mL`; empty where it is none of these."""
    ratio = part.strength or part.strength_ratio or part.amount
    mass = ratio.numerator if ratio else part.strength_quantity
    of = ratio.denominator if ratio else None
    if mass is None or mass.value is None or mass.comparator:
        return ""
    printed = f"{mass.value:g} {mass.unit or mass.code}"
    if of is None:
        return printed
    unit = (of.unit or of.code).strip().lower()
    if unit == "ml" and of.value:
        return f"{printed}/{of.value:g} mL"
    is_one = of.value in (None, 1) and (not unit or is_counted(unit))
    return printed if is_one else ""
