"""The media process's end of the stream to the core: it never waits, and what waits for the core is bounded."""

import contextlib
import socket
from typing import Final

from room_console.core.media.embedded.frames import FrameReader, encode
from room_console.core.media.embedded.wire import AnyMessage, RtcpArrived, RtpArrived, ToCore

READ_BYTES: Final = 256 * 1024
MEDIA_WAITING_BYTES: Final = 1024 * 1024
"""While more waits for the core, packets of uplinks are dropped: they would be heard too late."""
WAITING_BYTES: Final = 8 * 1024 * 1024
"""While more waits, everything is: such a core has hung, and will be ended by its own watch."""


class CoreLink:
    """Messages out and in."""

    def __init__(self, stream: socket.socket) -> None:
        self.stream = stream
        stream.setblocking(False)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            with contextlib.suppress(OSError):
                stream.setsockopt(socket.SOL_SOCKET, option, MEDIA_WAITING_BYTES)
        self._reader = FrameReader()
        self._read = memoryview(bytearray(READ_BYTES))
        """Kept: the system would be asked for so much anew each time, and give it back."""
        self._parts: list[bytes] = []
        self._rest = b""
        self._waiting_bytes = 0
        self.dropped = 0

    def tell(self, message: ToCore) -> None:
        """Add a message, to be sent by `flush`."""
        is_media = isinstance(message, RtpArrived | RtcpArrived)
        if self._waiting_bytes > (MEDIA_WAITING_BYTES if is_media else WAITING_BYTES):
            self.dropped += 1
            return
        frame = encode(message)
        self._parts.append(frame)
        self._waiting_bytes += len(frame)

    def flush(self) -> bool:
        """Send what the system takes; tell whether something is left. Raises: OSError where the core is gone."""
        if not self._waiting_bytes:
            return False
        waiting = self._rest + b"".join(self._parts)
        self._parts.clear()
        try:
            sent = self.stream.send(waiting)
        except (BlockingIOError, InterruptedError):
            sent = 0
        self._rest = waiting[sent:]
        self._waiting_bytes = len(self._rest)
        return bool(self._rest)

    def read(self) -> list[AnyMessage] | None:
        """Return what has come, None where the core has closed. Raises: ValueError for what is no message."""
        try:
            count = self.stream.recv_into(self._read)
        except (BlockingIOError, InterruptedError):
            return []
        except OSError:
            return None
        return list(self._reader.feed(bytes(self._read[:count]))) if count else None
