"""In which phase of a feed each listener hears it: in the first, until sending to them all takes too long."""

from typing import Final

from common.rtc.opus import blocks_in
from room_console.core.media.embedded.packetlength import LONGEST

PHASES: Final = blocks_in(LONGEST)
"""As many beginnings as the longest packets can have, a block apart."""
PER_PHASE: Final = 300
"""Listeners in the first phase before the others are used: sending one packet to so many takes 3 ms."""


class Places:
    """Who is in which phase of one feed. Thread: one at a time."""

    def __init__(self) -> None:
        self._phases: dict[int, int] = {}
        self._listeners = [0] * PHASES

    def place(self, leg: int) -> int:
        """Return a listener's phase, which stays the same until it is forgotten or gathered."""
        if (phase := self._phases.get(leg)) is None:
            has_room = self._listeners[0] < PER_PHASE
            phase = 0 if has_room else min(range(PHASES), key=self._listeners.__getitem__)
            self._put(leg, phase)
        return phase

    def forget(self, leg: int) -> None:
        """Let a listener have no place; nothing happens if it has none."""
        if (phase := self._phases.pop(leg, None)) is not None:
            self._listeners[phase] -= 1

    def gather(self, leg: int) -> bool:
        """Move a listener to the first phase where there is room; tell whether it moved."""
        if not self._phases.get(leg) or self._listeners[0] >= PER_PHASE:
            return False
        self.forget(leg)
        self._put(leg, 0)
        return True

    def _put(self, leg: int, phase: int) -> None:
        self._phases[leg] = phase
        self._listeners[phase] += 1
