"""What comes down, as one sound: the channel, and the original softly under it."""

import numpy as np

from common.audio.format import Block, BlockReader
from common.audio.gain import RampedGain
from common.model.units import BLOCK_SAMPLES

Sounds = tuple[BlockReader, BlockReader]
"""The channel, and the original."""
_RISE: Block = np.linspace(0.0, 1.0, BLOCK_SAMPLES, endpoint=False, dtype=np.float32)[:, None]


class Listening:
    """The two sounds of the downlink in use, and their mix. Thread: the media loop's, for every method.

    Read once per block of the headphone's clock, they are read as often: their own delay is the only one there is.
    """

    def __init__(self) -> None:
        self._sounds: Sounds | None = None
        self._leaving: Sounds | None = None
        self._is_new = False
        self._original_gain = RampedGain(0.0)

    def use(self, sounds: Sounds | None) -> None:
        """Hear these from now on, or nothing; what was heard goes out over a block, as what comes goes in."""
        if self._sounds is not None:
            self._leaving = self._sounds
        self._sounds, self._is_new = sounds, True

    def set_original_level(self, level: float) -> None:
        """Set the original's gain, 0 (off) to 1."""
        self._original_gain.target = min(1.0, max(0.0, level))

    def read(self) -> Block | None:
        """Return the next (BLOCK_SAMPLES, 1), within full scale, or None while nothing has come."""
        heard = self._mixed(self._sounds)
        if heard is not None and self._is_new:
            self._is_new = False
            heard = heard * _RISE
        leaving, self._leaving = self._leaving, None
        if leaving is not None and (gone := self._mixed(leaving)) is not None:
            gone = gone * (1.0 - _RISE)
            heard = gone if heard is None else heard + gone
        return heard if heard is None else np.clip(heard, -1.0, 1.0)

    def _mixed(self, sounds: Sounds | None) -> Block | None:
        if sounds is None:
            return None
        main, original = sounds[0].read(), sounds[1].read()
        under = None if original is None or self._original_gain.is_silent else self._original_gain.apply(original)
        if main is None or under is None:
            return under if main is None else main
        mixed: Block = main + under
        return mixed
