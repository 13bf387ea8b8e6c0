"""The participants' ends of the in-memory engine's legs, shaped like `common.rtc.legs`."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import replace

import av

from common.audio.format import Block, BlockReader
from common.model.media import LegStatistics, Sdp
from common.rtc.legs import PeerState
from room_console.core.media.engine import PictureWriter

QUEUE_BLOCKS = 100


class MemorySound:
    """Blocks on their way; when a second of them waits the oldest goes. Thread: the engine's loop."""

    def __init__(self) -> None:
        self._blocks: deque[Block] = deque(maxlen=QUEUE_BLOCKS)
        self.written = 0

    def write(self, block: Block) -> None:
        """Take (BLOCK_SAMPLES, 1)."""
        self._blocks.append(block)
        self.written += 1

    def read(self) -> Block | None:
        """Return the next block, or None."""
        return self._blocks.popleft() if self._blocks else None


class MemoryPeer:
    """What both ends have in common. Thread: the engine's loop."""

    def __init__(self, description: Sdp, on_state: Callable[[PeerState], None] | None) -> None:
        self.description = description
        self.state = PeerState.CONNECTING
        self.on_closed: Callable[[], None] | None = None
        self._on_state = on_state
        self._statistics = LegStatistics()

    def become(self, state: PeerState) -> None:
        """Change the state and tell; DOWN is final."""
        if state is not self.state and self.state is not PeerState.DOWN:
            self.state = state
            if self._on_state is not None:
                self._on_state(state)

    def statistics(self) -> LegStatistics:
        """Return the counters, in blocks."""
        return self._statistics

    async def close(self) -> None:
        """End the leg."""
        self.become(PeerState.DOWN)
        if self.on_closed is not None:
            self.on_closed()


class MemoryUplinkPeer(MemoryPeer):
    """A speaker's end."""

    def __init__(self, description: Sdp, on_state: Callable[[PeerState], None] | None) -> None:
        super().__init__(description, on_state)
        self.sound = MemorySound()
        self.pictures: PictureWriter | None = None
        self.on_screen: Callable[[av.VideoFrame | None], None] | None = None
        self.on_accepted: Callable[[], None] | None = None
        self._loop = asyncio.get_running_loop()

    async def offer(self) -> Sdp:
        """Make the offer."""
        return self.description

    async def accept(self, answer: Sdp) -> None:
        """Take the answer; the leg is up."""
        if answer == self.description and self.on_accepted is not None:
            self.become(PeerState.UP)
            self.on_accepted()

    def write(self, block: Block) -> None:
        """Send (BLOCK_SAMPLES, 1); dropped unless the leg is up."""
        if self.state is PeerState.UP:
            self._statistics = replace(self._statistics, packets_sent=self._statistics.packets_sent + 1)
            self.sound.write(block)

    def write_picture(self, picture: av.VideoFrame) -> None:
        """Send a picture; from any thread."""
        if self.state is PeerState.UP and self.pictures is not None:
            self._loop.call_soon_threadsafe(self.pictures.write_picture, picture)

    def write_screen(self, picture: av.VideoFrame | None) -> None:
        """Show a picture of a screen, or none from now on."""
        if self.state is PeerState.UP and self.on_screen is not None:
            self.on_screen(picture)


class MemoryDownlinkPeer(MemoryPeer):
    """A listener's end."""

    def __init__(
        self,
        description: Sdp,
        on_picture: Callable[[av.VideoFrame], None],
        on_state: Callable[[PeerState], None] | None,
        on_screen: Callable[[av.VideoFrame], None] = lambda picture: None,
    ) -> None:
        super().__init__(description, on_state)
        self.on_screen = on_screen
        self._main, self._original = MemorySound(), MemorySound()
        self.sounds: tuple[BlockReader, BlockReader] = (self._main, self._original)
        self.on_picture = on_picture

    async def answer(self, offer: Sdp) -> Sdp:
        """Answer any offer of the engine's."""
        del offer
        return self.description

    def hear(self, block: Block, is_main: bool) -> None:
        """Take a feed's block."""
        self._statistics = replace(self._statistics, packets_received=self._statistics.packets_received + 1)
        (self._main if is_main else self._original).write(block)
