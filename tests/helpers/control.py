"""A small console behind a real server, and clients that note what they hear."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from common.aio.clock import Clock, SystemClock
from common.aio.tasks import TaskOwner, spawn
from common.control.client import ControlClient, LinkState
from common.control.joinlink import JoinLink
from common.control.trust import PinnedContext
from common.model.codeways import CodeWay
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import MeetingId, ParticipantId, Revision
from common.model.meeting import MeetingDetails, MeetingView, ParticipantView
from common.model.people import Role
from common.protocol import PROTOCOL_VERSION
from common.protocol.codec import ClientMessage, ConsoleMessage, decode_from_console, encode
from common.protocol.entry import CodeRequired, Hello, Leave, SignedIn, SignIn, Welcome
from common.protocol.envelope import Bye, Message
from common.protocol.floor import RequestFloor
from common.protocol.media import OpenDownlink
from common.protocol.operator import ListDevices
from common.protocol.revision import apply_change
from common.protocol.view import Change, Changes, ParticipantChanged, Snapshot
from room_console.core.certificates import TlsFiles
from room_console.core.control.gateway import Admitted, Connection, Pulse
from room_console.core.control.limits import Limits
from room_console.core.control.ndt7.runs import Runs
from room_console.core.control.server import ControlServer
from room_console.core.trust.identity import Identity

GOOD_CODE = "123456"
MEETING = MeetingId("test-meeting")
TOKEN_END = "-token-of-enough-characters"


def token_of(name: str) -> str:
    """Return the token that admits `name`."""
    return name + TOKEN_END


def person(name: str) -> ParticipantView:
    """Return somebody as everyone sees them."""
    return ParticipantView(ParticipantId(name), name.title(), "Ruritania", Role.DELEGATE)


@dataclass
class SmallGateway:
    """Admits `NAME-token…`; the names in `coded` need GOOD_CODE. Remembers what it was asked."""

    instance: str = "run-1"
    coded: set[str] = field(default_factory=set)
    thin: set[ParticipantId] = field(default_factory=set)
    """Whose lines have no room for pictures."""
    tries_left: int = 5
    revision: Revision = field(default_factory=lambda: Revision(1))
    view: MeetingView = field(default_factory=lambda: MeetingView(MeetingDetails(MEETING, "S/1", "A meeting")))
    history: list[tuple[Revision, Change]] = field(default_factory=list)
    inside: list[Connection] = field(default_factory=list)
    gone: list[ParticipantId] = field(default_factory=list)
    handled: list[ClientMessage] = field(default_factory=list)
    hellos: list[Hello] = field(default_factory=list)
    hold: asyncio.Event | None = None
    """Set it to make `OpenDownlink` wait."""
    clock: Clock = field(default_factory=SystemClock)

    async def sign_in(self, asked: SignIn, address: str) -> SignedIn:
        """Take GOOD_CODE as anybody's password, and give the token that admits them."""
        if asked.password != GOOD_CODE:
            raise ConferenceError(ErrorCode.SIGN_IN)
        return SignedIn(asked.ref, token_of(asked.account), MEETING, self.clock.now_ms() + 60_000)

    async def enter(self, hello: Hello, address: str) -> Admitted | CodeRequired:
        """Admit by the token."""
        self.hellos.append(hello)
        if hello.protocol != PROTOCOL_VERSION:
            raise ConferenceError(ErrorCode.VERSION)
        name, end, _ = hello.token.partition(TOKEN_END)
        if not end:
            raise ConferenceError(ErrorCode.TOKEN_UNKNOWN)
        return await self.code_status(hello) if name in self.coded else self._admit(hello)

    async def enter_code(self, hello: Hello, code: str, address: str) -> Admitted:
        """Take GOOD_CODE."""
        if code == GOOD_CODE:
            return self._admit(hello)
        self.tries_left -= 1
        if self.tries_left:
            raise ConferenceError(ErrorCode.CODE_WRONG)
        raise ConferenceError(ErrorCode.CODE_LOCKED, "every try is used up", retry_after_s=21.5)

    async def resend_code(self, hello: Hello, address: str, way: CodeWay | None = None) -> CodeRequired:
        """Refuse: it is too soon."""
        raise ConferenceError(ErrorCode.TOO_FAST, "too soon", retry_after_s=60.0)

    async def code_status(self, hello: Hello) -> CodeRequired:
        """Say how many tries are left."""
        return CodeRequired(
            ref=0, sent_to="a…@example.org", expires_in_s=600, tries_left=self.tries_left, resend_in_s=60
        )

    async def attached(self, connection: Connection, hello: Hello, revision: Revision | None) -> None:
        """Welcome; what changed since `revision`, if this run knows it, else a snapshot."""
        self.inside.append(connection)
        connection.send(
            Welcome(
                ref=hello.ref,
                protocol=PROTOCOL_VERSION,
                instance=self.instance,
                participant=connection.participant,
                now_ms=self.clock.now_ms(),
            )
        )
        if revision is not None and hello.instance == self.instance:
            changes = tuple(c for r, c in self.history if r > revision)
            connection.send(Changes(revision=self.revision, changes=changes))
        else:
            connection.send(Snapshot(revision=self.revision, view=self.view))

    async def handle(self, connection: Connection, message: ClientMessage) -> Message | None:
        """Do nothing well; refuse a second request for the floor, fail at a list of devices."""
        if self.hold is not None and isinstance(message, OpenDownlink):
            await self.hold.wait()
        if isinstance(message, RequestFloor) and any(isinstance(m, RequestFloor) for m in self.handled):
            raise ConferenceError(ErrorCode.ALREADY, "in the list", retry_after_s=1.5)
        if isinstance(message, ListDevices):
            raise RuntimeError("a bug in the console")
        self.handled.append(message)
        return Bye() if isinstance(message, Leave) else None

    def pulse(self, connection: Connection) -> Pulse:
        """Want pings as usual."""
        return Pulse(2.0, connection.participant in self.thin)

    def detached(self, connection: Connection) -> None:
        """Forget a client."""
        self.inside.remove(connection)
        self.gone.append(connection.participant)

    def tell(self, *changes: Change) -> None:
        """Change the view, and tell everyone with one encoding."""
        for change in changes:
            self.revision = Revision(self.revision + 1)
            self.view = apply_change(self.view, change)
            self.history.append((self.revision, change))
        data = encode(Changes(revision=self.revision, changes=changes))
        for connection in self.inside:
            connection.send_encoded(data)

    def register(self, *names: str) -> None:
        """Tell of new participants."""
        self.tell(*(ParticipantChanged(participant=person(n)) for n in names))

    def _admit(self, hello: Hello) -> Admitted:
        return Admitted(ParticipantId(hello.token.removesuffix(TOKEN_END)), Role.DELEGATE)


@dataclass
class Notes:
    """A listener that writes everything down."""

    states: list[tuple[LinkState, ErrorCode | None]] = field(default_factory=list)
    prompts: list[tuple[CodeRequired, ErrorCode | None]] = field(default_factory=list)
    welcomes: list[tuple[Welcome, bool]] = field(default_factory=list)
    views: list[tuple[MeetingView, Revision]] = field(default_factory=list)
    messages: list[ConsoleMessage] = field(default_factory=list)

    def on_link(self, state: LinkState, error: ErrorCode | None) -> None:
        """Note the state."""
        self.states.append((state, error))

    def on_code_required(self, prompt: CodeRequired, error: ErrorCode | None) -> None:
        """Note the prompt."""
        self.prompts.append((prompt, error))

    def on_welcome(self, welcome: Welcome, is_new_instance: bool) -> None:
        """Note the welcome."""
        self.welcomes.append((welcome, is_new_instance))

    def on_view(self, view: MeetingView, revision: Revision) -> None:
        """Note the view."""
        self.views.append((view, revision))

    def on_message(self, message: ConsoleMessage) -> None:
        """Note anything else."""
        self.messages.append(message)


async def until(condition: Callable[[], object], timeout_s: float = 5.0) -> None:
    """Wait for something that another task or process brings about."""
    async with asyncio.timeout(timeout_s):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def certificate(directory: Path) -> TlsFiles:
    """Make a console's certificate for loopback."""
    now = datetime.now(UTC)
    return Identity(directory, ("localhost", "127.0.0.1"), now).show(now)


@contextlib.asynccontextmanager
async def serving(
    gateway: SmallGateway,
    tls: TlsFiles,
    limits: Limits | None = None,
    port: int = 0,
    runs: Runs | None = None,
) -> AsyncIterator[ControlServer]:
    """Serve `gateway` on loopback."""
    server = ControlServer(gateway, MEETING, host="127.0.0.1", port=port, tls=tls, limits=limits or Limits(), runs=runs)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


def link_to(server: ControlServer, name: str) -> JoinLink:
    """Return the join link of `name`."""
    return JoinLink("127.0.0.1", server.port, MEETING, token_of(name), server.fingerprint)


def with_fingerprint(link: JoinLink, fingerprint: bytes) -> JoinLink:
    """Return the link to another console at the same place."""
    return replace(link, fingerprint=fingerprint)


@contextlib.asynccontextmanager
async def attached(links: Iterable[JoinLink]) -> AsyncIterator[list[tuple[ControlClient, Notes]]]:
    """Run clients, until all have a view."""
    owner = TaskOwner("test clients")
    clients = []
    for link in links:
        notes = Notes()
        client = ControlClient(link, "device-key-of-a-test", "test", notes)
        spawn(client.run(), "client", owner)
        clients.append((client, notes))
    try:
        await until(lambda: all(n.views for _, n in clients), 30.0)
        yield clients
    finally:
        await asyncio.gather(*(c.close() for c, _ in clients))
        await owner.cancel_all()


@contextlib.asynccontextmanager
async def raw_websocket(server: ControlServer) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """Open a WebSocket to the server with no client's manners."""
    connector = aiohttp.TCPConnector(ssl=PinnedContext.made(server.fingerprint))
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        session.ws_connect(f"https://127.0.0.1:{server.port}/control/{MEETING}", max_msg_size=0) as websocket,
    ):
        yield websocket


def hello(name: str, protocol: int = PROTOCOL_VERSION) -> Hello:
    """Return the first message of `name`."""
    return Hello(ref=1, protocol=protocol, app="test", token=token_of(name), device_key="device-key")


async def say(websocket: aiohttp.ClientWebSocketResponse, message: Message) -> None:
    """Send a message."""
    await websocket.send_str(encode(message).decode())


async def hear(websocket: aiohttp.ClientWebSocketResponse) -> ConsoleMessage | None:
    """Return the next message, or None at the end of the link."""
    received = await websocket.receive(timeout=5.0)
    return decode_from_console(received.data) if received.type is aiohttp.WSMsgType.TEXT else None


async def hear_bye(websocket: aiohttp.ClientWebSocketResponse) -> Bye | None:
    """Return the goodbye, passing over what comes before; None if the link ends without one."""
    while (message := await hear(websocket)) is not None:
        if isinstance(message, Bye):
            return message
    return None
