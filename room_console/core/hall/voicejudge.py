"""How one uplink sounds: what its speaker is to blame for, and nothing that the line or a switch did.

Left out are blocks that were made up or came out of the poor copy for a lost packet, and the silence of a microphone
that is switched off. Around what is left out the sound is faded, so that no cut is taken for a fault of the voice.
"""

from typing import Final

import numpy as np

from common.audio.fitness import FitnessMeter
from common.audio.fitness.frames import BATCH
from common.audio.format import Block
from common.model.checks import CheckResult
from common.model.units import BLOCK_SAMPLES

MENDED_BLOCKS: Final = 3
"""What was made up for one packet of 20 ms touches so many blocks."""
SHUT_PEAK: Final = 1e-4
"""-80 dBFS: after Opus, digital silence stays under it."""
SHUT_BLOCKS: Final = 100
"""Quiet for 1 s is a switch; what is shorter may be a noise gate, which is to be judged."""
NOW_FRAMES: Final = 30
AMONG_FRAMES: Final = 500
"""Speech is told from pause by what was heard in 5 s: a first word counts after two tenths of a second."""
SPEAKING_SHARE: Final = 0.5
"""Of the last 0.3 s: a cough is no speech."""
_LOUD_ENERGY: Final = BLOCK_SAMPLES * SHUT_PEAK**2
"""No block that has as much stays under the peak everywhere."""
_RISE: Final[Block] = np.sin(np.linspace(0, np.pi / 2, BLOCK_SAMPLES))[:, None].astype(np.float32) ** 2
_FALL: Final[Block] = _RISE[::-1]


class VoiceJudge:
    """Listens along with one uplink. Thread: `take` and `wait` the media loop's; all else any."""

    def __init__(self) -> None:
        self._meter = FitnessMeter()
        self._waits = 0
        self._mended = 0
        self._left_out = 0
        self._quiet = 0
        self._last: Block | None = None

    def wait(self, place: int) -> None:
        """Put off the first block, so that not all uplinks are measured in the same tick."""
        self._waits = place % BATCH

    def take(self, block: Block | None, mended: int) -> None:
        """Take this tick's (BLOCK_SAMPLES, 1); `mended` counts what was made up or copied poorly so far."""
        if self._waits:
            self._waits -= 1
            return
        if self._is_to_judge(block, mended) and block is not None:
            if self._last is None:
                block = block * _RISE
            else:
                self._meter.add(self._last)
            self._last = block
        elif self._last is not None:
            self._meter.add(self._last * _FALL)
            self._last = None

    @property
    def speech_s(self) -> float:
        """How much speech there is to judge by; takes about half a millisecond."""
        return self._meter.speech_s

    @property
    def is_speaking(self) -> bool:
        """Tell whether there is speech at this moment; takes a tenth of a millisecond."""
        if self._quiet > SHUT_BLOCKS:
            return False
        return self._meter.speech_share(NOW_FRAMES, AMONG_FRAMES) >= SPEAKING_SHARE

    def results(self) -> tuple[CheckResult, ...]:
        """Judge what was heard of late; takes some 10 ms."""
        return self._meter.results()

    def _is_to_judge(self, block: Block | None, mended: int) -> bool:
        if mended != self._mended:
            self._mended, self._left_out = mended, MENDED_BLOCKS
        elif self._left_out:
            self._left_out -= 1
        if block is None:
            return False
        self._quiet = self._quiet + 1 if _is_shut(block) else 0
        return not self._left_out and self._quiet <= SHUT_BLOCKS


def _is_shut(block: Block) -> bool:
    """Tell whether no sample reaches SHUT_PEAK: the energy, which is had faster, shows of most blocks that one does."""
    return not float(np.vdot(block, block)) >= _LOUD_ENERGY and float(np.abs(block).max()) < SHUT_PEAK
