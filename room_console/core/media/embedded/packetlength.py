"""How long the packets of all feeds are: short while few listen and little is lost, for sound is then heard sooner.

Longest where the machine can't serve all listeners otherwise: what is said must be heard before it is heard soon.
"""

from typing import Final

from common.rtc.opus import PacketMs

SHORT: Final = 10
LONG: Final = 20
LONGEST: Final = 40
MOST_SHORT = 300
"""Sections of listeners that may be served twice as many packets: about a fifth of a core."""
MOST_SHORT_LOSS = 0.02
CALM_REPORTS = 10
"""As many reports, one a second, have to allow short packets before they come back."""
BUSY, RELAXED = 0.6, 0.3
"""Shares of a core that the media process takes for many listeners: above it packets get longest, below it not so.

On a machine that others use too it may have less and send too late, which counts as busy.
"""
BUSY_REPORTS, RELAXED_REPORTS = 3, 30
RATE_FACTORS: Final[dict[PacketMs, float]] = {SHORT: 4 / 3, LONG: 1.0, LONGEST: 7 / 6}
"""How much more rate such packets need to sound as those of 20 ms do (docs/decisions/0966)."""


def rate_bps(bit_rate_bps: int, packet_ms: PacketMs) -> int:
    """Return the rate for packets of a length, from that for packets of 20 ms."""
    return round(bit_rate_bps * RATE_FACTORS[packet_ms])


class PacketLength:
    """One length for all feeds, so that a change of feed finds the next packet. Thread: one at a time."""

    def __init__(self, fixed_ms: PacketMs | None = None) -> None:
        self.packet_ms: PacketMs = SHORT if fixed_ms is None else fixed_ms
        self._is_fixed = fixed_ms is not None
        self._calm = self._busy = self._relaxed = 0

    def note(self, sections: int, loss: float, cpu_share: float, unsent: int = 0) -> None:
        """Take the last second: sections of sound served, shares lost and used of a core, packets not sent in time."""
        if self._is_fixed:
            return
        is_short = sections <= MOST_SHORT and loss <= MOST_SHORT_LOSS
        self._calm = self._calm + 1 if is_short else 0
        is_busy = cpu_share > BUSY or unsent > 0
        self._busy = self._busy + 1 if sections > MOST_SHORT and is_busy else 0
        self._relaxed = self._relaxed + 1 if cpu_share < RELAXED and not unsent else 0
        if self._busy >= BUSY_REPORTS:
            self.packet_ms = LONGEST
        elif self.packet_ms == LONGEST:
            self.packet_ms = LONG if self._relaxed >= RELAXED_REPORTS else LONGEST
        elif not is_short:
            self.packet_ms = LONG
        elif self._calm >= CALM_REPORTS:
            self.packet_ms = SHORT
