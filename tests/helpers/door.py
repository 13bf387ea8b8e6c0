"""A door to stand before: admission over a real store, with a postman who can be ill."""

import asyncio
import re
from email.message import EmailMessage
from pathlib import Path

import pytest

from common.aio.clock import ManualClock
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Person, Role
from common.protocol.entry import CodeRequired
from room_console.core.admission import Admission
from room_console.core.admission.totp import Authenticators
from room_console.core.admission.ways import Ways
from room_console.core.settings import CodeSettings
from room_console.core.store.store import Store

ANNA, BORIS, DESK = ParticipantId("anna"), ParticipantId("boris"), ParticipantId("desk")
PEOPLE = {
    ANNA: Person(ANNA, "Anna", "Austria", Role.DELEGATE, "anna@example.org"),
    BORIS: Person(BORIS, "Boris", "Bulgaria", Role.DELEGATE, "boris@example.org"),
    DESK: Person(DESK, "Desk", "", Role.OPERATOR),
}
DEVICE, OTHER_DEVICE = "device-key-of-anna-0123456789", "device-key-of-mallory-0123456"
FAR, LOCAL = "192.0.2.7", "127.0.0.1"
DAY_MS = 86_400_000
SECRET = b"k" * 32


class Postman:
    """Keeps what it is given; fails, or waits, when told to."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, str, str]] = []
        self.is_ill = False
        self.may_go = asyncio.Event()
        self.may_go.set()
        self.was_asked = asyncio.Event()
        self.has_gone = asyncio.Event()

    async def send(self, to: str, subject: str, text: str) -> None:
        self.was_asked.set()
        await self.may_go.wait()
        if self.is_ill:
            raise ConferenceError(ErrorCode.MAIL_FAILED, "ill")
        self.letters.append((to, subject, text))
        self.has_gone.set()

    async def send_message(self, message: EmailMessage) -> None:
        body = message.get_body(("plain",))
        assert body is not None
        await self.send(str(message["To"]), str(message["Subject"]), body.get_content())

    @property
    def code(self) -> str:
        found = re.search(r"\b\d{6}\b", self.letters[-1][2])
        assert found is not None
        return found[0]


class Telephones:
    """A gateway that keeps what it is given."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, str]] = []

    async def send(self, person: Person, text: str) -> None:
        self.texts.append((person.mobile, text))


class Door:
    """An admission over a real store, which can be taken down and put up again."""

    def __init__(self, path: Path) -> None:
        self.path, self.clock, self.postman = path, ManualClock(), Postman()
        self.people, self.settings, self.gateway = dict(PEOPLE), CodeSettings(), Telephones()
        self.open()

    def open(self) -> None:
        self.store = Store.open(self.path)
        self.authenticators = Authenticators(self.store, SECRET, self.clock, lambda: "Assembly")
        ways = Ways(self.settings, self.postman, lambda: "Assembly", self.gateway, self.authenticators)
        self.admission = Admission(self.store, ways, self.people.get, self.clock, SECRET)

    async def restart(self) -> None:
        await self.admission.close()
        await self.store.close()
        self.open()
        await self.admission.start()

    async def token(self, who: ParticipantId = ANNA, is_local: bool = False) -> str:
        expires_at_ms = self.clock.now_ms() + DAY_MS
        return await self.admission.issue_token(who, expires_at_ms=expires_at_ms, is_local=is_local)

    async def enter(self, token: str, device: str = DEVICE, address: str = FAR) -> ParticipantId | CodeRequired:
        return await self.admission.enter(token, device, address)

    async def enter_code(self, token: str, code: str, device: str = DEVICE) -> ParticipantId:
        return await self.admission.enter_code(token, device, code, FAR)

    async def refused(self, token: str, code: str, device: str = DEVICE) -> ConferenceError:
        with pytest.raises(ConferenceError) as caught:
            await self.enter_code(token, code, device)
        return caught.value

    @property
    def wrong(self) -> str:
        return f"{(int(self.postman.code) + 1) % 10**6:06}"
