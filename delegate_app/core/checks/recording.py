"""A recording of one's own voice: heard along on the media loop, kept in memory, given back block by block."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from common.audio.fitness import analyse
from common.audio.format import Block
from common.audio.level import peak_dbfs, rms_dbfs
from common.model.checks import LIMITS, CheckName, CheckResult, Finding, Verdict, judged
from common.model.units import HEARD_DBFS

SPEECH_UNDER_LOUDEST_DB: Final = 30.0
LEAD_BLOCKS: Final = 30
"""300 ms before the first word."""
MOST_LOSS_DB: Final = 60.0
"""More is beyond what a microphone can tell."""
Sound = NDArray[np.float32]


class Ear:
    """Hears along, `most_blocks` at the most; what comes after is not kept. Thread: the media loop's; any may read."""

    def __init__(self, most_blocks: int) -> None:
        self.most_blocks = most_blocks
        self.heard_blocks: list[Block] = []
        self.played_blocks: list[Block] = []

    @property
    def share(self) -> float:
        """How much of what is wanted has been heard, 0 to 1."""
        return len(self.heard_blocks) / self.most_blocks

    def heard(self, block: Block) -> None:
        """Keep what the microphone hears."""
        if len(self.heard_blocks) < self.most_blocks:
            self.heard_blocks.append(block)

    def played(self, block: Block) -> None:
        """Keep what is given to the headphone."""
        if len(self.played_blocks) < self.most_blocks:
            self.played_blocks.append(block)


class OwnVoice:
    """Gives blocks once, in turn. Thread: one; `is_over` any."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._at = 0

    @property
    def is_over(self) -> bool:
        """Whether all were given."""
        return self._at >= len(self._blocks)

    def read(self) -> Block | None:
        """Return the next block, None after the last."""
        if self.is_over:
            return None
        self._at += 1
        return self._blocks[self._at - 1]


def whole(blocks: Sequence[Block]) -> Sound:
    """Join blocks to (samples,)."""
    return np.concatenate(blocks)[:, 0] if blocks else np.zeros(0, np.float32)


def from_the_first_word(blocks: Sequence[Block]) -> Sequence[Block]:
    """Leave out the silence before the voice; everything stays where there is no voice."""
    levels = [rms_dbfs(block) for block in blocks]
    threshold_dbfs = max(levels, default=0.0) - SPEECH_UNDER_LOUDEST_DB
    first = next((n for n, level in enumerate(levels) if level > threshold_dbfs), 0)
    return blocks[max(0, first - LEAD_BLOCKS) :]


def is_silent(blocks: Sequence[Block]) -> bool:
    """Tell whether a microphone gave nothing, not even a quiet room's noise."""
    return peak_dbfs(whole(blocks)) < HEARD_DBFS


def echo_result(heard: Sequence[Block], played: Sequence[Block]) -> CheckResult:
    """Judge how much of what was played came back by the microphone; both began at one instant.

    Where nothing like speech came back, the echo lies under all that was heard; that is said where it is low enough.
    """
    samples = min(len(heard), len(played))
    if not samples:
        return CheckResult(CheckName.ECHO, Verdict.SKIPPED, Finding.NOT_RUN)
    sound, reference = whole(heard[:samples]), whole(played[:samples])
    found = next(r for r in analyse(sound, reference) if r.name is CheckName.ECHO)
    loss_db = min(MOST_LOSS_DB, rms_dbfs(reference) - rms_dbfs(sound))
    if found.verdict is Verdict.SKIPPED and LIMITS[CheckName.ECHO].judge(loss_db) is Verdict.PASS:
        return judged(CheckName.ECHO, round(loss_db, 1))
    return found
