"""The index kept between runs beside the guideline's, so that the command line starts at once."""

import gc
import hashlib
import pickle
import sys
from pathlib import Path

import msgspec

from hematinic.answers.replying.retrieve import Index
from hematinic.guideline.cache import directory, keep, payload
from hematinic.guideline.load import builtin
from hematinic.guideline.model import Guideline

KIND = ".index"


def index_of(guideline: Guideline) -> Index:
    """As it was kept for just this guideline and this program, or made now."""
    place = directory()
    if place is None:
        return Index(guideline)
    file = place / f"{_identity(guideline)}{KIND}"
    try:
        return unpickled(payload(file))
    except Exception:  # absent, torn, foreign, or of another time: make it anew
        index = Index(guideline)
        keep(file, pickle.dumps(index, protocol=pickle.HIGHEST_PROTOCOL))
        return index


def unpickled(kept: bytes) -> Index:
    """Without a search for garbage among what is only being made, which takes as long again."""
    searching = gc.isenabled()
    gc.disable()
    try:
        index: Index = pickle.loads(kept)
    finally:
        if searching:
            gc.enable()
    return index


def _identity(guideline: Guideline) -> str:
    digest = hashlib.sha256(msgspec.msgpack.encode(guideline, enc_hook=repr))
    digest.update(sys.version.encode())
    learned = Path(str(builtin()), "answers").glob("*.msgpack")
    for file in sorted([*Path(__file__).parent.parent.rglob("*.py"), *learned]):
        state = file.stat()
        digest.update(f"{file.name} {state.st_mtime_ns} {state.st_size}".encode())
    return digest.hexdigest()[:32]
