"""Runs the application: `hematinic serve`."""

import logging

import uvicorn

from hematinic.web.app import create_app


def serve(host: str = "127.0.0.1", port: int = 8000) -> None:
    """Until interrupted. Addresses are not logged: people put into them what no log may hold."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    uvicorn.run(create_app(), host=host, port=port, access_log=False, server_header=False)
