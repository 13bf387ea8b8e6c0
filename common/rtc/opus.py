"""Sound to Opus packets (RFC 6716): full band, untouched voice, a copy of each packet in the next one."""

from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext

from common.audio.format import Block
from common.model.errors import ErrorCode, MediaError
from common.model.units import PACKET_SAMPLES, SAMPLE_RATE_HZ

SOUND_TIME_BASE = Fraction(1, SAMPLE_RATE_HZ)


@dataclass(frozen=True, slots=True)
class OpusSettings:
    """How sound is encoded; docs/decisions/0100-opus.md says why so."""

    bit_rate_bps: int = 48_000
    expected_loss_percent: int = 10
    """What the encoder is told to expect: over 5 it keeps to the hybrid mode, the one that carries the copy."""


class OpusEncoder:
    """Makes one packet of 20 ms from two blocks. Thread: one at a time."""

    def __init__(self, settings: OpusSettings | None = None) -> None:
        settings = settings if settings is not None else OpusSettings()
        context = av.CodecContext.create("libopus", "w")
        assert isinstance(context, AudioCodecContext)
        context.sample_rate = SAMPLE_RATE_HZ
        context.layout = "mono"
        context.format = "flt"
        context.bit_rate = settings.bit_rate_bps
        context.time_base = SOUND_TIME_BASE
        context.options = {
            "application": "audio",
            "fec": "1",
            "packet_loss": str(settings.expected_loss_percent),
            "frame_duration": "20",
        }
        self._context = context
        self._half: Block | None = None
        self._pts = 0

    @property
    def is_half_full(self) -> bool:
        """Tell whether the next block completes a packet."""
        return self._half is not None

    def encode(self, block: Block) -> bytes | None:
        """Take (BLOCK_SAMPLES, 1) and return a packet with each second one. Raises: MediaError(`media_failed`)."""
        if self._half is None:
            self._half = block
            return None
        samples = np.concatenate((self._half, block)).reshape(1, PACKET_SAMPLES)
        self._half = None
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples, np.float32), format="flt", layout="mono")
        frame.sample_rate = SAMPLE_RATE_HZ
        frame.pts = self._pts
        frame.time_base = SOUND_TIME_BASE
        self._pts += PACKET_SAMPLES
        try:
            return b"".join(bytes(packet) for packet in self._context.encode(frame)) or None
        except av.FFmpegError as error:
            raise MediaError(ErrorCode.MEDIA_FAILED, f"opus encoder: {error}") from error
