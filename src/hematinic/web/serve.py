"""Runs the application: `hematinic serve`."""

import logging
import socket
from functools import partial
from pathlib import Path

import uvicorn

from hematinic.record.events import RecordError
from hematinic.web.allowed import Allowed, addresses
from hematinic.web.app import bare_app, create_app
from hematinic.web.away import Lanes
from hematinic.web.hooks.settings import Settings, of_this_machine, read_settings
from hematinic.web.patience import Bounded, bounded_taking
from hematinic.web.service import make_service

WAITING = 2_048
"""Connections that wait to be taken on."""

CONNECTIONS = 900
"""Open at once, below the usual limit of files; more are told to come back."""

GRACE = 5
"""Seconds for what is under way when the server is told to end."""


def serve(
    host: str = "127.0.0.1",
    port: int = 8000,
    local_limits: Path | None = None,
    folder: Path | None = None,
    site: Path | None = None,
    settings: Settings | None = None,
) -> None:
    """Until interrupted. Addresses are not logged: people put into them what no log may hold.

    Raises RecordError where nobody can listen at that address.
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    # It would log each address that is read from a client's FHIR server, and so who the patient is.
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    with listening(host, port) as socket:
        settings = settings or (read_settings(site) if site else of_this_machine())
        service = make_service(local_limits, folder)
        allowed = Allowed(addresses(settings.base_url, settings.origins), host)
        lanes = Lanes.of(service, partial(bare_app, settings=settings))
        app = create_app(service, settings, allowed, lanes)
        config = uvicorn.Config(
            app,
            http=Bounded,
            access_log=False,
            server_header=False,
            limit_concurrency=CONNECTIONS,
            timeout_graceful_shutdown=GRACE,
        )
        uvicorn.Server(config).run(sockets=[socket])


def listening(host: str, port: int) -> socket.socket:
    """Raises RecordError."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        server = socket.create_server(address[:2], family=family, backlog=WAITING)
        bounded_taking(server)
        # The event loop does so only where the socket names its protocol; without it the body of
        # an answer waits until the client has acknowledged the head: 40 ms.
        server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return server
    except (OSError, OverflowError, UnicodeError) as error:
        says = getattr(error, "strerror", None) or str(error)
        raise RecordError([f"serve: cannot listen at {host} port {port}: {says}"]) from None
