"""Messages out of WebSocket frames (RFC 6455, section 5), as a client of the control link sends them: small ones."""

from dataclasses import dataclass
from typing import Final

from room_console.core.control.ndt7.frames import CloseCode, FrameError, Opcode

MOST_CONTROLS: Final = 64
"""Control frames between two messages: more are no client's of ours."""
_MASK_BYTES: Final = 4
_MAX_CONTROL_BYTES: Final = 125
_OPCODES: Final = frozenset(int(opcode) for opcode in Opcode)


@dataclass(slots=True)
class _Head:
    opcode: int
    is_last: bool
    start: int
    """Where the payload begins."""
    end: int


class MessageReader:
    """Gathers a client's messages, of `most_bytes` each, in whatever pieces they come."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._waiting = b""
        """Of a frame that is not whole yet."""
        self._opcode: int | None = None
        """Of the message at hand; None between two."""
        self._parts: list[bytes] = []
        self._parts_bytes = 0
        self._controls = 0

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """Return what is whole now, each with its opcode: messages, pings, pongs, a close.

        Raises: FrameError, and then nothing can be read any more.
        """
        data = self._waiting + data if self._waiting else data
        found: list[tuple[int, bytes]] = []
        at = 0
        while (head := self._head(data, at)) is not None:
            at = head.end
            whole = self._take(head, _unmasked(data, head.start, head.end))
            if whole is not None:
                found.append(whole)
        self._waiting = data[at:]
        return found

    def _head(self, data: bytes, at: int) -> _Head | None:
        """Return the head of a frame that is all there; check it in any case. Raises: FrameError."""
        if len(data) - at < 2:
            return None
        first, second = data[at], data[at + 1]
        if first & 0x70 or not second & 0x80 or first & 0x0F not in _OPCODES:
            raise FrameError(CloseCode.PROTOCOL_ERROR)
        size, start = second & 0x7F, at + 2
        if size >= 126:
            width = 2 if size == 126 else 8
            if len(data) < start + width:
                return None
            size, start = int.from_bytes(data[start : start + width], "big"), start + width
        head = _Head(first & 0x0F, bool(first & 0x80), start + _MASK_BYTES, start + _MASK_BYTES + size)
        self._check(head, size)
        return head if head.end <= len(data) else None

    def _check(self, head: _Head, size: int) -> None:
        if head.opcode >= Opcode.CLOSE:
            if not head.is_last or size > _MAX_CONTROL_BYTES:
                raise FrameError(CloseCode.PROTOCOL_ERROR)
            return
        if (head.opcode == Opcode.CONTINUATION) is (self._opcode is None):
            raise FrameError(CloseCode.PROTOCOL_ERROR)
        if self._parts_bytes + size > self._most_bytes:
            raise FrameError(CloseCode.TOO_BIG)

    def _take(self, head: _Head, payload: bytes) -> tuple[int, bytes] | None:
        """Return a message that this frame makes whole, or a control frame. Raises: FrameError."""
        if head.opcode >= Opcode.CLOSE:
            self._controls += 1
            if self._controls > MOST_CONTROLS:
                raise FrameError(CloseCode.POLICY)
            return head.opcode, payload
        if head.is_last and self._opcode is None:
            self._controls = 0
            return head.opcode, payload
        return self._gather(head, payload)

    def _gather(self, head: _Head, payload: bytes) -> tuple[int, bytes] | None:
        if self._opcode is None:
            self._opcode = head.opcode
        self._parts.append(payload)
        self._parts_bytes += len(payload)
        if len(self._parts) > MOST_CONTROLS:
            raise FrameError(CloseCode.POLICY)
        if not head.is_last:
            return None
        whole = self._opcode, b"".join(self._parts)
        self._opcode, self._parts, self._parts_bytes, self._controls = None, [], 0, 0
        return whole


def _unmasked(data: bytes, start: int, end: int) -> bytes:
    size = end - start
    if not size:
        return b""
    repeated = (data[start - _MASK_BYTES : start] * (size // _MASK_BYTES + 1))[:size]
    return (int.from_bytes(data[start:end], "little") ^ int.from_bytes(repeated, "little")).to_bytes(size, "little")
