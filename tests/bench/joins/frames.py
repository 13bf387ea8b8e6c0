"""The client's end of a WebSocket (RFC 6455) without an event loop's cost: three thousand of them share one thread."""

import base64
import hashlib
import os
from dataclasses import dataclass, field
from typing import Final

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
KEY_GUID: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
END_OF_HEAD: Final = b"\r\n\r\n"


def upgrade(host: str, path: str) -> tuple[bytes, bytes]:
    """Return the request that opens a WebSocket, and what its answer must carry."""
    key = base64.b64encode(os.urandom(16))
    accept = base64.b64encode(hashlib.sha1(key + KEY_GUID).digest())
    request = (
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key.decode()}\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    return request.encode(), accept


def frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """Return a masked frame of less than 64 kB."""
    size = len(payload)
    head = bytes((0x80 | opcode, 0x80 | size)) if size < 126 else bytes((0x80 | opcode, 0xFE, size >> 8, size & 0xFF))
    mask = os.urandom(4)
    repeated = (mask * (size // 4 + 1))[:size]
    masked = int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")
    return head + mask + masked.to_bytes(size, "big")


@dataclass(slots=True)
class Reader:
    """Takes bytes and gives frames."""

    waiting: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """Return the frames that are complete now: opcode and payload."""
        if not self.waiting and (only := _only_frame(data)) is not None:
            return [only]
        self.waiting += data
        found = []
        while (taken := _first_frame(self.waiting)) is not None:
            start, end = taken
            found.append((self.waiting[0] & 0x0F, bytes(self.waiting[start:end])))
            del self.waiting[:end]
        return found


def _only_frame(data: bytes) -> tuple[int, bytes] | None:
    taken = _first_frame(data)
    if taken is None or taken[1] != len(data):
        return None
    return data[0] & 0x0F, data[taken[0] :]


def _first_frame(data: bytes | bytearray) -> tuple[int, int] | None:
    """Return where the payload of the first frame begins and ends, if it is all there."""
    if len(data) < 2:
        return None
    size, start = data[1] & 0x7F, 2
    if size == 126:
        size, start = int.from_bytes(data[2:4], "big"), 4
    elif size == 127:
        size, start = int.from_bytes(data[2:10], "big"), 10
    return (start, start + size) if len(data) >= start + size else None
