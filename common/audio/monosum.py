"""The two ports of a microphone made one voice: their mean, or the louder port where the mean would lose it.

A balanced microphone at a stereo jack comes turned round on the second port, and the mean of both is silence; one that
is wired to the first port alone would lose 6 dB.
"""

import math

import numpy as np

from common.audio.format import Block
from common.audio.level import from_db
from common.model.units import SAMPLE_RATE_HZ

WATCH_SAMPLES = SAMPLE_RATE_HZ * 3 // 10
"""What is heard of either port is weighed over as much, and nothing decided before."""
FADE_SAMPLES = SAMPLE_RATE_HZ // 10
HEARD = from_db(-60.0) ** 2
"""Power under which nothing is learnt: noise is no voice."""
TURNED, STRAIGHT = -0.9, -0.5
"""Likeness of both ports, -1 to 1: under the first they take each other away, until it is over the second again."""
EMPTY, FILLED = from_db(-30.0) ** 2, from_db(-20.0) ** 2
"""The weaker port's power over the other's: under the first there is nothing in it, until it is over the second."""
_MEAN = np.array([0.5, 0.5], np.float32)


class MonoSum:
    """Sums one stream. Thread: one, such as a callback's."""

    def __init__(self) -> None:
        self._powers = np.zeros(2)
        self._product = 0.0
        self._heard_samples = 0
        self._weights = _MEAN
        self._is_alone = False
        self._target = _MEAN

    def mix(self, sound: Block) -> Block:
        """Return (n, 1) of (n, 2); a change takes FADE_SAMPLES."""
        samples = len(sound)
        self._note(sound[:, 0], sound[:, 1], samples)
        before = self._weights
        if before is self._target:
            mixed: Block = sound @ before[:, None]
            return mixed
        step = samples / FADE_SAMPLES
        after = before + np.clip(self._target - before, -step, step).astype(np.float32)
        self._weights = self._target if np.array_equal(after, self._target) else after
        faded: Block = (sound * np.linspace(before, after, samples, dtype=np.float32)).sum(axis=1, keepdims=True)
        return faded

    def _note(self, first: Block, second: Block, samples: int) -> None:
        powers = np.array([np.dot(first, first), np.dot(second, second)], np.float64) / max(1, samples)
        if powers.max() < HEARD:
            return
        share = min(1.0, samples / WATCH_SAMPLES)
        self._powers += (powers - self._powers) * share
        self._product += (float(np.dot(first, second)) / samples - self._product) * share
        self._heard_samples += samples
        if self._heard_samples >= WATCH_SAMPLES:
            self._decide()

    def _decide(self) -> None:
        louder = int(self._powers.argmax())
        weaker, stronger = float(self._powers[1 - louder]), float(self._powers[louder])
        likeness = self._product / math.sqrt(weaker * stronger) if weaker > 0.0 else 0.0
        is_alone = weaker < (FILLED if self._is_alone else EMPTY) * stronger
        is_alone |= likeness < (STRAIGHT if self._is_alone else TURNED)
        if is_alone != self._is_alone:
            self._is_alone = is_alone
            self._target = np.eye(2, dtype=np.float32)[louder] if is_alone else _MEAN
