"""The participant's ends of the two legs: an uplink, which it offers, and a downlink, which it answers."""

from collections.abc import Callable, Sequence

import av

from common.audio.format import Block, BlockWriter
from common.model.media import LegStatistics, Sdp
from common.rtc import sdp
from common.rtc.feedback import listen_to_feedback
from common.rtc.ice import LOOPBACK, IceServer, IceSettings, hosts_towards
from common.rtc.opus import OpusEncoder, OpusSettings
from common.rtc.peer import Peer, PeerState
from common.rtc.picturesource import PictureSource
from common.rtc.receive import cutter_to, pump_picture, pump_sound
from common.rtc.tracks import EncodedPictureTrack, EncodedSoundTrack

__all__ = ["DownlinkPeer", "IceServer", "PeerState", "UplinkPeer"]


class UplinkPeer:
    """Sends a microphone and perhaps a camera. Thread: the media loop's, but `write_picture` any."""

    def __init__(
        self,
        ice_servers: Sequence[str | IceServer] = (),
        with_picture: bool = True,
        on_state: Callable[[PeerState], None] | None = None,
        *,
        towards: str = LOOPBACK,
        opus: OpusSettings | None = None,
    ) -> None:
        """`towards` is the console's host: sound leaves from the own addresses that lead there."""
        self._peer = Peer("uplink", IceSettings.of(hosts_towards(towards), ice_servers), on_state)
        self._encoder = OpusEncoder(opus)
        self._sound = EncodedSoundTrack()
        self._peer.add_sender(self._sound)
        self._source: PictureSource | None = None
        if with_picture:
            track = EncodedPictureTrack()
            self._source = PictureSource("uplink")
            listen_to_feedback(self._peer.add_sender(track), self._source)
            self._source.add(track)

    @property
    def state(self) -> PeerState:
        """How the leg is."""
        return self._peer.state

    async def offer(self) -> Sdp:
        """Make the offer. Raises: MediaError(`media_failed`)."""
        return await self._peer.offer()

    async def accept(self, answer: Sdp) -> None:
        """Take the answer. Raises: MediaError(`media_failed`)."""
        await self._peer.accept(answer)

    def write(self, block: Block) -> None:
        """Send (BLOCK_SAMPLES, 1); dropped until the leg is up."""
        if self._peer.state is PeerState.UP and (packet := self._encoder.encode(block)) is not None:
            self._sound.push(packet)

    def write_picture(self, picture: av.VideoFrame) -> None:
        """Send a picture; dropped until the leg is up, and where there is no picture section."""
        if self._source is not None and self._peer.state is PeerState.UP:
            self._source.write_picture(picture)

    def statistics(self) -> LegStatistics:
        """Return the counters, at most 1 s old."""
        return self._peer.statistics

    async def close(self) -> None:
        """End the leg; it leaves no task and no thread."""
        await self._peer.close()
        if self._source is not None:
            self._source.close()


class DownlinkPeer:
    """Receives the channel, the original and the picture. Thread: the media loop's."""

    def __init__(
        self,
        main: BlockWriter,
        original: BlockWriter,
        on_picture: Callable[[av.VideoFrame], None],
        ice_servers: Sequence[str | IceServer] = (),
        on_state: Callable[[PeerState], None] | None = None,
        *,
        towards: str = LOOPBACK,
    ) -> None:
        self._peer = Peer("downlink", IceSettings.of(hosts_towards(towards), ice_servers), on_state)
        self._cutters = (cutter_to(main), cutter_to(original))
        self._on_picture = on_picture
        self._receivers = [self._peer.add_receiver(kind) for kind in ("audio", "audio", "video")]
        self._peer.count(self._cutters[0])

    @property
    def state(self) -> PeerState:
        """How the leg is."""
        return self._peer.state

    async def answer(self, offer: Sdp) -> Sdp:
        """Take the engine's offer and make the answer. Raises: MediaError(`media_failed`)."""
        answer = await self._peer.answer(offer, sdp.DOWNLINK_SECTIONS)
        main, original, picture = self._receivers
        self._peer.run(pump_sound(main.track, self._cutters[0]), "main")
        self._peer.run(pump_sound(original.track, self._cutters[1]), "original")
        self._peer.run(pump_picture(picture.track, self._on_picture), "picture")
        return answer

    def statistics(self) -> LegStatistics:
        """Return the counters, at most 1 s old."""
        return self._peer.statistics

    async def close(self) -> None:
        """End the leg; it leaves no task and no thread."""
        await self._peer.close()
