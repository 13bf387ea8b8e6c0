"""Sound to Opus packets (RFC 6716): full band, untouched voice, a copy of each packet in the next one."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, Protocol

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext

from common.audio.format import Block
from common.model.errors import ErrorCode, MediaError
from common.model.units import BLOCK_S, SAMPLE_RATE_HZ
from common.rtc.sound import libopus

SOUND_TIME_BASE = Fraction(1, SAMPLE_RATE_HZ)
LEAST_BPS, MOST_BPS = 6_000, 256_000
PacketMs = Literal[10, 20, 40]


@dataclass(frozen=True, slots=True)
class OpusSettings:
    """How sound is encoded; docs/decisions/0100-opus.md says why so."""

    bit_rate_bps: int = 48_000
    expected_loss_percent: int = 10
    """What the encoder is told to expect: over 5 it keeps to the hybrid mode, the one that carries the copy."""
    packet_ms: PacketMs = 20
    complexity: int = 10


def blocks_in(packet_ms: PacketMs) -> int:
    """Count the blocks that a packet lasts."""
    return round(packet_ms / 1000 / BLOCK_S)


class _Codec(Protocol):
    def apply(self, settings: OpusSettings) -> None: ...
    def encode(self, sound: Block) -> bytes: ...


class OpusEncoder:
    """Makes a packet of each block, or of every two or four. Thread: one at a time."""

    def __init__(self, settings: OpusSettings | None = None) -> None:
        self.settings = settings if settings is not None else OpusSettings()
        library = libopus.load_libopus()
        self._codec: _Codec = _LibopusCodec(library) if library is not None else _AvCodec()
        self._codec.apply(self.settings)
        self._waiting: list[Block] = []
        self._blocks = 1
        """How many the packet takes that is being filled."""

    @property
    def waiting_blocks(self) -> int:
        """Count the blocks of a packet that is not complete yet."""
        return len(self._waiting)

    def set_bit_rate(self, bit_rate_bps: int) -> None:
        """Change the rate, from the next packet on; kept within 6 to 256 kbit/s. Raises: MediaError(`media_failed`)."""
        self._change(replace(self.settings, bit_rate_bps=min(max(LEAST_BPS, bit_rate_bps), MOST_BPS)))

    def set_expected_loss(self, percent: int) -> None:
        """Tell how much is lost, 0 to 100: the more, the better the copies. Raises: MediaError(`media_failed`)."""
        self._change(replace(self.settings, expected_loss_percent=min(max(0, percent), 100)))

    def set_packet_ms(self, packet_ms: PacketMs) -> None:
        """Change how long a packet lasts, from the next one on. Raises: MediaError(`media_failed`)."""
        self._change(replace(self.settings, packet_ms=packet_ms))

    def encode(self, block: Block) -> bytes | None:
        """Take (BLOCK_SAMPLES, 1) and return the packet it completes, if any. Raises: MediaError(`media_failed`)."""
        if not self._waiting:
            self._blocks = blocks_in(self.settings.packet_ms)
        self._waiting.append(block)
        if len(self._waiting) < self._blocks:
            return None
        blocks, self._waiting = self._waiting, []
        return self._codec.encode(np.concatenate(blocks) if len(blocks) > 1 else block) or None

    def _change(self, settings: OpusSettings) -> None:
        if settings != self.settings:
            self._codec.apply(settings)
            self.settings = settings


class _LibopusCodec:
    """The library itself: everything can be changed as it runs."""

    def __init__(self, library: libopus.Library) -> None:
        self._encoder = libopus.LibopusEncoder(library)
        self._encoder.set(libopus.SET_VBR_CONSTRAINT, 0)
        self._encoder.set(libopus.SET_INBAND_FEC, 1)
        self._encoder.set(libopus.SET_DTX, 0)
        self._encoder.set(libopus.SET_MAX_BANDWIDTH, libopus.FULL_BAND)

    def apply(self, settings: OpusSettings) -> None:
        self._encoder.set(libopus.SET_BIT_RATE, settings.bit_rate_bps)
        self._encoder.set(libopus.SET_PACKET_LOSS, settings.expected_loss_percent)
        self._encoder.set(libopus.SET_COMPLEXITY, settings.complexity)

    def encode(self, sound: Block) -> bytes:
        return self._encoder.encode(sound)


class _AvCodec:
    """PyAV's encoder, where the library cannot be loaded: a change begins it anew, between two packets."""

    def __init__(self) -> None:
        self._context: AudioCodecContext | None = None
        self._settings = OpusSettings()
        self._pts = 0

    def apply(self, settings: OpusSettings) -> None:
        self._settings = settings
        self._context = None

    def encode(self, sound: Block) -> bytes:
        if self._context is None or self._context.frame_size != len(sound):
            self._context = _av_context(self._settings, len(sound))
        samples = np.ascontiguousarray(sound, np.float32).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="flt", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE_HZ, self._pts, SOUND_TIME_BASE
        self._pts += len(sound)
        try:
            return b"".join(bytes(packet) for packet in self._context.encode(frame))
        except av.FFmpegError as error:
            raise MediaError(ErrorCode.MEDIA_FAILED, f"opus encoder: {error}") from error


def _av_context(settings: OpusSettings, samples: int) -> AudioCodecContext:
    context = av.CodecContext.create("libopus", "w")
    assert isinstance(context, AudioCodecContext)
    context.sample_rate, context.layout, context.format = SAMPLE_RATE_HZ, "mono", "flt"
    context.bit_rate = settings.bit_rate_bps
    context.time_base = SOUND_TIME_BASE
    context.options = {
        "application": "audio",
        "fec": "1",
        "packet_loss": str(settings.expected_loss_percent),
        "frame_duration": str(samples * 1000 // SAMPLE_RATE_HZ),
        "compression_level": str(settings.complexity),
    }
    try:
        context.open()
    except av.FFmpegError as error:
        raise MediaError(ErrorCode.MEDIA_FAILED, f"opus encoder: {error}") from error
    return context
