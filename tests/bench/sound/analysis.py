"""What a recording says: delays of chirps, the time back to a delay, utterances cut out, gaps in a tone. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from common.audio.align import delay_samples, find_all
from common.audio.level import from_db
from common.audio.testsignal import chirp
from common.model.units import SAMPLE_RATE_HZ
from tests.bench.sound.signals import CHIRP_PERIOD_S
from tests.bench.sound.stalls import Stall, still_ms
from tests.bench.sound.types import Sound

SAMPLES_A_MS = SAMPLE_RATE_HZ / 1000
PART_S = 0.5
"""Delay may change within a clip: each such part is looked for by itself."""
LEAST_CONFIDENCE = 0.6
"""Of a part of speech found again; what is broken in it has no delay of its own."""
MOST_DELAY_S = 1.0
MARGIN_S = 0.2
WINDOW_S = 0.005
QUIET_DB = -20.0


class Delayed(NamedTuple):
    """A chirp: when it was said, seconds from the session's start, and how long it took."""

    said_s: float
    delay_ms: float


def chirp_delays(places: Sequence[int], heard: Sound, stalls: Sequence[Stall] = ()) -> list[Delayed]:
    """Match each chirp that was heard with the last one said before it; those under way in a stall are left out."""
    found = []
    said = np.array(places)
    for ear in find_all(chirp(), heard):
        before = said[said <= ear.samples + SAMPLES_A_MS]
        if not len(before) or still_ms(stalls, before[-1], ear.samples + len(chirp())):
            continue
        if (late := ear.samples - before[-1]) < CHIRP_PERIOD_S * SAMPLE_RATE_HZ:
            found.append(Delayed(float(before[-1]) / SAMPLE_RATE_HZ, late / SAMPLES_A_MS))
    return found


def recovery_s(delays: Sequence[Delayed], ended_s: float, clean_ms: float, within_ms: float) -> float | None:
    """Return how long after `ended_s` the delay is near the clean one for good; None if it never is."""
    after = [delay for delay in delays if delay.said_s >= ended_s]
    back: float | None = None
    for delay in after:
        if delay.delay_ms > clean_ms + within_ms:
            back = None
        elif back is None:
            back = max(0.0, delay.said_s - ended_s)
    return back


class Utterance(NamedTuple):
    """A clip as said and as heard, laid over each other, and the delays of those parts of it that were found."""

    said: Sound
    heard: Sound
    delays_ms: tuple[float, ...]


def cut_out(clip: Sound, place: int, heard: Sound, usual_ms: float) -> Utterance:
    """Find a clip that was said at `place`; `usual_ms` lays over what is too broken to be found."""
    margin, part = int(MARGIN_S * SAMPLE_RATE_HZ), int(PART_S * SAMPLE_RATE_HZ)
    delays = []
    for start in range(0, len(clip) - part + 1, part):
        near = heard[place + start : place + start + part + int(MOST_DELAY_S * SAMPLE_RATE_HZ)]
        delay = delay_samples(clip[start : start + part], near)
        if delay.confidence >= LEAST_CONFIDENCE:
            delays.append(delay.samples / SAMPLES_A_MS)
    late = round((float(np.median(delays)) if delays else usual_ms) * SAMPLES_A_MS)
    start = place + late
    padded = np.pad(heard, (margin, 2 * margin + len(clip) + late))
    piece = padded[start : start + len(clip) + 2 * margin]
    return Utterance(np.pad(clip, margin), piece, tuple(delays))


def gap_ms(tone: Sound) -> float:
    """Return the longest stretch in which a steady tone is nearly gone (20 dB under its median), in steps of 5 ms."""
    window = int(WINDOW_S * SAMPLE_RATE_HZ)
    level = np.sqrt((tone[: len(tone) // window * window].reshape(-1, window) ** 2).mean(axis=1))
    is_quiet = level < np.median(level) * from_db(QUIET_DB)
    longest = run = 0
    for quiet in is_quiet:
        run = run + 1 if quiet else 0
        longest = max(longest, run)
    return 1000.0 * WINDOW_S * longest


def median(values: Sequence[float]) -> float | None:
    """Return the median, to a tenth; None of nothing."""
    return round(float(np.median(values)), 1) if values else None


def p95(values: Sequence[float]) -> float | None:
    """Return the 95th percentile, to a tenth; None of nothing."""
    return round(float(np.percentile(values, 95)), 1) if values else None
