"""An uplink: a participant's sound as blocks and their picture, handed to the sink."""

from collections.abc import Callable

from common.model.ids import LegId
from common.model.media import LegStatistics, Sdp
from common.rtc import sdp
from common.rtc.ice import IceSettings
from common.rtc.peer import Peer, PeerState
from common.rtc.receive import BlockCutter, pump_picture, pump_sound
from room_console.core.media.hearing import HearingSink


class Uplink:
    """One speaker. Thread: the media loop's."""

    def __init__(
        self,
        leg: LegId,
        ice: IceSettings,
        hearing: HearingSink,
        on_state: Callable[[PeerState], None],
    ) -> None:
        self._peer = Peer(f"uplink {leg}", ice, on_state)
        self._hearing = hearing
        self._cutter = BlockCutter(hearing.write)
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
            self._peer.run(pump_picture(picture.track, self._hearing.write_picture), "picture")
        return answer

    def check(self) -> None:
        """Look whether it has stalled."""
        self._hearing.check()

    def statistics(self) -> LegStatistics:
        """Return the counters, at most 1 s old."""
        return self._peer.statistics

    async def close(self) -> None:
        """End the connection."""
        await self._peer.close()
