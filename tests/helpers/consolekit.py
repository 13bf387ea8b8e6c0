"""A whole console core in this process, with an engine in memory and a hall that is silent."""

import contextlib
from collections.abc import AsyncIterator, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from common.devices.fake import VoiceInput
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import LegId, ParticipantId, RequestId, Revision
from common.model.media import Sdp
from common.model.people import Role
from common.protocol import PROTOCOL_VERSION
from common.protocol.codec import ClientMessage
from common.protocol.entry import Hello
from common.protocol.envelope import Message
from common.protocol.floor import GrantFloor, RequestFloor
from common.protocol.media import OfferUplink, UplinkAnswer
from room_console.core import console as console_module
from room_console.core.console import Console
from room_console.core.hall.silent import SilentHall
from room_console.core.hallside import HallSide
from room_console.core.media.memory import MemoryEngine
from room_console.core.media.memorypeers import MemoryUplinkPeer
from room_console.core.meeting.state import MeetingState
from room_console.core.settings import Settings
from room_console.core.settings.declared import HallSettings, MeetingSettings, ParticipantSettings
from room_console.core.settings.server import ServerSettings
from tests.helpers.control import until
from tests.helpers.corestore import NotedConnection

ANNA, BORIS, OTTO, CHAIR, OLGA = (ParticipantId(name) for name in ("anna", "boris", "otto", "chair", "olga"))
ROLES = {
    ANNA: Role.DELEGATE,
    BORIS: Role.DELEGATE,
    OTTO: Role.OBSERVER,
    CHAIR: Role.CHAIR,
    OLGA: Role.OPERATOR,
}
DEVICE = "a-device-key-of-enough-characters"

T = TypeVar("T")


def settings(roles: dict[ParticipantId, Role] | None = None, port: int = 0, title: str = "A meeting") -> Settings:
    """Configure a meeting without a hall."""
    people = tuple(
        ParticipantSettings(id=who, name=who.title(), delegation="", role=role, email=f"{who}@example.org")
        for who, role in (roles or ROLES).items()
    )
    return Settings(
        meeting=MeetingSettings(id="kit", title=title),
        server=ServerSettings(port=port),
        hall=HallSettings(device="none", camera="none"),
        participants=people,
    )


@dataclass
class ConsoleKit:
    """A console that runs, and its parts. Thread: the loop's; the engine lives on the media loop."""

    console: Console
    engine: MemoryEngine
    hall: HallSide

    def __post_init__(self) -> None:
        self.desk = self.console._desk
        self.legs = self.console._legs
        self.monitor = self.console._monitor
        self.admission = self.console._admission
        self.audience = self.console._audience
        self.operations = self.console._operations
        self.conductor = self.console._conductor

    @property
    def state(self) -> MeetingState:
        """The meeting as it is on disk."""
        return self.conductor.meeting.state

    async def attach(self, who: ParticipantId, revision: Revision | None = None) -> NotedConnection:
        """Let someone in who has been admitted."""
        connection = NotedConnection(who, self.state.people[who].role)
        await self.desk.attached(connection, hello("", revision=revision), revision)
        return connection

    async def refusal(self, connection: NotedConnection, message: ClientMessage) -> ErrorCode:
        """Send a message that must be refused; return the code."""
        try:
            answer: Message | None = await self.desk.handle(connection, message)
        except ConferenceError as error:
            return error.code
        raise AssertionError(f"answered by {answer}")

    async def grant(self, chair: NotedConnection, connection: NotedConnection) -> RequestId:
        """Give someone the floor who asks for it; return the request's number."""
        await self.desk.handle(connection, RequestFloor(ref=1))
        request = self.state.speakers.of(connection.participant)
        assert request is not None
        await self.desk.handle(chair, GrantFloor(ref=1, request=request.request))
        return request.request

    async def on_media(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something on the media loop."""
        return await self.hall.run(work)

    async def speak(self, connection: NotedConnection) -> tuple[MemoryUplinkPeer, LegId]:
        """Open an uplink and say something on it."""

        async def make() -> tuple[MemoryUplinkPeer, Sdp]:
            peer = self.engine.uplink_peer()
            return peer, await peer.offer()

        peer, offer = await self.on_media(make())
        answer = await self.desk.handle(connection, OfferUplink(ref=1, sdp=offer))
        assert isinstance(answer, UplinkAnswer)
        await self.on_media(self._say(peer, answer.sdp))
        return peer, answer.leg

    async def _say(self, peer: MemoryUplinkPeer, answer: Sdp) -> None:
        await peer.accept(answer)
        now_s = 0.0
        voice = VoiceInput(1, lambda: now_s)
        voice.start()
        for _ in range(100):
            now_s += 0.01
            if (block := voice.read()) is not None:
                peer.write(block)

    def feeds(self, leg: LegId) -> object:
        """Return what a downlink carries."""
        return self.engine._legs[leg].feeds


def hello(
    token: str, device: str = DEVICE, revision: Revision | None = None, protocol: int = PROTOCOL_VERSION
) -> Hello:
    """Make a first message."""
    return Hello(ref=1, protocol=protocol, app="test", token=token, device_key=device, revision=revision)


@contextlib.contextmanager
def in_memory() -> Iterator[list[tuple[MemoryEngine, HallSide]]]:
    """Let consoles that are made meanwhile have an engine in memory; yield what they have."""
    made: list[tuple[MemoryEngine, HallSide]] = []

    def open_hall_side(settings: Settings, rehearsal: Path | None = None) -> HallSide:
        hall, engine = settings.hall, MemoryEngine()
        patched = hall.hall_patch(settings.meeting.details().channels)
        device = SilentHall(hall.inputs, hall.outputs, name=hall.device)
        made.append((engine, HallSide(engine, device, None, patched, hall.output_device)))
        return made[-1][1]

    with patch.object(console_module, "open_hall_side", open_hall_side):
        yield made


@contextlib.asynccontextmanager
async def console_kit(state: Path, configured: Settings | None = None) -> AsyncIterator[ConsoleKit]:
    """Run a console, door and all."""
    with in_memory() as made:
        console = Console(configured or settings(), state)
    try:
        await console.start()
        yield ConsoleKit(console, *made[0])
    finally:
        await console.stop()


async def heard(kit: ConsoleKit, who: ParticipantId) -> None:
    """Wait until the console hears someone."""
    await until(lambda: who in kit.state.heard)
