"""Find a known signal, such as the chirp, in a recording: where, and how surely."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from common.audio.level import Samples

LEAST_CONFIDENCE = 0.5
"""Under this a place is not the signal: voices reach 0.2, the chirp through Opus 0.9."""
CHUNK_SAMPLES = 1 << 20


class Delay(NamedTuple):
    """Where the reference begins in the recording, in samples with fractions; confidence is 0 to 1."""

    samples: float
    confidence: float


def delay_samples(reference: Samples, recording: Samples) -> Delay:
    """Return the likeliest place of `reference` (n,) in `recording` (m,); (0, 0) for a recording too short."""
    best = Delay(0.0, 0.0)
    for start, likeness in _likeness(reference, recording):
        at = int(likeness.argmax())
        if likeness[at] > best.confidence:
            best = _refined(start, likeness, at)
    return best


def find_all(reference: Samples, recording: Samples, least_confidence: float = LEAST_CONFIDENCE) -> list[Delay]:
    """Return every place of `reference` in a recording of any length, in order; none overlap."""
    found: list[Delay] = []
    for start, likeness in _likeness(reference, recording):
        while (at := int(likeness.argmax())) >= 0 and likeness[at] >= least_confidence:
            found.append(_refined(start, likeness, at))
            likeness[max(0, at - len(reference)) : at + len(reference)] = 0.0
    return _apart(sorted(found), len(reference))


def _apart(found: list[Delay], least_samples: int) -> list[Delay]:
    """Keep the surer of two places that overlap, as found on both sides of a seam."""
    kept: list[Delay] = []
    for delay in found:
        if kept and delay.samples - kept[-1].samples < least_samples:
            kept[-1] = max(kept[-1], delay, key=lambda d: d.confidence)
        else:
            kept.append(delay)
    return kept


def _likeness(reference: Samples, recording: Samples) -> list[tuple[int, NDArray[np.float64]]]:
    """Return, chunk by chunk, its start and how like the reference each place is: the envelope, so phase is free."""
    length = len(reference)
    chunks = []
    for start in range(0, max(0, len(recording) - length + 1), CHUNK_SAMPLES):
        piece = np.asarray(recording[start : start + CHUNK_SAMPLES + length - 1], dtype=np.float64)
        chunks.append((start, _chunk_likeness(np.asarray(reference, dtype=np.float64), piece)))
    return chunks


def _chunk_likeness(reference: NDArray[np.float64], piece: NDArray[np.float64]) -> NDArray[np.float64]:
    places = len(piece) - len(reference) + 1
    size = 1 << (len(piece) - 1).bit_length()
    spectrum = np.fft.fft(piece, size) * np.fft.fft(reference, size).conj()
    spectrum[1 : size // 2] *= 2.0
    spectrum[size // 2 + 1 :] = 0.0
    envelope = np.abs(np.fft.ifft(spectrum))[:places]
    energy = np.cumsum(np.concatenate(([0.0], piece**2)))
    local = energy[len(reference) :] - energy[:places]
    floor = 1e-9 * len(reference)
    likeness: NDArray[np.float64] = envelope / np.sqrt(np.maximum(local, floor) * np.sum(reference**2))
    return likeness


def _refined(start: int, likeness: NDArray[np.float64], at: int) -> Delay:
    """Set the peak between samples by the parabola through its neighbours."""
    shift = 0.0
    if 0 < at < len(likeness) - 1:
        before, middle, after = likeness[at - 1 : at + 2].tolist()
        bend = before - 2 * middle + after
        shift = 0.5 * (before - after) / bend if bend else 0.0
    return Delay(start + at + shift, min(1.0, float(likeness[at])))
