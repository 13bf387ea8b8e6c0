"""A source of pictures: packets to whole pictures, decoded, shown in their time; what its sender must be told."""

from collections.abc import Callable

import av

from common.rtc.arrival import LineEstimate
from common.rtc.lipsync import PictureScreen, SoundClock
from common.rtc.picturebuffer import PictureBuffer
from common.rtc.picturedecoder import PictureDecoder
from common.rtc.picturepackets import PICTURE_CLOCK_HZ
from common.rtc.reception import Taken
from common.rtc.rtcp import picture_loss
from common.rtc.rtp import ABS_SEND_TIME_BYTES, MIN_HEADER_BYTES, Rtp
from common.rtc.sections import Section
from common.rtc.streams import ReceivedStream

KEY_REPEAT_S = 0.1
"""A key frame that was asked for is asked for again after this and a round trip and a half."""
SILENT_S = 1.0
"""A source that brings nothing is not asked for key frames."""


class ReceivedPicture(ReceivedStream):
    """Receives, repairs, decodes and shows. Thread: one loop for every method; one of its own decodes."""

    clock_hz = PICTURE_CLOCK_HZ

    def __init__(
        self,
        section: Section,
        own_ssrc: int,
        send_rtcp: Callable[[bytes], None],
        mono_s: Callable[[], float],
        clock: SoundClock,
        show: Callable[[av.VideoFrame], None],
        line: LineEstimate,
    ) -> None:
        super().__init__(section, own_ssrc, send_rtcp, mono_s)
        self.buffer = PictureBuffer(section.codec)
        self.line = line
        self.screen = PictureScreen(clock, show)
        self.keys_asked = 0
        self._decoder: PictureDecoder | None = None
        self._next_key_mono_s = 0.0
        self._is_closed = False

    def put(self, taken: Taken, rtp: Rtp, arrived_mono_s: float) -> None:
        """Take a packet; decode what is whole with it."""
        if rtp.abs_send_time is not None and not taken.is_repeat:
            size_bytes = len(rtp.payload) + MIN_HEADER_BYTES + ABS_SEND_TIME_BYTES
            self.line.take(rtp.abs_send_time, size_bytes, arrived_mono_s)
        self.buffer.put(taken.number, rtp, arrived_mono_s)
        self._use_whole()
        self._ask(arrived_mono_s)

    def tick(self, now_mono_s: float) -> None:
        """Ask for what is missing, tell what the line carries, show what is due."""
        if self._is_closed:
            return
        is_broken = self._decoder is not None and self._decoder.take_broken()
        if is_broken or self.buffer.missing.is_hopeless(now_mono_s):
            self.buffer.give_up()
        self._ask(now_mono_s)
        self._ask_key(now_mono_s)
        if self._decoder is not None:
            self.screen.put(self._decoder.take(), now_mono_s)
        self.screen.tick(self.sender_report, now_mono_s)

    def close(self) -> None:
        """End the decoder's thread; nothing is shown any more."""
        self._is_closed = True
        if self._decoder is not None:
            self._decoder.close()
            self._decoder = None

    def _use_whole(self) -> None:
        for picture in self.buffer.take():
            if self._decoder is None:
                self._decoder = PictureDecoder(self.section.codec, self.section.mid)
            if not self._decoder.put(picture):
                self.buffer.give_up()

    def _ask(self, now_mono_s: float) -> None:
        if not self.buffer.needs_key or self.buffer.is_key_coming:
            self.ask_again([number & 0xFFFF for number in self.buffer.missing.due(now_mono_s)])

    def _ask_key(self, now_mono_s: float) -> None:
        """Ask for a key frame as soon as there is doubt, and again until it has begun to come."""
        missing = self.buffer.missing
        is_needed = self.buffer.needs_key and not self.buffer.is_key_coming
        if not (is_needed or missing.is_doubtful(now_mono_s)) or now_mono_s < self._next_key_mono_s:
            return
        if self.reception is None or self.reception.last_mono_s is None:
            return
        if now_mono_s - self.reception.last_mono_s > SILENT_S:
            return
        self._next_key_mono_s = now_mono_s + KEY_REPEAT_S + 1.5 * missing.round_trip_s
        self.ask_key()

    def ask_key(self) -> None:
        """Ask for a key frame."""
        if self.reception is not None:
            self.keys_asked += 1
            self._send_rtcp(picture_loss(self._own_ssrc, self.reception.ssrc))
