"""Key frames are asked for once for all who need one, and not too often."""

from collections.abc import Callable

from room_console.core.media.embedded.wire import KEY_INTERVAL_S


class KeyRequests:
    """Wishes by feed and layer."""

    def __init__(self, ask: Callable[[int, int], None]) -> None:
        self._ask = ask
        self._asked_mono_s: dict[tuple[int, int], float] = {}
        self._waiting: set[tuple[int, int]] = set()

    def want(self, feed: int, layer: int, now_mono_s: float) -> None:
        """Ask, or note it until KEY_INTERVAL_S have passed since the last time."""
        self._waiting.add((feed, layer))
        self.tick(now_mono_s)

    def on_key(self, feed: int, layer: int) -> None:
        """Take note that one has come: all wishes are fulfilled."""
        self._waiting.discard((feed, layer))

    def tick(self, now_mono_s: float) -> None:
        """Ask for what is due."""
        for wish in tuple(self._waiting):
            if now_mono_s - self._asked_mono_s.get(wish, -KEY_INTERVAL_S) >= KEY_INTERVAL_S:
                self._asked_mono_s[wish] = now_mono_s
                self._waiting.discard(wish)
                self._ask(*wish)
