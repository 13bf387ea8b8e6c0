"""What is sent: a language's sound, and the stage's picture."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """A kind of medium on its schedule."""

    name: str
    tick_s: float
    packets_per_tick: int
    payload_bytes: int
    payload_type: int
    clock_hz: int

    @property
    def timestamps_per_tick(self) -> int:
        """RTP timestamps from one tick to the next."""
        return round(self.tick_s * self.clock_hz)

    @property
    def packets_per_s(self) -> float:
        """Packets to each listener."""
        return self.packets_per_tick / self.tick_s

    @property
    def bit_rate_bps(self) -> float:
        """Payload to each listener."""
        return 8 * self.payload_bytes * self.packets_per_s


SOUND = Load("sound", 0.02, 1, 80, 111, 48_000)
"""Opus at 32 kbit/s in packets of 20 ms."""
PICTURE = Load("picture", 0.04, 7, 1_000, 102, 90_000)
"""1.4 Mbit/s at 25 pictures a second."""
