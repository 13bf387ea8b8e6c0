"""A packet to samples, by libopus where it can be loaded, else by PyAV."""

from typing import Protocol

import av
import numpy as np

from common.model.errors import ErrorCode, MediaError
from common.model.units import SAMPLE_RATE_HZ
from common.rtc.sound.libopus import LibopusDecoder, Samples, load_libopus

_FULL_SCALE = 32768.0


class Decoder(Protocol):
    """Mono 48 kHz; keeps what makes one packet follow the other. Thread: one at a time."""

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
    """PyAV's libopus: it knows no copies and no concealment, so silence stands for what is missing."""

    def __init__(self) -> None:
        context = av.CodecContext.create("libopus", "r")
        assert isinstance(context, av.AudioCodecContext)
        context.sample_rate, context.layout, context.format = SAMPLE_RATE_HZ, "mono", "s16"
        self._context = context

    def decode(self, payload: bytes) -> Samples:
        """Decode a packet. Raises: MediaError(`media_failed`) where it is malformed."""
        try:
            frames = self._context.decode(av.Packet(payload))
        except av.FFmpegError as error:
            raise MediaError(ErrorCode.MEDIA_FAILED, f"opus decoder: {error}") from error
        pieces = [frame.to_ndarray().reshape(-1, len(frame.layout.channels)).mean(axis=1) for frame in frames]
        return (np.concatenate(pieces) / _FULL_SCALE).astype(np.float32) if pieces else np.zeros(0, np.float32)

    def decode_copy(self, payload: bytes, samples: int) -> Samples:
        """Conceal: the copy cannot be reached."""
        return self.conceal(samples)

    def conceal(self, samples: int) -> Samples:
        """Give silence."""
        return np.zeros(samples, np.float32)
