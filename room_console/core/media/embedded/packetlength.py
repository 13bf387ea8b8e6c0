"""How long the packets of all feeds are: short while few listen and little is lost, for sound is then heard sooner."""

from typing import Final, Literal

PacketMs = Literal[10, 20]
SHORT: Final = 10
LONG: Final = 20
MOST_SHORT = 300
"""Sections of listeners that may be served twice as many packets: about a fifth of a core."""
MOST_SHORT_LOSS = 0.02
CALM_REPORTS = 10
"""As many reports, one a second, have to allow short packets before they come back."""


class PacketLength:
    """One length for all feeds, so that a change of feed finds the next packet. Thread: one at a time."""

    def __init__(self, fixed_ms: PacketMs | None = None) -> None:
        self.packet_ms: PacketMs = SHORT if fixed_ms is None else fixed_ms
        self._is_fixed = fixed_ms is not None
        self._calm = 0

    def note(self, sections: int, loss: float) -> None:
        """Take how many sections of sound are served, and what listeners lost in the last second, 0 to 1."""
        if self._is_fixed:
            return
        if sections > MOST_SHORT or loss > MOST_SHORT_LOSS:
            self.packet_ms, self._calm = LONG, 0
            return
        self._calm += 1
        if self._calm >= CALM_REPORTS:
            self.packet_ms = SHORT
