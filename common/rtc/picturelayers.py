"""One picture in two or three layers, each encoded once, and only while somebody wants it."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Protocol

import av

from common.rtc.picture import EncodedPicture, PictureEncoder
from common.rtc.picturepackets import PICTURE_CLOCK_HZ, split_h264
from common.rtc.picturerate import LAYERS, PictureStep


class TakePackets(Protocol):
    """Takes an encoded picture of one layer."""

    def __call__(
        self, layer: int, is_key: bool, timestamp: int, captured_mono_s: float, payloads: Sequence[bytes]
    ) -> None:
        """Take the RTP payloads of one picture (H.264, the last one to be marked), on the loop."""
        ...


class PictureLayers:
    """Encodes one source of pictures at several sizes. Thread: the loop it was made on, but `write_picture` any.

    `on_packets(layer, is_key, timestamp, captured_mono_s, payloads)` is called on that loop, once for each picture of
    each layer that is wanted. `layer` counts from 0, the best. `timestamp` (90 kHz, 32 bits) is one scale for all of
    them, so that a listener may change between them; whoever comes to a layer begins with a picture that `is_key`.
    Payloads are for RTP packets of MAX_PACKET_BYTES, header and abs-send-time included.
    """

    def __init__(
        self,
        name: str,
        on_packets: TakePackets,
        layers: Sequence[PictureStep] = LAYERS,
        mono_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.layers = tuple(layers)
        self.encoded = [0] * len(self.layers)
        self._name = name
        self._on_packets = on_packets
        self._mono_s = mono_s
        self._loop = asyncio.get_running_loop()
        self._encoders: list[PictureEncoder | None] = [None] * len(self.layers)
        self._retired: list[PictureEncoder] = []
        self._newest: av.VideoFrame | None = None

    def write_picture(self, picture: av.VideoFrame) -> None:
        """Take a picture captured now; of layers that nobody wants only the newest picture is kept."""
        self._newest = picture
        for encoder in self._encoders:
            if encoder is not None:
                encoder.put(picture)

    def want(self, layer: int, is_wanted: bool) -> None:
        """Encode a layer, beginning with a key frame of the newest picture, or cease; twice is once."""
        encoder = self._encoders[layer]
        if is_wanted and encoder is None:
            self._begin(layer)
        elif not is_wanted and encoder is not None:
            self._encoders[layer] = None
            self._retire(encoder)

    def want_key(self, layer: int) -> None:
        """Make a key frame of a layer soon: at once if the last is long enough ago."""
        if (encoder := self._encoders[layer]) is not None:
            encoder.want_key()

    def close(self) -> None:
        """End every encoder and wait for their threads: one picture's time."""
        for layer in range(len(self.layers)):
            self.want(layer, False)
        for encoder in self._retired:
            encoder.join()
        self._retired.clear()

    def _begin(self, layer: int) -> None:
        encoder = PictureEncoder(
            f"{self._name}-{layer}",
            lambda picture: self._encoded(layer, picture),
            self._mono_s,
            steps=(self.layers[layer],),
        )
        self._encoders[layer] = encoder
        if self._newest is not None:
            encoder.put(self._newest)

    def _retire(self, encoder: PictureEncoder) -> None:
        """Stop an encoder without waiting for its thread, and see off those that have ended."""
        encoder.stop()
        self._retired = [retired for retired in self._retired if retired.is_running]
        self._retired.append(encoder)

    def _encoded(self, layer: int, picture: EncodedPicture) -> None:
        """Bring an encoded picture from its thread to the loop."""
        payloads = split_h264(picture.data)
        try:
            self._loop.call_soon_threadsafe(self._hand_on, layer, picture, payloads)
        except RuntimeError:  # the loop has been closed meanwhile
            return

    def _hand_on(self, layer: int, picture: EncodedPicture, payloads: Sequence[bytes]) -> None:
        if self._encoders[layer] is None:
            return
        self.encoded[layer] += 1
        timestamp = round(picture.taken_mono_s * PICTURE_CLOCK_HZ) & 0xFFFF_FFFF
        self._on_packets(layer, picture.is_key, timestamp, picture.taken_mono_s, payloads)
