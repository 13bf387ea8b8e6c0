"""The pulse of an attached client: when to ping, when to give the link up, how far and how late the console is."""

from dataclasses import dataclass

from common.control.consoleclock import ConsoleClock
from common.protocol.envelope import Pong


@dataclass(frozen=True, slots=True)
class Timing:
    """The client's times, as docs/protocol.md has them."""

    ping_every_s: float = 2.0
    """Until the console wants it otherwise."""
    ping_at_least_every_s: float = 10.0
    """Whatever the console wants."""
    dead_after_s: float = 6.0
    """Of silence from the console; longer in proportion where it wants fewer pings."""
    request_s: float = 10.0
    """Until a request without an answer has failed."""
    tick_s: float = 0.5
    stable_after_s: float = 5.0
    """An attachment that has lasted so long makes the back-off begin anew."""


class Heartbeat:
    """Measures one link by its pings, and tells `console_clock` of each. Times are given, on the monotonic clock."""

    def __init__(self, timing: Timing, mono_s: float, console_clock: ConsoleClock) -> None:
        self.round_trip_ms: float | None = None
        self.is_line_thin = False
        self._timing = timing
        self._every_s = timing.ping_every_s
        self._heard_s = mono_s
        self._ping_s = mono_s
        self._sent: dict[int, float] = {}
        self._console_clock = console_clock

    def heard(self, mono_s: float) -> None:
        """Note that the console said something."""
        self._heard_s = mono_s

    def is_dead(self, mono_s: float) -> bool:
        """Tell whether the silence has lasted too long: as long as three pings."""
        longest_s = self._timing.dead_after_s * self._every_s / self._timing.ping_every_s
        return mono_s - self._heard_s >= longest_s

    def is_due(self, mono_s: float) -> bool:
        """Tell whether it is time to ping."""
        return mono_s - self._ping_s >= self._every_s

    def pinged(self, ref: int, mono_s: float) -> None:
        """Note a ping that goes out."""
        self._ping_s = mono_s
        self._sent[ref] = mono_s

    def answered(self, pong: Pong, mono_s: float) -> None:
        """Take the answer to a ping; one that was never sent is ignored."""
        sent_s = self._sent.pop(pong.ref, None)
        if sent_s is None:
            return
        self._every_s = min(max(pong.again_in_s, self._timing.ping_every_s), self._timing.ping_at_least_every_s)
        self.round_trip_ms = (mono_s - sent_s) * 1000
        self.is_line_thin = pong.is_line_thin
        self._console_clock.answered(pong.now_ms, sent_s)
