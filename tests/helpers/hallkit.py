"""A clock to wind by hand, a hall device to pull out, and feeds that keep what they are given."""

from collections import defaultdict

import numpy as np

from common.audio.format import Block
from common.model.errors import ErrorCode, MediaError
from common.model.ids import FeedId
from common.model.units import BLOCK_SAMPLES


class HandClock:
    """Monotonic seconds, moved by the test."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


class Feeds:
    """A feed for every name."""

    def __init__(self) -> None:
        self.blocks: defaultdict[FeedId, list[Block]] = defaultdict(list)

    def __call__(self, feed: FeedId) -> "Feed":
        return Feed(self.blocks[feed])

    def sound(self, name: str) -> Block:
        return np.concatenate(self.blocks[FeedId(name)])[:, 0]


class Feed:
    def __init__(self, blocks: list[Block]) -> None:
        self._blocks = blocks

    def write(self, block: Block) -> None:
        self._blocks.append(block)


class PullableHall:
    """A HallDevice whose blocks the test hands in, and whose plug it pulls."""

    name = "pullable"
    inputs = 8
    outputs = 10
    xruns = 0

    def __init__(self) -> None:
        self.is_plugged = True
        self.is_alive = False
        self.starts = 0
        self.waiting: list[Block] = []
        self.played: list[Block] = []

    def start(self) -> None:
        self.starts += 1
        if not self.is_plugged:
            raise MediaError(ErrorCode.DEVICE, "no such device")
        self.is_alive = True

    def stop(self) -> None:
        self.is_alive = False

    def pull_out(self) -> None:
        self.is_plugged = self.is_alive = False

    def speak(self, blocks: int = 1, level: float = 0.5) -> None:
        self.waiting += [np.full((BLOCK_SAMPLES, self.inputs), level, dtype=np.float32) for _ in range(blocks)]

    def read(self) -> Block | None:
        return self.waiting.pop(0) if self.waiting else None

    def write(self, block: Block) -> None:
        self.played.append(block)


class Steady:
    """A BlockReader of one value."""

    def __init__(self, level: float = 0.25) -> None:
        self.level = level
        self.is_silent = False

    def read(self) -> Block | None:
        return None if self.is_silent else np.full((BLOCK_SAMPLES, 1), self.level, dtype=np.float32)
