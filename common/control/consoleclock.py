"""What a client knows of the console's clock: bounds that every answered ping draws closer (RFC 5905, section 8).

It goes by the machine's monotonic clock, so that setting the machine's time moves nothing on the screen.
"""

from typing import Final

from common.aio.clock import Clock

DRIFT: Final = 500e-6
"""How far two clocks may part in a time, as a share: a crystal's fault, and a clock that is drawn straight."""
TICK_MS: Final = 1.0
"""The console tells whole milliseconds."""


class ConsoleClock:
    """Tells the console's time from what its messages said. Thread: the loop's of the control client."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._low_ms: float | None = None
        """The console's clock less the monotonic one is at least so much, by the fastest message from the console..."""
        self._high_ms = 0.0
        """... and at most so much, by the fastest to it."""
        self._taken_s = 0.0

    @property
    def offset_ms(self) -> int:
        """The console's clock less the machine's; 0 before it is known."""
        return self.now_ms() - self._clock.now_ms()

    def now_ms(self) -> int:
        """Return the console's time, ms since the Unix epoch, UTC; the machine's before it is known."""
        if self._low_ms is None:
            return self._clock.now_ms()
        return round((self._low_ms + self._high_ms) / 2 + self._clock.mono_s() * 1000)

    def greeted(self, console_ms: int) -> None:
        """Take the time of a message that was not asked for; it counts where nothing better agrees with it."""
        at_ms = self._clock.mono_s() * 1000
        if self._low_ms is None or console_ms - at_ms > self._high_ms:
            self._keep(console_ms - at_ms, console_ms + TICK_MS - at_ms)

    def answered(self, console_ms: int, sent_s: float) -> None:
        """Take the time that the console read between `sent_s` (monotonic) and now."""
        now_s = self._clock.mono_s()
        low_ms, high_ms = console_ms - now_s * 1000, console_ms + TICK_MS - sent_s * 1000
        if self._low_ms is None:
            self._keep(low_ms, high_ms)
            return
        apart_ms = (now_s - self._taken_s) * 1000 * DRIFT
        closer = max(low_ms, self._low_ms - apart_ms), min(high_ms, self._high_ms + apart_ms)
        if closer[0] <= closer[1]:
            self._keep(*closer)
        else:
            self._keep(low_ms, high_ms)

    def _keep(self, low_ms: float, high_ms: float) -> None:
        self._low_ms, self._high_ms, self._taken_s = low_ms, high_ms, self._clock.mono_s()
