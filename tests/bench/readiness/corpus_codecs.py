"""What codecs and telephones make of a voice: all in and out are (samples,) at 48 kHz."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

import av
import numpy as np

from common.audio.resample import resample
from common.model.units import BLOCK_SAMPLES, SAMPLE_RATE_HZ
from common.rtc.opus import OpusEncoder, OpusSettings
from common.rtc.sound.libopus import LibopusDecoder, load_libopus
from tests.bench.sound.types import Sound

CVSD_STEPS: Final = (10.0 / 32768, 1280.0 / 32768)
"""Least and most (Bluetooth Core, vol. 2, part B, section 9.2)."""
CVSD_BETA, CVSD_LEAK = 1.0 - 1.0 / 1024, 1.0 - 1.0 / 32
CVSD_HZ: Final = 64_000


def filtered(sound: Sound, low_hz: float, high_hz: float, steep_hz: float = 200.0) -> Sound:
    """Keep what lies between two frequencies; the slopes are raised cosines of `steep_hz`, a fifth of it below."""
    hz = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE_HZ)
    below = np.clip((hz - low_hz) / (steep_hz / 5) + 0.5, 0, 1) if low_hz else np.ones_like(hz)
    above = np.clip((high_hz - hz) / steep_hz + 0.5, 0, 1)
    gain = np.sin(below * np.pi / 2) ** 2 * np.sin(above * np.pi / 2) ** 2
    kept: Sound = np.fft.irfft(np.fft.rfft(sound) * gain, len(sound)).astype(np.float32)
    return kept


def coded(sound: Sound, codec: str, rate_hz: int, bit_rate_bps: int, options: Mapping[str, str] | None = None) -> Sound:
    """Pass through one of FFmpeg's codecs at its own rate."""
    encoder = av.CodecContext.create(codec, "w")
    assert isinstance(encoder, av.AudioCodecContext)
    formats = encoder.codec.audio_formats
    encoder.format, encoder.layout, encoder.sample_rate = (formats or [av.AudioFormat("s16")])[0], "mono", rate_hz
    encoder.bit_rate, encoder.time_base = bit_rate_bps, Fraction(1, rate_hz)
    encoder.options = dict(options or {})
    lower = av.AudioResampler(encoder.format, "mono", rate_hz)
    packets = []
    fifo = av.AudioFifo()
    for frame in lower.resample(_frame(sound)) + lower.resample(None):
        frame.pts = None
        fifo.write(frame)
    encoder.open()
    size = encoder.frame_size or rate_hz // 50
    for count, piece in enumerate(fifo.read_many(size)):
        piece.pts, piece.time_base = count * size, Fraction(1, rate_hz)
        packets += encoder.encode(piece)
    packets += encoder.encode(None)
    return _decoded(packets, encoder, rate_hz)


def _frame(sound: Sound) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound)[None, :], format="fltp", layout="mono")
    frame.sample_rate = SAMPLE_RATE_HZ
    return frame


def _decoded(packets: list[Any], encoder: av.AudioCodecContext, rate_hz: int) -> Sound:
    decoder = av.CodecContext.create({"libmp3lame": "mp3float"}.get(encoder.name, encoder.name), "r")
    assert isinstance(decoder, av.AudioCodecContext)
    decoder.sample_rate, decoder.layout = rate_hz, "mono"
    if encoder.extradata:
        decoder.extradata = encoder.extradata
    upper = av.AudioResampler("fltp", "mono", SAMPLE_RATE_HZ)
    frames = [frame for packet in [*packets, None] for frame in decoder.decode(packet)]
    for frame in frames:
        frame.pts = None
    parts = [part for frame in [*frames, None] for part in upper.resample(frame)]
    return np.concatenate([part.to_ndarray()[0] for part in parts]).astype(np.float32)


def uplinked(sound: Sound, bit_rate_bps: int, lost_percent: int, expected_percent: int) -> Sound:
    """Pass through the project's own Opus; packets are lost at random and concealed.

    Told to expect 10 % of loss, libopus gives up what is over 8 kHz at 24 kbit/s, to afford the copies.
    """
    library = load_libopus()
    assert library is not None, "libopus comes with PyAV"
    settings = OpusSettings(bit_rate_bps, expected_percent)
    encoder, decoder = OpusEncoder(settings), LibopusDecoder(library)
    random = np.random.default_rng(len(sound) + lost_percent)
    parts = []
    for start in range(0, len(sound) - BLOCK_SAMPLES + 1, BLOCK_SAMPLES):
        packet = encoder.encode(sound[start : start + BLOCK_SAMPLES, None])
        if packet is not None:
            is_lost = random.random() < lost_percent / 100.0
            parts.append(decoder.conceal(2 * BLOCK_SAMPLES) if is_lost else decoder.decode(packet))
    return np.concatenate(parts)


def companded(sound: Sound) -> Sound:
    """Pass through a telephone line: 300-3400 Hz, 8 kHz, mu-law (ITU-T G.711)."""
    narrow = resample(filtered(sound, 300.0, 3400.0)[:, None], SAMPLE_RATE_HZ, 8_000)
    pressed = np.sign(narrow) * np.log1p(255.0 * np.minimum(np.abs(narrow), 1.0)) / np.log(256.0)
    steps = np.round(pressed * 127.0) / 127.0
    grown = np.sign(steps) * (256.0 ** np.abs(steps) - 1.0) / 255.0
    return resample(grown.astype(np.float32), 8_000)[:, 0]


def delta_modulated(sound: Sound) -> Sound:
    """Pass through CVSD at 64 kbit/s, as a Bluetooth headset without wide-band speech does."""
    narrow = resample(filtered(sound, 100.0, 3700.0)[:, None], SAMPLE_RATE_HZ, 8_000)
    fast = resample(narrow, 8_000, CVSD_HZ)[:, 0].tolist()
    least, most = CVSD_STEPS
    out, kept, step, bits = [], 0.0, least, 0
    for sample in fast:
        sign = 1 if sample >= kept else -1
        bits = ((bits << 1) | (sign > 0)) & 0xF
        step = min(step + least, most) if bits in (0, 0xF) else max(step * CVSD_BETA, least)
        kept = min(1.0, max(-1.0, kept * CVSD_LEAK + sign * step))
        out.append(kept)
    smooth = resample(np.array(out, np.float32)[:, None], CVSD_HZ, 8_000)
    return resample(smooth, 8_000)[:, 0]
