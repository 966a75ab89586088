"""Who calls. With clients configured: the bearer of a token that one of them has signed for this
very address, not used before and not expired. Without: this machine alone.

Nothing is fetched for a token whose issuer is not on the list, and never from an address that the
token itself names.
"""

import ipaddress
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from hematinic.web.hooks.keys import Keys, KeysError
from hematinic.web.hooks.settings import Client, Settings

# Those that CDS Hooks recommends. What a token names itself is never enough: `none` needs no key,
# and an HMAC could be made with the public one.
ALGORITHMS = ["ES384", "RS384"]

LONGEST = 3600
"""Seconds that a token may still be good for: so long its `jti` is remembered."""

AHEAD = 60
"""Seconds by which a client's clock may be ahead of ours."""

FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


class NotTrustedError(Exception):
    """Why a caller is not answered, for whoever sets up the client."""

    def __init__(self, says: str, status: int = 401) -> None:
        self.says, self.status = says, status
        super().__init__(says)


@dataclass(frozen=True, slots=True)
class Caller:
    name: str
    client: Client | None = None
    """None: this machine."""


class Claims(msgspec.Struct, frozen=True):
    iss: str = ""
    aud: str | tuple[str, ...] = ()
    exp: float = 0
    iat: float = -1
    jti: str = ""


@dataclass
class Trust:
    settings: Settings
    keys: Keys
    clock: Callable[[], float] = time.time
    used: dict[tuple[str, str], float] = field(default_factory=dict)
    """Until when the `jti` of each issuer is remembered."""

    async def caller(self, headers: Mapping[str, str], peer: str, path: str) -> Caller:
        """`peer` is the address that the connection comes from. Raises NotTrustedError."""
        if self.settings.clients:
            return await self.bearer(headers.get("authorization", ""), path)
        # A proxy on this machine brings the whole world to the loopback address; its header gives
        # it away.
        if not is_loopback(peer) or any(name in headers for name in FORWARDED):
            says = "no client is configured, so only this machine is answered; see --site"
            raise NotTrustedError(says, 403)
        return Caller("this-machine")

    async def bearer(self, authorization: str, path: str) -> Caller:
        kind, _, token = authorization.partition(" ")
        if kind.lower() != "bearer" or not token:
            raise NotTrustedError("a bearer token, signed by the client, is wanted")
        header, claims = _unverified(token)
        if header.get("alg") not in ALGORITHMS:
            raise NotTrustedError(f"alg: only {' and '.join(ALGORITHMS)} are taken")
        client = next((c for c in self.settings.clients if c.issuer == claims.iss), None)
        if client is None:
            raise NotTrustedError("iss: this issuer is not one of the clients configured")
        kid = str(header.get("kid", ""))
        verified = _verified(token, await self.key_set(client, kid))
        self.check(verified, f"{self.settings.base_url}{path}")
        return Caller(client.name, client)

    async def key_set(self, client: Client, kid: str) -> KeySet:
        try:
            return await self.keys.of(client, kid)
        except KeysError as error:
            raise NotTrustedError(str(error)) from None

    def check(self, claims: Claims, address: str) -> None:
        now = self.clock()
        audiences = (claims.aud,) if isinstance(claims.aud, str) else claims.aud
        if address not in audiences:
            raise NotTrustedError(f"aud: a token for {address} is wanted")
        if claims.exp <= now:
            raise NotTrustedError("exp: the token has expired")
        if claims.exp > now + LONGEST:
            raise NotTrustedError(f"exp: more than {LONGEST} seconds ahead")
        if claims.iat < 0 or claims.iat > now + AHEAD:
            raise NotTrustedError("iat: when it was issued is missing, or lies ahead")
        if not claims.jti:
            raise NotTrustedError("jti: an id of the token is wanted")
        self.once(claims, now)

    def once(self, claims: Claims, now: float) -> None:
        key = (claims.iss, claims.jti)
        if self.used.get(key, 0) > now:
            raise NotTrustedError("jti: this token has been used before")
        # Those that have expired are cleared out now and then, not at each call.
        if len(self.used) % 1024 == 1023:
            self.used = {used: until for used, until in self.used.items() if until > now}
        self.used[key] = claims.exp


def is_loopback(address: str) -> bool:
    """Of an address that a connection comes from; a test's own client has none."""
    try:
        return ipaddress.ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _unverified(token: str) -> tuple[dict[str, Any], Claims]:
    """Read to know whose key is wanted; nothing of it is believed before that."""
    try:
        signed = jws.extract_compact(token.encode())
        return signed.headers(), msgspec.json.decode(signed.payload, type=Claims)
    except (JoseError, msgspec.MsgspecError, ValueError):
        raise NotTrustedError("the token is no JSON Web Token") from None


def _verified(token: str, keys: KeySet) -> Claims:
    try:
        verified = jwt.decode(token, keys, algorithms=ALGORITHMS)
        return msgspec.convert(verified.claims, Claims)
    except (JoseError, msgspec.MsgspecError, ValueError):
        raise NotTrustedError("the signature is not that of a key of this client") from None
