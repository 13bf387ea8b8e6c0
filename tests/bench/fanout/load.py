"""What is sent: a language's sound, and the stage's picture."""

from dataclasses import dataclass, replace

from common.model.units import SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True)
class Load:
    """A kind of medium on its schedule."""

    name: str
    tick_s: float
    packets_per_tick: int
    payload_bytes: int
    payload_type: int
    clock_hz: int
    phases: int = 1
    """Packets begin so many times in a tick, each time for other listeners."""

    @property
    def phase_s(self) -> float:
        """How far phases are apart: how often the source has something to give."""
        return self.tick_s / self.phases

    @property
    def is_sound(self) -> bool:
        """Tell sound from pictures."""
        return self.clock_hz == SAMPLE_RATE_HZ

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


SOUND = Load("sound", 0.02, 1, 80, 111, SAMPLE_RATE_HZ)
"""Opus at 32 kbit/s in packets of 20 ms."""
CROWD_SOUND = replace(SOUND, name="sound to a crowd", phases=2)
"""The same as the console sends it to more than one phase holds: packets begin at each block."""
LONG_SOUND = Load("sound in packets of 40 ms", 0.04, 1, 160, 111, SAMPLE_RATE_HZ, phases=4)
"""The same sound as the console sends it where more listen than the machine can serve otherwise."""
PICTURE = Load("picture", 0.04, 7, 1_000, 102, 90_000)
"""1.4 Mbit/s at 25 pictures a second."""
