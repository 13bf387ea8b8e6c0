"""An uplink: a participant's sound as blocks to be pulled, and their picture."""

import asyncio
from collections.abc import Callable

from common.audio.format import Block
from common.audio.ring import BlockRing
from common.model.ids import LegId
from common.model.media import LegStatistics, Sdp
from common.rtc import sdp
from common.rtc.ice import IceSettings
from common.rtc.peer import Peer, PeerState
from common.rtc.receive import BlockCutter, pump_picture, pump_sound
from room_console.core.media.engine import EngineEvent, PictureWriter
from room_console.core.media.hearing import HearingReader

RING_BLOCKS = 40
RING_AIM_BLOCKS = 8


class Uplink:
    """One speaker. Thread: the media loop's."""

    def __init__(
        self,
        leg: LegId,
        ice: IceSettings,
        pictures: PictureWriter,
        tell: Callable[[EngineEvent], None],
        on_state: Callable[[PeerState], None],
    ) -> None:
        self._peer = Peer(f"uplink {leg}", ice, on_state)
        self._pictures = pictures
        self._ring = BlockRing(RING_BLOCKS, RING_AIM_BLOCKS)
        self._written = 0
        now_s = asyncio.get_running_loop().time
        self.sound = HearingReader(leg, self._ring, lambda: self._written, tell, now_s)
        self._cutter = BlockCutter(self._write)
        self._peer.count(self._cutter)

    async def answer(self, offer: Sdp) -> Sdp:
        """Take the offer: sound, and perhaps a picture. Raises: MediaError(`media_failed`)."""
        with_picture = sdp.PICTURE in sdp.sections_of(offer)
        sections = sdp.UPLINK_SECTIONS if with_picture else (sdp.SOUND,)
        sound = self._peer.add_receiver("audio")
        picture = self._peer.add_receiver("video") if with_picture else None
        answer = await self._peer.answer(offer, sections)
        self._peer.run(pump_sound(sound.track, self._cutter), "sound")
        if picture is not None:
            self._peer.run(pump_picture(picture.track, self._pictures.write_picture), "picture")
        return answer

    def check(self) -> None:
        """Look whether it has stalled."""
        self.sound.check()

    def statistics(self) -> LegStatistics:
        """Return the counters, at most 1 s old."""
        return self._peer.statistics

    async def close(self) -> None:
        """End the connection."""
        await self._peer.close()

    def _write(self, block: Block) -> None:
        self._written += 1
        self._ring.write(block)
