"""A screen that is sent: a picture is made when the one before has left, so that detail comes before rate."""

from collections import deque
from collections.abc import Callable, Sequence

import av

from common.rtc.history import SentHistory
from common.rtc.packetwriter import PacketWriter, Payload
from common.rtc.picture import EncodedPicture
from common.rtc.picturepackets import MAX_PACKET_BYTES, split_h264
from common.rtc.picturerate import PictureStep
from common.rtc.rtp import ABS_SEND_TIME_BYTES, MIN_HEADER_BYTES
from common.rtc.screenencoder import PICTURES_HZ, ScreenEncoder
from common.rtc.sections import Section
from common.rtc.srtp import REPLAY_WINDOW_PACKETS

KEEP_S, KEEP_PACKETS = 2.0, REPLAY_WINDOW_PACKETS
"""A whole page may take so long on a narrow line; what is older than the window is refused at both ends."""
SHARING_STEPS = tuple(
    PictureStep(bit_rate_bps, PICTURES_HZ, 1920 * 1080)
    for bit_rate_bps in (3_000_000, 2_200_000, 1_500_000, 900_000, 500_000, 250_000, 120_000)
)
"""What screen and camera may take together, best first."""
CAMERA_BESIDE = (PictureStep(250_000, 10, 480 * 270), PictureStep(120_000, 5, 320 * 180))
CAMERA_SHARE = 0.25
"""Of what both may take; with less than the least, the screen has all."""
LEAST_BPS = 100_000
KEY_REST_S = 0.4
"""Who asks so soon after a key frame has left, asks for that one."""
MAX_AT_ONCE = 8
"""Packets: what waited for a stall is sent by and by."""


def camera_beside(both: PictureStep | None) -> PictureStep | None:
    """Choose what the camera may take beside a screen."""
    if both is None:
        return None
    return next((step for step in CAMERA_BESIDE if step.bit_rate_bps <= CAMERA_SHARE * both.bit_rate_bps), None)


class SentScreen:
    """One source of H.264. Thread: one loop for every method, but `write` any; an encoder's own beside, while it is on.

    `write(None)` ends it until the next picture.
    """

    def __init__(self, section: Section, send_rtp: Callable[[bytes], None], mono_s: Callable[[], float]) -> None:
        self.history = SentHistory(KEEP_S, KEEP_PACKETS)
        self.writer = PacketWriter(section, send_rtp, self.history)
        self._mono_s = mono_s
        self._name = f"uplink-{section.mid}"
        self._waiting: deque[Payload] = deque()
        self._free_mono_s = 0.0
        self._is_key_leaving = False
        self._key_left_mono_s = -KEY_REST_S
        self._encoded: deque[EncodedPicture] = deque()
        self._encoder: ScreenEncoder | None = None
        self._retired: list[ScreenEncoder] = []
        self._next_mono_s = 0.0

    @property
    def ssrc(self) -> int:
        """Return its source."""
        return self.writer.ssrc

    @property
    def is_on(self) -> bool:
        """Tell whether a screen is shown."""
        return self._encoder is not None

    def write(self, picture: av.VideoFrame | None) -> None:
        """Show a picture captured now, or none from now on."""
        if picture is None:
            self._end()
            return
        if self._encoder is None:
            self._encoder = ScreenEncoder(self._name, self._encoded.append, self._mono_s)
            self._encoder.want_key()
        self._encoder.put(picture)

    def want_key(self) -> None:
        """Make the next picture a key frame, unless one is on its way."""
        is_coming = self._is_key_leaving or self._mono_s() - self._key_left_mono_s < KEY_REST_S
        if self._encoder is not None and not is_coming:
            self._encoder.want_key()

    def send_again(self, sequences: Sequence[int], now_mono_s: float, round_trip_s: float) -> None:
        """Send packets once more, those that are still there."""
        self.writer.send_again(sequences, now_mono_s, round_trip_s)

    def report(self, now_mono_s: float, cname: bytes) -> bytes | None:
        """Say which timestamp a picture captured now would have; None until one was sent."""
        return self.writer.report(now_mono_s, cname)

    def tick(self, both: PictureStep | None, now_mono_s: float) -> None:
        """Send what is due of what screen and camera may take together; make another picture when it has left."""
        while self._encoded:
            self._cut(self._encoded.popleft())
        self._send(self._rate_bps(both), now_mono_s)
        is_due = now_mono_s >= self._next_mono_s and not self._waiting
        if self._encoder is not None and both is not None and is_due:
            self._next_mono_s = now_mono_s + 1 / PICTURES_HZ
            self._encoder.allow()

    def close(self) -> None:
        """End the encoder and wait for its thread: one picture's time."""
        self._end()
        for encoder in self._retired:
            encoder.join()

    def _rate_bps(self, both: PictureStep | None) -> float:
        if both is None:
            return LEAST_BPS
        camera = camera_beside(both)
        return max(LEAST_BPS, both.bit_rate_bps - (camera.bit_rate_bps if camera is not None else 0))

    def _cut(self, picture: EncodedPicture) -> None:
        payloads = split_h264(picture.data)
        self._is_key_leaving |= picture.is_key
        timestamp = self.writer.timestamp(picture.taken_mono_s)
        self._waiting += [Payload(data, timestamp, number == len(payloads)) for number, data in enumerate(payloads, 1)]

    def _send(self, rate_bps: float, now_mono_s: float) -> None:
        """Send at that rate, which holds for what waits already too."""
        self._free_mono_s = max(self._free_mono_s, now_mono_s - MAX_AT_ONCE * MAX_PACKET_BYTES * 8 / rate_bps)
        while self._waiting and self._free_mono_s <= now_mono_s:
            payload = self._waiting.popleft()
            self.writer.send(payload, now_mono_s)
            if self._is_key_leaving and not self._waiting:
                self._is_key_leaving, self._key_left_mono_s = False, now_mono_s
            self._free_mono_s += (len(payload.data) + MIN_HEADER_BYTES + ABS_SEND_TIME_BYTES) * 8 / rate_bps

    def _end(self) -> None:
        if self._encoder is not None:
            self._encoder.stop()
            self._retired = [*self._retired, self._encoder][-1:]
            self._encoder = None
