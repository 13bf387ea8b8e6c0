"""What stands for missing sound where the decoder offers nothing: the last period of the voice, again and again."""

import numpy as np

from common.audio.stretch import LEAST_LAG, MOST_LAG, OVERLAP, likeliest_lag
from common.rtc.sound.libopus import Samples

HISTORY_SAMPLES = MOST_LAG + 2 * OVERLAP
JOIN_SAMPLES = 120
"""Cross-fade from what was repeated to what is heard again."""


class Repetition:
    """Remembers the last sound. Thread: one at a time."""

    def __init__(self) -> None:
        self._past = np.zeros(HISTORY_SAMPLES, np.float32)
        self._cycle: Samples | None = None
        self._at = 0

    def heard(self, sound: Samples) -> Samples:
        """Take decoded sound (n,) and return it joined to what was repeated before it, if anything was."""
        if self._cycle is not None:
            length = min(JOIN_SAMPLES, len(sound))
            fade = np.linspace(0.0, 1.0, length, dtype=np.float32)
            sound = sound.copy()
            sound[:length] = self._next(length) * (1 - fade) + sound[:length] * fade
            self._cycle = None
        self._past = np.concatenate((self._past, sound))[-HISTORY_SAMPLES:]
        return sound

    def more(self, samples: int) -> Samples:
        """Return (samples,) that carry on from what was heard last."""
        if self._cycle is None:
            self._cycle, self._at = self._period(), 0
        return self._next(samples)

    def _period(self) -> Samples:
        """Cut out the last period, so that its end runs into its beginning."""
        past = self._past
        lag = max(LEAST_LAG, likeliest_lag(past[::-1], MOST_LAG)[0])
        cycle = past[-lag:].copy()
        fade = np.linspace(0.0, 1.0, JOIN_SAMPLES, dtype=np.float32)
        cycle[-JOIN_SAMPLES:] += (past[-lag - JOIN_SAMPLES : -lag] - cycle[-JOIN_SAMPLES:]) * fade
        return cycle

    def _next(self, samples: int) -> Samples:
        assert self._cycle is not None
        places = np.arange(self._at, self._at + samples)
        self._at += samples
        return self._cycle.take(places, mode="wrap")
