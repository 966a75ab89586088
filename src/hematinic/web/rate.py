"""How often one client may ask. On this machine itself nobody is limited."""

import time
from collections import OrderedDict
from ipaddress import ip_address

A_SECOND = 10.0
AT_ONCE = 100
"""Requests that a client may make at once, before it waits for its share of each second."""

CLIENTS = 10_000
"""That are remembered; who asked least recently is forgotten first."""


class Rate:
    """For each client a bucket that fills with time and that each request takes from."""

    def __init__(self, a_second: float = A_SECOND, at_once: int = AT_ONCE) -> None:
        self.a_second, self.at_once = a_second, at_once
        self.left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str, now: float | None = None) -> float:
        """Seconds until this client may ask again; 0 where it may now."""
        if _here(client):
            return 0.0
        now = time.monotonic() if now is None else now
        # Taken out here and put in again below: so the first is always who asked least recently.
        left, at = self.left.pop(client, (float(self.at_once), now))
        left = min(self.at_once, left + (now - at) * self.a_second)
        may = left >= 1
        self.left[client] = (left - 1 if may else left, now)
        if len(self.left) > CLIENTS:
            self.left.popitem(last=False)
        return 0.0 if may else (1 - left) / self.a_second


def _here(client: str) -> bool:
    """An address that is none is of a socket of this machine."""
    try:
        return ip_address(client).is_loopback
    except ValueError:
        return True
