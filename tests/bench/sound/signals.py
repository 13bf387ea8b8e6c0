"""What the mouths say in each session, with the places of what is later looked for."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from common.audio.level import from_db
from common.audio.testsignal import chirp
from common.model.units import SAMPLE_RATE_HZ
from tests.bench.sound.speech import Clip
from tests.bench.sound.types import Sound

CHIRP_PERIOD_S = 0.6
"""Longer than any delay that is to be measured."""
PAUSE_S = 0.3
TONE_HZ = 440.0
TONE_DBFS = -20.0


@dataclass(frozen=True, slots=True)
class Chirps:
    """A sound, and the samples at which a chirp begins in it."""

    sound: Sound
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Utterances:
    """A sound, and which clip begins at which sample in it."""

    sound: Sound
    places: tuple[tuple[int, Clip], ...]


def chirps(seconds: float) -> Chirps:
    """Return chirps at an even pace."""
    sound = np.zeros(int(seconds * SAMPLE_RATE_HZ), np.float32)
    step, length = int(CHIRP_PERIOD_S * SAMPLE_RATE_HZ), len(chirp())
    places = tuple(range(0, len(sound) - length, step))
    for place in places:
        sound[place : place + length] = chirp()
    return Chirps(sound, places)


def lead(clip: Clip, seconds: float) -> Sound:
    """Return a voice that speaks for so long."""
    return np.resize(clip.sound, int(seconds * SAMPLE_RATE_HZ))


def utterances(clips: Sequence[Clip], lead_s: float) -> Utterances:
    """Return the clips with pauses between; the first voice speaks for `lead_s` before, for the program to adapt."""
    first, pause = lead(clips[0], lead_s), np.zeros(int(PAUSE_S * SAMPLE_RATE_HZ), np.float32)
    parts, places, at = [first, pause], list[tuple[int, Clip]](), len(first) + len(pause)
    for clip in clips:
        places.append((at, clip))
        parts += [clip.sound, pause]
        at += len(clip.sound) + len(pause)
    return Utterances(np.concatenate(parts), tuple(places))


def tone(seconds: float) -> Sound:
    """Return a steady tone, in which a gap shows at once."""
    at_s = np.arange(int(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return (from_db(TONE_DBFS) * np.sin(2 * np.pi * TONE_HZ * at_s)).astype(np.float32)
