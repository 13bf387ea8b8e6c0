"""Frames of WebSocket (RFC 6455, section 5) as a bandwidth test needs them: counted as they come, never kept.

A message of ndt7 may have 16 MiB, and its content means nothing: so nothing of it is gathered, nor unmasked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

MAX_MESSAGE_BYTES: Final = 1 << 24
"""What an end of ndt7 has to take."""
_MAX_CONTROL_BYTES: Final = 125
_FREE_FRAMES: Final = 256
_LEAST_MEAN_BYTES: Final = 512
"""After so many frames they must have been so long on average: each costs the same work, whatever it carries."""
_MASK_BYTES: Final = 4
_MASKED: Final = 0x80


class Opcode(IntEnum):
    """RFC 6455, section 5.2."""

    CONTINUATION = 0
    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


class CloseCode(IntEnum):
    """RFC 6455, section 7.4.1."""

    OK = 1000
    PROTOCOL_ERROR = 1002
    POLICY = 1008
    TOO_BIG = 1009


class FrameError(ValueError):
    """The other end broke the rules; `code` is what to close with."""

    def __init__(self, code: CloseCode) -> None:
        super().__init__(code.name)
        self.code = code


@dataclass(frozen=True, slots=True)
class Control:
    """A control frame that has come whole."""

    opcode: Opcode
    payload: bytes


def frame(opcode: Opcode, payload: bytes = b"") -> bytes:
    """Make a server's frame: whole, unmasked."""
    length = len(payload)
    if length < 126:
        head = bytes((0x80 | opcode, length))
    elif length < 1 << 16:
        head = bytes((0x80 | opcode, 126)) + length.to_bytes(2, "big")
    else:
        head = bytes((0x80 | opcode, 127)) + length.to_bytes(8, "big")
    return head + payload


class FrameCounter:
    """Reads a client's frames in whatever pieces they come. Holds at most one control frame."""

    def __init__(self) -> None:
        self.payload_bytes = 0
        """Of all text and binary messages so far."""
        self._frames = 0
        self._wire_bytes = 0
        self._head = bytearray()
        self._left = 0
        """Of the frame at hand, its mask not counted."""
        self._message_bytes: int | None = None
        """Of the message at hand; None between two."""
        self._control: Opcode | None = None
        self._kept = bytearray()
        self._mask = b""

    def feed(self, data: bytes) -> Iterator[Control]:
        """Take more bytes; yield the control frames that are whole. Raises: FrameError, and then nothing can be read.

        It has to be read to its end.
        """
        self._wire_bytes += len(data)
        at = 0
        while at < len(data):
            at = self._read_payload(data, at) if self._left else self._read_head(data, at)
            if self._control is not None and not self._left:
                yield self._whole_control()

    def _read_head(self, data: bytes, at: int) -> int:
        """Take bytes of a head, until it is whole; return where to go on."""
        while at < len(data):
            self._head.append(data[at])
            at += 1
            if len(self._head) >= 2 and len(self._head) == _head_bytes(self._head[1]):
                self._begin(bytes(self._head))
                self._head.clear()
                break
        return at

    def _begin(self, head: bytes) -> None:
        """Begin a frame. Raises: FrameError."""
        self._count()
        first, second = head[:2]
        if first & 0x70 or not second & _MASKED or first & 0x0F not in _OPCODES:
            raise FrameError(CloseCode.PROTOCOL_ERROR)
        opcode, is_last = Opcode(first & 0x0F), bool(first & 0x80)
        length = second & 0x7F if len(head) == 2 + _MASK_BYTES else int.from_bytes(head[2:-_MASK_BYTES], "big")
        self._left = length
        if opcode >= Opcode.CLOSE:
            if not is_last or length > _MAX_CONTROL_BYTES:
                raise FrameError(CloseCode.PROTOCOL_ERROR)
            self._control, self._mask = opcode, head[-_MASK_BYTES:]
        else:
            self._begin_data(opcode, length, is_last)

    def _begin_data(self, opcode: Opcode, length: int, is_last: bool) -> None:
        if (opcode is Opcode.CONTINUATION) is (self._message_bytes is None):
            raise FrameError(CloseCode.PROTOCOL_ERROR)
        message_bytes = (self._message_bytes or 0) + length
        if message_bytes > MAX_MESSAGE_BYTES:
            raise FrameError(CloseCode.TOO_BIG)
        self._message_bytes = None if is_last else message_bytes

    def _count(self) -> None:
        self._frames += 1
        if self._frames > _FREE_FRAMES and self._wire_bytes < self._frames * _LEAST_MEAN_BYTES:
            raise FrameError(CloseCode.POLICY)

    def _read_payload(self, data: bytes, at: int) -> int:
        taken = min(self._left, len(data) - at)
        self._left -= taken
        if self._control is not None:
            self._kept += data[at : at + taken]
        else:
            self.payload_bytes += taken
        return at + taken

    def _whole_control(self) -> Control:
        assert self._control is not None
        payload = bytes(byte ^ self._mask[at % _MASK_BYTES] for at, byte in enumerate(self._kept))
        control = Control(self._control, payload)
        self._control = None
        self._kept.clear()
        return control


_OPCODES: Final = frozenset(int(opcode) for opcode in Opcode)


def _head_bytes(second: int) -> int:
    """Return how long a head is by its second byte; a frame without a mask, a fault anyway, as if it had one."""
    return 2 + {126: 2, 127: 8}.get(second & 0x7F, 0) + _MASK_BYTES
