"""What a tablet holds: elemental iron by salt, strength and hydration; folate as stated."""

import re

from hematinic.guideline.model import Medicine


def elemental_of_tablet(medicine: Medicine, tablet: str) -> float | None:
    """mg of iron in the tablet as printed (`325 mg hydrated`); None where the table has not just
    one: the strength alone does not say how much water the salt holds."""
    strength, words = _read(tablet)
    if strength is None:
        return None
    fitting = [p for p in medicine.products if _read(p.tablet)[0] == strength]
    named = [p for p in fitting if words & _read(p.tablet)[1]]
    chosen = named or [p for p in fitting if not _read(p.tablet)[1]]
    amounts = {product.elemental for product in chosen}
    return amounts.pop() if len(amounts) == 1 else None


_HYDRATION = {
    "dried": "dried", "anhydrous": "dried", "exsiccated": "dried", "desiccated": "dried",
    "hydrated": "hydrated", "heptahydrate": "hydrated", "hydrous": "hydrated",
}  # fmt: skip


def _read(tablet: str) -> tuple[float | None, set[str]]:
    match = re.search(r"(\d+(?:\.\d+)?) ?mg", tablet)
    words = {_HYDRATION[w] for w in re.findall(r"[a-z]+", tablet.lower()) if w in _HYDRATION}
    return (float(match[1]) if match else None), words


_FOLATE = re.compile(
    r"(?:folic acid|folate)[^0-9]{0,3}(\d+(?:\.\d+)?) ?(mg|ug|mcg|microgram)s?"
    r"|(\d+(?:\.\d+)?) ?(mg|ug|mcg|microgram)s?\s+(?:of )?(?:folic acid|folate)"
)


def folate_stated(text: str) -> float | None:
    """mg of folate that a combination's name states (`folic acid 350 microgram`), if it does."""
    match = _FOLATE.search(text.lower())
    if not match:
        return None
    amount, unit = float(match[1] or match[3]), match[2] or match[4]
    return amount if unit == "mg" else amount / 1000
