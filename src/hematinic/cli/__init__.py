"""The command line: `hematinic plan FILE` and its companions."""

from hematinic.cli.main import app, main

__all__ = ["app", "main"]
