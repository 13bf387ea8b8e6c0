"""Meters of the bridge: every channel's feed, every slot, the hall's two outputs; and how late the blocks come."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from common.audio.format import Block
from common.audio.level import to_db
from common.audio.meter import SILENT, WINDOW_SAMPLES, Level
from common.model.ids import FeedId, SlotNumber
from common.model.interpretation import FLOOR
from common.model.media import FLOOR_FEED, channel_feed
from common.model.patch import Patch
from common.model.units import BLOCK_S, BLOCK_SAMPLES
from room_console.core.hall.buses import CHANNELS, SILENCE, Sums

LOUDSPEAKERS, INTERPRETERS = "loudspeakers", "interpreters"
FEEDS = tuple(channel_feed(c) for c in (FLOOR, *CHANNELS))
LATENESS_BLOCKS = 500
WINDOW_BLOCKS = WINDOW_SAMPLES // BLOCK_SAMPLES
WINDOWS = 3
"""One is filled, one is measured, and who measures has the time of another to end."""


@dataclass(frozen=True, slots=True)
class HallLevels:
    """Of the last 50 ms."""

    feeds: dict[FeedId, Level] = field(default_factory=dict)
    slots: dict[SlotNumber, Level] = field(default_factory=dict)
    outputs: dict[str, Level] = field(default_factory=dict)


class HallMeters:
    """Keeps each block, and measures the last window of them when it is asked.

    Thread: `add` and `add_silence` the media loop's, which copies and reckons nothing; `levels` any.
    """

    def __init__(self, patch: Patch) -> None:
        self._slots = tuple(sorted(patch.slots))
        ports = len(FEEDS) + 1 + len(self._slots)
        self._windows = np.zeros((WINDOWS, WINDOW_BLOCKS, ports * BLOCK_SAMPLES, 1), np.float32)
        self._shape = (-1, ports, BLOCK_SAMPLES)
        self._filling = 0
        """Which of the windows is."""
        self._heard = self._passed = 0
        """Blocks of it: those in which something sounded, and all."""
        self._last: Block = self._windows[0, :0]

    def add(self, sums: Sums, slots: Mapping[SlotNumber, Block]) -> None:
        """Take what one block was summed to, and from which slots."""
        feeds = sums.feeds
        blocks = [feeds[feed] for feed in FEEDS]
        blocks.append(sums.loudspeakers)
        blocks += [slots.get(slot, SILENCE) for slot in self._slots]
        np.concatenate(blocks, out=self._windows[self._filling, self._heard])
        self._heard += 1
        self._pass()

    def add_silence(self) -> None:
        """Take a block in which nothing sounded."""
        self._pass()

    def levels(self) -> HallLevels:
        """Measure the last whole window; takes some 25 us."""
        sound = self._last.reshape(self._shape)
        rms = np.sqrt(np.einsum("kps,kps->p", sound, sound) / WINDOW_SAMPLES)
        peaks = np.abs(sound).max(axis=(0, 2), initial=0.0)
        levels = [Level(to_db(r), to_db(p)) for r, p in zip(rms.tolist(), peaks.tolist(), strict=True)]
        feeds = dict(zip(FEEDS, levels, strict=False))
        return HallLevels(
            feeds=feeds,
            slots=dict(zip(self._slots, levels[len(FEEDS) + 1 :], strict=True)),
            outputs={LOUDSPEAKERS: levels[len(FEEDS)], INTERPRETERS: feeds.get(FLOOR_FEED, SILENT)},
        )

    def _pass(self) -> None:
        self._passed += 1
        if self._passed == WINDOW_BLOCKS:
            self._last = self._windows[self._filling, : self._heard]
            self._filling = (self._filling + 1) % WINDOWS
            self._heard = self._passed = 0


class Lateness:
    """How late blocks are done against a steady beat of 10 ms: the least delay of the last 5 s is the beat."""

    def __init__(self, window_blocks: int = LATENESS_BLOCKS) -> None:
        self._offsets_s: deque[float] = deque(maxlen=window_blocks)
        self._blocks = 0

    def add(self, now_mono_s: float) -> None:
        """Note that a block was done."""
        self._offsets_s.append(now_mono_s - self._blocks * BLOCK_S)
        self._blocks += 1

    def pass_over(self, blocks: int) -> None:
        """Note that so many were let pass, none of them late."""
        self._blocks += blocks

    def p95_ms(self) -> float:
        """Return what 95 of 100 blocks did not exceed, ms; 0 before there are any."""
        if not self._offsets_s:
            return 0.0
        ordered = sorted(self._offsets_s)
        return 1000.0 * (ordered[int(0.95 * (len(ordered) - 1))] - ordered[0])
