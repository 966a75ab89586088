"""The command line: `hematinic plan FILE` and its companions."""

from hematinic.cli.ending import main
from hematinic.cli.main import app

__all__ = ["app", "main"]
