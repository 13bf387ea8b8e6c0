"""The meter that a voice is put through, live or whole."""

from collections import deque
from typing import Final

import numpy as np
from numpy.typing import NDArray

from common.audio.fitness.bands import Floats
from common.audio.fitness.frames import BATCH_SAMPLES, Framer, Lowerer, one_voice
from common.audio.fitness.history import History
from common.audio.fitness.judging import judge
from common.audio.fitness.parts import parts_of
from common.audio.format import Block
from common.model.checks import CheckResult
from common.model.units import BLOCK_S

MOST_PLAYED_BATCHES: Final = 25
"""1 s that the loudspeaker may be ahead of the microphone; what is older is dropped."""


class FitnessMeter:
    """Judges the last 30 s of a voice. Thread: `add`, `add_played` and `reset` one; all else any.

    `add` takes 0.7 ms at most. `results` takes 14 to 50 ms: call it in a worker thread, at most once a second; for a
    live uplink every 10 s. `speech_s` and `silence_s` take half a millisecond: ten times a second is no harm;
    `speech_share` among 5 s a fifth of that.
    """

    def __init__(self) -> None:
        self._history = History()
        self._framer = Framer()
        self._loudspeaker = Lowerer()
        self._played: deque[Floats] = deque(maxlen=MOST_PLAYED_BATCHES)

    def add(self, block: Block) -> None:
        """Take what the microphone or the uplink gave: any floats, at 48 kHz, 10 ms of one voice as a rule."""
        for frames in self._framer.add(one_voice(block)):
            self._history.add(frames, self._played.popleft() if self._played else None)

    def add_played(self, block: Block) -> None:
        """Take what the loudspeaker plays meanwhile, one block for each of `add` and before it, silence too."""
        self._played.extend(self._loudspeaker.add(one_voice(block)))

    @property
    def speech_s(self) -> float:
        """How much speech is there to be judged by, s."""
        return float(parts_of(self._history.levels()).speech.sum()) * BLOCK_S

    @property
    def silence_s(self) -> float:
        """How much of it is pause, s."""
        return float(parts_of(self._history.levels()).pause.sum()) * BLOCK_S

    def speech_share(self, frames: int, among: int) -> float:
        """Return which share of the newest `frames` of 10 ms is speech, as the last `among` tell it from pause."""
        speech = parts_of(self._history.levels(among)).speech[-frames:]
        return float(speech.mean()) if len(speech) else 0.0

    def results(self) -> tuple[CheckResult, ...]:
        """Judge: a result for each check of the sound; all are skipped while less than 1.5 s of speech are there."""
        return judge(self._history.heard())

    def reset(self) -> None:
        """Forget all that was heard."""
        self._history = History()
        self._framer = Framer()
        self._loudspeaker = Lowerer()
        self._played.clear()


def analyse(sound: NDArray[np.float32], played: NDArray[np.float32] | None = None) -> tuple[CheckResult, ...]:
    """Judge a recording (samples,) at 48 kHz, its last 30 s; `played` is what the loudspeaker gave meanwhile."""
    meter = FitnessMeter()
    for start in range(0, len(sound), BATCH_SAMPLES):
        if played is not None:
            meter.add_played(played[start : start + BATCH_SAMPLES])
        meter.add(sound[start : start + BATCH_SAMPLES])
    return meter.results()
