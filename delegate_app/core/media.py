"""The media thread's side: two legs, the microphone into one, the other into the headphone."""

import asyncio
import logging
from collections.abc import Callable, Sequence

import av

from common.aio.tasks import TaskOwner, spawn
from common.audio.meter import Level
from common.devices.audio import AudioInput, AudioOutput
from common.devices.mailbox import PictureMailbox
from common.model.media import Direction, LegStatistics, Sdp
from common.rtc.ice import IceServer
from common.rtc.legs import PeerState
from delegate_app.core.listening import Listening
from delegate_app.core.microphone import Microphone, MicrophoneGate
from delegate_app.core.playout import Playout
from delegate_app.core.seams import Downlink, Peers, Uplink

TICK_S = 0.0025
"""A quarter of a block: how often the devices' queues are looked at; their clocks pace the sound."""
CLOSE_TIMEOUT_S = 3.0
"""Longer than a peer's own; one that takes longer is left behind."""
LegListener = Callable[[Direction, bool], None]
_log = logging.getLogger(__name__)


class MediaSide:
    """Owns the legs and pumps the sound. Thread: the media loop's, except where said."""

    def __init__(self, peers: Peers, stage: PictureMailbox) -> None:
        self.microphone = Microphone()
        self.listening = Listening()
        self.playout = Playout(self.listening)
        self._peers = peers
        self._stage = stage
        self._show_screen: Callable[[av.VideoFrame], None] = lambda picture: None
        self._uplink: Uplink | None = None
        self._downlink: Downlink | None = None
        self._listener: LegListener = lambda direction, is_up: None
        self._tasks = TaskOwner("media")
        self._closing: set[asyncio.Task[None]] = set()
        self._made = {Direction.UPLINK: 0, Direction.DOWNLINK: 0}

    @property
    def gate(self) -> MicrophoneGate:
        """What keeps the microphone closed; its `set` from any thread."""
        return self.microphone.gate

    @property
    def microphone_level(self) -> Level:
        """What the microphone hears before the gate, of the last 50 ms; from any thread."""
        return self.microphone.level

    def set_listener(self, listener: LegListener) -> None:
        """Tell this one when a leg comes up (true) or has died (false)."""
        self._listener = listener

    def use_input(self, device: AudioInput | None) -> None:
        """Take the sound from a microphone that is started already."""
        self.microphone.use(device)

    def use_output(self, device: AudioOutput | None) -> None:
        """Play to a headphone that is started already."""
        self.playout.output = device

    def start(self) -> None:
        """Pump from now on."""
        spawn(self._run(), name="pump", owner=self._tasks)

    async def stop(self) -> None:
        """Close the legs and pump no more."""
        await self.close_legs()
        await asyncio.gather(*self._closing)
        await self._tasks.cancel_all()

    def pump(self) -> None:
        """Pass on every block that is due, both ways."""
        uplink = self._uplink
        while (passed := self.microphone.read()) is not None:
            if uplink is not None:
                uplink.write(passed)
        self.playout.pump()
        if self._downlink is not None:
            self._downlink.set_output_delay(self.playout.latency_ms)

    def write_picture(self, picture: av.VideoFrame) -> None:
        """Send a picture of the camera, while there is an uplink."""
        if self._uplink is not None:
            self._uplink.write_picture(picture)

    def write_screen(self, picture: av.VideoFrame | None) -> None:
        """Send a picture of the screen that is shared, or none from now on, while there is an uplink."""
        if self._uplink is not None:
            self._uplink.write_screen(picture)

    def show_screens(self, show: Callable[[av.VideoFrame], None]) -> None:
        """Give the pictures of a screen that is shared to `show`, in downlinks made from now on."""
        self._show_screen = show

    async def answer_downlink(self, offer: Sdp, ice_servers: Sequence[IceServer], towards: str) -> Sdp:
        """Replace the downlink by one that answers `offer`. Raises: MediaError."""
        await self.close_leg(Direction.DOWNLINK)
        self._downlink = self._peers.downlink(
            on_picture=self._stage.put,
            ice_servers=ice_servers,
            on_state=self._watch(Direction.DOWNLINK),
            towards=towards,
            on_screen=self._show_screen,
        )
        self.listening.use(self._downlink.sounds)
        return await self._downlink.answer(offer)

    async def offer_uplink(self, ice_servers: Sequence[IceServer], towards: str) -> Sdp:
        """Replace the uplink by one that is offered. Raises: MediaError."""
        await self.close_leg(Direction.UPLINK)
        self._uplink = self._peers.uplink(
            ice_servers=ice_servers,
            with_picture=True,
            on_state=self._watch(Direction.UPLINK),
            towards=towards,
            with_screen=True,
        )
        return await self._uplink.offer()

    async def accept_uplink(self, answer: Sdp) -> None:
        """Take the answer to the uplink. Raises: MediaError."""
        if self._uplink is not None:
            await self._uplink.accept(answer)

    def use_servers(self, servers: Sequence[IceServer]) -> None:
        """Let both legs use these STUN and TURN servers from their next change of path on."""
        for leg in (self._uplink, self._downlink):
            if leg is not None:
                leg.use_servers(servers)

    async def close_leg(self, direction: Direction) -> None:
        """Close a leg, if it is there; it is closed to the end even when the caller is cancelled."""
        self._made[direction] += 1
        leg: Uplink | Downlink | None
        if direction is Direction.UPLINK:
            leg, self._uplink = self._uplink, None
        else:
            leg, self._downlink = self._downlink, None
            self.listening.use(None)
        if leg is None:
            return
        task = spawn(self._end(leg, direction), name=f"close {direction}", owner=self._tasks)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
        await asyncio.shield(task)

    async def close_legs(self) -> None:
        """Close both."""
        await self.close_leg(Direction.UPLINK)
        await self.close_leg(Direction.DOWNLINK)

    async def statistics(self, direction: Direction) -> LegStatistics | None:
        """Return a leg's counters, None where there is no leg."""
        leg: Uplink | Downlink | None = self._uplink if direction is Direction.UPLINK else self._downlink
        return leg.statistics() if leg is not None else None

    async def is_moving(self) -> bool:
        """Tell whether a leg looks for its way after a change of network."""
        return any(leg is not None and leg.is_moving for leg in (self._uplink, self._downlink))

    async def _end(self, leg: Uplink | Downlink, direction: Direction) -> None:
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await leg.close()
        except TimeoutError:
            _log.warning("x %s took too long to close", direction)

    async def _run(self) -> None:
        while True:
            self.pump()
            await asyncio.sleep(TICK_S)

    def _watch(self, direction: Direction) -> Callable[[PeerState], None]:
        """Pass on the states of the leg that is made now, and no longer once another takes its place."""
        made = self._made[direction]

        def on_state(state: PeerState) -> None:
            if made == self._made[direction] and state is not PeerState.CONNECTING:
                self._listener(direction, state is PeerState.UP)

        return on_state
