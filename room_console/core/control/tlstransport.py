"""TLS between a socket's transport and the protocol that is served over it, without asyncio's own (0710).

Every message to 3,000 clients is 3,000 records: what is done for each counts. A record is made and handed to the system
in one step; nothing is kept for a connection but OpenSSL's own state.
"""

import asyncio
import contextlib
import ssl
from collections.abc import Callable
from typing import Any, Final

from room_console.core.control.transports import abort_transport

RECORD_BYTES: Final = 8_192
"""Written in one record: OpenSSL keeps memory for the most that it ever was given."""
READ_BYTES: Final = 16_384
"""The most that one record carries (RFC 8446, section 5.1)."""
SHUTDOWN_S: Final = 1.0
"""For the other end to answer the goodbye."""
LINGER_S: Final = 10.0
"""For the other end to take what was written before its own goodbye."""
_NOBODY: Final = asyncio.Protocol()
"""Served by an end that is over, so that it holds itself in no cycle."""


class TlsDoor:
    """What all connections of one door share. Thread: the loop's."""

    def __init__(self, context: ssl.SSLContext, handshake_s: float) -> None:
        self.context = context
        self.handshake_s = handshake_s
        self.buffer = memoryview(bytearray(2 * READ_BYTES))
        """Where the system's bytes lie, from one call of the loop to the next, and no longer."""


class TlsTransport(asyncio.BufferedProtocol, asyncio.Transport):
    """The server's end of one TLS connection: the protocol of a socket's transport, and `inner`'s transport.

    `shaken` is called once: with True when the handshake is done, with False when it failed. Thread: the loop's.
    """

    def __init__(self, door: TlsDoor, inner: asyncio.Protocol, shaken: Callable[[bool], None]) -> None:
        super().__init__()
        self._door = door
        self._inner = inner
        self._shaken: Callable[[bool], None] | None = shaken
        self._received, self._to_send = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = door.context.wrap_bio(self._received, self._to_send, server_side=True)
        self._socket: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._is_closing = False
        self._is_over = False
        """The other end has said goodbye."""

    # of the socket's transport

    def connection_made(self, transport: Any) -> None:
        """Wait for the handshake."""
        self._socket = transport
        if self._is_closing:
            transport.abort()
            return
        self._timer = asyncio.get_running_loop().call_later(self._door.handshake_s, self.abort)

    def get_buffer(self, sizehint: int) -> memoryview:
        """Give the place for what comes."""
        return self._door.buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Take what came."""
        self._received.write(self._door.buffer[:nbytes])
        try:
            if self._shaken is None or self._shake_hands():
                self._read()
        except ssl.SSLWantReadError:
            self._flush()
        except ssl.SSLZeroReturnError:
            self._end()
        except ssl.SSLError:
            self._flush()
            self.abort()

    def eof_received(self) -> bool:
        """Close as the other end has."""
        if self._shaken is None and not self._is_closing and not self._is_over:
            self._inner.eof_received()
        return False

    def connection_lost(self, error: Exception | None) -> None:
        """Note the end."""
        self._is_closing, self._socket = True, None
        self._stop_timer()
        inner, self._inner = self._inner, _NOBODY
        if self._shaken is None:
            inner.connection_lost(error)
        else:
            shaken, self._shaken = self._shaken, None
            shaken(False)

    def pause_writing(self) -> None:
        """Pass on that the other end is slow."""
        if self._shaken is None:
            self._inner.pause_writing()

    def resume_writing(self) -> None:
        """Pass on that it has caught up."""
        if self._shaken is None:
            self._inner.resume_writing()

    # of the inner protocol

    def write(self, data: Any) -> None:
        """Send bytes, or have them sent when the other end takes them."""
        if self._is_closing or self._socket is None or not data:
            return
        try:
            self._socket.write(self._records(data))
        except ssl.SSLError:
            self.abort()

    def close(self) -> None:
        """Say goodbye behind what was written, and close when it is answered, within SHUTDOWN_S."""
        if self._is_closing:
            return
        self._is_closing = True
        if self._socket is None:
            return
        if self._shaken is None:
            # it raises while the other end has not answered
            with contextlib.suppress(ssl.SSLError):
                self._tls.unwrap()
            self._flush()
        if self._shaken is not None or self._is_over:
            self._socket.close()
            return
        self._socket.resume_reading()
        self._timer = asyncio.get_running_loop().call_later(SHUTDOWN_S, self.abort)

    def abort(self) -> None:
        """Drop the connection at once."""
        self._is_closing = True
        self._stop_timer()
        if self._socket is not None:
            abort_transport(self._socket)

    def is_closing(self) -> bool:
        """Tell whether it is closed, or is about to be."""
        return self._is_closing

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Tell what the socket's transport knows, and of TLS."""
        match name:
            case "ssl_object":
                return self._tls
            case "sslcontext":
                return self._door.context
            case _:
                return default if self._socket is None else self._socket.get_extra_info(name, default)

    def pause_reading(self) -> None:
        """Take nothing more from the system."""
        if self._socket is not None and not self._is_closing:
            self._socket.pause_reading()

    def resume_reading(self) -> None:
        """Go on taking what comes."""
        if self._socket is not None and not self._is_closing:
            self._socket.resume_reading()

    def is_reading(self) -> bool:
        """Tell whether what comes is taken."""
        return self._socket is not None and self._socket.is_reading()

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Say from how many bytes that wait on the inner protocol is asked to pause."""
        if self._socket is not None:
            self._socket.set_write_buffer_limits(high=high, low=low)

    def get_write_buffer_size(self) -> int:
        """Return how many bytes wait, encrypted."""
        return 0 if self._socket is None else self._socket.get_write_buffer_size()

    def can_write_eof(self) -> bool:
        """Tell that TLS closes both ways at once."""
        return False

    # between the two

    def _shake_hands(self) -> bool:
        """Go on with the handshake; return whether it is done. Raises: ssl.SSLError."""
        self._tls.do_handshake()
        self._flush()
        self._stop_timer()
        shaken, self._shaken = self._shaken, None
        self._inner.connection_made(self)
        if shaken is not None:
            shaken(True)
        return True

    def _read(self) -> None:
        """Give the inner protocol what is whole. Raises: ssl.SSLWantReadError, ssl.SSLError."""
        tls, received = self._tls, self._received
        while received.pending or tls.pending():
            data = tls.read(READ_BYTES)
            if not data:
                self._end()
                return
            if not self._is_closing:
                self._inner.data_received(data)

    def _end(self) -> None:
        """Close as the other end has, within LINGER_S: it may read no more."""
        self._is_over = True
        if self._socket is None:
            return
        if not self._is_closing:
            self._inner.eof_received()
        self.close()
        self._stop_timer()
        self._timer = asyncio.get_running_loop().call_later(LINGER_S, self.abort)
        self._socket.close()

    def _records(self, data: Any) -> bytes:
        """Encrypt. Raises: ssl.SSLError."""
        tls, to_send = self._tls, self._to_send
        if len(data) <= RECORD_BYTES:
            tls.write(data)
            return to_send.read()
        records = []
        view = memoryview(data)
        while view:
            view = view[tls.write(view[:RECORD_BYTES]) :]
            records.append(to_send.read())
        return b"".join(records)

    def _flush(self) -> None:
        if self._socket is not None and self._to_send.pending:
            self._socket.write(self._to_send.read())

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
