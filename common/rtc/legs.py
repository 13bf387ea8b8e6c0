"""The participant's ends of the two legs: an uplink, which it offers, and a downlink, which it answers."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace

import av
import numpy as np

from common.audio.format import Block, BlockReader
from common.model.errors import ErrorCode, MediaError
from common.model.media import LegStatistics, Sdp
from common.model.units import BLOCK_SAMPLES
from common.rtc.description import (
    Section,
    answer_section,
    parse_description,
    picture_section,
    shared_section,
    sound_section,
    write_description,
)
from common.rtc.ice import LOOPBACK, IceServer
from common.rtc.opus import OpusSettings
from common.rtc.receiving import ReceivingLeg
from common.rtc.sdp import DOWNLINK_SECTIONS
from common.rtc.sending import SendingLeg
from common.rtc.transport import ClientTransport, PeerState

_FALL: Block = np.linspace(1.0, 0.0, BLOCK_SAMPLES, dtype=np.float32)[:, None]
__all__ = ["DownlinkPeer", "IceServer", "PeerState", "UplinkPeer"]


class ParticipantLeg:
    """What both ends have in common. Thread: the media loop's."""

    def __init__(self, transport: ClientTransport) -> None:
        self.transport = transport
        self._media: SendingLeg | ReceivingLeg | None = None

    @property
    def state(self) -> PeerState:
        """How the leg is."""
        return self.transport.state

    @property
    def is_moving(self) -> bool:
        """Tell whether the leg looks for its path."""
        return self.transport.is_moving

    def statistics(self) -> LegStatistics:
        """Return the counters, and by which path the packets travel."""
        counted = self._media.statistics() if self._media is not None else LegStatistics()
        round_trip_ms = counted.round_trip_ms if counted.round_trip_ms is not None else self.transport.round_trip_ms
        return replace(counted, path=self.transport.path, round_trip_ms=round_trip_ms)

    def use_servers(self, servers: Sequence[IceServer]) -> None:
        """Use these from the next change of path on: credentials run out."""
        self.transport.use(servers)

    async def close(self) -> None:
        """End the leg; it leaves no task and no thread."""
        await self.transport.close()
        if self._media is not None:
            self._media.close()


class UplinkPeer(ParticipantLeg):
    """Sends a microphone, perhaps a camera, and with it perhaps a screen. Thread: the media loop's.

    `write_picture`: any thread.
    """

    def __init__(
        self,
        ice_servers: Sequence[str | IceServer] = (),
        with_picture: bool = True,
        on_state: Callable[[PeerState], None] | None = None,
        *,
        towards: str = LOOPBACK,
        opus: OpusSettings | None = None,
        with_screen: bool = False,
    ) -> None:
        """`towards` is the console's host: sound leaves from the own addresses that lead there."""
        super().__init__(ClientTransport("uplink", True, towards, _servers(ice_servers), on_state))
        self._opus = opus
        self._sender: SendingLeg | None = None
        self._sections: tuple[Section, ...] = (sound_section("0", "sendonly", _ssrc()),)
        if with_picture:
            self._sections += (picture_section("1", "sendonly", _ssrc()),)
        if with_picture and with_screen:
            self._sections += (shared_section("2", "sendonly", _ssrc()),)
        self._is_offered = False

    async def offer(self) -> Sdp:
        """Make the offer. Raises: MediaError(`media_failed`)."""
        description = await self.transport.describe(self._sections, "actpass")
        self._is_offered = True
        return write_description(description)

    async def accept(self, answer: Sdp) -> None:
        """Take the answer. Raises: MediaError(`media_failed`)."""
        if not self._is_offered:
            raise MediaError(ErrorCode.MEDIA_FAILED, "uplink: an answer before its offer")
        remote = parse_description(answer, [section.kind for section in self._sections])
        agreed = [_as_answered(ours, theirs) for ours, theirs in zip(self._sections, remote.sections, strict=True)]
        sender = SendingLeg(agreed, self.transport.send_rtp, self.transport.send_rtcp, opus=self._opus)
        self.transport.on_rtcp, self.transport.on_tick = sender.take_rtcp, sender.tick
        self._media = self._sender = sender
        self.transport.begin(remote)

    def write(self, block: Block, captured_mono_s: float | None = None) -> None:
        """Send (BLOCK_SAMPLES, 1), whose first sample was captured then; dropped until the leg is up."""
        if self._sender is not None and self.state is PeerState.UP:
            self._sender.write(block, captured_mono_s)

    def write_picture(self, picture: av.VideoFrame) -> None:
        """Send a picture; dropped until the leg is up, and where there is no picture section."""
        if self._sender is not None and self.state is PeerState.UP:
            self._sender.write_picture(picture)

    def write_screen(self, picture: av.VideoFrame | None) -> None:
        """Show a picture of a screen, or none from now on; dropped until the leg is up, and without its section."""
        if self._sender is not None and self.state is PeerState.UP:
            self._sender.write_screen(picture)


class DownlinkPeer(ParticipantLeg):
    """Receives the channel, the original, the picture and a shared screen. Thread: the media loop's.

    `sounds` are the channel and the original: whoever plays them reads a block each 10 ms of the headphone's clock.
    """

    def __init__(
        self,
        on_picture: Callable[[av.VideoFrame], None],
        ice_servers: Sequence[str | IceServer] = (),
        on_state: Callable[[PeerState], None] | None = None,
        *,
        towards: str = LOOPBACK,
        on_screen: Callable[[av.VideoFrame], None] = lambda picture: None,
    ) -> None:
        super().__init__(ClientTransport("downlink", False, towards, _servers(ice_servers), self._changed))
        self._on_picture = on_picture
        self._on_screen = on_screen
        self._on_state = on_state
        self._sounds = (LateSound(), LateSound())
        self._receiver: ReceivingLeg | None = None

    @property
    def sounds(self) -> tuple[BlockReader, BlockReader]:
        """The channel, and the original; silent until something has come."""
        return self._sounds

    async def answer(self, offer: Sdp) -> Sdp:
        """Take the engine's offer and make the answer. Raises: MediaError(`media_failed`)."""
        remote = parse_description(offer, DOWNLINK_SECTIONS)
        receiver = ReceivingLeg(remote.sections, self.transport.send_rtcp, self._on_picture, on_screen=self._on_screen)
        self.transport.on_rtp, self.transport.on_rtcp = receiver.take_rtp, receiver.take_rtcp
        self.transport.on_tick = receiver.tick
        self._media = self._receiver = receiver
        for late, sound in zip(self._sounds, receiver.sounds, strict=True):
            late.source = sound
        sections = [answer_section(section, None) for section in remote.sections]
        setup = "passive" if remote.setup == "active" else "active"
        description = await self.transport.describe(sections, setup, remote)
        self.transport.begin(remote)
        return write_description(description)

    def _changed(self, state: PeerState) -> None:
        if state is PeerState.DOWN:
            for sound in self._sounds:
                sound.end()
        if self._on_state is not None:
            self._on_state(state)

    def set_output_delay(self, delay_ms: float) -> None:
        """Say how long sound takes from being read to being heard: pictures are shown when theirs is."""
        if self._receiver is not None:
            self._receiver.set_output_delay(delay_ms)


class LateSound:
    """A sound that is there before its source is known, and ends with its leg, in one block and without a click."""

    def __init__(self) -> None:
        self.source: BlockReader | None = None
        self._is_over = False

    def read(self) -> Block | None:
        """Return the next block, None while there is none."""
        block = self.source.read() if self.source is not None else None
        if not self._is_over:
            return block
        self.source = None
        return block * _FALL if block is not None else None

    def end(self) -> None:
        """Give one more block at most."""
        self._is_over = True


def _servers(servers: Sequence[str | IceServer]) -> list[IceServer]:
    return [IceServer(server) if isinstance(server, str) else server for server in servers]


def _ssrc() -> int:
    return secrets.randbits(31) + 1


def _as_answered(ours: Section, theirs: Section) -> Section:
    """Send as the other end said that it will take it (RFC 3264, section 7)."""
    return replace(
        ours,
        payload_type=theirs.payload_type,
        codec=theirs.codec,
        abs_send_time_id=theirs.abs_send_time_id,
        parameters=theirs.parameters,
    )
