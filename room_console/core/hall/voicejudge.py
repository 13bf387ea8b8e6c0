"""How one uplink sounds: what its speaker is to blame for, and nothing that the line or a switch did.

Left out are blocks that were made up or came out of the poor copy for a lost packet, and the silence of a microphone
that is switched off. Around what is left out the sound is faded, so that no cut is taken for a fault of the voice.
"""

import threading
from collections import deque
from typing import Final

import numpy as np

from common.audio.fitness import FitnessMeter
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
WAITING_BLOCKS: Final = 800
"""8 s are kept until somebody asks; while nobody does, the oldest are forgotten."""
GULP_BLOCKS: Final = 64
"""Measured at once: about a millisecond."""
_RISE: Final[Block] = np.sin(np.linspace(0, np.pi / 2, BLOCK_SAMPLES))[:, None].astype(np.float32) ** 2
_FALL: Final[Block] = _RISE[::-1]


class VoiceJudge:
    """Listens along with one uplink, and measures what it heard once it is asked.

    Thread: `take` the media loop's, which only keeps the block; all else any.
    """

    def __init__(self) -> None:
        self._waiting: deque[tuple[int, Block | None, int]] = deque(maxlen=WAITING_BLOCKS)
        self._taken = 0
        self._measuring = threading.Lock()
        self._meter = FitnessMeter()
        self._measured = 0
        self._mended = 0
        self._left_out = 0
        self._quiet = 0
        self._last: Block | None = None

    def take(self, block: Block | None, mended: int) -> None:
        """Take this tick's (BLOCK_SAMPLES, 1); `mended` counts what was made up or copied poorly so far."""
        self._taken += 1
        self._waiting.append((self._taken, block, mended))

    @property
    def speech_s(self) -> float:
        """How much speech there is to judge by; takes half a millisecond, and 10 us for each block since the last."""
        self.measure()
        return self._meter.speech_s

    @property
    def is_speaking(self) -> bool:
        """Tell whether there is speech at this moment, where it is asked often; takes 2 ms at most."""
        self._measure_some(waits=False)
        if self._quiet > SHUT_BLOCKS:
            return False
        return self._meter.speech_share(NOW_FRAMES, AMONG_FRAMES) >= SPEAKING_SHARE

    def results(self) -> tuple[CheckResult, ...]:
        """Judge what was heard of late; takes some 10 ms, and 10 us for each block since the last."""
        self.measure()
        return self._meter.results()

    def measure(self) -> None:
        """Measure what waits; takes 10 us a block."""
        while self._measure_some(waits=True):
            pass

    def _measure_some(self, waits: bool) -> bool:
        """Measure the oldest blocks that wait; tell whether that was a gulp, so that more may.

        Whoever must not wait leaves it to the thread that measures at this moment.
        """
        if not self._measuring.acquire(blocking=waits):
            return False
        try:
            gulp = [self._waiting.popleft() for _ in range(min(len(self._waiting), GULP_BLOCKS))]
            heard: list[Block] = []
            for number, block, mended in gulp:
                if number != self._measured + 1:
                    self._leave_out(heard)
                self._measured = number
                self._hear(block if self._is_to_judge(block, mended) else None, heard)
            if heard:
                self._meter.add(np.concatenate(heard))
        finally:
            self._measuring.release()
        return len(gulp) == GULP_BLOCKS

    def _hear(self, block: Block | None, heard: list[Block]) -> None:
        """Add to `heard` what is whole now: a block is, when it is known what follows it."""
        if block is None:
            self._leave_out(heard)
            return
        if self._last is None:
            block = block * _RISE
        else:
            heard.append(self._last)
        self._last = block

    def _leave_out(self, heard: list[Block]) -> None:
        if self._last is not None:
            heard.append(self._last * _FALL)
            self._last = None

    def _is_to_judge(self, block: Block | None, mended: int) -> bool:
        if mended != self._mended:
            self._mended, self._left_out = mended, MENDED_BLOCKS
        elif self._left_out:
            self._left_out -= 1
        if block is None:
            return False
        self._quiet = self._quiet + 1 if float(np.abs(block).max()) < SHUT_PEAK else 0
        return not self._left_out and self._quiet <= SHUT_BLOCKS
