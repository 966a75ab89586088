"""What a site settles: its clients, its public address, where it keeps what. A YAML file, named by
`hematinic serve --site FILE`; without one only this machine is answered.

    base_url: https://cds.example.org          # what clients call; their tokens are meant for it
    clients:
      - name: our-record
        issuer: https://record.example.org     # the `iss` of its tokens
        keys: our-record.jwks.json             # a file, or `keys_url: https://…`
        fhir_servers:
          - https://record.example.org/fhir
    origins:                                   # of pages that may ask from a browser
      - https://record.example.org
    database: sqlite:///hooks.sqlite           # or postgresql+psycopg://…
    board: sqlite:///board.sqlite              # made by `hematinic board init`; or, pinned,
    release: release.json                      # one release of it, with its approvals
    unapproved: show                           # or withhold: nothing clinical until all is approved
    audit: {folder: audit, keep_days: 0, keep_input: false}
    largest_mb: 4
"""

import logging
import os
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from hematinic.board.place import here
from hematinic.guideline import yaml
from hematinic.guideline.limited import SITE_FILE, read_limited
from hematinic.record.events import RecordError
from hematinic.web.guard import LARGEST_MB

log = logging.getLogger("hematinic.web")

HOMELESS = (
    "there is no home folder: no audit is kept, and what became of cards only while this runs; "
    "name a folder in XDG_STATE_HOME, or a site's settings with --site"
)


class Setting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Client(Setting, frozen=True, kw_only=True):
    name: str
    issuer: str
    keys: str = ""
    """A file with a JSON Web Key Set, beside the settings where it is no whole path."""
    keys_url: str = ""
    """Where the set is fetched from, in place of a file."""
    fhir_servers: tuple[str, ...] = ()
    """The only servers that are read from for this client."""


class AuditSettings(Setting, frozen=True, kw_only=True):
    folder: str = ""
    """Empty: no line is kept."""
    keep_days: int = 0
    """For how many days files stay; 0: for good."""
    keep_input: bool = False
    """Whether what a hook was given is kept beside its line, to be replayed. It is a patient's."""


class Settings(Setting, frozen=True, kw_only=True):
    base_url: str = ""
    clients: tuple[Client, ...] = ()
    origins: tuple[str, ...] = ()
    database: str = "sqlite://"
    """An address as SQLAlchemy has it; the default lives as long as the process."""
    audit: AuditSettings = AuditSettings()
    largest_mb: int = LARGEST_MB
    """Megabytes of a request."""
    board: str = ""
    """The address of the board's database; empty: none is set up."""
    release: str = ""
    """A file of `hematinic board release --out`: that version is served, with those approvals."""
    unapproved: Literal["show", "withhold"] = "show"
    """What is done with a guideline of which not all is approved."""
    ca_file: str = ""
    """Certificates that are trusted besides those of the machine."""


def read_settings(file: Path) -> Settings:
    """Raises RecordError with what is wrong and the remedy."""
    try:
        text = read_limited(file, SITE_FILE).decode()
        data = yaml.read(text).data
        settings = msgspec.convert(data or {}, Settings, strict=True)
    except OSError as error:
        raise RecordError([f"{file}: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise RecordError([f"{file}: not UTF-8 text; save it as UTF-8"]) from None
    except yaml.YamlError as error:
        raise RecordError([f"{file}, line {error.line}: {error.problem}"]) from None
    except msgspec.ValidationError as error:
        raise RecordError([f"{file}: {error}"]) from None
    if problems := list(_problems(settings)):
        raise RecordError([f"{file}: {problem}" for problem in problems])
    return _beside(settings, file.resolve().parent)


def of_this_machine() -> Settings:
    """Without a file: what is kept lies in the user's own folder for it. A user who has none, as in
    some containers, keeps it only as long as the process lives, and is told so."""
    try:
        state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    except RuntimeError:
        log.warning("%s", HOMELESS)
        return Settings()
    folder = Path(state) / "hematinic"
    database = f"sqlite:///{folder / 'hooks.sqlite'}"
    audit = AuditSettings(folder=str(folder / "audit"))
    return Settings(database=database, audit=audit, board=here())


def _problems(settings: Settings) -> list[str]:
    problems = []
    if settings.clients and not settings.base_url:
        problems.append("base_url: clients sign for the address that they call; name it")
    for address in (settings.base_url, *settings.origins):
        if address and not _is_address(address):
            problems.append(f"'{address}' is no address; write it as https://cds.example.org")
    if settings.board and settings.release:
        problems.append("name either board or release: approvals come from one of them")
    for client in settings.clients:
        if bool(client.keys) is bool(client.keys_url):
            problems.append(f"{client.name}: name either keys (a file) or keys_url")
        problems += [
            f"{client.name}: '{server}' is no address of a FHIR server"
            for server in client.fhir_servers
            if not _is_address(server)
        ]
    for key in ("name", "issuer"):
        values = [getattr(client, key) for client in settings.clients]
        problems += [
            f"two clients have the {key} '{twice}'"
            for twice in {*values}
            if values.count(twice) > 1
        ]
    if not 1 <= settings.largest_mb <= 64:
        problems.append("largest_mb: from 1 to 64")
    return problems


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc


def _beside(settings: Settings, folder: Path) -> Settings:
    """Files that are named without a whole path lie beside the settings."""
    clients = tuple(
        replace(client, keys=str(folder / client.keys)) if client.keys else client
        for client in settings.clients
    )
    audit = settings.audit
    if audit.folder:
        audit = replace(audit, folder=str(folder / audit.folder))
    database, board = (_database(place, folder) for place in (settings.database, settings.board))
    release = str(folder / settings.release) if settings.release else ""
    ca_file = str(folder / settings.ca_file) if settings.ca_file else ""
    return replace(
        settings, base_url=settings.base_url.rstrip("/"), clients=clients, audit=audit,
        database=database, board=board, release=release, ca_file=ca_file,
    )  # fmt: skip


def _database(address: str, folder: Path) -> str:
    plain = "sqlite:///"
    if address.startswith(plain) and not address.startswith(f"{plain}/"):
        return f"{plain}{folder / address.removeprefix(plain)}"
    return address
