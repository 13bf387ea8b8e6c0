"""SMS by an HTTP gateway, with receipts; the request is a template of the settings, so that any gateway will do."""

import asyncio
import json
import os
import re
import secrets
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote

import aiohttp
from yarl import URL

from common.aio.clock import Clock
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Person
from room_console.core.settings import SmsSettings
from room_console.core.web.tickets import Tickets

TIMEOUT_S: Final = 10.0
MAX_ANSWER_BYTES: Final = 4_096
RECEIPT_LIFE_MS: Final = 2 * 24 * 3600 * 1000
RECEIPTS: Final = "/sms/receipts/"
MAX_NOTES: Final = 10_000
_PLACE: Final = re.compile(r"\{(\w+)\}")


class SmsGateway:
    """Hands texts over, and takes receipts. Thread: the core's loop."""

    def __init__(
        self,
        settings: SmsSettings,
        secret: bytes,
        site: Callable[[], str],
        clock: Clock,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self.notes: dict[ParticipantId, str] = {}
        """What became of each person's last text, in plain English."""
        self.on_note: Callable[[ParticipantId], None] = lambda _: None
        self._newest: dict[ParticipantId, str] = {}
        """The name of each person's last text, in its receipts' address."""
        self._settings = settings
        self._password = environment.get(settings.password_env, "") if settings.password_env else ""
        self._tickets = Tickets(secret, "sms receipt")
        self._site = site
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def send(self, person: Person, text: str) -> None:
        """Hand a text over to the gateway. Raises: ConferenceError(`mail_failed`)."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S))
        try:
            status, answer = await self._ask(self._session, self._values(person, text, self._number(person)))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            self._note(person.participant, "not sent: the gateway does not answer")
            raise ConferenceError(ErrorCode.MAIL_FAILED, f"SMS gateway: {type(error).__name__}") from error
        if not 200 <= status < 300 or not re.search(self._settings.accepted, answer):
            self._note(person.participant, f"not sent: the gateway answers {status}")
            raise ConferenceError(ErrorCode.MAIL_FAILED, f"SMS gateway: {status} {answer[:100]!r}")
        self._note(person.participant, "handed to the gateway")

    def receive(self, ticket: str, status: str, reason: str) -> None:
        """Take a receipt. Raises: ConferenceError(`token_unknown`, `token_expired`) for an address we did not make."""
        who, _, text = self._tickets.read(ticket, self._clock.now_ms()).partition(" ")
        participant = ParticipantId(who)
        if self._newest.get(participant, text) != text:
            return
        said = " ".join(reason.split())[:100]
        if status in self._settings.delivered.split(","):
            self._note(participant, "delivered")
        elif status in self._settings.failed.split(","):
            self._note(participant, f"not delivered: {said}" if said else "not delivered")

    def _number(self, person: Person) -> str:
        """Give the person's newest text a name of its own: a receipt of an older one says nothing of it."""
        self._newest.pop(person.participant, None)
        while len(self._newest) >= MAX_NOTES:
            del self._newest[next(iter(self._newest))]
        self._newest[person.participant] = number = secrets.token_hex(4)
        return number

    def _values(self, person: Person, text: str, number: str) -> dict[str, str]:
        settings = self._settings
        ticket = self._tickets.sign(f"{person.participant} {number}", self._clock.now_ms() + RECEIPT_LIFE_MS)
        site = settings.receipt_url.rstrip("/") or self._site()
        return {
            "to": person.mobile,
            "text": text,
            "from": settings.sender,
            "user": settings.username,
            "password": self._password,
            "receipt": f"{site}{RECEIPTS}{ticket}?{settings.receipt_query}",
        }

    async def _ask(self, session: aiohttp.ClientSession, values: Mapping[str, str]) -> tuple[int, str]:
        settings = self._settings
        is_json = settings.request.startswith("{")
        filled = _filled(settings.request, values, _in_json if is_json else _in_query)
        headers = {}
        if settings.authorization:
            headers["Authorization"] = _filled(settings.authorization, values, lambda value: value)
        if settings.method == "POST":
            headers["Content-Type"] = "application/json" if is_json else "application/x-www-form-urlencoded"
            asking = session.post(settings.url, data=filled.encode(), headers=headers, allow_redirects=False)
        else:
            address = f"{settings.url}{'&' if '?' in settings.url else '?'}{filled}"
            asking = session.get(URL(address, encoded=True), headers=headers, allow_redirects=False)
        async with asyncio.timeout(TIMEOUT_S), asking as answer:
            return answer.status, (await answer.content.read(MAX_ANSWER_BYTES)).decode("utf-8", "replace")

    def _note(self, participant: ParticipantId, words: str) -> None:
        self.notes.pop(participant, None)
        while len(self.notes) >= MAX_NOTES:
            del self.notes[next(iter(self.notes))]
        self.notes[participant] = words
        self.on_note(participant)


def _filled(template: str, values: Mapping[str, str], fit: Callable[[str], str]) -> str:
    return _PLACE.sub(lambda found: fit(values[found[1]]) if found[1] in values else found[0], template)


def _in_query(value: str) -> str:
    return quote(value, safe="")


def _in_json(value: str) -> str:
    return json.dumps(value)[1:-1]
