"""Which ways to the other end are tried, in which order: direct, then through a relay over UDP, TCP, TLS.

The better way gets a head start and, once begun, its time: one that comes up late still replaces a worse one.
"""

from collections.abc import Sequence
from enum import Enum, auto

from common.model.media import MediaPath

HEAD_START_S = 0.3
"""Between two rungs: longer than a round trip of most lines, so that a relay is not bothered needlessly."""
RUNG_TIMEOUT_S = 6.0
RUNGS = (MediaPath.DIRECT, MediaPath.RELAY_UDP, MediaPath.RELAY_TCP, MediaPath.RELAY_TLS)
"""From the best to the worst."""
MAX_RUNGS = 8


class RungState(Enum):
    """How far an attempt is."""

    WAITING = auto()
    TRYING = auto()
    UP = auto()
    FAILED = auto()
    DROPPED = auto()
    """Not needed any more: a better one is up."""


class Ladder:
    """One climb. Pure: instants are arguments."""

    def __init__(self, rungs: int, begun_mono_s: float) -> None:
        """`rungs` is their number, the best first."""
        self.best: int | None = None
        """The best that is up."""
        self._states = [RungState.WAITING] * rungs
        self._next_mono_s = begun_mono_s

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing is being tried nor waits to be."""
        return not any(state in {RungState.WAITING, RungState.TRYING} for state in self._states)

    def due(self, now_mono_s: float) -> int | None:
        """Return the rung to begin now, if there is one; call until there is none."""
        number = self._waiting()
        if number is None or now_mono_s < self._next_mono_s:
            return None
        self._states[number] = RungState.TRYING
        self._next_mono_s = now_mono_s + HEAD_START_S
        return number

    def wait_s(self, now_mono_s: float) -> float | None:
        """Return after how long the next rung is due; None where none waits."""
        return max(0.0, self._next_mono_s - now_mono_s) if self._waiting() is not None else None

    def failed(self, number: int, now_mono_s: float) -> None:
        """A rung can't be had; where none other is being tried the next need not wait."""
        self._states[number] = RungState.FAILED
        if RungState.TRYING not in self._states:
            self._next_mono_s = now_mono_s

    def came_up(self, number: int) -> tuple[int, ...]:
        """A rung is up: the best one, unless `best` differs. Return those that are being tried in vain now."""
        if self.best is not None and self.best < number:
            self._states[number] = RungState.DROPPED
            return ()
        self.best = number
        self._states[number] = RungState.UP
        dropped = tuple(n for n in range(number + 1, len(self._states)) if self._states[n] is RungState.TRYING)
        for worse in range(number + 1, len(self._states)):
            if self._states[worse] is not RungState.FAILED:
                self._states[worse] = RungState.DROPPED
        return dropped

    def _waiting(self) -> int | None:
        return next((n for n, state in enumerate(self._states) if state is RungState.WAITING), None)


def in_order(paths: Sequence[MediaPath]) -> list[int]:
    """Return the indices of these paths, the best first, at most MAX_RUNGS."""
    return sorted(range(len(paths)), key=lambda number: RUNGS.index(paths[number]))[:MAX_RUNGS]
