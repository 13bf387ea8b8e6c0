"""What the media process waits for: the core always, its sockets while anybody may wait for an answer.

Listeners at rest send reports and checks that nobody waits for. Each by itself would wake a process that has been out
of the caches meanwhile, and cost ten times what it costs after a packet of sound, when all of it is at hand.
"""

import selectors
import socket
from collections.abc import Sequence
from typing import Final

HURRY_S: Final = 5.0
"""So long after a listener's request for packets, a move of one, or a probe, nothing may wait."""
REST_S: Final = 0.03
"""Else the sockets rest so long after they were read; they are read whenever sound has left, too."""

_Selector = getattr(selectors, "PollSelector", selectors.DefaultSelector)
"""Not epoll: a socket that it watches has it called for every datagram that has left."""


class Wakeups:
    """Thread: the media process's one. Instants are arguments."""

    def __init__(self, core: socket.socket, sockets: Sequence[socket.socket]) -> None:
        self._core = core
        self._core_only, self._all = _Selector(), _Selector()
        for selector in (self._core_only, self._all):
            selector.register(core, selectors.EVENT_READ)
        for number, udp in enumerate(sockets):
            self._all.register(udp, selectors.EVENT_READ, number)
        self._is_writing = False
        self._hurried_mono_s = self._rested_mono_s = float("-inf")

    def close(self) -> None:
        """End; the sockets stay open."""
        self._core_only.close()
        self._all.close()

    def hurry(self, now_mono_s: float) -> None:
        """Take that somebody may wait for an answer, or will soon."""
        self._hurried_mono_s = now_mono_s

    def rest(self, now_mono_s: float) -> None:
        """Take that what the sockets held was read."""
        self._rested_mono_s = now_mono_s

    def write_to_core(self, is_writing: bool) -> None:
        """Wake when more can be written to the core, or don't."""
        if is_writing == self._is_writing:
            return
        self._is_writing = is_writing
        for selector in (self._core_only, self._all):
            selector.modify(self._core, selectors.EVENT_READ | (selectors.EVENT_WRITE if is_writing else 0))

    def wait(self, timeout_s: float, now_mono_s: float, *, may_rest: bool) -> tuple[bool, list[int]]:
        """Wait; tell whether the core has said something, and the numbers of the sockets that hold something.

        The sockets `may_rest` where there are listeners only.
        """
        rest_s = self._rested_mono_s + REST_S - now_mono_s
        if may_rest and rest_s > 0 and now_mono_s - self._hurried_mono_s > HURRY_S:
            found = self._core_only.select(min(timeout_s, rest_s))
        else:
            found = self._all.select(timeout_s)
        has_core = any(key.data is None and events & selectors.EVENT_READ for key, events in found)
        return has_core, [key.data for key, _ in found if key.data is not None]
