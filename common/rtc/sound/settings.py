"""What a sound receiver may be told, and what it counts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlayoutSettings:
    """Bounds of the playout delay; docs/decisions/0402-playout.md says why so."""

    start_delay_ms: float = 20.0
    """How long the first packet waits, while nothing is known of the line."""
    repair_delay_ms: float = 80.0
    """Most delay that waiting for copies and repeats may take the whole to."""
    hard_repair_delay_ms: float = 150.0
    """The same where one repeat has turned out not to be enough."""
    most_delay_ms: float = 400.0
    """Sound that is older is skipped."""
    stall_ms: float = 1000.0
    """After as long without a packet nothing is given, until one comes."""


@dataclass(slots=True)
class SoundCounters:
    """Counts since the receiver was made; of packets where nothing else is said."""

    received: int = 0
    lost: int = 0
    """Not there when their turn came; those that a copy recovered among them."""
    late: int = 0
    """Came after their turn, and were not played."""
    duplicated: int = 0
    reordered: int = 0
    recovered_fec: int = 0
    recovered_nack: int = 0
    concealed: int = 0
    """Filled in from the sound before, in blocks of 10 ms."""
    stretched: int = 0
    """How often time was stretched or shrunk by a piece."""
    skipped: int = 0
    """Too old to be played."""
    malformed: int = 0
    restarted: int = 0
    """Streams begun anew: another SSRC, a jump of the numbers, or the end of a long stall."""
    requested: int = 0
    """Repeats asked for."""
