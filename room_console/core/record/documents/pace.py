"""What all transfers of one direction may take of the line together."""

from typing import Final

from common.aio.clock import Clock

AHEAD_S: Final = 0.25
"""How much of the line's time may be taken at once."""


class Pace:
    """Holds whoever is ahead of the rate. Thread: the core's loop."""

    def __init__(self, mbps: float, clock: Clock) -> None:
        self._bytes_per_s = mbps * 1e6 / 8
        self._clock = clock
        self._free_s = clock.mono_s()

    async def take(self, count: int) -> None:
        """Wait until so many bytes have had their time."""
        now_s = self._clock.mono_s()
        self._free_s = max(self._free_s, now_s) + count / self._bytes_per_s
        if (ahead_s := self._free_s - now_s) > AHEAD_S:
            await self._clock.sleep(ahead_s - AHEAD_S)
        else:
            await self._clock.sleep(0)
