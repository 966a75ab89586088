"""Runs the application: `hematinic serve`."""

import logging
from pathlib import Path

import uvicorn

from hematinic.web.app import create_app
from hematinic.web.hooks.settings import of_this_machine, read_settings
from hematinic.web.service import make_service


def serve(
    host: str = "127.0.0.1",
    port: int = 8000,
    local_limits: Path | None = None,
    folder: Path | None = None,
    site: Path | None = None,
) -> None:
    """Until interrupted. Addresses are not logged: people put into them what no log may hold."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    settings = read_settings(site) if site else of_this_machine()
    app = create_app(make_service(local_limits, folder), settings)
    uvicorn.run(app, host=host, port=port, access_log=False, server_header=False)
