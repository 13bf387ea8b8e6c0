"""The public's pages in front of real rules, a real store and real slots; the clock is moved by hand."""

import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from aiohttp.typedefs import Handler

from common.aio.clock import ManualClock
from common.model.agenda import Format
from common.model.coaching import SlotSeries
from common.model.ids import MeetingId, ParticipantId
from common.model.meeting import MeetingDetails
from common.model.people import Person, Role
from common.model.registration import RegistrationRules
from room_console.core.admission.admission import Admission
from room_console.core.admission.totp import Authenticators
from room_console.core.admission.ways import Ways
from room_console.core.coaching.slots import Slots
from room_console.core.conductor import Conductor
from room_console.core.meeting import inputs
from room_console.core.record.followers import Followers
from room_console.core.registration import Registration
from room_console.core.settings.mail import CodeSettings
from room_console.core.store.store import Store
from room_console.core.web.desk import WebDesk
from room_console.core.web.formtoken import LEAST_MS
from room_console.core.web.links import WebLinks
from tests.helpers.control import until

MEETING = MeetingId("assembly")
SECRET = b"s" * 32
OPERATOR = ParticipantId("operator")
OPEN = RegistrationRules(is_page_open=True, is_page_active=True)
GOOD = {"name": "Anna Lindqvist", "delegation": "Sweden", "email": "anna@example.org", "part": "speak"}
NOW_MS = 1_782_806_400_000


@dataclass
class NotingMailer:
    """Keeps every mail: to whom, subject, text."""

    mails: list[tuple[str, str, str]] = field(default_factory=list)

    async def send(self, to: str, subject: str, text: str) -> None:
        """Note a mail."""
        self.mails.append((to, subject, text))

    async def send_message(self, message: EmailMessage) -> None:
        """Note a mail of several parts."""
        self.mails.append((str(message["To"]), str(message["Subject"]), ""))


@dataclass
class Place:
    """Where the pages are."""

    meeting: MeetingId = MEETING
    host: str = "127.0.0.1"
    port: int = 0


@dataclass
class WebRig:
    """The pages as a browser without JavaScript sees them."""

    http: ClientSession
    conductor: Conductor
    desk: WebDesk
    slots: Slots
    followers: Followers
    mailer: NotingMailer
    clock: ManualClock
    links: WebLinks
    place: Place
    asked: list[str]
    """Every address that the server was asked for."""

    @property
    def site(self) -> str:
        """Where the pages are, without TLS."""
        return f"http://127.0.0.1:{self.place.port}"

    @property
    def people(self) -> dict[ParticipantId, Person]:
        """Who is registered beside the operator."""
        return {who: p for who, p in self.conductor.meeting.state.people.items() if who != OPERATOR}

    async def rule(self, rules: RegistrationRules) -> None:
        """Set the rules of registration."""
        await self.conductor.submit(inputs.RegistrationSet(rules, OPERATOR))

    async def add(self, who: str, role: Role = Role.DELEGATE, email: str = "") -> None:
        """Register somebody."""
        person = Person(ParticipantId(who), who.title(), "Sweden", role, email or f"{who}@example.org")
        await self.conductor.submit(inputs.PersonRegistered(person))

    async def get(self, path: str, **options: Any) -> tuple[int, str]:
        """Read a page."""
        async with self.http.get(path, **options) as answer:
            return answer.status, await answer.text()

    async def post(self, path: str, fields: dict[str, str], **options: Any) -> tuple[int, str]:
        """Send a form; follow where it leads."""
        async with self.http.post(path, data=fields, **options) as answer:
            return answer.status, await answer.text()

    async def apply(self, **fields: str) -> tuple[int, str]:
        """Fill in the form as a person does, and send it."""
        _, form = await self.get("/register/assembly")
        self.clock.advance(LEAST_MS / 1000)
        token = re.search(r'name="form" value="([^"]+)"', form)
        assert token is not None, form
        return await self.post("/register/assembly", GOOD | {"form": token[1]} | fields)

    async def mail(self, number: int = 1) -> tuple[str, str, str]:
        """Wait for the n-th mail."""
        await until(lambda: len(self.mailer.mails) >= number)
        return self.mailer.mails[number - 1]

    async def confirmation(self, number: int = 1) -> str:
        """Wait for the n-th mail; return the path of its link."""
        _, _, text = await self.mail(number)
        found = re.search(r"https://[^/]+(/\S+)", text)
        assert found is not None, text
        return found[1]

    async def confirm(self, path: str) -> tuple[int, str]:
        """Open a confirmation's link and press its button."""
        secret = path.partition("t=")[2]
        return await self.post(path, {"t": secret})


@contextlib.asynccontextmanager
async def web_rig(folder: Path, rules: RegistrationRules = OPEN, kind: Format = Format.HYBRID) -> AsyncIterator[WebRig]:
    """Serve the pages of a meeting."""
    clock, mailer, place = ManualClock(NOW_MS), NotingMailer(), Place()
    store = Store.open(folder / "web.db")
    conductor = Conductor(store, clock, lambda _: None)
    ways = Ways(CodeSettings(), mailer, lambda: "", None, Authenticators(store, SECRET, clock, lambda: ""))
    admission = Admission(store, ways, conductor.meeting.state.people.get, clock, SECRET)
    slots = Slots(
        store,
        lambda who: who in conductor.meeting.state.people,
        lambda: conductor.meeting.state.details.timezone,
        clock,
    )
    followers = Followers(store, lambda: conductor.meeting.state.registration.lists_followers)
    registration = Registration(conductor, admission, clock, rules)
    desk = WebDesk(
        lambda: conductor.meeting.state, store, registration, slots, followers, mailer, place, "", SECRET, clock
    )
    asked: list[str] = []

    @web.middleware
    async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
        asked.append(request.raw_path)
        return await handler(request)

    application = web.Application(middlewares=[note])
    desk.add_routes(application.router)
    conductor.start()
    server = TestServer(application)
    try:
        await conductor.submit(inputs.PersonRegistered(Person(OPERATOR, "Operator", "", Role.OPERATOR)))
        details = MeetingDetails(MEETING, "A/70", "The <Assembly> & Co", kind, timezone="Europe/Zurich")
        await conductor.submit(inputs.DetailsSet(details))
        await conductor.submit(inputs.RegistrationSet(rules, OPERATOR))
        await slots.start()
        await followers.load()
        await desk.start()
        async with server, ClientSession(server.make_url("/")) as http:
            place.port = server.port or 0
            yield WebRig(http, conductor, desk, slots, followers, mailer, clock, WebLinks(SECRET, place), place, asked)
    finally:
        await desk.stop()
        await conductor.stop()
        await admission.close()
        await store.close()


def tomorrow(length_min: int = 30) -> SlotSeries:
    """A morning of slots on the day after `NOW_MS`."""
    return SlotSeries("2026-07-01", 9 * 60, 11 * 60, length_min)
