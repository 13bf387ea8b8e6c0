"""The core's end of the stream to the media process."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import cast

from room_console.core.media.embedded.frames import FrameReader, encode
from room_console.core.media.embedded.wire import Picture, SendRtcp, SoundPacket, ToCore, ToProcess

_log = logging.getLogger(__name__)
MOST_WAITING_BYTES = 512 * 1024
"""Two seconds of everything at once: what is older would be too late."""
MOST_CONTROL_BYTES = 8 * 1024 * 1024


class ProcessLink(asyncio.Protocol):
    """Sends without waiting. Thread: the media loop's.

    Where the process does not fetch what it is sent, packets are dropped and counted; orders are not dropped: when they
    pile up, the stream is cut.
    """

    def __init__(self, on_message: Callable[[ToCore], None]) -> None:
        self.ended = asyncio.Event()
        self.heard_mono_s = time.monotonic()
        """When the process said something last."""
        self.dropped = 0
        self._on_message = on_message
        self._reader = FrameReader()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Hand on the messages that are whole; what is none cuts the stream."""
        self.heard_mono_s = time.monotonic()
        try:
            for message in self._reader.feed(data):
                self._on_message(cast(ToCore, message))
        except ValueError as error:
            _log.error("x media process: %s", error)
            self.cut()

    def connection_lost(self, error: Exception | None) -> None:
        """Note the end."""
        del error
        self._transport = None
        self.ended.set()

    def send(self, message: ToProcess) -> None:
        """Send a message; nothing happens when the stream has ended."""
        if (transport := self._transport) is None:
            return
        waiting = transport.get_write_buffer_size()
        if waiting > MOST_WAITING_BYTES and isinstance(message, SoundPacket | Picture | SendRtcp):
            self.dropped += 1
        elif waiting > MOST_CONTROL_BYTES:
            self.cut()
        else:
            transport.write(encode(message))

    def cut(self) -> None:
        """End the stream at once."""
        if self._transport is not None:
            self._transport.abort()
