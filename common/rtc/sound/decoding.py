"""A packet to samples, by libopus where it can be loaded, else by PyAV."""

from typing import Protocol

import av
import numpy as np

from common.model.errors import ErrorCode, MediaError
from common.model.units import SAMPLE_RATE_HZ
from common.rtc.sound.libopus import LibopusDecoder, Samples, load_libopus
from common.rtc.sound.repetition import Repetition

_FULL_SCALE = 32768.0


class Decoder(Protocol):
    """Mono 48 kHz within full scale; keeps what makes one packet follow the other. Thread: one at a time."""

    @property
    def reads_copies(self) -> bool:
        """Tell whether `decode_copy` gives the copy, or only something like it."""
        ...

    def decode(self, payload: bytes) -> Samples:
        """Decode a packet. Raises: MediaError(`media_failed`) where it is malformed."""
        ...

    def decode_copy(self, payload: bytes, samples: int) -> Samples:
        """Decode the copy, in the packet after it, of a lost one that lasted `samples`. Raises: as above."""
        ...

    def conceal(self, samples: int) -> Samples:
        """Carry on from what was decoded last, for a multiple of 2.5 ms up to 120 ms."""
        ...


def make_decoder() -> Decoder:
    """Make the better decoder of those there are."""
    library = load_libopus()
    return LibopusDecoder(library) if library is not None else AvDecoder()


class AvDecoder:
    """PyAV's libopus: it knows no copies, and what is missing is the last period of the voice repeated."""

    reads_copies = False

    def __init__(self) -> None:
        context = av.CodecContext.create("libopus", "r")
        assert isinstance(context, av.AudioCodecContext)
        context.sample_rate, context.layout, context.format = SAMPLE_RATE_HZ, "mono", "s16"
        self._context = context
        self._repetition = Repetition()

    def decode(self, payload: bytes) -> Samples:
        """Decode a packet. Raises: MediaError(`media_failed`) where it is malformed."""
        try:
            frames = self._context.decode(av.Packet(payload))
        except av.FFmpegError as error:
            raise MediaError(ErrorCode.MEDIA_FAILED, f"opus decoder: {error}") from error
        if not frames:
            raise MediaError(ErrorCode.MEDIA_FAILED, "opus decoder: nothing came out")
        pieces = [frame.to_ndarray().reshape(-1, len(frame.layout.channels)).mean(axis=1) for frame in frames]
        return self._repetition.heard((np.concatenate(pieces) / _FULL_SCALE).astype(np.float32))

    def decode_copy(self, payload: bytes, samples: int) -> Samples:
        """Carry on: the copy cannot be reached."""
        return self.conceal(samples)

    def conceal(self, samples: int) -> Samples:
        """Repeat the last period."""
        return self._repetition.more(samples)
