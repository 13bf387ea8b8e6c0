"""The clock of the rules: the machine's, but while somebody's speaking time runs it is not set with it."""

from common.aio.clock import Clock


class HeldClock:
    """A `Clock`. Thread: the loop's."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: tuple[int, float] | None = None
        """From when it goes on by itself: ms since the Unix epoch, UTC, and seconds of the steady clock."""

    def now_ms(self) -> int:
        """Return milliseconds since the Unix epoch, UTC; while held, as the clock stood then and the time since."""
        if self._held is None:
            return self._clock.now_ms()
        at_ms, at_s = self._held
        return at_ms + round((self._clock.mono_s() - at_s) * 1000)

    def mono_s(self) -> float:
        """Return seconds on a clock that is never set."""
        return self._clock.mono_s()

    async def sleep(self, seconds: float) -> None:
        """Wait on the clock below."""
        await self._clock.sleep(seconds)

    def hold(self, is_held: bool) -> None:
        """Go on by itself from now, or follow the clock again."""
        if not is_held:
            self._held = None
        elif self._held is None:
            self._held = self._clock.now_ms(), self._clock.mono_s()
