"""One accepted socket, from the first packet on."""

import asyncio
from collections.abc import Callable
from typing import Any

from room_console.core.control.transports import abort_transport


class Visitor:
    """A socket's place in the door's lists. Without a valid token within `hello_s` it is dropped."""

    def __init__(self, address: str, origin: str, hello_s: float) -> None:
        self.address = address
        self.origin = origin
        """What counts as one address."""
        self.task: asyncio.Task[bool] | None = None
        """The setting up of its transport."""
        self.protocol: asyncio.Protocol | None = None
        self.transport: asyncio.BaseTransport | None = None
        loop = asyncio.get_running_loop()
        self.since_s = loop.time()
        self._timer = loop.call_later(hello_s, self.drop)

    def attend(self, choose: "Choose", forget: "Callable[[Visitor], None]") -> asyncio.Protocol:
        """Return a protocol that passes all on to the one chosen, and calls `forget` at the end."""
        return _Attended(self, choose, forget)

    def disarm(self) -> None:
        """Stop the timer."""
        self._timer.cancel()

    def drop(self) -> None:
        """Close the socket at once, whatever it is at."""
        if isinstance(self.transport, asyncio.Transport):
            abort_transport(self.transport)
        elif self.task is not None:
            self.task.cancel()


Choose = Callable[[Visitor, bytes], tuple[asyncio.Protocol, bytes] | None]
"""Finds by its first bytes who serves a visitor, and what of them is theirs; None where there are too few."""


class _Attended(asyncio.Protocol):
    """Stands between a transport and its protocol: chooses it, and hears of the end."""

    def __init__(self, visitor: Visitor, choose: Choose, forget: Callable[[Visitor], None]) -> None:
        self._visitor = visitor
        self._choose = choose
        self._forget = forget
        self._first = b""
        self._inner: asyncio.Protocol | None = None

    def connection_made(self, transport: Any) -> None:
        self._visitor.transport = transport

    def data_received(self, data: bytes) -> None:
        self._first += data
        chosen = self._choose(self._visitor, self._first)
        if chosen is None or self._visitor.transport is None:
            return
        self._inner, rest = chosen
        self._first = b""
        self.data_received = self._inner.data_received  # type: ignore[method-assign]
        self._inner.connection_made(self._visitor.transport)
        if rest:
            self._inner.data_received(rest)

    def pause_writing(self) -> None:
        if self._inner is not None:
            self._inner.pause_writing()

    def resume_writing(self) -> None:
        if self._inner is not None:
            self._inner.resume_writing()

    def eof_received(self) -> bool | None:
        return None if self._inner is None else self._inner.eof_received()

    def connection_lost(self, error: Exception | None) -> None:
        self._forget(self._visitor)
        self._visitor.transport = self._visitor.task = None
        if self._inner is not None:
            self._inner.connection_lost(error)
