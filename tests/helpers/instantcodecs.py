"""The picture codecs without their threads, for legs that run in simulated time."""

from collections.abc import Callable, Sequence

import av
import pytest

from common.rtc import receivedpicture, sentpicture
from common.rtc.picture import EncodedPicture, H264Scaler
from common.rtc.picturebuffer import WholePicture
from common.rtc.picturedecoder import DecodedPicture
from common.rtc.picturerate import PictureStep
from common.rtc.sections import Codec


class InstantEncoder:
    """Encodes at once what it is given, as often and as large as it may."""

    def __init__(
        self,
        name: str,
        on_encoded: Callable[[EncodedPicture], None],
        now_s: Callable[[], float],
        steps: Sequence[PictureStep],
        key_interval_s: float,
    ) -> None:
        self._on_encoded, self._now_s = on_encoded, now_s
        self._steps, self._step = steps, steps[0]
        self._key_interval_s = key_interval_s
        self._scaler = H264Scaler()
        self._next_s = self._last_key_s = 0.0
        self._is_key_wanted = False

    def put(self, picture: av.VideoFrame) -> None:
        """Encode a picture, if it is time for one."""
        now_s = self._now_s()
        if now_s < self._next_s:
            return
        self._next_s = now_s + 0.9 / self._step.pictures_per_s
        is_key = self._is_key_wanted and now_s - self._last_key_s >= self._key_interval_s
        encoded = self._scaler.encode(picture, now_s, self._step, is_key)
        assert encoded is not None
        if encoded.is_key:
            self._is_key_wanted, self._last_key_s = False, now_s
        self._on_encoded(encoded)

    def allow(self, most_bps: float) -> None:
        """Keep to a rate."""
        self._step = next((step for step in self._steps if step.bit_rate_bps <= most_bps), self._steps[-1])

    def want_key(self) -> None:
        """Make a key frame next."""
        self._is_key_wanted = True

    def stop(self) -> None:
        """End."""

    def join(self) -> None:
        """Wait for the end."""


class InstantDecoder:
    """Decodes at once."""

    def __init__(self, codec: Codec, name: str) -> None:
        context = av.CodecContext.create("h264", "r")
        assert isinstance(context, av.VideoCodecContext)
        self._context = context
        self._done: list[DecodedPicture] = []

    def put(self, picture: WholePicture) -> bool:
        """Decode a picture."""
        packet = av.Packet(picture.data)
        packet.pts = picture.timestamp
        self._done += [DecodedPicture(picture.timestamp, frame) for frame in self._context.decode(packet)]
        return True

    def take(self) -> list[DecodedPicture]:
        """Return what was decoded."""
        done, self._done = self._done, []
        return done

    def take_broken(self) -> bool:
        """Tell that nothing ever breaks."""
        return False

    def close(self) -> None:
        """End."""


def use_instant_codecs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let legs that are made from now on encode and decode without threads."""
    monkeypatch.setattr(sentpicture, "PictureEncoder", InstantEncoder)
    monkeypatch.setattr(receivedpicture, "PictureDecoder", InstantDecoder)
