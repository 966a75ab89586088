"""What a history or an export says was deleted: dropped, and said to be."""

from collections.abc import Sequence

from hematinic.record.fhir.bundle import Deletion
from hematinic.record.fhir.people import Decoded
from hematinic.record.fhir.reading import Reading
from hematinic.record.fhir.times import written_down


def without_deleted(
    decoded: list[Decoded], deleted: Sequence[Deletion], reading: Reading
) -> list[Decoded]:
    if not deleted:
        return decoded
    named: dict[str, list[Deletion]] = {}
    for deletion in deleted:
        named.setdefault(deletion.name, []).append(deletion)
    kept = []
    for entry in decoded:
        holder = entry.inside or entry
        name = f"{holder.resource.resource_type}/{holder.resource.id}"
        by = next((d for d in named.get(name, ()) if not _written_after(holder, d)), None)
        if by is None:
            kept.append(entry)
        elif not entry.inside:
            reading.aside_of(entry, f"was deleted at its source ({by.place}): not used")
    return kept


def _written_after(entry: Decoded, deletion: Deletion) -> bool:
    """Whether a resource was made anew after it had been deleted."""
    meta = entry.resource.meta
    if meta is None:
        return False
    if deletion.version >= 0 and meta.version_id.isdecimal() and len(meta.version_id) < 19:
        return int(meta.version_id) > deletion.version
    when, since = written_down(deletion.when), written_down(meta.last_updated)
    return 0 <= when < since
