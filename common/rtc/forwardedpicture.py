"""A source of pictures that is handed on as it is: repaired and made whole, never decoded."""

from collections.abc import Callable

from common.rtc.arrival import LineEstimate
from common.rtc.lipsync import SoundClock
from common.rtc.picturebuffer import WholePicture
from common.rtc.receivedpicture import ReceivedPicture
from common.rtc.sections import Section


class ForwardedPicture(ReceivedPicture):
    """Thread: one loop for every method."""

    def __init__(
        self,
        section: Section,
        own_ssrc: int,
        send_rtcp: Callable[[bytes], None],
        mono_s: Callable[[], float],
        line: LineEstimate,
        hand_on: Callable[[WholePicture], None],
    ) -> None:
        super().__init__(section, own_ssrc, send_rtcp, mono_s, SoundClock(()), lambda picture: None, line)
        self._hand_on = hand_on

    def want_key(self) -> None:
        """Ask for a key frame for somebody who needs one."""
        self.ask_key()

    def _use_whole(self) -> None:
        for picture in self.buffer.take():
            self._hand_on(picture)
