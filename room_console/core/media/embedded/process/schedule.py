"""The order in which things leave: sound first, a batch at a time; pictures between, spread where they are large.

Between two batches whatever comes in has its turn. What is too late is skipped and counted, never sent after.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from room_console.core.media.embedded.process.chunk import Chunk
from room_console.core.media.embedded.process.lane import Lane
from room_console.core.media.embedded.process.lateness import Lateness

SOUND_LATE_S: Final = 0.06
PICTURE_LATE_S: Final = 0.25
MAX_WAITING_PICTURES: Final = 200


@dataclass(frozen=True, slots=True)
class WaitingPicture:
    """A picture as chunks; `on_skipped` is told if it is not sent at all."""

    lane: Lane
    chunks: Sequence[Chunk]
    on_skipped: Callable[[], None]


class PictureQueue:
    """Pictures sent one after the other; `on_late` is told of one that is too late."""

    def __init__(self, on_late: Callable[[WaitingPicture], None]) -> None:
        self._on_late = on_late
        self._pictures: deque[WaitingPicture] = deque()
        self._chunks: deque[Chunk] = deque()
        self._lane: Lane | None = None
        """Of the picture whose chunks are being sent."""
        self._is_chunk_begun = False

    def add(self, picture: WaitingPicture) -> None:
        """Let a picture be sent, unless too many wait."""
        if len(self._pictures) >= MAX_WAITING_PICTURES:
            picture.on_skipped()
            return
        self._pictures.append(picture)

    def drop(self, lane: Lane) -> None:
        """Send nothing that waits for a lane, but for packets that are being sent."""
        self._pictures = deque(picture for picture in self._pictures if picture.lane is not lane)
        if self._lane is lane:
            self._chunks.clear()

    def wait_s(self, now_mono_s: float) -> float | None:
        """Return after how long `step` has work; None for never."""
        if self._is_chunk_begun:
            return 0.0
        if self._chunks:
            return max(0.0, self._chunks[0].due_mono_s - now_mono_s)
        return max(0.0, self._pictures[0].chunks[0].due_mono_s - now_mono_s) if self._pictures else None

    def step(self, now_mono_s: float) -> bool:
        """Send one batch; tell whether there was one."""
        while True:
            if self._lane is not None and self._is_chunk_begun:
                is_sent = self._lane.step() is not None
                self._is_chunk_begun = self._lane.is_sending
                if is_sent:
                    return True
            if not self._begin_chunk(now_mono_s):
                return False

    def _begin_chunk(self, now_mono_s: float) -> bool:
        if not self._chunks and not self._take_picture(now_mono_s):
            return False
        if self._chunks[0].due_mono_s > now_mono_s:
            return False
        assert self._lane is not None
        self._lane.begin(self._chunks.popleft())
        self._is_chunk_begun = True
        return True

    def _take_picture(self, now_mono_s: float) -> bool:
        """Take the next picture that is not too late; one that was begun is sent to its end."""
        while self._pictures:
            picture = self._pictures.popleft()
            if now_mono_s - picture.chunks[0].due_mono_s <= PICTURE_LATE_S:
                self._lane = picture.lane
                self._chunks.extend(picture.chunks)
                return True
            self._on_late(picture)
        return False


class Schedule:
    """What waits to be sent."""

    def __init__(self, mono_s: Callable[[], float] = time.monotonic) -> None:
        self._mono_s = mono_s
        self.skipped_ticks = self.unsent = 0
        """Packets of sound that were too late for anybody, and what listeners went without, with late pictures."""
        self.lateness = Lateness()
        self._sounds: deque[tuple[Lane, Chunk]] = deque()
        self._sound: tuple[Lane, Chunk] | None = None
        self._pictures = PictureQueue(self._skip)
        self._paced = PictureQueue(self._skip)
        """Those that take their time, beside the others."""

    def add_sound(self, lane: Lane, chunk: Chunk) -> None:
        """Let a packet be sent as soon as can be."""
        self._sounds.append((lane, chunk))

    def add_picture(self, picture: WaitingPicture, *, is_paced: bool = False) -> None:
        """Let a picture be sent, chunk by chunk when they are due."""
        (self._paced if is_paced else self._pictures).add(picture)

    def drop_pictures(self, lane: Lane) -> None:
        """Send no picture that waits for a lane."""
        self._pictures.drop(lane)
        self._paced.drop(lane)

    def wait_s(self, now_mono_s: float) -> float | None:
        """Return after how long `step` has work; 0 for at once, None for never."""
        if self._sound is not None or self._sounds:
            return 0.0
        waits = (self._pictures.wait_s(now_mono_s), self._paced.wait_s(now_mono_s))
        return min((wait_s for wait_s in waits if wait_s is not None), default=None)

    def step(self, now_mono_s: float) -> bool:
        """Send one batch of what comes first; tell whether there was one."""
        return self._step_sound(now_mono_s) or self._pictures.step(now_mono_s) or self._paced.step(now_mono_s)

    def _step_sound(self, now_mono_s: float) -> bool:
        if self._sound is None and not self._begin_sound(now_mono_s):
            return False
        assert self._sound is not None
        lane, chunk = self._sound
        packets = lane.step()
        if not lane.is_sending:
            self._sound = None
        if packets is None:
            return self._step_sound(now_mono_s)
        self.lateness.add(self._mono_s() - chunk.due_mono_s, packets)
        return True

    def _begin_sound(self, now_mono_s: float) -> bool:
        """Take the next packet that is not too late."""
        while self._sounds:
            lane, chunk = self._sounds.popleft()
            if now_mono_s - chunk.due_mono_s <= SOUND_LATE_S:
                lane.begin(chunk)
                self._sound = (lane, chunk)
                return True
            self.skipped_ticks += 1
            self.unsent += lane.served
        return False

    def _skip(self, picture: WaitingPicture) -> None:
        self.unsent += picture.lane.served
        picture.on_skipped()
