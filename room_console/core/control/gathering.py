"""What a crowd sends is looked for a hundred times a second, not for each packet anew (0830, 0971).

To sleep and to be woken costs more than a ping does. Who comes into a quiet hall waits for nothing.
"""

import asyncio
import selectors
import sys
import time
from collections.abc import Callable
from typing import Any, Final

LOOKS_PER_S: Final = 100.0
"""In the long run; so a packet waits 10 ms at most."""
LOOKS_AT_ONCE: Final = 40.0
"""As often in a row each packet is looked for at once: more than a small meeting needs."""


class GatheringSelector(selectors.DefaultSelector):
    """The selector of the core's loop. Thread: the loop's.

    Another thread wakes the loop by a socket of the loop's own, the first that it registers: that one never waits.
    """

    def __init__(self, mono_s: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._mono_s = mono_s
        self._bell = selectors.DefaultSelector()
        self._left = LOOKS_AT_ONCE
        self._counted_s = mono_s()

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        """Look at one more from now on."""
        if not self._bell.get_map():
            self._bell.register(fileobj, events)
        return super().register(fileobj, events, data)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready, at the latest after `timeout`, s."""
        if timeout is not None and timeout <= 0:
            return super().select(timeout)
        self._count()
        if self._left < 1.0:
            wait_s = (1.0 - self._left) / LOOKS_PER_S
            self._bell.select(wait_s if timeout is None else min(wait_s, timeout))
            self._count()
            timeout = 0.0
        self._left = max(0.0, self._left - 1.0)
        return super().select(timeout)

    def close(self) -> None:
        """Look no more."""
        self._bell.close()
        super().close()

    def _count(self) -> None:
        now_s = self._mono_s()
        self._left = min(LOOKS_AT_ONCE, self._left + (now_s - self._counted_s) * LOOKS_PER_S)
        self._counted_s = now_s


def gathering_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return what makes the core's loop; None, for asyncio's usual one, on Windows, where that is no selector's."""
    if sys.platform == "win32":
        return None
    return lambda: asyncio.SelectorEventLoop(GatheringSelector())
