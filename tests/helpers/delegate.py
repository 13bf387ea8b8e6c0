"""A delegate on made-up parts: the control link, the peers and the devices do as the test says."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace

import av
import numpy as np

from common.aio.backoff import Backoff
from common.audio.format import Block, BlockReader
from common.control.joinlink import JoinLink
from common.control.listener import ControlListener, LinkState
from common.model.codeways import CodeWay
from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import FloorRequest, RequestStatus
from common.model.ids import LegId, MeetingId, ParticipantId, RequestId, Revision
from common.model.media import LegStatistics, Sdp
from common.model.meeting import MeetingDetails, MeetingView, OwnState, ParticipantView
from common.model.people import Presence, Role
from common.model.units import BLOCK_SAMPLES
from common.protocol.codec import ConsoleMessage
from common.protocol.entry import CodeRequired, Welcome
from common.protocol.envelope import Done, Request
from common.protocol.interpretation import ChooseChannel
from common.protocol.media import DownlinkOffer, OfferUplink, OpenDownlink, SetMuted, UplinkAnswer
from common.rtc.ice import IceServer
from common.rtc.legs import PeerState
from delegate_app.core.client import DelegateClient, Parts
from delegate_app.core.keyringstore import MemoryStore, SecretStore
from delegate_app.core.recollection import NothingKept, SettingsStore
from delegate_app.core.seams import DeviceKit, Peers
from tests.helpers.delegatedevices import FakeKit

ANNA = ParticipantId("anna")
LINK = JoinLink("127.0.0.1", 8443, MeetingId("test-meeting"), "a" * 32, bytes(32))
PROMPT = CodeRequired(ref=0, sent_to="a…@example.org", expires_in_s=600, tries_left=5, resend_in_s=30)


def view_of(
    status: RequestStatus | None = None,
    is_on_air: bool = False,
    own: OwnState | None = None,
    role: Role = Role.DELEGATE,
) -> MeetingView:
    """Return a meeting in which Anna's request has this status."""
    floor = () if status is None else (FloorRequest(RequestId(1), ANNA, status, 0, is_on_air=is_on_air),)
    return MeetingView(
        MeetingDetails(LINK.meeting, "S/1", "A meeting"),
        participants={ANNA: ParticipantView(ANNA, "Anna", "Ruritania", role, Presence.JOINED)},
        floor=floor,
        own={ANNA: own or OwnState(ANNA)},
    )


class FakeControl:
    """A control link without a console: it carries out channel and mute, and answers legs."""

    def __init__(self, link: JoinLink, device_key: str, listener: ControlListener) -> None:
        self.link, self.device_key, self.listener = link, device_key, listener
        self.clock_offset_ms = 0
        self.round_trip_ms: float | None = None
        self.view = view_of()
        self.requests: list[Request] = []
        self.posts: list[Request] = []
        self.codes: list[str] = []
        self.refusals: dict[type[Request], ErrorCode] = {}
        self.legs = 0
        self.has_left = False
        self._revision = 0
        self._over = asyncio.Event()

    async def run(self) -> None:
        """Live until closed."""
        await self._over.wait()
        self.listener.on_link(LinkState.CLOSED, None)

    async def request(self, message: Request) -> ConsoleMessage:
        """Carry out, or refuse what `refusals` names."""
        await asyncio.sleep(0)
        self.requests.append(message)
        if code := self.refusals.get(type(message)):
            raise ConferenceError(code)
        own = self.view.own[ANNA]
        match message:
            case OpenDownlink():
                self.legs += 1
                return DownlinkOffer(ref=1, leg=LegId(f"leg-{self.legs}"), sdp=Sdp("offer"))
            case OfferUplink():
                self.legs += 1
                return UplinkAnswer(ref=1, leg=LegId(f"leg-{self.legs}"), sdp=Sdp("answer"))
            case SetMuted(is_muted=is_muted):
                self.tell(replace(self.view, own={ANNA: replace(own, is_muted=is_muted)}))
            case ChooseChannel(channel=channel, original_level=level):
                self.tell(replace(self.view, own={ANNA: replace(own, channel=channel, original_level=level)}))
        return Done(ref=1)

    def post(self, message: Request) -> None:
        """Note it."""
        self.posts.append(message)

    def enter_code(self, code: str) -> None:
        """Note it."""
        self.codes.append(code)

    def resend_code(self, way: CodeWay | None = None) -> None:
        """Ask again."""
        self.listener.on_code_required(PROMPT, None)

    async def leave(self) -> None:
        """Note it, end."""
        self.has_left = True
        self._over.set()

    async def close(self) -> None:
        """End."""
        self._over.set()

    def ask_code(self, error: ErrorCode | None = None) -> None:
        """Want a code."""
        self.listener.on_link(LinkState.CODE, error)
        self.listener.on_code_required(PROMPT, error)

    def attach(self, view: MeetingView | None = None, instance: str = "run-1", is_new: bool = True) -> None:
        """Let the delegate in."""
        welcome = Welcome(ref=1, protocol=1, instance=instance, participant=ANNA, now_ms=0)
        self.listener.on_welcome(welcome, is_new)
        self.listener.on_link(LinkState.ATTACHED, None)
        self.tell(view or self.view)

    def tell(self, view: MeetingView) -> None:
        """Change the meeting."""
        self.view = view
        self._revision += 1
        self.listener.on_view(view, Revision(self._revision))

    def drop(self) -> None:
        """Lose the link."""
        self.listener.on_link(LinkState.RECONNECTING, ErrorCode.UNREACHABLE)

    def refuse(self, code: ErrorCode) -> None:
        """Refuse for good."""
        self.listener.on_link(LinkState.CLOSED, code)

    def count(self, kind: type[Request]) -> int:
        """Count the requests of a kind."""
        return sum(isinstance(r, kind) for r in self.requests)


class Mute:
    """A sound that never comes."""

    def read(self) -> Block | None:
        """Return nothing."""
        return None


class FakeLeg:
    """Either leg: comes up when answered, keeps what is written."""

    def __init__(self, on_state: Callable[[PeerState], None] | None) -> None:
        self.blocks: list[Block] = []
        self.pictures = 0
        self.is_closed = False
        self.counters = LegStatistics(packets_received=100, packets_lost=0, jitter_ms=5.0)
        self.servers: tuple[IceServer, ...] = ()
        self.is_moving = False
        self._on_state = on_state

    def become(self, state: PeerState) -> None:
        """Change state; on the media loop."""
        if self._on_state is not None:
            self._on_state(state)

    async def offer(self) -> Sdp:
        """Offer."""
        return Sdp("offer")

    async def accept(self, answer: Sdp) -> None:
        """Come up."""
        self.become(PeerState.UP)

    async def answer(self, offer: Sdp) -> Sdp:
        """Answer, and come up."""
        self.become(PeerState.UP)
        return Sdp("answer")

    @property
    def sounds(self) -> tuple[BlockReader, BlockReader]:
        """Return what is never heard."""
        return (Mute(), Mute())

    def set_output_delay(self, delay_ms: float) -> None:
        """Show no picture, and so none too early."""

    def use_servers(self, servers: Sequence[IceServer]) -> None:
        """Note them."""
        self.servers = tuple(servers)

    def write(self, block: Block) -> None:
        """Keep a block."""
        self.blocks.append(block)

    def write_picture(self, picture: av.VideoFrame) -> None:
        """Count a picture."""
        self.pictures += 1

    def statistics(self) -> LegStatistics:
        """Return what the test set."""
        return self.counters

    async def close(self) -> None:
        """End."""
        self.is_closed = True
        self.become(PeerState.DOWN)


@dataclass
class FakePeers:
    """Makes legs and keeps them."""

    uplinks: list[FakeLeg] = field(default_factory=list)
    downlinks: list[FakeLeg] = field(default_factory=list)

    def uplink(
        self,
        ice_servers: Sequence[IceServer] = (),
        with_picture: bool = True,
        on_state: Callable[[PeerState], None] | None = None,
        *,
        towards: str,
    ) -> FakeLeg:
        """Make an uplink."""
        self.uplinks.append(FakeLeg(on_state))
        return self.uplinks[-1]

    def downlink(
        self,
        on_picture: Callable[[av.VideoFrame], None],
        ice_servers: Sequence[IceServer] = (),
        on_state: Callable[[PeerState], None] | None = None,
        *,
        towards: str,
    ) -> FakeLeg:
        """Make a downlink."""
        self.downlinks.append(FakeLeg(on_state))
        return self.downlinks[-1]


@dataclass
class Bench:
    """A delegate and its made-up parts."""

    client: DelegateClient
    peers: FakePeers
    kit: FakeKit
    controls: list[FakeControl]

    @property
    def control(self) -> FakeControl:
        """The newest control link."""
        return self.controls[-1]


@contextlib.asynccontextmanager
async def delegate(
    kit: FakeKit | None = None,
    secrets: SecretStore | None = None,
    settings: SettingsStore | None = None,
    real_kit: DeviceKit | None = None,
) -> AsyncIterator[Bench]:
    """Run a delegate that has not joined yet."""
    peers, devices, controls = FakePeers(), kit or FakeKit(), list[FakeControl]()

    def connect(link: JoinLink, device_key: str, listener: ControlListener) -> FakeControl:
        controls.append(FakeControl(link, device_key, listener))
        return controls[-1]

    client = DelegateClient(
        Parts(
            connect=connect,
            peers=Peers(uplink=peers.uplink, downlink=peers.downlink),
            kit=real_kit or devices,
            secrets=secrets or MemoryStore(),
            settings=settings or NothingKept(),
            make_waits=lambda: Backoff(first_s=0.01, most_s=0.05),
        )
    )
    await client.start()
    try:
        yield Bench(client, peers, devices, controls)
    finally:
        await client.close()


async def until(condition: Callable[[], object], timeout_s: float = 5.0) -> None:
    """Wait for what the media thread or a worker brings about."""
    async with asyncio.timeout(timeout_s):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def is_silent(block: Block) -> bool:
    """Tell whether a block is digital silence of the right shape."""
    return block.shape == (BLOCK_SAMPLES, 1) and not np.any(block)
