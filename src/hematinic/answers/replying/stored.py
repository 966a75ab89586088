"""The index kept between runs beside the guideline's, so that the command line starts at once."""

import hashlib
import pickle
import sys
from pathlib import Path

import msgspec

from hematinic.answers.replying.retrieve import Index
from hematinic.guideline.cache import directory, keep, payload
from hematinic.guideline.model import Guideline

KIND = ".index"


def index_of(guideline: Guideline) -> Index:
    """As it was kept for just this guideline and this program, or made now."""
    place = directory()
    if place is None:
        return Index(guideline)
    file = place / f"{_identity(guideline)}{KIND}"
    try:
        found: Index = pickle.loads(payload(file))
        return found
    except Exception:  # absent, torn, foreign, or of another time: make it anew
        made = Index(guideline)
        keep(file, pickle.dumps(made, protocol=pickle.HIGHEST_PROTOCOL))
        return made


def _identity(guideline: Guideline) -> str:
    digest = hashlib.sha256(msgspec.msgpack.encode(guideline, enc_hook=repr))
    digest.update(sys.version.encode())
    for file in sorted(Path(__file__).parent.parent.rglob("*.py")):
        state = file.stat()
        digest.update(f"{file.name} {state.st_mtime_ns} {state.st_size}".encode())
    return digest.hexdigest()[:32]
