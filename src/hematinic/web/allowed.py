"""Who may ask, by one list: the names that this server goes by, and the sites whose pages may ask.

A page of any site can make a browser ask an address of this machine, or have its own name mean that
address. The first is known by its Origin, the second by the Host that it asks for.
"""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")
ANY = ("", "0.0.0.0", "::")
"""Listening at every address gives a server no name."""


class Allowed:
    def __init__(self, addresses: Iterable[str] = (), host: str = "") -> None:
        """`addresses` are those that a site names: its own, and of pages that may ask; `host` is
        where it listens."""
        self.origins = frozenset(filter(None, map(_origin, addresses)))
        named = (urlsplit(origin).hostname or "" for origin in self.origins)
        self.hosts = frozenset({*LOOPBACK, *named, host.lower()}) - {*ANY}

    def refuses(self, method: str, headers: Iterable[tuple[bytes, bytes]]) -> str:
        """Why; empty where it may ask."""
        # Every byte is a sign of Latin-1, so that no header can fail here.
        by_name = {name: value.decode("latin-1") for name, value in headers}
        host = by_name.get(b"host", "")
        if _hostname(host) not in self.hosts:
            names = ", ".join(sorted(self.hosts))
            return f"This server answers to {names}. A site names others in its settings."
        if method not in ("GET", "HEAD", "OPTIONS") and not self.own(by_name, host):
            return "A page of another site asks. A site names those that may in its settings."
        return ""

    def own(self, headers: dict[bytes, str], host: str) -> bool:
        """Whether a page of ours asks, or one that a site has named, or no page at all. A browser
        that is told to send no referrer calls its own origin null and says where it is another
        way."""
        origin, fetched = headers.get(b"origin"), headers.get(b"sec-fetch-site")
        # `none`: typed, or a bookmark. No page can send this header by itself.
        if origin in self.origins or fetched in ("same-origin", "none"):
            return True
        # Neither header: no browser, but a program that no foreign page can make ask.
        if origin is None:
            return fetched is None
        # A browser from before that header: its page must be of the very host that it asks.
        return fetched is None and origin in (f"http://{host}", f"https://{host}")


def _origin(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.netloc else ""


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def addresses(base_url: str, origins: Iterable[str]) -> Iterator[str]:
    yield from filter(None, (base_url, *origins))
