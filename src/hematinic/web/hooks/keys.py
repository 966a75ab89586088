"""The keys of clients: from a file that the site pins, or from the address that it names."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import orjson
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from hematinic.guideline.limited import SITE_FILE, read_limited
from hematinic.web.hooks.settings import Client

FRESH = 3600
"""Seconds for which a fetched set is used."""

AGAIN = 60
"""Seconds after which a set is fetched anew for a key that is not in it."""

SECONDS = 0.3
"""That an address of keys has to answer in."""


class KeysError(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Kept:
    keys: KeySet
    at: float
    kids: frozenset[str]


@dataclass
class Keys:
    http: Callable[[], httpx2.AsyncClient]
    clock: Callable[[], float] = time.monotonic
    kept: dict[str, Kept] = field(default_factory=dict)

    async def of(self, client: Client, kid: str) -> KeySet:
        """Raises KeysError."""
        known, now = self.kept.get(client.issuer), self.clock()
        if known is not None:
            age = now - known.at
            # A file is read once. A set from an address is good for an hour, but a key that is not
            # in it has it fetched anew, at most once a minute: so nobody can make us ask at will.
            if client.keys or age < AGAIN or (age < FRESH and (kid in known.kids or not kid)):
                return known.keys
        data = _from_file(client) if client.keys else await self.fetched(client)
        kept = self.kept[client.issuer] = _kept(data, now, client)
        return kept.keys

    async def fetched(self, client: Client) -> Any:
        try:
            answer = await self.http().get(client.keys_url, timeout=SECONDS)
            answer.raise_for_status()
            return orjson.loads(answer.content)
        except (httpx2.HTTPError, ValueError):
            raise KeysError(f"the keys of {client.name} could not be fetched") from None


def _from_file(client: Client) -> Any:
    try:
        return orjson.loads(read_limited(Path(client.keys), SITE_FILE))
    except (OSError, ValueError):
        raise KeysError(f"the file of the keys of {client.name} cannot be read") from None


def _kept(data: Any, now: float, client: Client) -> Kept:
    """Of private keys only what is public in them counts; unusable ones are passed over."""
    listed = data.get("keys", ()) if isinstance(data, dict) else ()
    usable = [key for key in listed if isinstance(key, dict) and key.get("kty") in ("EC", "RSA")]
    try:
        keys = KeySet.import_key_set({"keys": usable})
    except (JoseError, ValueError, KeyError):
        raise KeysError(f"the keys of {client.name} cannot be understood") from None
    if not usable:
        raise KeysError(f"{client.name} has no key of a kind that is taken")
    return Kept(keys, now, frozenset(str(key.get("kid", "")) for key in usable))
