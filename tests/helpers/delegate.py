"""A delegate on made-up parts: the control link, the peers and the devices do as the test says."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

import av
import numpy as np

from common.aio.backoff import Backoff
from common.audio.format import Block, BlockReader
from common.control.joinlink import JoinLink
from common.control.listener import ControlListener
from common.model.media import LegStatistics, Sdp
from common.model.units import BLOCK_SAMPLES
from common.rtc.ice import IceServer
from common.rtc.legs import PeerState
from delegate_app.core.client import DelegateClient, Parts
from delegate_app.core.keyringstore import MemoryStore, SecretStore
from delegate_app.core.recollection import NothingKept, SettingsStore
from delegate_app.core.seams import DeviceKit, Peers
from tests.helpers.delegatedevices import FakeKit
from tests.helpers.fakecontrol import FakeControl


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
        self.screens: list[av.VideoFrame | None] = []
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

    def write_screen(self, picture: av.VideoFrame | None) -> None:
        """Keep a picture of a screen, or its end."""
        self.screens.append(picture)

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
        with_screen: bool = False,
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
        on_screen: Callable[[av.VideoFrame], None],
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
