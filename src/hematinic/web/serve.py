"""Runs the application: `hematinic serve`."""

import logging
import socket
from pathlib import Path

import uvicorn

from hematinic.record.events import RecordError
from hematinic.web.app import create_app
from hematinic.web.hooks.settings import of_this_machine, read_settings
from hematinic.web.service import make_service

WAITING = 2_048
"""Connections that wait to be taken on."""


def serve(
    host: str = "127.0.0.1",
    port: int = 8000,
    local_limits: Path | None = None,
    folder: Path | None = None,
    site: Path | None = None,
) -> None:
    """Until interrupted. Addresses are not logged: people put into them what no log may hold.

    Raises RecordError where nobody can listen at that address.
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    with listening(host, port) as found:
        settings = read_settings(site) if site else of_this_machine()
        app = create_app(make_service(local_limits, folder), settings)
        config = uvicorn.Config(app, access_log=False, server_header=False)
        uvicorn.Server(config).run(sockets=[found])


def listening(host: str, port: int) -> socket.socket:
    """Raises RecordError."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=WAITING)
    except (OSError, OverflowError, UnicodeError) as error:
        says = getattr(error, "strerror", None) or str(error)
        raise RecordError([f"serve: cannot listen at {host} port {port}: {says}"]) from None
