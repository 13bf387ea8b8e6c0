"""What a line does to each packet: a pure function of the seed, the line's direction and the packet's number.

So a run can be made again packet by packet, and two programs can be given the same line.
"""

from dataclasses import dataclass
from typing import NamedTuple

MASK = (1 << 64) - 1
LOSS, STATE, JITTER, REORDER, DUPLICATE = range(5)


@dataclass(frozen=True, slots=True)
class Impairment:
    """What one direction of a line does; the default does nothing.

    Raises ValueError for a loss that bursts of this length cannot reach.
    """

    delay_ms: float = 0.0
    jitter_ms: float = 0.0
    """Each packet waits up to so much longer, evenly spread."""
    keeps_order: bool = True
    """Without it jitter lets packets overtake each other, by `jitter_ms` at most."""
    loss_percent: float = 0.0
    burst_packets: float = 1.0
    """Mean length of a bad stretch of the Gilbert-Elliott model; 1 is random loss."""
    bad_loss_percent: float = 100.0
    """What a bad stretch loses."""
    reorder_percent: float = 0.0
    reorder_ms: float = 0.0
    """Packets picked by `reorder_percent` are held for so long, and overtaken."""
    duplicate_percent: float = 0.0
    rate_bps: float | None = None
    trace_ms: tuple[int, ...] = ()
    """A Mahimahi trace in place of a rate: when a packet of 1504 bytes may leave; repeated for ever."""
    queue_ms: float = 200.0
    """A packet that would wait for longer than this before the rate or the trace is dropped."""
    blocks_udp: bool = False

    def __post_init__(self) -> None:
        if self.burst_packets < 1.0 or not 0.0 <= self.loss_percent <= self.bad_loss_percent <= 100.0:
            raise ValueError("a loss is 0 to what bad stretches lose, a burst one packet at least")
        if self.is_bursty and self.into_bad > 1.0 - 1.0 / self.burst_packets:
            raise ValueError("bursts so short do not lose so much")

    @property
    def is_bursty(self) -> bool:
        """Whether losses come in stretches."""
        return self.burst_packets > 1.0

    @property
    def into_bad(self) -> float:
        """The probability with which a good packet is followed by a bad stretch."""
        bad_share = self.loss_percent / self.bad_loss_percent
        return bad_share / (1.0 - bad_share) / self.burst_packets if bad_share < 1.0 else 1.0


CLEAN = Impairment()


class Fate(NamedTuple):
    """What becomes of one packet before any queue: `copies` is 0 for a lost one."""

    copies: int
    delay_ms: float
    is_held_back: bool


def draw(seed: int, direction: int, number: int, purpose: int) -> float:
    """Return a number in [0, 1) that depends on nothing but the arguments (splitmix64's finaliser)."""
    mixed = (seed * 0x9E3779B97F4A7C15 + direction * 0xD1B54A32D192ED03 + purpose * 0x8CB92BA72F3D8DD7) & MASK
    for word in (number, 0x2545F4914F6CDD1D):
        mixed = (mixed + word + 0x9E3779B97F4A7C15) & MASK
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
        mixed ^= mixed >> 31
    return (mixed >> 11) / (1 << 53)


def fate_of(impairment: Impairment, seed: int, direction: int, number: int) -> Fate:
    """Decide about packet `number` of a direction."""
    if _is_lost(impairment, seed, direction, number):
        return Fate(0, 0.0, False)
    delay_ms, is_held_back, copies = impairment.delay_ms, False, 1
    if impairment.jitter_ms:
        delay_ms += impairment.jitter_ms * draw(seed, direction, number, JITTER)
    if impairment.reorder_percent and 100.0 * draw(seed, direction, number, REORDER) < impairment.reorder_percent:
        delay_ms, is_held_back = delay_ms + impairment.reorder_ms, True
    if impairment.duplicate_percent:
        copies += 100.0 * draw(seed, direction, number, DUPLICATE) < impairment.duplicate_percent
    return Fate(copies, delay_ms, is_held_back)


def _is_lost(impairment: Impairment, seed: int, direction: int, number: int) -> bool:
    if not impairment.loss_percent:
        return False
    if not impairment.is_bursty:
        return 100.0 * draw(seed, direction, number, LOSS) < impairment.loss_percent
    if not _is_bad(impairment, seed, direction, number):
        return False
    return 100.0 * draw(seed, direction, number, LOSS) < impairment.bad_loss_percent


def _is_bad(impairment: Impairment, seed: int, direction: int, number: int) -> bool:
    """Look back to the last packet whose draw decides the state whatever it was before: some `burst_packets` back."""
    into_bad, out_of_bad = impairment.into_bad, 1.0 / impairment.burst_packets
    for earlier in range(number, -1, -1):
        drawn = draw(seed, direction, earlier, STATE)
        if drawn < into_bad:
            return True
        if drawn >= 1.0 - out_of_bad:
            return False
    return False
