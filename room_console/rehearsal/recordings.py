"""Recordings with their place in time, and what can be read from two of them.

Every process of a rehearsal runs on one machine and notes the monotonic instant of its first sample, so the delay
between two recordings is that between ears and mouths.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from common.audio.align import find_all
from common.audio.level import to_db
from common.audio.testsignal import chirp, identify_voice
from common.audio.wav import read_wav
from common.model.units import SAMPLE_RATE_HZ

Sound = NDArray[np.float32]

MOST_DELAY_S = 1.0
VOICE_WINDOW_S = 1.5
SILENCE = 1e-5
"""Below this a sample is digital silence: room tone, even through Opus, stays above."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One voice, (samples,) at 48 kHz, whose first sample was at `started_mono_s`."""

    sound: Sound
    started_mono_s: float

    def between(self, from_mono_s: float, to_mono_s: float) -> Sound:
        """Cut out what lies between two instants, as far as it was recorded."""
        first = max(0, round((from_mono_s - self.started_mono_s) * SAMPLE_RATE_HZ))
        last = max(0, round((to_mono_s - self.started_mono_s) * SAMPLE_RATE_HZ))
        return self.sound[first:last]

    def chirps(self) -> list[float]:
        """Find the instants at which a chirp begins."""
        return [self.started_mono_s + found.samples / SAMPLE_RATE_HZ for found in find_all(chirp(), self.sound)]


def read_recording(sound: Path, about: Path, port: int = 1) -> Recording:
    """Read one port of a WAV file and the instant in its sidecar. Raises: OSError, MediaError."""
    started = json.loads(about.read_text(encoding="utf-8"))["started_mono_s"]
    return Recording(read_wav(sound)[:, port - 1], float(started))


def delays_ms(spoken: Recording, heard: Recording) -> list[float]:
    """Match each chirp heard with the one spoken last before it; return how long each took."""
    mouths = spoken.chirps()
    found = []
    for ear in heard.chirps():
        before = [mouth for mouth in mouths if 0.0 <= ear - mouth <= MOST_DELAY_S]
        if before:
            found.append((ear - max(before)) * 1000.0)
    return found


def level_error_db(spoken: Recording, heard: Recording) -> float | None:
    """Compare the chirps' loudness at both ends: heard over spoken, median; None where none came through."""
    length_s = len(chirp()) / SAMPLE_RATE_HZ
    errors = []
    mouths = spoken.chirps()
    for ear in heard.chirps():
        before = [mouth for mouth in mouths if 0.0 <= ear - mouth <= MOST_DELAY_S]
        if before:
            said = spoken.between(max(before), max(before) + length_s)
            came = heard.between(ear, ear + length_s)
            errors.append(to_db(_rms(came)) - to_db(_rms(said)))
    return round(float(np.median(errors)), 2) if errors else None


def rejection_db(own: Recording, heard: Recording, from_mono_s: float, to_mono_s: float) -> float | None:
    """Measure how far below their own voice a speaker hears themselves, by their chirps between two instants.

    What is heard in the 1.5 s after each chirp is laid over the others and compared with the chirp: whatever does not
    repeat with it averages out. The figure is a lower bound, limited by -120 dBFS at the ear; None where no chirp
    was spoken.
    """
    reference = chirp().astype(np.float64)
    window_s = 1.5
    ends_mono_s = min(to_mono_s, heard.started_mono_s + len(heard.sound) / SAMPLE_RATE_HZ)
    begins_mono_s = max(from_mono_s, heard.started_mono_s)
    mouths = [m for m in own.chirps() if m >= begins_mono_s and m + window_s <= ends_mono_s]
    pieces = [heard.between(mouth, mouth + window_s).astype(np.float64) for mouth in mouths]
    if not pieces:
        return None
    shortest = min(len(piece) for piece in pieces)
    mean = np.mean([piece[:shortest] for piece in pieces], axis=0)
    gain = np.abs(np.correlate(mean, reference, "valid")).max() / np.sum(reference**2)
    said = np.median([_rms(own.between(m, m + len(reference) / SAMPLE_RATE_HZ)) for m in mouths])
    rejection = to_db(float(said)) - to_db(float(gain * _rms(reference)))
    return round(rejection, 1)


def voice_between(heard: Recording, from_mono_s: float, to_mono_s: float) -> int | None:
    """Name the voice that speaks between two instants."""
    sound = heard.between(from_mono_s, to_mono_s)
    return identify_voice(sound)[0] if len(sound) >= VOICE_WINDOW_S * SAMPLE_RATE_HZ else None


def longest_gap_ms(heard: Recording, from_mono_s: float, to_mono_s: float) -> float:
    """Measure the longest run of digital silence between two instants."""
    quiet = np.abs(heard.between(from_mono_s, to_mono_s)) < SILENCE
    edges = np.flatnonzero(np.diff(np.concatenate(([False], quiet, [False])).astype(np.int8)))
    runs = edges[1::2] - edges[::2]
    return round(float(runs.max(initial=0)) * 1000.0 / SAMPLE_RATE_HZ, 1)


def spread(values: list[float]) -> dict[str, float | int | None]:
    """Sum values up by median and 95th percentile, with their count."""
    if not values:
        return {"median": None, "p95": None, "count": 0}
    return {
        "median": round(float(np.median(values)), 1),
        "p95": round(float(np.percentile(values, 95)), 1),
        "count": len(values),
    }


def _rms(sound: NDArray[np.floating]) -> float:
    return float(np.sqrt(np.mean(np.square(sound, dtype=np.float64)))) if len(sound) else 0.0
