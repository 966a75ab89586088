"""What was not sent beforehand, read from the client's FHIR server, as much as comes in time.

Only a server that the site has named for this client is asked, or, without clients, one on this
machine: the address stands in the request, and whoever sends it must not choose whom we call. The
token goes to that server alone; redirects and pages of another server are not followed.
"""

import asyncio
import ssl
from collections.abc import Iterable, Mapping
from urllib.parse import quote, urljoin, urlsplit

import httpx2

from hematinic.web.hooks.discovery import Key
from hematinic.web.hooks.pages import LARGEST, NO_ANSWER, Answer, answer
from hematinic.web.hooks.trust import Caller, is_loopback

MOST_PAGES = 20

ACCEPT = "application/fhir+json, application/json;q=0.9"

MOST_MEDICATIONS = 20
"""Medications that are read one by one, where lists only refer to them."""


def make_client(ca_file: str = "") -> httpx2.AsyncClient:
    """Whoever asks says how long it waits."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    limits = httpx2.Limits(max_connections=200, max_keepalive_connections=50)
    return httpx2.AsyncClient(
        # No proxy that the environment names: the token and the patient's record would go through
        # it.
        verify=context,
        limits=limits,
        follow_redirects=False,
        trust_env=False,
        timeout=None,
    )


def allowed(server: str, caller: Caller) -> str:
    """The server's address without its last slash; empty where it must not be asked."""
    try:
        address = urlsplit(server)
        # To read the port raises ValueError where it is no number.
        host, _ = address.hostname or "", address.port
    except ValueError:
        return ""
    if address.scheme not in ("http", "https") or "@" in address.netloc or address.query:
        return ""
    plain = server.rstrip("/")
    if caller.client is not None:
        named = (allowed_server.rstrip("/") for allowed_server in caller.client.fhir_servers)
        return plain if plain in named else ""
    return plain if host == "localhost" or is_loopback(host) else ""


class Fetching:
    """The fetches of one call of a hook."""

    def __init__(self, http: httpx2.AsyncClient, server: str, token: str, patient: str) -> None:
        self.http, self.server, self.patient = http, server, patient
        self.headers = {"Accept": ACCEPT}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"
        self.pages: dict[str, list[bytes]] = {}
        """What came, by key, in its order: enough to do it again without the server."""
        self.answers: dict[str, Answer] = {}

    async def missing(
        self, keys: Iterable[Key], sent: Mapping[str, Answer], seconds: float
    ) -> dict[str, Answer]:
        """The answers sent, and in place of what they lack what came within so many seconds."""
        self.answers = dict(sent)
        lacking = [key for key in keys if not sent.get(key.name, NO_ANSWER).whole]
        tasks = [asyncio.create_task(self.key(key)) for key in lacking]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=max(0.0, seconds))
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return self.answers

    async def key(self, key: Key) -> None:
        """Page by page; what has come stands, even if the rest never does."""
        had = self.answers.get(key.name, NO_ANSWER)
        so_far = had if had.next else None
        address = had.next or self.address(key)
        for _ in range(MOST_PAGES):
            page = await self.page(address, key.name)
            page_read = answer(page, key.type)
            if page_read == NO_ANSWER:
                return
            so_far = self.answers[key.name] = so_far.with_page(page_read) if so_far else page_read
            address = self.following(page_read.next, address)
            if not address:
                break
        await self.medications(key)

    def address(self, key: Key) -> str:
        template = key.template.replace("{{context.patientId}}", quote(self.patient, safe=""))
        # The id of the patient is quoted already, so its percent signs stay.
        return f"{self.server}/{quote(template, safe='/?&=%:,_-.')}"

    async def medications(self, key: Key) -> None:
        """Those that the list only refers to."""
        fetched = self.answers.get(key.name, NO_ANSWER)
        had = {f"{resource.type}/{resource.id}" for resource in fetched.resources}
        named = dict.fromkeys(resource.medication for resource in fetched.resources)
        lacking = [n for n in named if n.startswith("Medication/") and n not in had]
        for name in lacking[:MOST_MEDICATIONS]:
            medication = answer(
                await self.page(f"{self.server}/{quote(name)}", key.name), "Medication"
            )
            fetched = self.answers[key.name] = _beside(fetched, medication)

    async def page(self, address: str, key: str) -> bytes:
        """Empty where the server did not answer as asked."""
        try:
            async with self.http.stream("GET", address, headers=self.headers) as reply:
                if reply.status_code != 200:
                    return b""
                content = bytearray()
                async for chunk in reply.aiter_bytes():
                    content += chunk
                    if len(content) > LARGEST:
                        return b""
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
            return b""
        self.pages.setdefault(key, []).append(bytes(content))
        return bytes(content)

    def following(self, address: str, after: str) -> str:
        """Of this server, or nothing."""
        if not address:
            return ""
        try:
            whole = urljoin(after, address)
            ours, theirs = urlsplit(self.server), urlsplit(whole)
            same = (ours.scheme, ours.hostname, ours.port) == (
                theirs.scheme, theirs.hostname, theirs.port,
            )  # fmt: skip
        except ValueError:
            return ""
        return whole if same and "@" not in theirs.netloc and whole != after else ""


def _beside(answer: Answer, medication: Answer) -> Answer:
    return Answer((*answer.resources, *medication.resources), answer.sound, answer.next)


def replayed(
    sent: Mapping[str, Answer], keys: Iterable[Key], pages: Mapping[str, Iterable[bytes]]
) -> dict[str, Answer]:
    """The answers as they were, from the pages that came."""
    answers = dict(sent)
    for key in keys:
        had = answers.get(key.name, NO_ANSWER)
        so_far = had if had.next else None
        for page in pages.get(key.name, ()):
            page_read = answer(page, key.type)
            if page_read != NO_ANSWER:
                so_far = answers[key.name] = so_far.with_page(page_read) if so_far else page_read
            elif so_far is not None:
                so_far = answers[key.name] = _beside(so_far, answer(page, "Medication"))
    return answers
