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
        """The TLS handshake."""
        self.protocol: asyncio.Protocol | None = None
        self.transport: asyncio.BaseTransport | None = None
        loop = asyncio.get_running_loop()
        self.since_s = loop.time()
        self._timer = loop.call_later(hello_s, self.drop)

    def attend(self, protocol: asyncio.Protocol, forget: "Callable[[Visitor], None]") -> asyncio.Protocol:
        """Return a protocol that passes all on to `protocol`, and calls `forget` at the end."""
        self.protocol = protocol
        return _Attended(self, protocol, forget)

    def disarm(self) -> None:
        """Stop the timer."""
        self._timer.cancel()

    def drop(self) -> None:
        """Close the socket at once, whatever it is at."""
        if isinstance(self.transport, asyncio.Transport):
            abort_transport(self.transport)
        elif self.task is not None:
            self.task.cancel()


class _Attended(asyncio.Protocol):
    """Stands between a transport and its protocol to hear of beginning and end."""

    def __init__(self, visitor: Visitor, inner: asyncio.Protocol, forget: Callable[[Visitor], None]) -> None:
        self._visitor = visitor
        self._inner = inner
        self._forget = forget
        self.data_received = inner.data_received  # type: ignore[method-assign]
        self.pause_writing = inner.pause_writing  # type: ignore[method-assign]
        self.resume_writing = inner.resume_writing  # type: ignore[method-assign]

    def connection_made(self, transport: Any) -> None:
        self._visitor.transport = transport
        self._inner.connection_made(transport)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def connection_lost(self, error: Exception | None) -> None:
        self._forget(self._visitor)
        self._inner.connection_lost(error)
