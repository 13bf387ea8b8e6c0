"""The pictures of a leg that is sent: encoded beside, cut into packets, paced, kept for a while to be sent again."""

from collections import deque
from collections.abc import Callable, Sequence

import av

from common.rtc.congestion import Congestion
from common.rtc.history import SentHistory
from common.rtc.pacer import Pacer
from common.rtc.packetwriter import PacketWriter, Payload
from common.rtc.picture import EncodedPicture, PictureEncoder
from common.rtc.picturepackets import split_h264
from common.rtc.picturerate import STEPS, PictureStep
from common.rtc.sections import Section

KEY_INTERVAL_S = 0.3
"""The one receiver is helped soon; more key frames than so would be all that is sent."""
KEEP_S = 1.0
KEEP_PACKETS = 1024
MAX_ENCODED = 8


class SentPicture:
    """One source of H.264. Thread: one loop for every method, but `write` any; an encoder's own beside."""

    def __init__(self, section: Section, send_rtp: Callable[[bytes], None], mono_s: Callable[[], float]) -> None:
        self.history = SentHistory(KEEP_S, KEEP_PACKETS)
        self.writer = PacketWriter(section, send_rtp, self.history)
        self.ssrc = self.writer.ssrc
        self.pictures = 0
        self.dropped = 0
        """Pictures that were encoded and not sent: the queue was too long."""
        self._encoded: deque[EncodedPicture] = deque(maxlen=MAX_ENCODED)
        self._pacer: Pacer[Payload] = Pacer(self.writer.send)
        name, interval_s = f"uplink-{section.mid}", KEY_INTERVAL_S
        self._encoder = PictureEncoder(name, self._encoded.append, mono_s, steps=STEPS, key_interval_s=interval_s)
        self._step: PictureStep | None = STEPS[0]
        self._needs_key = True

    def write(self, picture: av.VideoFrame) -> None:
        """Encode a picture captured now, unless a newer one comes before its turn, or there is only sound."""
        if self._step is not None:
            self._encoder.put(picture)

    def want_key(self) -> None:
        """Make the next picture a key frame."""
        self._encoder.want_key()

    def send_again(self, sequences: Sequence[int], now_mono_s: float, round_trip_s: float) -> None:
        """Send packets once more, those that are still there."""
        self.writer.send_again(sequences, now_mono_s, round_trip_s)

    def report(self, now_mono_s: float, cname: bytes) -> bytes | None:
        """Say which timestamp a picture captured now would have; None until one was sent."""
        return self.writer.report(now_mono_s, cname)

    def tick(self, congestion: Congestion, step: PictureStep | None, now_mono_s: float) -> None:
        """Take what was encoded, and send what is due; `step` is what the line has for it."""
        self._follow(step)
        while self._encoded:
            self._pace(self._encoded.popleft(), congestion.pace_bps(now_mono_s), now_mono_s)
        self._pacer.run(now_mono_s)

    def close(self) -> None:
        """End the encoder and wait for its thread: one picture's time."""
        self._encoder.stop()
        self._encoder.join()

    def _follow(self, step: PictureStep | None) -> None:
        """Encode as the line allows now; when it allows less, what waits goes, and a key frame comes instead."""
        if step is self._step:
            return
        before, self._step = self._step, step
        if step is not None:
            self._encoder.allow(step.bit_rate_bps)
        if before is None or step is None or step.bit_rate_bps < before.bit_rate_bps:
            self._pacer.drop_waiting()
            self._needs_key = True
            self.want_key()

    def _pace(self, picture: EncodedPicture, pace_bps: float | None, now_mono_s: float) -> None:
        if self._step is None or (self._needs_key and not picture.is_key):
            self.dropped += 1
            return
        payloads = split_h264(picture.data)
        timestamp = self.writer.timestamp(picture.taken_mono_s)
        items = [Payload(data, timestamp, number == len(payloads)) for number, data in enumerate(payloads, 1)]
        self._needs_key = not self._pacer.put(
            items,
            len(picture.data),
            now_mono_s,
            interval_s=1 / self._step.pictures_per_s,
            rate_bps=self._step.bit_rate_bps,
            line_bps=pace_bps,
        )
        if self._needs_key:
            self.dropped += 1
            self.want_key()
        else:
            self.pictures += 1
